"""Batches of pairs for the generator and its discriminators."""

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from pierglass.training.garments.pairs import KINDS, Pair, Pairs, recoloured

__all__ = ["Samples", "batches", "sample_of"]


class Samples(IterableDataset[dict[str, Tensor]]):
    """Endless samples: a pair, another garment, and the reference recoloured."""

    def __init__(self, pairs: Pairs, start: int) -> None:
        self.pairs = pairs
        self.start = start

    def __iter__(self) -> Iterator[dict[str, Tensor]]:
        worker = get_worker_info()
        step = worker.num_workers if worker else 1
        index = self.start + (worker.id if worker else 0)
        while True:
            rng = np.random.default_rng((self.pairs.seed, index, 1))
            yield sample_of(self.pairs, self.pairs.at(index), rng)
            index += step


def sample_of(pairs: Pairs, pair: Pair, rng: np.random.Generator) -> dict[str, Tensor]:
    """Return *pair* as tensors; pictures float in [-1, 1]."""
    if rng.random() < 0.5:
        pair = _mirrored(pair)
    return {
        "picture": _picture(pair.picture),
        "cloth": torch.from_numpy(pair.cloth.copy())[None].float() / 255,
        "reference": _picture(pair.reference),
        "known": torch.from_numpy(pair.known.copy())[None].float(),
        "other": _picture(pairs.other(pair, rng)),
        "recoloured": _picture(recoloured(pair.reference, rng)),
        "kind": torch.tensor(KINDS.index(pair.kind)),
        "composed": torch.tensor(pair.garment >= 0),
    }


def batches(
    pairs: Pairs, step: int, size: int, workers: int
) -> Iterator[dict[str, Tensor]]:
    """Yield batches for ever, the first as of *step*."""
    loader = DataLoader(Samples(pairs, step * size), size, num_workers=workers)
    return iter(loader)


def _picture(rgb: NDArray[np.uint8]) -> Tensor:
    planes = np.ascontiguousarray(rgb.transpose(2, 0, 1))
    return torch.from_numpy(planes).float() / 127.5 - 1


def _mirrored(pair: Pair) -> Pair:
    return Pair(
        picture=np.ascontiguousarray(pair.picture[:, ::-1]),
        cloth=np.ascontiguousarray(pair.cloth[:, ::-1]),
        reference=np.ascontiguousarray(pair.reference[:, ::-1]),
        known=np.ascontiguousarray(pair.known[:, ::-1]),
        kind=pair.kind,
        garment=pair.garment,
        street=pair.street,
    )
