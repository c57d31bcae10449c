"""Carrying the last map along with what the picture shows.

What hides an item moves with the picture, not with the item: an item that sits a pixel
aside of where it sat takes nothing of the hair before it along. Optical flow on small
grey pictures of the item's place says where each pixel was in the frame before.

Source: Kroeger et al., "Fast Optical Flow using Dense Inverse Search", ECCV 2016.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.geometry import Box

__all__ = ["UNKNOWN", "Carrier", "spread"]

UNKNOWN = -8.0
"""What a map holds where it says nothing: so far below 0 that a pixel which lies partly
there is below 0 too."""

_PIXELS = 160 * 120
"""Pixels of a grey picture."""

_AROUND = 0.25
"""How far the grey pictures reach beyond the item, in parts of its longer side."""

_LEAST_AROUND = 16
"""Pixels more, so that a small item has something to be known by."""

_REACH = 8
"""How far beyond the item its map is carried, in pixels: an item that trembles by a
pixel or two has rims on which the last map would say nothing, and flickers there."""


class Carrier:
    """Knows the frame before; call `look` with each frame in turn, then `carried`."""

    def __init__(self) -> None:
        self._flow_of = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
        self._before: NDArray[np.uint8] | None = None
        self._frame: NDArray[np.uint8] | None = None

    def look(self, frame: NDArray[np.uint8]) -> None:
        """Take in the next frame, uint8 (H, W, 3) RGB, of the same size as the last."""
        grey = np.asarray(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), np.uint8)
        self._before, self._frame = self._frame, grey
        if self._before is not None and self._before.shape != grey.shape:
            self._before = None

    def carried(
        self, shown: NDArray[np.float32], before: Box, box: Box
    ) -> NDArray[np.float32] | None:
        """Return the last frame's map where its pixels are now.

        Args:
            shown: float32 (h, w), the map in *before*; `UNKNOWN` where it says nothing.
            before: Where it lay in the last frame.
            box: Where a map is wanted now.

        Returns:
            float32 as large as *box*; below 0 where nothing is known. None without a
            frame before.
        """
        if self._before is None or self._frame is None:
            return None
        window = _around(before, box, (self._frame.shape[0], self._frame.shape[1]))
        then, now = (_cut(each, window) for each in (self._before, self._frame))
        nothing = np.zeros((*now.shape, 2), np.float32)
        flow = self._flow_of.calc(now, then, nothing)
        left, top, right, bottom = box
        size = (right - left, bottom - top)
        scale = now.shape[1] / (window[2] - window[0])
        away = np.array([left - window[0], top - window[1]], np.float32)
        matrix = np.array([[scale, 0, 0], [0, scale, 0]], np.float32)
        matrix[:, 2] = away * scale + scale / 2 - 0.5  # pixel centres
        flow = cv2.warpAffine(
            flow,
            matrix,
            size,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        across, down = cv2.split(flow)
        x = across / scale + np.arange(
            left - before[0], right - before[0], dtype=np.float32
        )
        y = (
            down / scale
            + np.arange(top - before[1], bottom - before[1], dtype=np.float32)[:, None]
        )
        return np.asarray(
            cv2.remap(
                shown,
                np.asarray(x, np.float32),
                np.asarray(y, np.float32),
                cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_CONSTANT,
                borderValue=UNKNOWN,
            ),
            np.float32,
        )


def _around(one: Box, other: Box, shape: tuple[int, int]) -> Box:
    """Return a box about both, inside of a frame of *shape*, never empty."""
    left, top = min(one[0], other[0]), min(one[1], other[1])
    right, bottom = max(one[2], other[2]), max(one[3], other[3])
    more = round(_AROUND * max(right - left, bottom - top)) + _LEAST_AROUND
    left, top = (max(0, at - more) for at in (left, top))
    right = max(1, min(shape[1], right + more))
    bottom = max(1, min(shape[0], bottom + more))
    return min(left, right - 1), min(top, bottom - 1), right, bottom


def _cut(grey: NDArray[np.uint8], window: Box) -> NDArray[np.uint8]:
    left, top, right, bottom = window
    width, height = right - left, bottom - top
    scale = min(1.0, math.sqrt(_PIXELS / (width * height)))
    size = (max(16, round(width * scale)), max(16, round(height * scale)))
    cut = grey[top:bottom, left:right]
    return np.asarray(cv2.resize(cut, size, interpolation=cv2.INTER_AREA), np.uint8)


def spread(
    shown: NDArray[np.float32], covered: NDArray[np.uint8], box: Box
) -> tuple[NDArray[np.float32], Box]:
    """Return a map that also says something near the item, and where it lies.

    Args:
        shown: float32 (h, w), the map in *box*.
        covered: uint8 (h, w), the item's alpha: the map says something where it is
            above 0.
        box: Where both lie.

    Returns:
        float32, *shown* where the item is, beside it the mean of what is near, and
        `UNKNOWN` where nothing is; with the box grown to hold it.
    """
    edges = (_REACH,) * 4
    known = cv2.copyMakeBorder(covered, *edges, cv2.BORDER_CONSTANT)
    known = np.asarray(known > 0, np.float32)
    grown = cv2.copyMakeBorder(shown, *edges, cv2.BORDER_CONSTANT) * known
    size = (2 * _REACH + 1, 2 * _REACH + 1)
    near = cv2.boxFilter(known, -1, size, normalize=False)
    mean = cv2.boxFilter(grown, -1, size, normalize=False) / np.maximum(near, 1.0)
    beside = np.where(near > 0.5, mean, np.float32(UNKNOWN))
    left, top, right, bottom = box
    return (
        np.where(known > 0, grown, beside).astype(np.float32),
        (left - _REACH, top - _REACH, right + _REACH, bottom + _REACH),
    )
