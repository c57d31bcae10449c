"""Where the next frame is looked at."""

import numpy as np
import pytest
from tests.vision.bodies import HEIGHT, Occluder, frame, item, shifted

from pierglass.vision.geometry import Window
from pierglass.vision.person import Person
from pierglass.vision.stream import TryOn

FRAME_S = 1 / 30


def follow(stream: TryOn, frames: int) -> None:
    for n in range(frames):
        stream.step(frame(), at_s=n * FRAME_S)


def test_whole_frame_is_searched_once_while_the_person_is_tracked(
    monkeypatch: pytest.MonkeyPatch, occluder: Occluder
) -> None:
    windows: list[Window | None] = []

    def find(
        frame: np.ndarray, window: Window | None = None, side: int | None = None
    ) -> Person | None:
        windows.append(window)
        return shifted(2.0 * len(windows))

    monkeypatch.setattr("pierglass.vision.wearer.find_person", find)
    stream = TryOn(item("glasses"))
    follow(stream, 20)
    assert windows.count(None) == 1


def test_window_follows_the_person(
    monkeypatch: pytest.MonkeyPatch, occluder: Occluder
) -> None:
    windows: list[Window] = []

    def find(
        frame: np.ndarray, window: Window | None = None, side: int | None = None
    ) -> Person | None:
        there = shifted(0)
        small = there.probabilities.copy()
        small[0] = 1.0
        small[0, 20:40, 25:35] = 0.0
        at = window or there.window
        if window is not None:
            windows.append(window)
        return Person(small, at, there.points, there.shape)

    monkeypatch.setattr("pierglass.vision.wearer.find_person", find)
    follow(TryOn(item("top")), 4)
    assert windows[-1].size < windows[0].size


def test_item_of_the_head_is_seen_from_near(
    monkeypatch: pytest.MonkeyPatch, occluder: Occluder
) -> None:
    windows: list[Window | None] = []

    def find(
        frame: np.ndarray, window: Window | None = None, side: int | None = None
    ) -> Person | None:
        windows.append(window)
        return shifted(0)

    monkeypatch.setattr("pierglass.vision.wearer.find_person", find)
    stream = TryOn(item("glasses"))
    stream.step(frame(), at_s=0)
    whole, near = windows
    assert whole is None
    assert near is not None
    assert near.size < 0.5 * HEIGHT


def test_another_place_of_the_item_is_looked_for_anew(
    monkeypatch: pytest.MonkeyPatch, occluder: Occluder
) -> None:
    windows: list[Window | None] = []

    def find(
        frame: np.ndarray, window: Window | None = None, side: int | None = None
    ) -> Person | None:
        windows.append(window)
        return shifted(0)

    monkeypatch.setattr("pierglass.vision.wearer.find_person", find)
    stream = TryOn(item("glasses"))
    stream.step(frame(), at_s=0)
    stream.change(item("top"))
    stream.step(frame(), at_s=1)
    assert [window is None for window in windows] == [True, False, True, False]
