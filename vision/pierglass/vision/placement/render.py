"""Drawing layers: the item's pixels, warped into the frame."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.geometry import Box, bend, bounding_box
from pierglass.vision.item import Item
from pierglass.vision.placement.layer import Layer, Part

__all__ = ["Drawn", "render_layer"]

SLEEVES: tuple[Part, ...] = ("left_sleeve", "right_sleeve")
"""Parts that follow the arms."""

_UNDER_PX = 25
"""Twice how far the trunk reaches under the sleeves, in pixels of the item."""

_GRID = 20
"""Cells of the grid on which the warp is worked out, a side."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """A layer drawn into its box of the frame."""

    box: Box
    """Where it falls."""

    pixels: NDArray[np.float32]
    """(h, w, 4) premultiplied RGBA in [0, 255]."""

    behind: NDArray[np.float32] | None
    """(h, w) in [0, 1]: parts that lie behind the body; None when it has none."""


def render_layer(item: Item, layer: Layer, shape: tuple[int, int]) -> Drawn | None:
    """Return the layer as it falls into the frame.

    Args:
        item: Whose picture it is.
        layer: Which part goes where.
        shape: Height and width of the frame.

    Returns:
        None when nothing of it falls into the frame.
    """
    height, width = item.image.shape[:2]
    outline = np.array(
        [
            (x, y)
            for x in np.linspace(0, width - 1, 9)
            for y in np.linspace(0, height - 1, 9)
        ],
        np.float32,
    )
    placed = bend(outline, layer.source, layer.target, stretch=layer.stretch)
    box = bounding_box(placed, shape, 2)
    if box is None:
        return None
    left, top, right, bottom = box
    scale = _scale(layer)
    level = max(0, int(np.floor(np.log2(max(1.0, 1 / max(scale, 1e-3))))))
    picture = _picture(item, layer.part, layer.mirror, level)
    xs = np.linspace(left, right - 1, _GRID + 1, dtype=np.float32)
    ys = np.linspace(top, bottom - 1, _GRID + 1, dtype=np.float32)
    grid = np.stack(np.meshgrid(xs, ys), 2).reshape(-1, 2)
    back = bend(grid, layer.target, layer.source, stretch=layer.stretch)
    back = back.reshape(_GRID + 1, _GRID + 1, 2)
    reduce = picture.shape[1] / width
    fields = _upsample((back + 0.5) * reduce - 0.5, right - left, bottom - top)
    behind = _behind(item, layer.mirror, level)
    return Drawn(
        box,
        _remap(picture, fields),
        None if behind is None else _remap(behind, fields),
    )


def _remap(
    picture: NDArray[np.uint8] | NDArray[np.float32],
    fields: tuple[NDArray[np.float32], NDArray[np.float32]],
) -> NDArray[np.float32]:
    out = cv2.remap(picture, fields[0], fields[1], cv2.INTER_LINEAR)
    return np.asarray(out, np.float32)


def _scale(layer: Layer) -> float:
    """Return roughly how many frame pixels one pixel of the picture becomes."""
    source = layer.source - layer.source.mean(0)
    target = layer.target - layer.target.mean(0)
    return float(np.sqrt((target**2).sum() / max(float((source**2).sum()), 1e-6)))


def _upsample(
    grid: NDArray[np.float32], width: int, height: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return a grid whose corners are corner pixels, linearly grown to every pixel."""
    xs = np.linspace(0, _GRID, width, dtype=np.float32)
    ys = np.linspace(0, _GRID, height, dtype=np.float32)
    map_x, map_y = np.meshgrid(xs, ys)
    grown = cv2.remap(grid, map_x, map_y, cv2.INTER_LINEAR)
    return np.ascontiguousarray(grown[..., 0]), np.ascontiguousarray(grown[..., 1])


@lru_cache(maxsize=64)
def _picture(item: Item, part: Part, mirror: bool, level: int) -> NDArray[np.uint8]:
    """Return a part of the item's picture, premultiplied, halved *level* times."""
    rgba = item.image.astype(np.float32)
    if part != "whole":
        rgba[..., 3] *= part_mask(item, part)
    rgba[..., :3] *= rgba[..., 3:] / 255
    out = np.ascontiguousarray(rgba[:, ::-1] if mirror else rgba).astype(np.uint8)
    for _ in range(level):
        out = np.asarray(
            cv2.resize(out, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA),
            np.uint8,
        )
    return out


@lru_cache(maxsize=64)
def _behind(item: Item, mirror: bool, level: int) -> NDArray[np.float32] | None:
    """Return the parts with a depth below 0, as `_picture` is sized; None without."""
    outlines = [
        np.round(np.array(part.polygon)).astype(np.int32)
        for part in item.parts
        if part.depth < 0 and part.polygon
    ]
    if not outlines:
        return None
    mask = np.zeros(item.image.shape[:2], np.uint8)
    cv2.fillPoly(mask, outlines, 255)
    out = np.asarray(mask[:, ::-1] if mirror else mask, np.float32) / 255
    for _ in range(level):
        out = np.asarray(
            cv2.resize(out, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA),
            np.float32,
        )
    return np.ascontiguousarray(out)


def part_mask(item: Item, part: Part) -> NDArray[np.float32]:
    """Return how much each pixel of the picture belongs to *part*, in [0, 1].

    Sleeves are the parts of those names; everything else is the trunk. The seam is
    feathered, and the trunk reaches a little under the sleeves, so that a raised arm
    opens no gap.
    """
    if part in SLEEVES:
        return _feathered(_outlined(item, part))
    sleeves = np.maximum(*(_outlined(item, sleeve) for sleeve in SLEEVES))
    core = ((item.image[..., 3] > 0) & (sleeves == 0)).astype(np.uint8) * 255
    core = cv2.morphologyEx(core, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    return _feathered(cv2.dilate(core, np.ones((_UNDER_PX, _UNDER_PX), np.uint8)))


def _outlined(item: Item, name: str) -> NDArray[np.uint8]:
    """Return the inside of the parts called *name* with their rim, 0 or 255."""
    mask = np.zeros(item.image.shape[:2], np.uint8)
    for part in item.parts:
        if part.name == name and part.polygon:
            cv2.fillPoly(mask, [np.round(np.array(part.polygon)).astype(np.int32)], 255)
    return np.asarray(cv2.dilate(mask, np.ones((7, 7), np.uint8)), np.uint8)


def _feathered(mask: cv2.typing.MatLike) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), 2.0), np.float32) / np.float32(255)
