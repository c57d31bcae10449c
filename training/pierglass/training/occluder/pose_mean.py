"""A mean map of each kind, aligned to the pose: the strongest map without a picture.

The static map is the mean of the training truth in the item's box. Here the mean is
taken in a frame of the body, such as shoulders and hips for a top and the eyes for
glasses, so that hair and hands lie where they lie on the wearer, however the item is
cut. For feet and forearms both sides make one mean.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.training.data.streetwear import StreetPhoto
from pierglass.training.occluder.dataset import truth_in_box
from pierglass.training.occluder.frames import FRAMES
from pierglass.training.occluder.items import person_of
from pierglass.vision.errors import CannotPlaceError
from pierglass.vision.geometry import Box
from pierglass.vision.item import Item
from pierglass.vision.person import Person
from pierglass.vision.placement import place

__all__ = ["PoseMean", "pose_means"]

_SIDE = 64
"""Height and width of a kind's mean map."""

_PRIOR = 0.5
"""Photos' worth of "the item shows" where few photos say anything."""

_Map = NDArray[np.float32]

_Extent = tuple[float, float, float, float]
"""Least across and along, most across and along, in the frame's own units."""

_TRUNK: tuple[str, _Extent] = ("trunk", (-1.6, -0.6, 1.6, 2.6))
_NECK: tuple[str, _Extent] = ("trunk", (-0.6, -0.6, 0.6, 0.6))
_LEGS: tuple[str, _Extent] = ("legs", (-2.5, -0.4, 2.5, 1.3))
_WRIST: tuple[str, _Extent] = ("forearms", (-0.5, -0.3, 0.5, 0.5))

_WHERE: dict[str, tuple[str, _Extent]] = {
    "top": _TRUNK,
    "jacket": _TRUNK,
    "dress": _TRUNK,
    "necklace": _NECK,
    "glasses": ("head", (-2.0, -1.0, 2.0, 1.0)),
    "hat": ("head", (-2.6, -3.4, 2.6, 1.0)),
    "earring": ("head", (-2.0, -0.6, 2.0, 2.0)),
    "trousers": _LEGS,
    "shorts": _LEGS,
    "skirt": _LEGS,
    "shoe": ("feet", (-1.5, -1.2, 1.5, 1.8)),
    "watch": _WRIST,
    "bracelet": _WRIST,
}
"""The frame of each kind, and the part of it where the kind's items are."""


@dataclass(frozen=True, eq=False)
class PoseMean:
    """How often each place of the body's frame shows an item of one kind."""

    kind: str
    shown: _Map
    """(S, S) photos in which the item is there and shows."""

    there: _Map
    """(S, S) photos in which the item is there."""

    def over(self, person: Person, box: Box) -> _Map:
        """Return the mean map on *person*, float32 (h, w) in *box*."""
        size = (box[2] - box[0], box[3] - box[1])
        shown = np.full(size[::-1], _PRIOR, np.float32)
        there = np.full(size[::-1], _PRIOR, np.float32)
        for matrix in _grids(self.kind, person, box):
            shown += cv2.warpAffine(self.shown, matrix, size)
            there += cv2.warpAffine(self.there, matrix, size)
        return np.asarray(shown / there, np.float32)


def pose_means(
    photos: Iterable[StreetPhoto], items: dict[str, list[Item]]
) -> dict[str, PoseMean]:
    """Return the mean map of each kind in *items*.

    Args:
        photos: Training photos; those without a label map are left out.
        items: Items to place on them by the teacher's key points, each in turn.
    """
    means = {
        kind: PoseMean(
            kind,
            np.zeros((_SIDE, _SIDE), np.float32),
            np.zeros((_SIDE, _SIDE), np.float32),
        )
        for kind in items
    }
    labelled = (photo for photo in photos if photo.groups is not None)
    for index, photo in enumerate(labelled):
        for kind, choices in items.items():
            _add(means[kind], photo, choices[index % len(choices)])
    return means


def _add(mean: PoseMean, photo: StreetPhoto, item: Item) -> None:
    person = person_of(photo)
    try:
        placed = place(item, person, person.shape)
    except CannotPlaceError:
        return
    inside = (placed.patch[..., 3] > 32).astype(np.float32)
    shown = inside * ~truth_in_box(photo, placed, item.kind)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    for matrix in _grids(item.kind, person, placed.box):
        size = (_SIDE, _SIDE)
        mean.shown[:] += cv2.warpAffine(shown, matrix, size, flags=flags)
        mean.there[:] += cv2.warpAffine(inside, matrix, size, flags=flags)


def _grids(kind: str, person: Person, box: Box) -> list[NDArray[np.float32]]:
    """Return a 2×3 matrix from the mean's pixels to the box's, for each frame."""
    part, (left, top, right, bottom) = _WHERE[kind]
    scale = np.array([(right - left) / _SIDE, (bottom - top) / _SIDE])
    out = []
    for frame in FRAMES[part](person):
        matrix = frame.matrix.astype(np.float64)
        start = matrix[:, :2] @ np.array([left, top] + scale / 2) + matrix[:, 2]
        grid = np.column_stack([matrix[:, :2] * scale, start - box[:2]])
        out.append(grid.astype(np.float32))
    return out
