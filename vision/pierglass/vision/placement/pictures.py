"""The pictures that layers are drawn from: a part of an item's picture, at a scale.

What is worked out for an item is kept, up to a number of bytes: a stream draws the same
few pictures on every frame.
"""

import functools
from collections import OrderedDict
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.alpha import premultiplied
from pierglass.vision.item import Item
from pierglass.vision.placement.layer import Part

__all__ = ["Piece", "part_picture"]

SLEEVES: tuple[Part, ...] = ("left_sleeve", "right_sleeve")
"""Parts that follow the arms."""

_UNDER_PX, _STEP_PX = 12, 2
"""How far the trunk reaches under the sleeves, in pixels of the item, and in steps of
how many."""

_RIM_PX = 4
"""Pixels about a part that its piece keeps, so that its rim is drawn softly."""

_MOST_BYTES = 48 * 2**20


@dataclass(frozen=True, eq=False)
class Piece:
    """A part of an item's picture, cut out and reduced."""

    pixels: NDArray[np.uint8]
    """(h, w, 4) premultiplied."""

    behind: NDArray[np.uint8] | None
    """(h, w), 255 where a part lies behind the body; None without such a part."""

    corners: tuple[int, int, int, int]
    """Where it was cut out: left, top, right and bottom pixels of the item's (mirrored)
    picture."""

    reduce: float
    """Its pixels for each of the picture's: 1, 1/2, 1/4 and so on."""


class _Kept:
    """The pieces used last."""

    def __init__(self, most_bytes: int) -> None:
        self._pieces: OrderedDict[tuple[Item, Part, bool, int], Piece] = OrderedDict()
        self._most_bytes = most_bytes
        self._bytes = 0

    def piece(self, item: Item, part: Part, mirror: bool, level: int) -> Piece:
        key = (item, part, mirror, level)
        piece = self._pieces.get(key)
        if piece is not None:
            self._pieces.move_to_end(key)
            return piece
        piece = _made(*key)
        self._pieces[key] = piece
        self._bytes += piece.pixels.nbytes
        while self._bytes > self._most_bytes and len(self._pieces) > 1:
            self._bytes -= self._pieces.popitem(last=False)[1].pixels.nbytes
        return piece


_KEPT = _Kept(_MOST_BYTES)


def part_picture(item: Item, part: Part, mirror: bool, level: int) -> Piece:
    """Return a part of the item's picture, halved *level* times.

    Args:
        item: Whose picture it is.
        part: Which part of it.
        mirror: Whether the picture is mirrored first.
        level: How often it is halved.
    """
    return _KEPT.piece(item, part, mirror, level)


def _made(item: Item, part: Part, mirror: bool, level: int) -> Piece:
    cover = item.image[..., 3]
    if part != "whole":
        cover = np.asarray(cv2.multiply(cover, _part_mask(item, part), scale=1 / 255))
    x, y, width, height = cv2.boundingRect(cover)
    left, top = max(0, x - _RIM_PX), max(0, y - _RIM_PX)
    area = (slice(top, y + height + _RIM_PX), slice(left, x + width + _RIM_PX))
    rgba, behind = item.image[area], _behind(item)
    if part != "whole":
        rgba = np.dstack([rgba[..., :3], cover[area]])
    if behind is not None:
        behind = behind[area] if (behind[area] & cover[area]).any() else None
    if mirror:
        left = item.image.shape[1] - left - rgba.shape[1]
        rgba = np.ascontiguousarray(rgba[:, ::-1])
        behind = None if behind is None else np.ascontiguousarray(behind[:, ::-1])
    return Piece(
        _reduced(premultiplied(rgba), level),
        None if behind is None else _reduced(behind, level),
        (left, top, left + rgba.shape[1] - 1, top + rgba.shape[0] - 1),
        0.5**level,
    )


def _reduced(picture: NDArray[np.uint8], level: int) -> NDArray[np.uint8]:
    """Return a picture halved *level* times; what is missing to that is transparent."""
    below, beside = (-side % 2**level for side in picture.shape[:2])
    padded = cv2.copyMakeBorder(picture, 0, below, 0, beside, cv2.BORDER_CONSTANT)
    for _ in range(level):
        size = (padded.shape[1] // 2, padded.shape[0] // 2)
        padded = cv2.resize(padded, size, interpolation=cv2.INTER_AREA)
    return np.asarray(padded, np.uint8)


@functools.lru_cache(maxsize=8)
def _behind(item: Item) -> NDArray[np.uint8] | None:
    """Return the parts with a depth below 0, 0 or 255; None without."""
    outlines = [
        np.round(np.array(part.polygon)).astype(np.int32)
        for part in item.parts
        if part.depth < 0 and part.polygon
    ]
    if not outlines:
        return None
    mask = np.zeros(item.image.shape[:2], np.uint8)
    cv2.fillPoly(mask, outlines, 255)
    return mask


def _part_mask(item: Item, part: Part) -> NDArray[np.uint8]:
    """Return how much each pixel of the picture belongs to *part*, 0 to 255.

    Sleeves are the parts of those names; everything else is the trunk. The seam is
    feathered, and the trunk reaches a little under the sleeves, so that a raised arm
    opens no gap.
    """
    if part in SLEEVES:
        return _feathered(_outlined(item, part))
    sleeves = np.maximum(*(_outlined(item, sleeve) for sleeve in SLEEVES))
    core = ((item.image[..., 3] > 0) & (sleeves == 0)).astype(np.uint8) * 255
    core = cv2.morphologyEx(core, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    # Step by step within the cloth: what lies across a gap, as a sleeve's lower end
    # does, would hang beside the trunk once the arm is moved.
    for _ in range(_UNDER_PX // _STEP_PX):
        grown = cv2.dilate(core, np.ones((2 * _STEP_PX + 1,) * 2, np.uint8))
        core = cv2.bitwise_and(grown, grown, mask=item.image[..., 3])
    return _feathered(core)


def _outlined(item: Item, name: str) -> NDArray[np.uint8]:
    """Return the inside of the parts called *name* with their rim, 0 or 255."""
    mask = np.zeros(item.image.shape[:2], np.uint8)
    for part in item.parts:
        if part.name == name and part.polygon:
            cv2.fillPoly(mask, [np.round(np.array(part.polygon)).astype(np.int32)], 255)
    return np.asarray(cv2.dilate(mask, np.ones((7, 7), np.uint8)), np.uint8)


def _feathered(mask: cv2.typing.MatLike) -> NDArray[np.uint8]:
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), 2.0), np.uint8)
