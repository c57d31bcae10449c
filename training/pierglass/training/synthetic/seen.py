"""Drawn photos as the occluder's training takes them: with a person network's doubt.

The network in use has learned from photos, and is less sure of drawings than of photos.
So its label map is made from the truth, and spoilt the way a network spoils that of a
photo which it has never seen: limits that wander and blur, garments mistaken for each
other, small things overlooked.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.training.data.streetwear import StreetPhoto
from pierglass.training.occluder.dataset import Seen
from pierglass.training.synthetic.sample import synthetic_photo
from pierglass.vision.geometry import Window
from pierglass.vision.groups import GROUPS, group_index
from pierglass.vision.person import Person

__all__ = ["doubted_person", "drawn_seen"]

_SIDE = 192
"""Pixels a side of the label map."""

_MISTAKES = (
    ("upper_garment", "outer_garment", 0.45),
    ("outer_garment", "upper_garment", 0.52),
    ("dress", "upper_garment", 0.45),
    ("dress", "lower_garment", 0.38),
    ("upper_garment", "dress", 0.18),
    ("lower_garment", "dress", 0.22),
    ("lower_garment", "leg_skin", 0.12),
    ("arm_skin", "upper_garment", 0.30),
    ("bag", "outer_garment", 0.38),
    ("bag", "background", 0.22),
    ("accessory", "upper_garment", 0.60),
    ("accessory", "arm_skin", 0.38),
    ("accessory", "hair", 0.22),
    ("hat", "hair", 0.38),
    ("eyewear", "face_skin", 0.38),
    ("footwear", "leg_skin", 0.18),
    ("hair", "background", 0.15),
)
"""What is taken for what, and in how many pictures."""


def drawn_seen(
    seed: int,
    *,
    empties: Sequence[NDArray[np.uint8]] = (),
    fabrics: Sequence[NDArray[np.uint8]] = (),
) -> Seen:
    """Return the drawn photo of *seed* with what a person network makes of it.

    Args:
        seed: Says everything.
        empties: As of `synthetic_photo`.
        fabrics: As of `synthetic_photo`.
    """
    photo = synthetic_photo(seed, empties=empties, fabrics=fabrics)
    rng = np.random.default_rng((seed, 97))
    return Seen(photo, [doubted_person(photo, rng)])


def doubted_person(photo: StreetPhoto, rng: np.random.Generator) -> Person:
    """Return the photo's person with the errors of a network in the label map.

    Raises:
        ValueError: If the photo has no groups.
    """
    if photo.groups is None:
        raise ValueError(f"found no groups in photo {photo.number}, expected a map")
    height, width = photo.groups.shape
    window = Window.around(0, 0, width, height)
    points = photo.points[:, :3].copy()
    return Person(
        probabilities=_doubted(_wandered(photo.groups, window, rng), rng),
        window=window,
        points=points,
        shape=(height, width),
    )


def _wandered(
    groups: NDArray[np.uint8], window: Window, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Return the window's groups, their limits moved by a few pixels here and there."""
    step = window.size / _SIDE
    ys, xs = np.indices((_SIDE, _SIDE), np.float32)
    strength = float(rng.uniform(0.3, 1.6))
    drift = [
        cv2.resize(
            rng.normal(0, strength, (24, 24)).astype(np.float32),
            (_SIDE, _SIDE),
            interpolation=cv2.INTER_LINEAR,
        )
        for _ in range(2)
    ]
    return np.asarray(
        cv2.remap(
            groups,
            window.left + (xs + 0.5 + drift[0]) * np.float32(step),
            window.top + (ys + 0.5 + drift[1]) * np.float32(step),
            cv2.INTER_NEAREST,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=0,
        ),
        np.uint8,
    )


def _doubted(
    groups: NDArray[np.uint8], rng: np.random.Generator
) -> NDArray[np.float32]:
    """Return probabilities, (14, S, S), blurred and with mistakes."""
    spread = float(rng.uniform(0.5, 2.0))
    out = np.zeros((len(GROUPS), *groups.shape), np.float32)
    for group in np.unique(groups):
        plane = (groups == group).astype(np.float32)
        out[group] = cv2.GaussianBlur(plane, (0, 0), spread)
    for taken, other, often in _MISTAKES:
        a, b = group_index(taken), group_index(other)
        if rng.random() >= often or not out[a].any():
            continue
        moved = out[a] * _blots(rng)
        out[a] -= moved
        out[b] += moved
    return np.asarray(out / np.maximum(out.sum(0), np.float32(1e-6)), np.float32)


def _blots(rng: np.random.Generator) -> NDArray[np.float32]:
    """Return how much of a group is mistaken, in [0, 1], in soft blots."""
    rough = rng.normal(rng.uniform(-0.6, 0.6), 1, (7, 7)).astype(np.float32)
    wide = cv2.resize(rough, (_SIDE, _SIDE), interpolation=cv2.INTER_CUBIC)
    return np.asarray(1 / (1 + np.exp(np.clip(-5 * wide, -30, 30))), np.float32)
