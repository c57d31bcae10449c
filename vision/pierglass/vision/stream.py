"""A stream of frames with one item on.

The first frame shows the static map of the item's kind (US 2025/0259399, [0109]); from
then on the map is predicted, and follows the frames without a delay. Where the occluder
is too slow for the frames' pace, it runs on some of them, and on the others the last
map follows the item. The person is looked for where the last frame had them.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.appearance import Look, measure_look, mixed
from pierglass.vision.carrying import Carrier, spread
from pierglass.vision.errors import NoPersonError
from pierglass.vision.geometry import Box
from pierglass.vision.item import Item
from pierglass.vision.occlusion import follow, predict_in_box, tuck_in
from pierglass.vision.person import Person
from pierglass.vision.placement import Placed, place
from pierglass.vision.static_map import static_map
from pierglass.vision.steps import Steps
from pierglass.vision.tracking import Tracker
from pierglass.vision.tryon import (
    Stopwatch,
    TryOnResult,
    paint,
    resize_map,
    scaled,
    worked_on,
)
from pierglass.vision.wearer import Point

__all__ = ["TryOn"]

HEAD_KINDS = frozenset({"glasses", "hat", "earring", "necklace"})
"""Kinds that are placed by head and shoulders alone."""

_OLDEST = 4
"""Frames that one map may serve, whatever the budget."""

_LOOK_EVERY = 5
"""Frames for which a look is kept: light changes slower than that."""

_LOOK_WEIGHT = 0.5

_COST_WEIGHT = 0.3
"""Weight of the last prediction in what one is expected to cost."""


@dataclass(frozen=True, eq=False)
class _Shown:
    """The map that the last frame showed."""

    box: Box
    shown: NDArray[np.float32]
    patch: NDArray[np.uint8]
    made: int | None
    """The number of the frame for which it was predicted; None for the static map."""

    at_s: float
    """When that frame was taken."""


class TryOn:
    """Try-on over a stream: call `step` with each frame in turn.

    Args:
        item: What to try on; `change` takes another one.
        static_first: Show the static map on the first frame, before any prediction.
        timer: Seconds on the clock that the stages are measured by, and that frames
            without a time stamp are dated by.
        at: A point on the wearer in the frame where they are looked for, x and y in
            pixels; the largest person by default.
        steps: Which steps of appearance to take; all by default.
        budget_ms: What predicting a map may cost a frame, on average; a slower occluder
            runs on every second, third or fourth frame. None: on every one.

    Raises:
        ValueError: If *budget_ms* is not above 0.
    """

    def __init__(
        self,
        item: Item,
        *,
        static_first: bool = True,
        timer: Callable[[], float] = time.perf_counter,
        at: Point | None = None,
        steps: Steps | None = None,
        budget_ms: float | None = 33.0,
    ) -> None:
        if budget_ms is not None and not budget_ms > 0:
            raise ValueError(f"budget_ms: found {budget_ms}, expected more than 0")
        self.item = item
        self._timer = timer
        self._static_first = static_first
        self._at = at
        self._tracker: Tracker | None = None
        self._steps = steps or Steps()
        self._budget_ms = budget_ms
        self._cost_ms = 0.0
        self._last: _Shown | None = None
        self._look: Look | None = None
        self._count = 0
        self._carrier = Carrier()

    def change(self, item: Item) -> None:
        """Try *item* on from the next frame on.

        From an item of the head to another one of the body the person is looked for
        anew, in the whole frame.
        """
        downwards = self.item.kind in HEAD_KINDS and item.kind not in HEAD_KINDS
        if downwards and self._tracker is not None:
            self._tracker.look_anew()
        self.item = item
        self._last = self._look = None

    def step(
        self, frame: NDArray[np.uint8], *, at_s: float | None = None
    ) -> TryOnResult:
        """Return *frame* with the item on.

        Args:
            frame: uint8 (H, W, 3) RGB, of the same size for the whole stream. One
                of more than 2048 pixels a side is made smaller first, and so is what
                comes back.
            at_s: When it was taken, in seconds on any clock that goes forward; frames
                may come at uneven rates. Now, by the stream's timer, by default.

        Raises:
            NoPersonError: If nobody is in the frame.
            CannotPlaceError: If the place of the item is not to be seen; it says why.
        """
        clock = Stopwatch(self._timer)
        self._count += 1
        at_s = self._timer() if at_s is None else at_s
        frame, scale = worked_on(frame)
        with clock.stage("person"):
            person = self._track(frame, at_s, scale)
        with clock.stage("placement"):
            placed = place(self.item, person, (frame.shape[0], frame.shape[1]))
        with clock.stage("occlusion"):
            self._carrier.look(frame)
            last = self._map(frame, placed, person, at_s)
        with clock.stage("look"):
            look = self._seen_look(frame, placed.box)
        age = None if last.made is None else self._count - last.made
        if age == 0:
            self._count_cost(clock.stages_ms["occlusion"])
        out = paint(
            frame,
            placed,
            last.shown,
            self.item.kind,
            clock,
            look,
            self._steps,
            seed=self._count,
        )
        return TryOnResult(
            out,
            placed,
            last.shown,
            person,
            self.item.kind,
            clock.stages_ms,
            mask_age=age,
            steps=self._steps,
            scale=scale,
        )

    def _track(self, frame: NDArray[np.uint8], at_s: float, scale: float) -> Person:
        if self._tracker is None:
            self._tracker = Tracker(scaled(self._at, scale))
        try:
            return self._tracker(frame, at_s, head=self.item.kind in HEAD_KINDS)
        except NoPersonError:
            self._last = self._look = None
            raise

    def _map(
        self, frame: NDArray[np.uint8], placed: Placed, person: Person, at_s: float
    ) -> _Shown:
        box, kind, last = placed.box, self.item.kind, self._last
        made: int | None = self._count

        def predicted() -> NDArray[np.float32]:
            shown = predict_in_box(
                frame, placed.patch, box, kind, person, placed.sleeves
            )
            return tuck_in(shown, placed, person)

        if last is None and self._static_first:
            made, shown = None, tuck_in(static_map(kind, box), placed, person)
        elif last is None or last.made is None:
            shown = predicted()  # a static map knows nothing of what is in front
        else:
            moved = self._moved(last, box)
            if self._count - last.made >= self._frames_a_map():
                now = predicted()
                steady = follow(now, moved, at_s - last.at_s)
                shown = np.where(moved < 0, now, steady)
            else:
                made, at_s = last.made, last.at_s
                shown = np.where(moved < 0, resize_map(last.shown, box), moved)
        there = cv2.copyTo(shown, cv2.extractChannel(placed.patch, 3))
        self._last = _Shown(
            box, np.asarray(there, np.float32), placed.patch, made, at_s
        )
        return self._last

    def _moved(self, last: _Shown, box: Box) -> NDArray[np.float32]:
        """Return the last map as it lies now; below 0 where it said nothing."""
        alpha = cv2.extractChannel(last.patch, 3)
        known, around = spread(last.shown, np.asarray(alpha, np.uint8), last.box)
        moved = self._carrier.carried(known, around, box)
        return resize_map(last.shown, box) if moved is None else moved

    def _frames_a_map(self) -> int:
        """Return how many frames one prediction serves, by what it costs."""
        if self._budget_ms is None:
            return 1
        return min(max(1, math.ceil(self._cost_ms / self._budget_ms)), _OLDEST)

    def _count_cost(self, spent_ms: float) -> None:
        weight = _COST_WEIGHT if self._cost_ms else 1.0
        self._cost_ms += weight * (spent_ms - self._cost_ms)

    def _seen_look(self, frame: NDArray[np.uint8], box: Box) -> Look:
        if self._look is None:
            self._look = measure_look(frame, box)
        elif self._count % _LOOK_EVERY == 0:
            self._look = mixed(self._look, measure_look(frame, box), _LOOK_WEIGHT)
        return self._look
