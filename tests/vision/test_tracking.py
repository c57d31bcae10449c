"""Where the next frame is looked at, and whom for."""

import numpy as np
import pytest
from tests.vision.bodies import (
    HEIGHT,
    MIDDLE,
    STANDING,
    Eyes,
    Occluder,
    frame,
    item,
    person,
    shifted,
)

from pierglass.vision.errors import NoPersonError
from pierglass.vision.geometry import Window
from pierglass.vision.person import Person
from pierglass.vision.stream import TryOn
from pierglass.vision.tracking import Tracker
from pierglass.vision.wearer import Point, Wearer

FRAME_S = 1 / 30
SHOULDERS = (MIDDLE, STANDING["left_shoulder"][1])
ELSEWHERE = (5.0, 5.0)


def follow(stream: TryOn, frames: int) -> None:
    for n in range(frames):
        stream.step(frame(), at_s=n * FRAME_S)


def test_whole_frame_is_searched_once_while_the_person_is_tracked(
    eyes: Eyes, occluder: Occluder
) -> None:
    eyes.sees = lambda window: shifted(2.0 * len(eyes.windows))
    follow(TryOn(item("glasses")), 20)
    assert eyes.windows.count(None) == 1


def test_window_follows_the_person(eyes: Eyes, occluder: Occluder) -> None:
    def small(window: Window | None) -> Person:
        there = shifted(0)
        groups = there.probabilities.copy()
        groups[0] = 1.0
        groups[0, 20:40, 25:35] = 0.0
        return Person(groups, window or there.window, there.points, there.shape)

    eyes.sees = small
    follow(TryOn(item("top")), 4)
    windows = [window for window in eyes.windows if window is not None]
    assert windows[-1].size < windows[0].size


def test_item_of_the_head_is_seen_from_near_at_once(
    eyes: Eyes, occluder: Occluder
) -> None:
    TryOn(item("glasses")).step(frame(), at_s=0)
    whole, near = eyes.windows
    assert whole is None
    assert near is not None
    assert near.size < 0.5 * HEIGHT


def test_another_place_of_the_item_is_looked_for_anew(
    eyes: Eyes, occluder: Occluder
) -> None:
    stream = TryOn(item("glasses"))
    stream.step(frame(), at_s=0)
    stream.change(item("top"))
    stream.step(frame(), at_s=1)
    assert [window is None for window in eyes.windows] == [True, False, True, False]


class Street:
    """Stands in for the search and the second look: whom they find, and where."""

    def __init__(self) -> None:
        self.asked: list[Point | None] = []
        self.crowded = False
        self.kept = True
        self.missing: set[Point | None] = set()

    def find(self, frame: np.ndarray, at: Point | None, side: int) -> Wearer | None:
        self.asked.append(at)
        if at in self.missing:
            if at is None:
                return None
            raise NoPersonError(at)
        return Wearer(person(), self.crowded)

    def again(self, frame: np.ndarray, window: Window, before: Wearer) -> Wearer | None:
        return before if self.kept else None


@pytest.fixture
def street(monkeypatch: pytest.MonkeyPatch) -> Street:
    stand_in = Street()
    monkeypatch.setattr("pierglass.vision.tracking.find_wearer", stand_in.find)
    monkeypatch.setattr("pierglass.vision.tracking.look_again", stand_in.again)
    return stand_in


def test_one_who_was_pointed_at_is_sought_where_they_were_last(street: Street) -> None:
    tracker = Tracker(ELSEWHERE)
    tracker(frame(), 0.0)
    street.kept = False
    tracker(frame(), FRAME_S)
    assert street.asked == [ELSEWHERE, SHOULDERS]


def test_one_in_a_crowd_is_sought_where_they_were_last(street: Street) -> None:
    street.crowded = True
    tracker = Tracker()
    tracker(frame(), 0.0)
    tracker.look_anew()
    tracker(frame(), FRAME_S)
    assert street.asked == [None, SHOULDERS]


def test_one_who_is_alone_is_sought_anywhere(street: Street) -> None:
    tracker = Tracker()
    tracker(frame(), 0.0)
    tracker.look_anew()
    tracker(frame(), FRAME_S)
    assert street.asked == [None, None]


def test_last_place_in_a_crowd_holds_for_one_search(street: Street) -> None:
    street.crowded = True
    tracker = Tracker()
    tracker(frame(), 0.0)
    street.kept = False
    street.missing = {SHOULDERS, None}
    for n in (1, 2):
        with pytest.raises(NoPersonError):
            tracker(frame(), n * FRAME_S)
    assert street.asked == [None, SHOULDERS, None, None]


def test_crowd_without_a_pointer_gives_another_wearer_in_the_end(
    street: Street,
) -> None:
    street.crowded = True
    tracker = Tracker()
    tracker(frame(), 0.0)
    street.kept = False
    street.missing = {SHOULDERS}
    assert tracker(frame(), FRAME_S).sees("nose")


def test_nobody_takes_the_place_of_one_who_was_pointed_at(street: Street) -> None:
    street.crowded = True
    tracker = Tracker(ELSEWHERE)
    tracker(frame(), 0.0)
    street.kept = False
    street.missing = {SHOULDERS}
    with pytest.raises(NoPersonError, match="nobody at"):
        tracker(frame(), FRAME_S)


def test_one_who_was_pointed_at_may_come_back_elsewhere_alone(street: Street) -> None:
    tracker = Tracker(ELSEWHERE)
    tracker(frame(), 0.0)
    street.kept = False
    street.missing = {SHOULDERS}
    assert tracker(frame(), FRAME_S).sees("nose")


def test_first_point_on_nobody_is_refused(street: Street) -> None:
    street.missing = {ELSEWHERE}
    with pytest.raises(NoPersonError, match="nobody at"):
        Tracker(ELSEWHERE)(frame(), 0.0)
    assert street.asked == [ELSEWHERE]


def test_changed_item_stays_on_the_wearer_of_a_crowd(
    street: Street, occluder: Occluder
) -> None:
    street.crowded = True
    stream = TryOn(item("glasses"))
    stream.step(frame(), at_s=0)
    stream.change(item("top"))
    stream.step(frame(), at_s=FRAME_S)
    stream.change(item("hat"))
    stream.step(frame(), at_s=2 * FRAME_S)
    assert street.asked == [None, SHOULDERS]
