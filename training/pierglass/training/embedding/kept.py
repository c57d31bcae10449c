"""The embedders that training has kept."""

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate

from pierglass.training.embedding.network import Embedder
from pierglass.training.export import load_average

__all__ = ["checkpoint", "embed_at_full_size", "load_embedder"]


def checkpoint(runs: Path, seed: int, *, generated: bool = False) -> Path:
    """Return where a run's checkpoint is, or will be."""
    tail = "-generated" if generated else ""
    return runs / f"embedding-{seed}{tail}" / "last.pt"


def load_embedder(runs: Path, seed: int, *, generated: bool = False) -> nn.Module:
    """Return the averaged embedder of a run, frozen.

    Raises:
        FileNotFoundError: If there was no such run.
    """
    path = checkpoint(runs, seed, generated=generated)
    if not path.exists():
        more = " --generated" if generated else ""
        raise FileNotFoundError(
            f"no checkpoint of the embedder at {path}: run pierglass train embedding "
            f"--seed {seed}{more} first"
        )
    return load_average(Embedder(), path).requires_grad_(False)


def embed_at_full_size(embedder: nn.Module, picture: Tensor, side: int = 128) -> Tensor:
    """Return vectors of pictures of any size, (N, 3, S, S) in [-1, 1]."""
    if picture.shape[2] != side:
        picture = interpolate(picture, size=(side, side), mode="nearest")
    vectors: Tensor = embedder(picture)[0]
    return torch.as_tensor(vectors)
