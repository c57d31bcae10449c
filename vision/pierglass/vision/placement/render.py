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

    A pixel is a sleeve's when it lies outside of the trunk (shoulders to hem) and is
    nearer to the arm's line than to the trunk; the seam is feathered so that trunk and
    sleeve join without a gap.
    """
    height, width = item.image.shape[:2]
    masks = {
        side: _sleeve_mask(item, side, height, width) for side in ("left", "right")
    }
    if part == "left_sleeve":
        return masks["left"]
    if part == "right_sleeve":
        return masks["right"]
    kernel = np.ones((9, 9), np.uint8)
    sleeves = np.maximum(masks["left"], masks["right"])
    # The trunk reaches a little under the sleeves, so that a raised arm opens no gap.
    return 1 - np.asarray(cv2.erode(sleeves, kernel, iterations=3), np.float32)


def _sleeve_mask(item: Item, side: str, height: int, width: int) -> NDArray[np.float32]:
    at = item.anchors
    if f"{side}_elbow" not in at:
        return np.zeros((height, width), np.float32)
    sign = 1.0 if side == "left" else -1.0
    shoulder, hip = np.array(at[f"{side}_shoulder"]), np.array(at[f"{side}_hip"])
    shoulders = abs(at["left_shoulder"][0] - at["right_shoulder"][0])
    armpit = at.get(f"{side}_armpit")
    if armpit is None:
        inner = shoulder + (hip - shoulder) * 0.42
        armpit = (float(inner[0] - sign * 0.04 * shoulders), float(inner[1]))
    # Beyond the seam from the shoulder's top to the armpit, on the arm's side.
    top = np.add(shoulder, (-sign * 0.05 * shoulders, -0.25 * shoulders))
    low = np.add(armpit, (0, 1.0))
    elbow = np.array(at[f"{side}_elbow"])
    end = np.array(at.get(f"{side}_wrist", at[f"{side}_elbow"]))
    inner_end = _inner_edge(item, np.array(armpit), end, sign)
    far = sign * 2.0 * width
    polygon = np.array(
        [
            top,
            shoulder - (sign * 0.02 * shoulders, 0),
            low,
            inner_end,
            (inner_end[0], 2.0 * height),
            (elbow[0] + far, 2.0 * height),
            (elbow[0] + far, top[1]),
        ]
    )
    mask = np.zeros((height, width), np.uint8)
    cv2.fillPoly(mask, [np.round(polygon).astype(np.int32)], 255)
    soft = np.asarray(cv2.GaussianBlur(mask, (0, 0), 2.0), np.float32)
    return np.asarray(soft / 255, np.float32)


def _inner_edge(
    item: Item, armpit: NDArray[np.float64], end: NDArray[np.float64], sign: float
) -> NDArray[np.float64]:
    """Return a point below the armpit between trunk and sleeve, at the sleeve's end.

    Halfway between the trunk's side and the sleeve's inner edge: the widest gap of
    alpha on the row, or the armpit's own column where they touch.
    """
    height, width = item.image.shape[:2]
    row = int(np.clip(end[1], 0, height - 1))
    start = int(np.clip(armpit[0], 0, width - 1))
    stop = int(np.clip(end[0], 0, width - 1))
    low, high = sorted((start, stop))
    clear = np.nonzero(item.image[row, low : high + 1, 3] < 16)[0]
    if len(clear) == 0:
        return np.array([armpit[0] + sign * 0.01 * width, float(row)])
    return np.array([low + float(np.median(clear)), float(row)])
