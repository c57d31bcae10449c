"""How good label maps and key points are, with intervals over photos.

Counts of pixels are summed over the photos before any ratio is taken; intervals are
95 % bootstrap intervals, photos drawn with replacement a thousand times.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pierglass.training.data.streetwear import StreetPhoto
from pierglass.vision.groups import GROUPS, KEY_POINTS, point_index

__all__ = ["Seen", "confusion", "gaps", "report"]

_TRUNK = ("left_shoulder", "right_shoulder", "left_hip", "right_hip")
_HEAD = ("nose", "left_eye", "right_eye", "left_ear", "right_ear")

_POINT_SETS: dict[str, tuple[tuple[str, ...], float]] = {
    "torso_pck@0.1": (_TRUNK, 0.1),
    "torso_pck@0.05": (_TRUNK, 0.05),
    "head_pck@0.05": (_HEAD, 0.05),
    "all_pck@0.1": (KEY_POINTS, 0.1),
}
"""Which points, and how near is near enough, in lengths of the trunk."""


@dataclass(frozen=True, eq=False)
class Seen:
    """One photo, measured."""

    table: NDArray[np.int64]
    """(14, 14) pixels by true and by guessed group."""

    gaps: NDArray[np.float64]
    """(23,) error of each visible key point in lengths of the trunk, else NaN."""


def confusion(truth: NDArray[np.uint8], guess: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return pixels by true and by guessed group, (14, 14)."""
    both = truth.ravel().astype(np.int64) * len(GROUPS) + guess.ravel()
    counts = np.bincount(both, minlength=len(GROUPS) ** 2)
    return counts.astype(np.int64).reshape(len(GROUPS), -1)


def gaps(photo: StreetPhoto, guess: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return each visible point's error in lengths of the trunk, NaN for the rest."""
    points = photo.points
    shoulders = points[[point_index(n) for n in _TRUNK[:2]], :2].mean(0)
    hips = points[[point_index(n) for n in _TRUNK[2:]], :2].mean(0)
    trunk = float(np.linalg.norm(shoulders - hips))
    gap = np.linalg.norm(guess - points[:, :2], axis=1) / trunk
    return np.where(points[:, 2] > 0.5, gap, np.nan).astype(np.float64)


def report(seen: list[Seen]) -> dict[str, object]:
    """Return the figures over *seen*, and their intervals as ``NAME_95``."""
    tables = np.array([one.table for one in seen])
    errors = np.array([one.gaps for one in seen])
    iou = _iou(tables.sum(0))
    out: dict[str, object] = {
        "iou": {g: round(float(v), 4) for g, v in zip(GROUPS, iou, strict=True)}
    }
    rng = np.random.default_rng(0)
    draws = rng.integers(0, len(seen), (1000, len(seen)))
    whole = _figures(tables, errors)
    spread = [_figures(tables[draw], errors[draw]) for draw in draws]
    for name, value in whole.items():
        out[name] = round(value, 4)
        bounds = np.percentile([one[name] for one in spread], (2.5, 97.5))
        out[f"{name}_95"] = [round(float(v), 4) for v in bounds]
    return out


def _figures(
    tables: NDArray[np.int64], errors: NDArray[np.float64]
) -> dict[str, float]:
    table = tables.sum(0)
    present = table.sum(1) > 0
    person = table[1:, 1:].sum() / max(int(table.sum() - table[0, 0]), 1)
    out = {
        "mean_iou": float(_iou(table)[present].mean()),
        "person_iou": float(person),
    }
    for name, (points, bar) in _POINT_SETS.items():
        values = errors[:, [point_index(point) for point in points]]
        known = values[~np.isnan(values)]
        out[name] = float((known < bar).mean()) if len(known) else 0.0
    return out


def _iou(table: NDArray[np.int64]) -> NDArray[np.float64]:
    union = table.sum(0) + table.sum(1) - table.diagonal()
    return np.asarray(table.diagonal() / np.maximum(union, 1), np.float64)
