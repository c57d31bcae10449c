"""Finding the wearer: a label map and key points in one pass of one network.

Source: US 2025/0259399, [0092]–[0096].
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.errors import NoPersonError
from pierglass.vision.geometry import Window
from pierglass.vision.groups import GROUPS, KEY_POINTS, group_index, point_index
from pierglass.vision.heat import highest_about, peaks, span
from pierglass.vision.weights import load_model

__all__ = ["SEEN", "Person", "estimate_person", "find_person"]

SEEN = 0.35
"""Least visibility of a key point that a placement may rest on."""

PADDING = (114, 114, 114)
"""Grey outside of the frame, as in training."""

_LEAST_SHARE = 0.02
"""Least share of the window that a person covers; less is a false alarm."""

_FEET = tuple(
    point_index(f"{side}_{joint}")
    for side in ("left", "right")
    for joint in ("ankle", "heel", "toe")
)

_SMALL = 0.6
"""A person whose longer side is under this share of the window is looked at again,
closer."""

_WHOLE_BREADTH = 0.2
"""Shoulders narrower than this share of the window belong to a body that is seen down
to the legs: its hems and hands are small, and a photo of it is looked at finely."""

_FINE_SIDE = 384
"""Pixels a side of the fine look: on validation photos the mean IoU is 0.528 with it
and 0.493 without. Key points are the mean of both looks: finely looked at alone, bodies
are larger than those of training."""


@dataclass(frozen=True, eq=False)
class Person:
    """What is known of one person in a frame."""

    probabilities: NDArray[np.float32]
    """(14, S, S) probability of each group, in the window."""

    window: Window
    """The square of the frame that the network saw."""

    points: NDArray[np.float32]
    """(23, 3): x and y in frame pixels, visibility in [0, 1]."""

    shape: tuple[int, int]
    """Height and width of the frame."""

    @cached_property
    def at(self) -> Mapping[str, NDArray[np.float32]]:
        """Key points by name, each (x, y)."""
        return {name: self.points[i, :2] for i, name in enumerate(KEY_POINTS)}

    @cached_property
    def visibility(self) -> Mapping[str, float]:
        """Visibility of each key point by name."""
        return {name: float(self.points[i, 2]) for i, name in enumerate(KEY_POINTS)}

    def sees(self, *names: str) -> bool:
        """Return whether all of the named key points are to be seen."""
        return all(self.visibility[name] >= SEEN for name in names)

    def extent(self) -> tuple[float, float, float, float] | None:
        """Return the person's box in frame pixels, or None when there is too little."""
        mask = self.probabilities[0] < 0.5
        if np.count_nonzero(mask) < _LEAST_SHARE * mask.size:
            return None
        left, right = span(np.count_nonzero(mask, 0), 0.01)
        top, bottom = span(np.count_nonzero(mask, 1), 0.01)
        scale = self.window.size / mask.shape[0]
        return (
            self.window.left + left * scale,
            self.window.top + top * scale,
            self.window.left + (right + 1) * scale,
            self.window.top + (bottom + 1) * scale,
        )

    def label_map(self) -> NDArray[np.uint8]:
        """Return the likeliest group of each pixel, uint8 (H, W)."""
        height, width = self.shape
        grown = self.groups_in((0, 0, width, height), (width, height))
        return np.asarray(grown.argmax(2), np.uint8)

    def groups_in(
        self, box: tuple[int, int, int, int], size: tuple[int, int]
    ) -> NDArray[np.float32]:
        """Return the groups' probabilities in a box of the frame.

        Args:
            box: Left, top, right, bottom in frame pixels.
            size: Width and height of the result.

        Returns:
            float32 (H, W, 14); background outside of the window.
        """
        return np.dstack(self.planes_in(box, size))

    def planes_in(
        self,
        box: tuple[int, int, int, int],
        size: tuple[int, int],
        names: Sequence[str] = GROUPS,
    ) -> list[NDArray[np.float32]]:
        """Return as `groups_in` does, a float32 (H, W) plane for each of *names*."""
        left, top, right, bottom = box
        side = self.probabilities.shape[1]
        scale = side / self.window.size
        matrix = np.array(
            [
                [
                    scale * (right - left) / size[0],
                    0,
                    (left - self.window.left) * scale,
                ],
                [0, scale * (bottom - top) / size[1], (top - self.window.top) * scale],
            ],
            np.float32,
        )
        matrix[:, 2] += matrix[:, :2].sum(1) / 2 - 0.5  # pixel centres
        return [
            np.asarray(
                cv2.warpAffine(
                    self.probabilities[index],
                    matrix,
                    size,
                    flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                    borderValue=1.0 if index == 0 else 0.0,
                ),
                np.float32,
            )
            for index in map(group_index, names)
        ]


def estimate_person(
    frame: NDArray[np.uint8],
    *,
    window: Window | None = None,
    side: int | None = None,
) -> Person:
    """Return the person in *frame*.

    Args:
        frame: uint8 (H, W, 3) RGB.
        window: Where to look; the whole frame by default, and once more closer when
            the person is small in it.
        side: Pixels a side that the network sees, a multiple of 32; fewer are faster
            and coarser. By default what it does best with.

    Raises:
        NoPersonError: If nobody is to be seen.
        ModelMissingError: If the network is not installed.
    """
    person = find_person(frame, window, side)
    if person is None:
        raise NoPersonError
    return person


def find_person(
    frame: NDArray[np.uint8], window: Window | None = None, side: int | None = None
) -> Person | None:
    """Return the person in *frame* as `estimate_person` does, or None."""
    height, width = frame.shape[:2]
    first = _look(frame, window or Window.around(0, 0, width, height), side)
    extent = first.extent()
    if extent is None:
        return None
    longest = max(extent[2] - extent[0], extent[3] - extent[1])
    if window is None and longest < _SMALL * first.window.size:
        closer = _look(frame, Window.around(*extent).grown(1.3), side)
        if closer.extent() is not None:
            first = closer
    if window is None and side is None:
        first = _finely(frame, first)
    return first if first.points[:, 2].max() >= SEEN else None


def _finely(frame: NDArray[np.uint8], first: Person) -> Person:
    """Return what a second, finer look adds, where the person is a whole body."""
    extent = first.extent()
    breadth = np.linalg.norm(first.at["left_shoulder"] - first.at["right_shoulder"])
    if extent is None or breadth > _WHOLE_BREADTH * first.window.size:
        return first
    fine = _look(frame, Window.around(*extent).grown(1.15), _FINE_SIDE)
    if fine.extent() is None:
        return first
    points = (first.points + fine.points) / np.float32(2)
    return replace(fine, points=points.astype(np.float32))


def _look(frame: NDArray[np.uint8], window: Window, side: int | None) -> Person:
    model = load_model("person")
    side = side or model.side
    picture = window.cut(frame, side, PADDING)
    groups, heat, visible = (np.asarray(x) for x in model(rgb=picture[None]))
    cells = peaks(heat[0].astype(np.float32, copy=False))
    seen = np.maximum(visible[0], _footing(groups[0], cells * 4))
    points = cells * (4 * window.size / side) + (window.left, window.top)
    return Person(
        probabilities=groups[0],
        window=window,
        points=np.column_stack([points, seen]).astype(np.float32),
        shape=(frame.shape[0], frame.shape[1]),
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
