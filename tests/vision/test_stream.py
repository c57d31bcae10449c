from collections.abc import Callable

import numpy as np
import pytest
from tests.vision.bodies import (
    HEIGHT,
    STANDING,
    WIDTH,
    Occluder,
    from_behind,
    item,
    person,
)

from pierglass.vision.errors import CannotPlaceError, NoPersonError
from pierglass.vision.geometry import Window
from pierglass.vision.person import Person
from pierglass.vision.static_map import static_map
from pierglass.vision.stream import TryOn

Find = Callable[[Person | None], None]


@pytest.fixture
def see(monkeypatch: pytest.MonkeyPatch, occluder: Occluder) -> Find:
    """Return what sets the person that is found from now on; at first one stands."""
    seen: list[Person | None] = [person()]

    def find(frame: np.ndarray, window: Window | None = None) -> Person | None:
        return seen[-1]

    monkeypatch.setattr("pierglass.vision.stream.find_person", find)
    return seen.append


def frame() -> np.ndarray:
    return np.full((HEIGHT, WIDTH, 3), 150, np.uint8)


def shifted(pixels: float) -> Person:
    return person({name: (x + pixels, y) for name, (x, y) in STANDING.items()})


def test_first_frame_shows_the_static_map(see: Find, occluder: Occluder) -> None:
    result = TryOn(item("glasses")).step(frame())
    wanted = static_map("glasses", result.placed.box)
    wanted = wanted * (result.placed.patch[..., 3] > 0)
    assert np.array_equal(result.patch_map, wanted)


def test_first_frame_runs_no_prediction(see: Find, occluder: Occluder) -> None:
    TryOn(item("glasses")).step(frame())
    assert occluder.runs == 0


def test_second_frame_is_predicted(see: Find, occluder: Occluder) -> None:
    stream = TryOn(item("glasses"))
    stream.step(frame())
    stream.step(frame())
    assert occluder.runs == 1


def test_stream_without_a_static_frame_predicts_at_once(
    see: Find, occluder: Occluder
) -> None:
    occluder.shown = 0.25
    result = TryOn(item("shoe"), static_first=False).step(frame())
    assert result.patch_map.max() == pytest.approx(0.25)


def test_what_the_label_map_shows_the_network_alone_does_not_hide(
    see: Find, occluder: Occluder
) -> None:
    occluder.shown = 0.0
    result = TryOn(item("glasses"), static_first=False).step(frame())
    assert result.hidden_share < 0.01


def test_predicted_map_takes_over(see: Find, occluder: Occluder) -> None:
    occluder.shown = 0.0
    stream = TryOn(item("shoe"))
    shares = [stream.step(frame()).hidden_share for _ in range(12)]
    assert shares[-1] > 0.95


def test_map_follows_the_item_over_the_frame(see: Find, occluder: Occluder) -> None:
    stream = TryOn(item("glasses"))
    stream.step(frame())
    see(shifted(60))
    result = stream.step(frame())
    assert result.patch_map.shape == result.placed.patch.shape[:2]


def test_item_moves_with_the_person(see: Find) -> None:
    stream = TryOn(item("glasses"))
    before = stream.step(frame()).placed.targets["left_eye"]
    see(shifted(60))
    after = stream.step(frame()).placed.targets["left_eye"]
    assert after[0] - before[0] == pytest.approx(60)


def test_trembling_points_are_steadied(see: Find) -> None:
    stream = TryOn(item("glasses"))
    before = stream.step(frame()).placed.targets["left_eye"]
    see(shifted(1))
    after = stream.step(frame()).placed.targets["left_eye"]
    assert after[0] - before[0] < 0.8


def test_changed_item_is_on_from_the_next_frame(see: Find) -> None:
    stream = TryOn(item("glasses"))
    stream.step(frame())
    stream.change(item("hat"))
    assert stream.step(frame()).kind == "hat"


def test_changed_item_starts_with_its_static_map(see: Find, occluder: Occluder) -> None:
    stream = TryOn(item("glasses"))
    stream.step(frame())
    stream.change(item("hat"))
    stream.step(frame())
    assert occluder.runs == 0


def test_lost_person_is_an_error(see: Find) -> None:
    stream = TryOn(item("glasses"))
    stream.step(frame())
    see(None)
    with pytest.raises(NoPersonError):
        stream.step(frame())


def test_person_found_again_starts_with_the_static_map(
    see: Find, occluder: Occluder
) -> None:
    stream = TryOn(item("glasses"))
    stream.step(frame())
    see(None)
    with pytest.raises(NoPersonError):
        stream.step(frame())
    see(person())
    stream.step(frame())
    assert occluder.runs == 0


def test_person_found_again_is_where_they_are(see: Find) -> None:
    stream = TryOn(item("glasses"))
    stream.step(frame())
    see(None)
    with pytest.raises(NoPersonError):
        stream.step(frame())
    see(shifted(1))
    assert stream.step(frame()).placed.targets["left_eye"] == (216, 75)


def test_person_who_turns_their_back_does_not_end_the_stream(see: Find) -> None:
    stream = TryOn(item("glasses"))
    stream.step(frame())
    see(person(from_behind()))
    with pytest.raises(CannotPlaceError):
        stream.step(frame())
    see(person())
    assert stream.step(frame()).kind == "glasses"


def test_person_lost_in_the_window_is_looked_for_in_the_whole_frame(
    monkeypatch: pytest.MonkeyPatch, occluder: Occluder
) -> None:
    windows: list[Window | None] = []

    def find(frame: np.ndarray, window: Window | None = None) -> Person | None:
        windows.append(window)
        return person() if window is None else None

    monkeypatch.setattr("pierglass.vision.stream.find_person", find)
    stream = TryOn(item("glasses"))
    stream.step(frame())
    stream.step(frame())
    assert [window is None for window in windows] == [True, False, True]


def test_stages_are_timed_in_order(see: Find) -> None:
    result = TryOn(item("glasses")).step(frame())
    stages = ["person", "placement", "occlusion", "look", "blend"]
    assert list(result.stages_ms) == stages


def test_result_speaks_of_the_whole_frame(see: Find) -> None:
    result = TryOn(item("glasses")).step(frame())
    assert result.frame.shape == (HEIGHT, WIDTH, 3)
    assert result.overlay.shape == (HEIGHT, WIDTH, 4)
    assert result.occlusion_map.shape == (HEIGHT, WIDTH)


def test_step_leaves_the_frame(see: Find) -> None:
    picture = frame()
    TryOn(item("glasses")).step(picture)
    assert np.array_equal(picture, frame())


def test_stream_tracks_the_portrait(portrait: np.ndarray, occluder: Occluder) -> None:
    stream = TryOn(item("glasses"))
    boxes = [stream.step(portrait).placed.box for _ in range(3)]
    assert np.ptp(boxes, axis=0).max() <= 6
