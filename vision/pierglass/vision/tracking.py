"""Following the wearer from frame to frame.

The person is looked for where the last frame had them, in a window that moves only when
they do; in the whole frame when they are lost. Who was pointed at, and who stands in a
crowd, is looked for where they were last.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pierglass.vision.errors import NoPersonError
from pierglass.vision.geometry import Window
from pierglass.vision.person import Person
from pierglass.vision.smoothing import PointFilter
from pierglass.vision.wearer import FOUND_SIDE, Point, Wearer, find_wearer, look_again

__all__ = ["Tracker"]

_HEAD_REACH = 1.5
"""How far the window of a head reaches from its middle, in distances from the eyes to
between the shoulders."""

_KEEP_WINDOW = 0.12
"""How far the person may move, in parts of the window, before the window follows."""


class Tracker:
    """Follows one person; call it with each frame in turn.

    Args:
        at: A point on them in the first frame, x and y in pixels; the largest person by
            default.
    """

    def __init__(self, at: Point | None = None) -> None:
        self._pointed_at = at is not None
        self._seek = at
        self._found = False
        self._points = PointFilter()
        self._wearer: Wearer | None = None

    def look_anew(self) -> None:
        """Look for the person in the whole of the next frame."""
        self._wearer = None

    def __call__(
        self, frame: NDArray[np.uint8], at_s: float, *, head: bool = False
    ) -> Person:
        """Return the person in *frame*, their key points steadied.

        Args:
            frame: uint8 (H, W, 3) RGB.
            at_s: When it was taken, in seconds.
            head: Whether head and shoulders alone are wanted, from near.

        Raises:
            NoPersonError: If they are not in the frame.
        """
        before, self._wearer = self._wearer, None
        wearer = None if before is None else _followed(frame, before, head)
        if wearer is None:
            self._points.reset()
            found = self._search(frame)
            if found is None:
                raise NoPersonError
            # At once from near, as in every frame to come: else the item jumps then.
            wearer = _followed(frame, found, head) or found
        self._wearer, self._found = wearer, True
        keep = self._pointed_at or wearer.crowded
        self._seek = _middle(wearer.person) if keep else None
        points = self._points(wearer.person.points, at_s)
        return replace(wearer.person, points=points)

    def _search(self, frame: NDArray[np.uint8]) -> Wearer | None:
        """Return the wearer in the whole frame, first about where they were last.

        One who was pointed at is nobody else's place to take, unless they come back
        alone; of a crowd that nobody pointed into, the largest is taken in the end.
        """
        seek = self._seek
        if seek is None:
            return find_wearer(frame, None, FOUND_SIDE)
        if not self._pointed_at:
            self._seek = None
        try:
            return find_wearer(frame, seek, FOUND_SIDE)
        except NoPersonError:
            if not self._found:
                raise
        wearer = find_wearer(frame, None, FOUND_SIDE)
        if wearer is not None and wearer.crowded and self._pointed_at:
            raise NoPersonError(seek)
        return wearer


def _followed(frame: NDArray[np.uint8], before: Wearer, head: bool) -> Wearer | None:
    """Return the wearer where they were *before*, or a little beside; None if lost."""
    near = _head_window(before.person) if head else None
    window = _next_window(before.person, near, whole=not before.crowded)
    return look_again(frame, window, before)


def _middle(person: Person) -> Point | None:
    """Return a place on the person: between the shoulders, else their box's middle."""
    if person.sees("left_shoulder", "right_shoulder"):
        x, y = (person.at["left_shoulder"] + person.at["right_shoulder"]) / 2
        return float(x), float(y)
    extent = person.extent()
    if extent is None:
        return None
    return (extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2


def _next_window(person: Person, near: Window | None, *, whole: bool) -> Window:
    """Return where to look in the next frame: about the person, steadily.

    With *near*, that is what matters of them. With *whole* a person who fills most of
    the frame is looked for in all of it.
    """
    extent = person.extent()
    if extent is None:
        return person.window
    wanted = near or Window.around(*extent).grown(1.25)
    height, width = person.shape
    everything = Window.around(0, 0, width, height)
    if near is None and whole and wanted.size >= 0.8 * everything.size:
        return everything
    kept = person.window
    moved = abs(wanted.left - kept.left) + abs(wanted.top - kept.top)
    if moved + abs(wanted.size - kept.size) < _KEEP_WINDOW * kept.size:
        return kept
    return wanted


def _head_window(person: Person) -> Window | None:
    """Return head and shoulders, or None when they are not to be seen.

    Eyes and brow are a few pixels of a whole frame: an item of the head is placed by
    what is seen from near.
    """
    if not person.sees("left_eye", "right_eye", "left_shoulder", "right_shoulder"):
        return None
    eyes = (person.at["left_eye"] + person.at["right_eye"]) / 2
    shoulders = (person.at["left_shoulder"] + person.at["right_shoulder"]) / 2
    reach = _HEAD_REACH * float(np.linalg.norm(shoulders - eyes))
    x, y = (float(v) for v in eyes + (shoulders - eyes) * 0.2)
    return Window.around(x - reach, y - reach, x + reach, y + reach)
