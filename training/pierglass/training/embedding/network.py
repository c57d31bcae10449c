"""The embedder: dense, GeM pooling, 128 numbers of length one.

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

__all__ = ["EmbedGraph", "Embedder", "centred", "contrast"]

SIZE = 128

_HEAT = 0.07


class Embedder(nn.Module):
    """Pictures (N, 3, S, S) in [-1, 1] to vectors (N, 128), kind and colour logits."""

    def __init__(self) -> None:
        super().__init__()
        widths = (24, 48, 96, 192)
        stages: list[nn.Module] = [conv(48, widths[0])]
        for before, after in itertools.pairwise(widths):
            stages += [conv(before, after, stride=2), conv(after, after)]
        self.body = nn.Sequential(*stages)
        self.vector = nn.Linear(widths[-1], SIZE)
        self.kind = nn.Linear(widths[-1], len(KINDS))
        self.colour = nn.Linear(widths[-1], len(COLOURS))

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return unit vectors, kind logits and colour logits."""
        features = self.body(pixel_unshuffle(picture, 4)).float()
        pooled = features.clamp(min=1e-4).pow(3).mean((2, 3)).pow(1 / 3)
        vector = normalize(self.vector(pooled).float(), dim=1)
        return vector, self.kind(pooled), self.colour(pooled)


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
