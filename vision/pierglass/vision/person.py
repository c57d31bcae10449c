"""Finding the wearer: a label map and key points, from one view or from several.

Source: US 2025/0259399, [0092]–[0096].
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pierglass.vision.errors import NoPersonError
from pierglass.vision.geometry import Box, Window
from pierglass.vision.groups import GROUPS, KEY_POINTS, group_index
from pierglass.vision.heat import span
from pierglass.vision.view import PADDING, View, mean_view, see

__all__ = ["PADDING", "SEEN", "Person", "estimate_person", "find_person"]

SEEN = 0.35
"""Least visibility of a key point that a placement may rest on."""

_LEAST_SHARE = 0.02
"""Least share of the window that a person covers; less is a false alarm."""

_SMALL = 0.6
"""A person whose longer side is under this share of the window is looked at again,
closer."""

_WHOLE_BREADTH = 0.2
"""Shoulders narrower than this share of the window belong to a body that is seen down
to the legs: its hems and hands are small, and a photo of it is looked at finely."""

_FINE_SIDE = 384
"""Pixels a side of the fine look at a whole body."""

_HEAD_WEIGHT = 2.0
"""How much more a view of the head counts there than one of the body."""

_UPPER_SHARE, _HEAD_SHARE = 0.75, 0.5
"""The upper body and the head are looked at from near when their window is under this
share of what was seen already: what is large in the picture was seen well."""


@dataclass(frozen=True, eq=False)
class Person:
    """What is known of one person in a frame."""

    probabilities: NDArray[np.floating]
    """(14, S, S) probability of each group, in the window; float32, or float16 where
    many people are kept."""

    window: Window
    """The square of the frame that the network saw."""

    points: NDArray[np.float32]
    """(23, 3): x and y in frame pixels, visibility in [0, 1]."""

    shape: tuple[int, int]
    """Height and width of the frame."""

    closer: tuple[tuple[View, float], ...] = ()
    """Views of parts, nearer, and how much each counts beside the whole."""

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
        return self._extent

    @cached_property
    def _extent(self) -> tuple[float, float, float, float] | None:
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

    def groups_in(self, box: Box, size: tuple[int, int]) -> NDArray[np.float32]:
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
        box: Box,
        size: tuple[int, int],
        names: Sequence[str] = GROUPS,
    ) -> list[NDArray[np.float32]]:
        """Return as `groups_in` does, a float32 (H, W) plane for each of *names*."""
        whole = View(self.probabilities, self.points, self.window)
        indices = [group_index(name) for name in names]
        planes = whole.planes(indices, box, size)
        total: NDArray[np.float32] = np.ones((), np.float32)
        for view, weight in self.closer:
            share = view.share(box, size)
            if share is None:
                continue
            # A running mean: each view moves what the wider ones said towards itself.
            counts = share * np.float32(weight)
            total = np.asarray(total + counts, np.float32)
            pull = counts / total
            nearer = view.planes(indices, box, size)
            for plane, near in zip(planes, nearer, strict=True):
                plane += (near - plane) * pull
        return planes


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
        side: Pixels a side that the network sees, a multiple of 32, in one single look;
            fewer are faster and coarser. By default several looks are averaged, some
            of them at the head and the upper body from near: ten times the work of one.

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
    shape = (frame.shape[0], frame.shape[1])
    first = _person(see(frame, window or _whole(shape), side), shape)
    extent = first.extent()
    if extent is None:
        return None
    longest = max(extent[2] - extent[0], extent[3] - extent[1])
    if window is None and longest < _SMALL * first.window.size:
        closer = see(frame, Window.around(*extent).grown(1.3), side)
        if _person(closer, shape).extent() is not None:
            first = _person(closer, shape)
    if side is None:
        first = _from_all_sides(frame, first)
    return first if first.points[:, 2].max() >= SEEN else None


def _whole(shape: tuple[int, int]) -> Window:
    return Window.around(0, 0, shape[1], shape[0])


def _person(
    view: View, shape: tuple[int, int], closer: tuple[tuple[View, float], ...] = ()
) -> Person:
    return Person(view.probabilities, view.window, view.points, shape, closer)


def _from_all_sides(frame: NDArray[np.uint8], first: Person) -> Person:
    """Return the mean of several views of the person: mirrored, finer, nearer.

    Key points are the mean of the views of the whole; nearer views name the parts of a
    body better, but place its joints no better.
    """
    seen = View(first.probabilities, first.points, first.window)
    whole = mean_view(
        seen, see(frame, seen.window, seen.probabilities.shape[1], mirrored=True)
    )
    extent = first.extent()
    breadth = np.linalg.norm(first.at["left_shoulder"] - first.at["right_shoulder"])
    if extent is not None and breadth <= _WHOLE_BREADTH * first.window.size:
        fine = _both_ways(frame, Window.around(*extent).grown(1.15), _FINE_SIDE)
        if _person(fine, first.shape).extent() is not None:
            points = (whole.points + fine.points) / np.float32(2)
            whole = View(fine.probabilities, points, fine.window)
    person = _person(whole, first.shape)
    closer = tuple(
        (_both_ways(frame, window), weight)
        for window, weight, share in _parts(person)
        if window.size < share * whole.window.size
    )
    return _person(whole, first.shape, closer)


def _both_ways(
    frame: NDArray[np.uint8], window: Window, side: int | None = None
) -> View:
    return mean_view(see(frame, window, side), see(frame, window, side, mirrored=True))


def _parts(person: Person) -> list[tuple[Window, float, float]]:
    """Return windows about upper body and head, with weight and largest share."""
    at = person.at
    head = (at["left_ear"] + at["right_ear"]) / 2
    shoulders = (at["left_shoulder"] + at["right_shoulder"]) / 2
    hips = (at["left_hip"] + at["right_hip"]) / 2
    breadth = float(np.linalg.norm(at["left_shoulder"] - at["right_shoulder"]))
    # Hips below the picture are guessed at its rim: the shoulders say how long a trunk
    # is at least.
    trunk = max(float(np.linalg.norm(shoulders - hips)), 1.25 * breadth)
    reach = max(2.3 * trunk, 1.5 * float(np.linalg.norm(head - hips)))
    below = np.array([0.0, 0.1 * trunk])
    return [
        (_square((head + hips) / 2, reach), 1.0, _UPPER_SHARE),
        (_square(head + below, 1.25 * trunk), _HEAD_WEIGHT, _HEAD_SHARE),
    ]


def _square(centre: NDArray[np.floating], size: float) -> Window:
    half = size / 2
    return Window.around(*(float(v) for v in (*(centre - half), *(centre + half))))
