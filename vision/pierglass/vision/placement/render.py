"""Drawing layers: the item's pixels, warped into the frame."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.geometry import Box, bend, bounding_box, similarity
from pierglass.vision.item import Item
from pierglass.vision.placement.layer import Layer
from pierglass.vision.placement.pictures import Piece, part_picture

__all__ = ["Drawn", "reach", "render_layer"]

_GRID = 20
"""Cells of the grid on which the warp is worked out, a side, at most."""

_MARGIN_PX = 2

_INSIDE = np.stack(np.meshgrid(np.linspace(0, 1, 9), np.linspace(0, 1, 9)), 2)
_INSIDE = _INSIDE.reshape(-1, 2)
"""Points of a picture, in its width and height, that say how far a warp takes it."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """A layer drawn into its box of the frame."""

    box: Box
    """Where it falls."""

    pixels: NDArray[np.uint8]
    """(h, w, 4) premultiplied RGBA."""

    behind: NDArray[np.uint8] | None
    """(h, w), 255 where a part lies behind the body; None when it has none."""


def reach(item: Item, layer: Layer, shape: tuple[int, int]) -> Box | None:
    """Return where the whole of the item's picture would fall; None if outside.

    Args:
        item: Whose picture it is.
        layer: Which part goes where.
        shape: Height and width of the frame.
    """
    height, width = item.image.shape[:2]
    return _fallen(layer, (0, 0, width - 1, height - 1), shape)


def render_layer(item: Item, layer: Layer, within: Box) -> Drawn | None:
    """Return the layer as it falls into the frame.

    Args:
        item: Whose picture it is.
        layer: Which part goes where.
        within: The part of the frame that is drawn.

    Returns:
        None when nothing of it falls there.
    """
    level = max(0, math.floor(math.log2(max(1.0, 1 / max(_scale(layer), 1e-3)))))
    piece = part_picture(item, layer.part, layer.mirror, level)
    fallen = _fallen(layer, piece.corners, (within[3], within[2]))
    if fallen is None:
        return None
    box = (max(fallen[0], within[0]), max(fallen[1], within[1]), *fallen[2:])
    if box[0] >= box[2] or box[1] >= box[3]:
        return None
    pictures = [piece.pixels] if piece.behind is None else [piece.pixels, piece.behind]
    warp = _turned if len(layer.source) <= 2 else _bent
    drawn = warp(layer, piece, box, pictures)
    return Drawn(box, drawn[0], None if piece.behind is None else drawn[1])


def _fallen(
    layer: Layer, corners: tuple[int, int, int, int], shape: tuple[int, int]
) -> Box | None:
    left, top, right, bottom = corners
    if len(layer.source) <= 2:
        ends = np.array([(x, y) for x in (left, right) for y in (top, bottom)])
        turn = similarity(layer.source, layer.target)
        return bounding_box(ends @ turn[:, :2].T + turn[:, 2], shape, _MARGIN_PX)
    outline = _INSIDE * (right - left, bottom - top) + (left, top)
    placed = bend(
        outline.astype(np.float32), layer.source, layer.target, stretch=layer.stretch
    )
    return bounding_box(placed, shape, _MARGIN_PX)


def _scale(layer: Layer) -> float:
    """Return roughly how many frame pixels one pixel of the picture becomes."""
    spread = (points.var(0).sum() for points in (layer.target, layer.source))
    return math.sqrt(next(spread) / max(next(spread), 1e-6))


def _turned(
    layer: Layer, piece: Piece, box: Box, pictures: list[NDArray[np.uint8]]
) -> list[NDArray[np.uint8]]:
    """Draw by the one similarity that one or two control points make."""
    back = similarity(layer.target, layer.source)
    back[:, 2] += back[:, :2] @ np.array(box[:2], np.float64)
    back[:, 2] += 0.5 - np.array(piece.corners[:2])
    back *= piece.reduce
    back[:, 2] -= 0.5
    size = (box[2] - box[0], box[3] - box[1])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return [
        np.asarray(cv2.warpAffine(one, back, size, flags=flags), np.uint8)
        for one in pictures
    ]


def _bent(
    layer: Layer, piece: Piece, box: Box, pictures: list[NDArray[np.uint8]]
) -> list[NDArray[np.uint8]]:
    """Draw by a warp that is worked out on a grid, and linear within its cells.

    The grid has a node in the middle of each cell and one more row around, so that a
    plain enlargement by whole factors is exact.
    """
    left, top, right, bottom = box
    wide, high = -(-(right - left) // _GRID), -(-(bottom - top) // _GRID)
    across, along = -(-(right - left) // wide) + 2, -(-(bottom - top) // high) + 2
    xs = left + (np.arange(across, dtype=np.float32) - 0.5) * wide - 0.5
    ys = top + (np.arange(along, dtype=np.float32) - 0.5) * high - 0.5
    nodes = np.column_stack([np.tile(xs, along), np.repeat(ys, across)])
    back = bend(
        nodes.astype(np.float32), layer.target, layer.source, stretch=layer.stretch
    )
    cells = (back + 0.5 - piece.corners[:2]) * piece.reduce - 0.5
    grid = cells.reshape(along, across, 2).astype(np.float32)
    field = cv2.resize(grid, (across * wide, along * high))
    field = field[high : high + bottom - top, wide : wide + right - left]
    return [
        np.asarray(cv2.remap(one, field, None, cv2.INTER_LINEAR), np.uint8)  # type: ignore[call-overload]
        for one in pictures
    ]
