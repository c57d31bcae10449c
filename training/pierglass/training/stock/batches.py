"""Batches of pairs for the generator and its discriminators."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from pierglass.training.garments.pairs import KINDS, Pair, recoloured
from pierglass.training.garments.store import PairStore

__all__ = [
    "Sample",
    "ahead",
    "batches",
    "pixels",
    "planes",
    "sample_of",
    "together",
    "varied",
]


Sample = dict[str, NDArray[np.generic]]
"""Pictures uint8 (…, S, S, 3), planes float32 (S, S), labels as scalars."""


def sample_of(
    store: PairStore, index: int, rng: np.random.Generator, *, vary: bool = True
) -> Sample:
    """Return a pair with another garment and the reference recoloured.

    Args:
        store: Where the pair is kept.
        index: Which.
        rng: Decides the variation and the negatives.
        vary: Whether the photo's side is changed as cameras and trackers would.
    """
    pair = store.pair(index)
    picture, cloth = varied(pair, rng) if vary else (pair.picture, pair.cloth)
    out: Sample = {
        "picture": picture,
        "cloth": (cloth / 255).astype(np.float32),
        "reference": pair.reference,
        "known": pair.known,
        "recoloured": recoloured(pair.reference, pair.known > 0.75, rng),
        "other": store.other(pair, rng),
    }
    if vary and rng.random() < 0.5:
        out = {name: value[:, ::-1] for name, value in out.items()}
    return out | {
        "kind": np.array(KINDS.index(pair.kind)),
        "composed": np.array(pair.garment >= 0),
    }


def together(samples: list[Sample]) -> dict[str, Tensor]:
    """Return samples as a batch; pictures float (N, …, 3, S, S) in [-1, 1].

    One conversion a batch: a thousand small ones cost more than the network's step.
    """
    return {
        name: _tensor(np.stack([sample[name] for sample in samples]))
        for name in samples[0]
    }


def varied(
    pair: Pair, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return picture and cloth in another light, moved a little, at times holed."""
    side = pair.picture.shape[0]
    angle, scale = float(rng.normal(0, 2.5)), float(rng.normal(1, 0.03))
    centre = (side / 2, side / 2)
    turn = np.asarray(cv2.getRotationMatrix2D(centre, angle, scale), np.float64)
    turn[:, 2] += rng.normal(0, 0.015 * side, 2)
    stack = np.dstack([pair.picture, pair.cloth])
    edge = (255, 255, 255, 0)
    moved = cv2.warpAffine(stack, turn, (side, side), borderValue=edge)
    cover = moved[..., 3:] / np.float32(255)
    gain = np.exp(rng.normal(0, 0.07) + rng.normal(0, 0.025, 3)).astype(np.float32)
    white = 255 * (1 - cover)
    lit = white + (moved[..., :3] - white) * gain
    if rng.random() < 0.15:
        place = rng.integers(side // 5, side * 4 // 5, 2).tolist()
        axes = (rng.uniform(0.03, 0.12, 2) * side).astype(int).tolist()
        hole = np.zeros((side, side), np.float32)
        turned = float(rng.uniform(0, 180))
        cv2.ellipse(hole, place, axes, turned, 0, 360, 1.0, -1)
        keep = 1 - hole[..., None]
        lit, cover = lit * keep + 255 * (1 - keep), cover * keep
    return (
        np.clip(lit + 0.5, 0, 255).astype(np.uint8),
        np.clip(cover[..., 0] * 255 + 0.5, 0, 255).astype(np.uint8),
    )


def batches(
    store: PairStore, step: int, size: int, seed: int
) -> Iterator[dict[str, Tensor]]:
    """Yield batches for ever, the first as of *step*; each is said by seed and step."""
    while True:
        rng = np.random.default_rng((seed, step, 1))
        samples = [
            sample_of(store, int(rng.integers(len(store))), rng) for _ in range(size)
        ]
        yield together(samples)
        step += 1


def ahead(source: Iterator[dict[str, Tensor]]) -> Iterator[dict[str, Tensor]]:
    """Yield what *source* yields, the next one made while this one is learned from."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, source)
        while True:
            batch = coming.result()
            coming = pool.submit(next, source)
            yield batch


def planes(rgb: NDArray[np.uint8]) -> Tensor:
    """Return uint8 (…, S, S, 3) as float (…, 3, S, S) in [-1, 1]."""
    return torch.from_numpy(rgb).movedim(-1, -3).float() / 127.5 - 1


def pixels(made: Tensor) -> NDArray[np.uint8]:
    """Return one picture (3, S, S) in [-1, 1] as uint8 (S, S, 3)."""
    shown = ((made + 1) * 127.5 + 0.5).clamp(0, 255).byte().permute(1, 2, 0)
    return np.ascontiguousarray(shown.numpy(), np.uint8)


def _tensor(values: NDArray[np.generic]) -> Tensor:
    if values.dtype == np.uint8:
        return planes(np.ascontiguousarray(values, np.uint8))
    whole = torch.from_numpy(np.ascontiguousarray(values))
    return whole[:, None] if values.dtype == np.float32 else whole
