"""One pass of the person network over one window of a frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.geometry import Box, Window
from pierglass.vision.groups import FLIP_PAIRS, group_index, point_index
from pierglass.vision.heat import highest_about, peaks
from pierglass.vision.weights import load_model

__all__ = ["PADDING", "View", "mean_view", "see"]

PADDING = (114, 114, 114)
"""Grey outside of the frame, as in training."""

_FEET = tuple(
    point_index(f"{side}_{joint}")
    for side in ("left", "right")
    for joint in ("ankle", "heel", "toe")
)

_RIM = 0.1
"""Share of a window's side over which what it shows fades into a wider view: a network
that sees half a thing at the rim knows less of it."""


_NOTHING = 1 / 512
"""A group that is nowhere likelier than this in a box is not to be seen there; most are
not, and their planes cost nothing."""


@dataclass(frozen=True, eq=False)
class View:
    """What the network says of one window."""

    probabilities: NDArray[np.floating]
    """(14, S, S) probability of each group; float16 where many are kept."""

    points: NDArray[np.float32]
    """(23, 3): x and y in frame pixels, visibility in [0, 1]."""

    window: Window
    """The square of the frame that the network saw."""

    def planes(
        self, groups: Sequence[int], box: Box, size: tuple[int, int]
    ) -> list[NDArray[np.float32]]:
        """Return groups' probabilities in *box*, float32 of *size* (width, height).

        Background outside of the window.
        """
        matrix = self._matrix(box, size)
        area = self._cells(matrix, size)
        return [
            _warped(plane, matrix, size, float(group == 0))
            if group == 0 or plane[area].max(initial=0) > _NOTHING
            else np.zeros(size[::-1], np.float32)
            for group, plane in ((one, self.probabilities[one]) for one in groups)
        ]

    def share(self, box: Box, size: tuple[int, int]) -> NDArray[np.float32] | None:
        """Return how far each pixel of *box* is within the window, in [0, 1].

        None when the window shows nothing of the box.
        """
        far = self.window.left + self.window.size, self.window.top + self.window.size
        if far[0] <= box[0] or self.window.left >= box[2]:
            return None
        if far[1] <= box[1] or self.window.top >= box[3]:
            return None
        return _warped(self._inside, self._matrix(box, size), size, 0.0)

    def _cells(
        self, matrix: NDArray[np.float32], size: tuple[int, int]
    ) -> tuple[slice, slice]:
        """Return the rows and columns that a box is warped from."""
        side = self.probabilities.shape[1]
        ends = matrix[:, 2] + matrix.diagonal() * size
        low = np.clip(np.floor(matrix[:, 2]), 0, side).astype(int)
        high = np.clip(np.ceil(ends) + 1, 0, side).astype(int)
        x, y = (slice(a, b) for a, b in zip(low, high, strict=True))
        return y, x

    @cached_property
    def _inside(self) -> NDArray[np.float32]:
        side = self.probabilities.shape[1]
        steps = (np.arange(side, dtype=np.float32) + 0.5) / (side * _RIM)
        ramp = np.minimum(np.minimum(steps, steps[::-1]), 1.0)
        return np.asarray(np.minimum.outer(ramp, ramp), np.float32)

    def _matrix(self, box: Box, size: tuple[int, int]) -> NDArray[np.float32]:
        left, top, right, bottom = box
        scale = self.probabilities.shape[1] / self.window.size
        across, down = (
            scale * (right - left) / size[0],
            scale * (bottom - top) / size[1],
        )
        matrix = np.array(
            [
                [across, 0, (left - self.window.left) * scale],
                [0, down, (top - self.window.top) * scale],
            ],
            np.float32,
        )
        matrix[:, 2] += matrix[:, :2].sum(1) / 2 - 0.5  # pixel centres
        return matrix


def _warped(
    plane: NDArray[np.float32],
    matrix: NDArray[np.float32],
    size: tuple[int, int],
    outside: float,
) -> NDArray[np.float32]:
    return np.asarray(
        cv2.warpAffine(
            np.asarray(plane, np.float32),
            matrix,
            size,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderValue=outside,
        ),
        np.float32,
    )


def see(
    frame: NDArray[np.uint8],
    window: Window,
    side: int | None = None,
    *,
    mirrored: bool = False,
) -> View:
    """Return what the network says of *window*.

    Args:
        frame: uint8 (H, W, 3) RGB.
        window: Where to look.
        side: Pixels a side that the network sees, a multiple of 32; by default what it
            does best with.
        mirrored: Show it the mirror image; the answer is turned back.

    Raises:
        ModelMissingError: If the network is not installed.
    """
    model = load_model("person")
    side = side or model.side
    picture = window.cut(frame, side, PADDING)
    if mirrored:
        picture = np.ascontiguousarray(picture[:, ::-1])
    groups, heat, visible = (np.asarray(x)[0] for x in model(rgb=picture[None]))
    cells = peaks(np.asarray(heat, np.float32))
    seen = np.maximum(visible, _footing(groups, cells * 4))
    if mirrored:
        groups = np.ascontiguousarray(groups[:, :, ::-1])
        cells[:, 0] = heat.shape[2] - cells[:, 0]
        for a, b in FLIP_PAIRS:
            cells[[a, b]], seen[[a, b]] = cells[[b, a]], seen[[b, a]]
    places = cells * (4 * window.size / side) + (window.left, window.top)
    points = np.column_stack([places, seen])
    return View(groups, points.astype(np.float32), window)


def mean_view(one: View, other: View) -> View:
    """Return the mean of two views of the same window at the same size."""
    half = np.float32(0.5)
    return View(
        (one.probabilities + other.probabilities) * half,
        (one.points + other.points) * half,
        one.window,
    )


def _footing(
    groups: NDArray[np.float32], points: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return how surely footwear is seen about each point of the feet; else 0.

    Feet are small in a whole body, and the network's visibility is unsure of most of
    them, while its label map shows the shoes.
    """
    out = np.zeros(len(points), np.float32)
    shoes = groups[group_index("footwear")]
    for index in _FEET:
        out[index] = highest_about(shoes, points[index], 4)
    return out
