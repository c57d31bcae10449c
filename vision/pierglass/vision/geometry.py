"""Windows, boxes and warps: where things are in a frame, and how they get there."""

from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["Box", "Window", "bend", "bounding_box"]

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
        matrix = np.array([[scale, 0, self.left], [0, scale, self.top]], np.float32)
        matrix[:, 2] += scale / 2 - 0.5  # pixel centres
        # Keep thin things from aliasing away; a sliver would be reduced to nothing.
        if 1.5 < scale < min(frame.shape[:2]):
            reduce = 1 / scale
            frame = np.asarray(
                cv2.resize(
                    frame, None, fx=reduce, fy=reduce, interpolation=cv2.INTER_AREA
                ),
                np.uint8,
            )
            matrix = np.array(
                [[1, 0, self.left * reduce], [0, 1, self.top * reduce]], np.float32
            )
        return np.asarray(
            cv2.warpAffine(
                frame,
                matrix,
                (side, side),
                flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                borderValue=padding,
            ),
            np.uint8,
        )


def bounding_box(
    points: NDArray[np.float32], shape: tuple[int, int], margin: float = 0.0
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
    gap = at[:, None, :] - source[None]
    weight = 1.0 / (np.einsum("nkd,nkd->nk", gap, gap) + 1e-3)
    weight /= weight.sum(1, keepdims=True)
    centre_source = weight @ source
    centre_target = weight @ target
    p = source[None] - centre_source[:, None]
    q = target[None] - centre_target[:, None]
    # As complex numbers a similarity is one multiplication: q ≈ a p.
    pc = p[..., 0] + 1j * p[..., 1]
    qc = q[..., 0] + 1j * q[..., 1]
    spread = (weight * np.abs(pc) ** 2).sum(1)
    turn = (weight * qc * pc.conj()).sum(1) / np.maximum(spread, 1e-9)
    turn = np.where(spread < 1e-6, 1.0, turn)
    v = at - centre_source
    moved = turn * (v[:, 0] + 1j * v[:, 1])
    out = np.stack([moved.real, moved.imag], 1) + centre_target
    return np.asarray(out, np.float32)


def _affine(
    at: NDArray[np.float32], source: NDArray[np.float32], target: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return *at* and *source* under the affine map that fits *target* best."""
    ones = np.ones((len(source), 1), np.float32)
    matrix, *_ = np.linalg.lstsq(np.hstack([source, ones]), target, rcond=None)

    def move(points: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(points @ matrix[:2] + matrix[2], np.float32)

    return move(at), move(source)
