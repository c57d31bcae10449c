from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tests.vision.bodies import (
    HEIGHT,
    WIDTH,
    Eyes,
    Occluder,
    frame,
    from_behind,
    item,
    person,
    shifted,
)

from pierglass.vision.errors import CannotPlaceError, NoPersonError
from pierglass.vision.groups import group_index
from pierglass.vision.item_record import ItemPart
from pierglass.vision.person import Person
from pierglass.vision.static_map import static_map
from pierglass.vision.steps import Steps
from pierglass.vision.stream import TryOn
from pierglass.vision.wearer import Wearer

Find = Callable[[Person | None], None]
FRAME_S = 1 / 30


class SlowOccluder(Occluder):
    """Takes *cost_s* on its own clock for each run."""

    def __init__(self, cost_s: float) -> None:
        super().__init__()
        self.cost_s = cost_s
        self.now_s = 0.0

    def __call__(self, **inputs: np.ndarray) -> list[np.ndarray]:
        self.now_s += self.cost_s
        return super().__call__(**inputs)

    def time(self) -> float:
        return self.now_s


def slow(monkeypatch: pytest.MonkeyPatch, cost_s: float) -> SlowOccluder:
    stand_in = SlowOccluder(cost_s)
    monkeypatch.setattr("pierglass.vision.occlusion.load_model", lambda _: stand_in)
    return stand_in


def ages(stream: TryOn, frames: int) -> list[int | None]:
    return [stream.step(frame(), at_s=n * FRAME_S).mask_age for n in range(frames)]


@pytest.fixture
def see(eyes: Eyes, occluder: Occluder) -> Find:
    """Return what sets the person that is found from now on; at first one stands."""

    def see(found: Person | None) -> None:
        eyes.sees = lambda window: found

    return see


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
    occluder.shown = 0.05
    occluder.leans = {"glasses": [8.0, 0.0]}
    result = TryOn(item("glasses"), static_first=False).step(frame())
    assert result.hidden_share < 0.01


@pytest.mark.parametrize("static_first", [True, False])
def test_neck_is_before_the_inside_of_a_collar(
    see: Find, occluder: Occluder, static_first: bool
) -> None:
    rim = ((60.0, 0.0), (140.0, 0.0), (140.0, 60.0), (60.0, 60.0))
    top = item("top", parts=(ItemPart("collar_back", -1.0, rim),))
    body = person()
    maps = body.probabilities.copy()
    maps[:] = 0.0
    maps[group_index("face_skin")] = 1.0
    see(replace(body, probabilities=maps))
    result = TryOn(top, static_first=static_first).step(frame())
    inside = result.patch_map[result.placed.behind == 1]
    assert inside.size > 100
    assert inside.max() < 1e-6


def test_predicted_map_takes_over(see: Find, occluder: Occluder) -> None:
    occluder.shown = 0.0
    stream = TryOn(item("shoe"))
    shares = [stream.step(frame(), at_s=i / 30).hidden_share for i in range(2)]
    assert shares[-1] > 0.95


def test_map_follows_the_item_over_the_frame(see: Find, occluder: Occluder) -> None:
    stream = TryOn(item("glasses"))
    stream.step(frame())
    see(shifted(60))
    result = stream.step(frame())
    assert result.patch_map.shape == result.placed.patch.shape[:2]


def test_item_moves_with_the_person(see: Find) -> None:
    stream = TryOn(item("glasses"))
    before = stream.step(frame(), at_s=0).placed.targets["left_eye"]
    see(shifted(60))
    after = stream.step(frame(), at_s=FRAME_S).placed.targets["left_eye"]
    assert after[0] - before[0] == pytest.approx(60, abs=3)


def test_trembling_points_are_steadied(see: Find) -> None:
    stream = TryOn(item("glasses"))
    before = stream.step(frame(), at_s=0).placed.targets["left_eye"]
    see(shifted(1))
    after = stream.step(frame(), at_s=FRAME_S).placed.targets["left_eye"]
    assert after[0] - before[0] < 0.8


def test_frames_at_uneven_rates_are_dated_by_their_stamps(see: Find) -> None:
    moved = []
    for at_s in (0.01, 0.2):
        see(person())
        stream = TryOn(item("glasses"))
        before = stream.step(frame(), at_s=0).placed.targets["left_eye"]
        see(shifted(1))
        after = stream.step(frame(), at_s=at_s).placed.targets["left_eye"]
        moved.append(after[0] - before[0])
    assert moved[1] > moved[0] + 0.3


def test_frames_without_a_stamp_are_dated_by_the_timer(see: Find) -> None:
    stream = TryOn(item("glasses"), timer=lambda: 5.0)
    before = stream.step(frame()).placed.targets["left_eye"]
    see(shifted(1))
    after = stream.step(frame()).placed.targets["left_eye"]
    assert after[0] - before[0] < 0.1


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
        stream.step(frame(), at_s=10)
    see(person())
    assert stream.step(frame(), at_s=20).kind == "glasses"


def test_person_lost_in_the_window_is_looked_for_in_the_whole_frame(
    eyes: Eyes, occluder: Occluder
) -> None:
    stream = TryOn(item("glasses"))
    eyes.sees = lambda window: person() if window is None else None
    stream.step(frame())
    eyes.windows.clear()
    stream.step(frame())
    assert [window is None for window in eyes.windows[:2]] == [False, True]


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
    boxes = [stream.step(portrait).placed.box for _ in range(4)]
    assert np.ptp(boxes, axis=0).max() <= 4


