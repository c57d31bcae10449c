"""Windows, boxes and warps: where things are in a frame, and how they get there."""

from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["Box", "Window", "bend", "bounding_box", "resized", "similarity"]

_HALVES = 1.8
"""A picture so many times as large as wanted is halved first; the few pixels that it
then lacks are not missed."""

_SPARSE = 1.75
"""Halved pictures are read between their pixels down to one of so many."""

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in whole pixels; right and bottom are outside."""


@dataclass(frozen=True)
class Window:
    """A square of a frame; it may reach outside."""

    left: float
    top: float
    size: float

    @classmethod
    def around(cls, left: float, top: float, right: float, bottom: float) -> Self:
        """Return the smallest square about the centre of a box that holds the box."""
        size = max(right - left, bottom - top, 8.0)
        return cls((left + right - size) / 2, (top + bottom - size) / 2, size)

    def grown(self, factor: float) -> Self:
        """Return the window with its side times *factor*, about the same centre."""
        more = self.size * (factor - 1) / 2
        return type(self)(self.left - more, self.top - more, self.size * factor)

    def cut(
        self, frame: NDArray[np.uint8], side: int, padding: tuple[int, int, int]
    ) -> NDArray[np.uint8]:
        """Return the window's pixels as uint8 (side, side, 3)."""
        scale = self.size / side
        height, width = frame.shape[:2]
        room = 2 * scale + 2
        left, top = (max(0, int(at - room)) for at in (self.left, self.top))
        right, bottom = (
            min(end, max(0, int(at + self.size + room) + 1))
            for at, end in ((self.left, width), (self.top, height))
        )
        if right <= left or bottom <= top:
            return np.full((side, side, 3), padding, np.uint8)
        part = frame[top:bottom, left:right]
        x, y = self.left - left, self.top - top
        # Keep thin things from aliasing away; a sliver would be reduced to nothing.
        thin = 1.5 < scale < min(part.shape[:2])
        halved = thin and scale >= 2
        while thin and scale >= 2:
            part, scale, x, y = _halved(part), scale / 2, x / 2, y / 2
        if thin and scale > (_SPARSE if halved else 1.5):
            by = 1 / scale
            small = cv2.resize(part, None, fx=by, fy=by, interpolation=cv2.INTER_AREA)
            part, scale, x, y = np.asarray(small, np.uint8), 1.0, x * by, y * by
        middle = scale / 2 - 0.5  # pixel centres
        return np.asarray(
            cv2.warpAffine(
                part,
                np.array([[scale, 0, x + middle], [0, scale, y + middle]], np.float32),
                (side, side),
                flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                borderValue=padding,
            ),
            np.uint8,
        )


def resized(picture: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Return a picture as a square of *side*; its pixels' means when it shrinks."""
    while min(picture.shape[:2]) >= _HALVES * side:
        picture = _halved(picture)
    out = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(out, np.uint8)


def _halved(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the means of two by two pixels: many times faster than other factors."""
    height, width = picture.shape[:2]
    if height % 2 or width % 2:
        picture = np.asarray(
            cv2.copyMakeBorder(
                picture, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE
            ),
            np.uint8,
        )
    size = ((width + 1) // 2, (height + 1) // 2)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def bounding_box(
    points: NDArray[np.floating], shape: tuple[int, int], margin: float = 0.0
) -> Box | None:
    """Return the box of *points* grown by *margin* pixels, within a frame of *shape*.

    None when nothing of it is within.
    """
    height, width = shape
    low = np.floor(points.min(0) - margin)
    high = np.ceil(points.max(0) + margin) + 1
    left, top = max(0, int(low[0])), max(0, int(low[1]))
    right, bottom = min(width, int(high[0])), min(height, int(high[1]))
    return (left, top, right, bottom) if right > left and bottom > top else None


def bend(
    at: NDArray[np.float32],
    source: NDArray[np.float32],
    target: NDArray[np.float32],
    *,
    stretch: bool = False,
) -> NDArray[np.float32]:
    """Return where the points *at* go under the warp that takes *source* to *target*.

    Near each control point the warp is the similarity that fits the control points best
    with weights falling off with the square of the distance; one or two control points
    give one shift or similarity for all.

    Args:
        at: float32 (N, 2).
        source: float32 (K, 2), K at least 1.
        target: float32 (K, 2).
        stretch: Take the best affine map first, so that different scales across and
            along bulge nothing between the control points; for points not in a row.

    Source: Schaefer, McPhail, Warren, "Image Deformation Using Moving Least Squares",
    SIGGRAPH 2006, similarity case.
    """
    if stretch:
        at, source = _affine(at, source, target)
    # As complex numbers a similarity is one multiplication: q ≈ a p. About a point near
    # all of the numbers, differences of squares keep their digits.
    p, q, z = (_complex(points) for points in (source, target, at))
    middle_p, middle_q = p.mean(), q.mean()
    p, q, z = p - middle_p, q - middle_q, z - middle_p
    gap = z[:, None] - p
    weight = 1.0 / (gap.real**2 + gap.imag**2 + 1e-3)
    weight /= weight.sum(1, keepdims=True)
    product = q * p.conj()
    sums = weight @ np.column_stack(
        [p.real, p.imag, q.real, q.imag, product.real, product.imag, abs(p) ** 2]
    )
    centre_p, centre_q = sums[:, 0] + 1j * sums[:, 1], sums[:, 2] + 1j * sums[:, 3]
    spread = sums[:, 6] - abs(centre_p) ** 2
    turn = sums[:, 4] + 1j * sums[:, 5] - centre_q * centre_p.conj()
    turn = np.where(spread < 1e-6, 1.0, turn / np.maximum(spread, 1e-9))
    moved = turn * (z - centre_p) + centre_q + middle_q
    return np.column_stack([moved.real, moved.imag]).astype(np.float32)


def _complex(points: NDArray[np.float32]) -> NDArray[np.complex128]:
    pairs = np.ascontiguousarray(points, np.float64)
    return np.asarray(pairs.view(np.complex128)[:, 0], np.complex128)


def _affine(
    at: NDArray[np.float32], source: NDArray[np.float32], target: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return *at* and *source* under the affine map that fits *target* best."""
    ones = np.ones((len(source), 1), np.float32)
    matrix, *_ = np.linalg.lstsq(np.hstack([source, ones]), target, rcond=None)

    def move(points: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(points @ matrix[:2] + matrix[2], np.float32)

    return move(at), move(source)


def similarity(
    source: NDArray[np.float32], target: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Return the matrix of the `bend` that one or two control points make.

    Args:
        source: float32 (K, 2), K 1 or 2.
        target: float32 (K, 2).

    Returns:
        float64 (2, 3): a point of the source's plane, and 1, to the target's.
    """
    start, goal = complex(*source[0]), complex(*target[0])
    turn = 1 + 0j
    if len(source) == 2:
        way = complex(*source[1]) - start
        if abs(way) >= 1e-3:
            turn = (complex(*target[1]) - goal) / way
    shift = goal - turn * start
    return np.array(
        [[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]]
    )
