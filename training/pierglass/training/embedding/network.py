"""The embedder: dense, GeM pooling, 128 numbers of length one.

Source: Radenović et al., "Fine-tuning CNN Image Retrieval with No Human Annotation",
TPAMI 2018 (GeM); van den Oord et al. 2018 (InfoNCE).
"""

import itertools

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, normalize, pixel_unshuffle

from pierglass.training.garments.pairs import KINDS
from pierglass.training.models.fpn import conv

__all__ = ["EmbedGraph", "Embedder", "contrast"]

SIZE = 128


class Embedder(nn.Module):
    """Pictures (N, 3, S, S) in [-1, 1] to vectors (N, 128) and kind logits."""

    def __init__(self) -> None:
        super().__init__()
        widths = (24, 48, 96, 192)
        stages: list[nn.Module] = [conv(48, widths[0])]
        for before, after in itertools.pairwise(widths):
            stages += [conv(before, after, stride=2), conv(after, after)]
        self.body = nn.Sequential(*stages)
        self.vector = nn.Linear(widths[-1], SIZE)
        self.kind = nn.Linear(widths[-1], len(KINDS))

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        """Return unit vectors and kind logits."""
        features = self.body(pixel_unshuffle(picture, 4)).float()
        pooled = features.clamp(min=1e-4).pow(3).mean((2, 3)).pow(1 / 3)
        return normalize(self.vector(pooled), dim=1), self.kind(pooled)


class EmbedGraph(nn.Module):
    """The embedder from bytes."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        """Take uint8 (1, S, S, 3); return the vector and the kinds' probabilities."""
        planes = picture.permute(0, 3, 1, 2).float() / 127.5 - 1
        vector, kind = self.network(planes)
        return vector, kind.softmax(1)


def contrast(
    street: Tensor, stock: Tensor, negatives: Tensor, heat: float = 0.07
) -> Tensor:
    """Return InfoNCE both ways between unit vectors (N, D) of the same garments.

    Args:
        street: Of the pre-processed photos.
        stock: Of their references.
        negatives: (M, D): recoloured references and others of the same kind.
        heat: Temperature.
    """
    target = torch.arange(len(street), device=street.device)
    forth = street @ torch.cat([stock, negatives]).T / heat
    back = stock @ street.T / heat
    return (cross_entropy(forth, target) + cross_entropy(back, target)) / 2
