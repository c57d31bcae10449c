"""A stream of frames with one item on.

The first frame shows the static map of the item's kind (US 2025/0259399, [0109]); from
then on the map is predicted, and follows the frames without a delay. The person is
looked for where the last frame had them.
"""

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pierglass.vision.errors import NoPersonError
from pierglass.vision.geometry import Box, Window
from pierglass.vision.item import Item
from pierglass.vision.occlusion import follow, predict_in_box, tuck_in
from pierglass.vision.person import Person, find_person
from pierglass.vision.placement import Placed, place
from pierglass.vision.smoothing import PointFilter
from pierglass.vision.static_map import static_map
from pierglass.vision.tryon import Stopwatch, TryOnResult, paint, resize_map

__all__ = ["TryOn"]

_KEEP_WINDOW = 0.12
"""How far the person may move, in parts of the window, before the window follows."""


class TryOn:
    """Try-on over a stream: call `step` with each frame in turn.

    Args:
        item: What to try on; `change` takes another one.
        static_first: Show the static map on the first frame, before any prediction.
        timer: Seconds on the clock that the stages are measured by.
    """

    def __init__(
        self,
        item: Item,
        *,
        static_first: bool = True,
        timer: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.item = item
        self._timer = timer
        self._static_first = static_first
        self._points = PointFilter()
        self._window: Window | None = None
        self._shown: tuple[Box, NDArray[np.float32]] | None = None

    def change(self, item: Item) -> None:
        """Try *item* on from the next frame on; the person is not looked for anew."""
        self.item = item
        self._shown = None

    def step(self, frame: NDArray[np.uint8]) -> TryOnResult:
        """Return *frame* with the item on.

        Args:
            frame: uint8 (H, W, 3) RGB, of the same size for the whole stream.

        Raises:
            NoPersonError: If nobody is in the frame.
            CannotPlaceError: If the place of the item is not to be seen; it says why.
        """
        clock = Stopwatch(self._timer)
        with clock.stage("person"):
            person = self._track(frame)
        with clock.stage("placement"):
            placed = place(self.item, person, (frame.shape[0], frame.shape[1]))
        with clock.stage("occlusion"):
            shown = self._map(frame, placed, person)
        out = paint(frame, placed, shown, clock)
        return TryOnResult(out, placed, shown, person, self.item.kind, clock.stages_ms)

    def _track(self, frame: NDArray[np.uint8]) -> Person:
        person = None if self._window is None else find_person(frame, self._window)
        if person is None:
            self._points.reset()
            person = find_person(frame)
        if person is None:
            self._window = self._shown = None
            raise NoPersonError
        self._window = _next_window(person)
        return replace(person, points=self._points(person.points))

    def _map(
        self,
        frame: NDArray[np.uint8],
        placed: Placed,
        person: Person,
    ) -> NDArray[np.float32]:
        patch, box, sleeves = placed.patch, placed.box, placed.sleeves
        if self._shown is None and self._static_first:
            shown = static_map(self.item.kind, box) * (patch[..., 3] > 0)
        else:
            shown = predict_in_box(frame, patch, box, self.item.kind, person, sleeves)
            if self._shown is not None:
                before = resize_map(self._shown[1], box)
                shown = follow(shown, before) * (patch[..., 3] > 0)
        self._shown = (box, np.asarray(shown, np.float32))
        return tuck_in(self._shown[1], placed, person)


def _next_window(person: Person) -> Window:
    """Return where to look in the next frame: about the person, steadily."""
    extent = person.extent()
    if extent is None:
        return person.window
    wanted = Window.around(*extent).grown(1.25)
    height, width = person.shape
    whole = Window.around(0, 0, width, height)
    if wanted.size >= 0.8 * whole.size:
        return whole
    kept = person.window
    moved = abs(wanted.left - kept.left) + abs(wanted.top - kept.top)
    if moved + abs(wanted.size - kept.size) < _KEEP_WINDOW * kept.size:
        return kept
    return wanted