def test_static_map_has_no_age(see: Find, occluder: Occluder) -> None:
    assert ages(TryOn(item("glasses"), timer=lambda: 0.0), 1) == [None]


def test_predicted_map_is_not_old(see: Find, occluder: Occluder) -> None:
    stream = TryOn(item("glasses"), timer=lambda: 0.0)
    assert ages(stream, 4) == [None, 0, 0, 0]


def test_slow_occluder_runs_on_every_third_frame(
    see: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = slow(monkeypatch, 0.08)
    stream = TryOn(item("glasses"), timer=network.time, budget_ms=33)
    assert ages(stream, 8) == [None, 0, 1, 2, 0, 1, 2, 0]
    assert network.runs == 3


def test_very_slow_occluder_still_runs_on_every_fourth_frame(
    see: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = slow(monkeypatch, 5.0)
    stream = TryOn(item("glasses"), timer=network.time)
    assert ages(stream, 6) == [None, 0, 1, 2, 3, 0]


def test_without_a_budget_every_map_is_predicted(
    see: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = slow(monkeypatch, 5.0)
    stream = TryOn(item("glasses"), timer=network.time, budget_ms=None)
    assert ages(stream, 4) == [None, 0, 0, 0]


def test_old_map_follows_the_item(see: Find, monkeypatch: pytest.MonkeyPatch) -> None:
    network = slow(monkeypatch, 5.0)
    stream = TryOn(item("glasses"), timer=network.time)
    ages(stream, 2)
    see(shifted(60))
    result = stream.step(frame(), at_s=1)
    assert result.mask_age == 1
    assert result.patch_map.shape == result.placed.patch.shape[:2]


def test_frames_on_which_nothing_is_placed_make_the_map_older(
    see: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = slow(monkeypatch, 5.0)
    stream = TryOn(item("glasses"), timer=network.time)
    ages(stream, 2)
    see(person(from_behind()))
    with pytest.raises(CannotPlaceError):
        stream.step(frame(), at_s=10)
    see(person())
    assert stream.step(frame(), at_s=20).mask_age == 2


@pytest.mark.parametrize("budget_ms", [0.0, -1.0, float("nan")])
def test_budget_is_above_nothing(budget_ms: float) -> None:
    with pytest.raises(ValueError, match="budget_ms"):
        TryOn(item("glasses"), budget_ms=budget_ms)


def test_light_that_jumps_does_not_make_the_item_flicker(
    see: Find, occluder: Occluder
) -> None:
    stream = TryOn(item("top"), timer=lambda: 0.0)
    dark = np.full_like(frame(), 40)
    bright = stream.step(frame(), at_s=0).frame
    after = stream.step(dark, at_s=FRAME_S).frame
    x, y = 200, 220
    assert abs(int(after[y, x, 0]) - int(bright[y, x, 0])) < 12


def test_light_that_stays_is_taken_over(see: Find, occluder: Occluder) -> None:
    stream = TryOn(item("top"), timer=lambda: 0.0)
    stream.step(frame(), at_s=0)
    dark = np.full_like(frame(), 30)
    frames = [stream.step(dark, at_s=n * FRAME_S).frame for n in range(30)]
    assert int(frames[-1][220, 200, 0]) < int(frames[0][220, 200, 0]) - 15


def test_steps_reach_the_picture(see: Find, occluder: Occluder) -> None:
    dark = np.full_like(frame(), 30)
    plain = TryOn(item("top"), steps=Steps.none()).step(dark)
    assert plain.frame[220, 200].tolist() == [120, 130, 140]


def test_point_reaches_the_search(
    monkeypatch: pytest.MonkeyPatch, occluder: Occluder
) -> None:
    asked: list[object] = []

    def find(frame: np.ndarray, at: object = None, side: int = 0) -> Wearer:
        asked.append(at)
        return Wearer(person(), crowded=False)

    monkeypatch.setattr("pierglass.vision.tracking.find_wearer", find)
    TryOn(item("glasses"), at=(12, 34)).step(frame())
    assert asked == [(12, 34)]


def settled(occluder: Occluder, frames_per_second: int) -> float:
    """Return what the map shows a fifteenth of a second after it began to change."""
    occluder.shown = 0.6
    stream = TryOn(item("shoe"), static_first=False, timer=lambda: 0.0)
    stream.step(frame(), at_s=0)
    occluder.shown = 0.5
    for n in range(1, frames_per_second // 15 + 1):
        result = stream.step(frame(), at_s=n / frames_per_second)
    return float(result.patch_map.max())


def test_map_settles_equally_soon_at_any_rate(see: Find, occluder: Occluder) -> None:
    slow, fast = (settled(occluder, rate) for rate in (15, 60))
    assert 0.51 < slow < 0.58
    assert fast == pytest.approx(slow, abs=0.01)


def test_large_frame_is_made_smaller(see: Find, occluder: Occluder) -> None:
    result = TryOn(item("glasses")).step(np.zeros((1500, 3000, 3), np.uint8))
    assert result.frame.shape == (1024, 2048, 3)
    assert result.scale == pytest.approx(2048 / 3000)


def test_point_means_the_large_frames_own_pixels(
    monkeypatch: pytest.MonkeyPatch, occluder: Occluder
) -> None:
    asked: list[object] = []

    def find(frame: np.ndarray, at: object, side: object) -> Wearer:
        asked.append(at)
        return Wearer(person(), crowded=False)

    monkeypatch.setattr("pierglass.vision.tracking.find_wearer", find)
    large = np.zeros((100, 4096, 3), np.uint8)
    TryOn(item("glasses"), at=(4000, 50)).step(large)
    assert asked == [(2000, 25)]
