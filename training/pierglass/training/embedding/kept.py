"""The embedders that training has kept."""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate

from pierglass.training.embedding.network import NETWORKS
from pierglass.training.export import load_average

__all__ = ["GUIDE", "JUDGE", "SERVED", "Which", "embed_at_full_size", "load_embedder"]


@dataclass(frozen=True)
class Which:
    """One of the embedders that are trained."""

    network: str = "lite"
    seed: int = 0
    generated: bool = False
    """Whether it has seen generated pictures."""

    def checkpoint(self, runs: Path) -> Path:
        """Return where its checkpoint is, or will be."""
        tail = "-generated" if self.generated else ""
        return runs / f"embedding-{self.network}-{self.seed}{tail}" / "last.pt"


SERVED = Which("lite", 0)
"""What search uses; after the generators, the same with generated pictures."""

GUIDE = Which("dense", 0)
"""What the generator's term ``embedding`` is measured with."""

JUDGE = Which("lite", 1)
"""What says whether a generated picture shows the garment: it never guides, never
serves, and never saw a generated picture."""


def load_embedder(runs: Path, which: Which) -> nn.Module:
    """Return an averaged embedder, frozen.

    Raises:
        FileNotFoundError: If there was no such run.
    """
    path = which.checkpoint(runs)
    if not path.exists():
        more = " --generated" if which.generated else ""
        raise FileNotFoundError(
            f"no checkpoint of the embedder at {path}: run pierglass train embedding "
            f"--network {which.network} --seed {which.seed}{more} first"
        )
    return load_average(NETWORKS[which.network](), path).requires_grad_(False)


def embed_at_full_size(embedder: nn.Module, picture: Tensor, side: int = 128) -> Tensor:
    """Return vectors of pictures of any size, (N, 3, S, S) in [-1, 1]."""
    if picture.shape[2] != side:
        picture = interpolate(picture, size=(side, side), mode="nearest")
    vectors: Tensor = embedder(picture)[0]
    return torch.as_tensor(vectors)
