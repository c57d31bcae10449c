import numpy as np
import pytest
from tests.vision.bodies import HEIGHT, WIDTH, Occluder, person

from pierglass.vision.command import items_folder
from pierglass.vision.groups import GROUPS, group_index
from pierglass.vision.item import load_item
from pierglass.vision.kinds import KINDS
from pierglass.vision.occlusion import (
    CHANNELS,
    follow,
    grown_box,
    kind_index,
    label_rule,
    lean,
    network_input,
    predict_occlusion,
)
from pierglass.vision.person import estimate_person
from pierglass.vision.placement import place_item
from pierglass.vision.truth import Body

SHAPE = (HEIGHT, WIDTH)
INSIDE = (slice(180, 330), slice(120, 280))


def frame() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 255, (*SHAPE, 3), np.uint8)


def overlay() -> np.ndarray:
    out = np.zeros((*SHAPE, 4), np.uint8)
    out[INSIDE] = (200, 30, 30, 255)
    return out


def full(value: float) -> np.ndarray:
    return np.full(SHAPE, value, np.float32)


def test_map_is_as_large_as_the_frame(occluder: Occluder) -> None:
    out = predict_occlusion(frame(), overlay(), person=person())
    assert (out.shape, out.dtype) == (SHAPE, np.float32)


@pytest.mark.parametrize("shown", [0.0, 0.25, 1.0])
def test_map_is_what_the_network_says_on_the_item(
    occluder: Occluder, shown: float
) -> None:
    occluder.shown = shown
    out = predict_occlusion(frame(), overlay(), person=person())
    assert out[INSIDE] == pytest.approx(shown)


def test_map_is_zero_where_the_overlay_is_transparent(occluder: Occluder) -> None:
    out = predict_occlusion(frame(), overlay(), person=person())
    assert not out[overlay()[..., 3] == 0].any()


def test_map_of_a_transparent_overlay_is_zero(occluder: Occluder) -> None:
    out = predict_occlusion(frame(), np.zeros((*SHAPE, 4), np.uint8))
    assert (out.shape, out.any()) == (SHAPE, np.False_)


def test_transparent_overlay_runs_no_network(occluder: Occluder) -> None:
    predict_occlusion(frame(), np.zeros((*SHAPE, 4), np.uint8))
    assert occluder.runs == 0


@pytest.mark.parametrize("kind", [None, *KINDS])
def test_network_is_told_the_kind(occluder: Occluder, kind: str | None) -> None:
    predict_occlusion(frame(), overlay(), kind=kind, person=person())
    assert occluder.kind == kind_index(kind)


def test_numbers_of_kinds_are_unique_and_not_that_of_unknown() -> None:
    assert sorted(map(kind_index, KINDS)) == list(range(1, len(KINDS) + 1))


def test_item_of_one_pixel_in_the_corner_has_a_map(occluder: Occluder) -> None:
    corner = np.zeros((*SHAPE, 4), np.uint8)
    corner[-1, -1] = 255
    out = predict_occlusion(frame(), corner, person=person())
    assert out[-1, -1] == 1


def test_frame_without_a_person_has_a_map(occluder: Occluder) -> None:
    grey = np.full((*SHAPE, 3), 128, np.uint8)
    assert predict_occlusion(grey, overlay())[INSIDE].all()


def test_map_follows_the_one_before(occluder: Occluder) -> None:
    occluder.shown = 0.6
    out = predict_occlusion(frame(), overlay(), person=person(), previous=full(0.5))
    assert 0.5 < out[250, 200] < 0.6


def test_map_before_does_not_leak_outside_of_the_item(occluder: Occluder) -> None:
    out = predict_occlusion(frame(), overlay(), person=person(), previous=full(1))
    assert not out[overlay()[..., 3] == 0].any()


def test_predicting_leaves_its_arguments(occluder: Occluder) -> None:
    picture, item, before = frame(), overlay(), full(0.5)
    predict_occlusion(picture, item, person=person(), previous=before)
    assert np.array_equal(picture, frame())
    assert np.array_equal(item, overlay())
    assert (before == 0.5).all()


REFUSED = [
    ("frame", np.zeros(SHAPE, np.uint8), {}),
    ("frame", np.zeros((*SHAPE, 4), np.uint8), {}),
    ("frame", np.zeros((*SHAPE, 3), np.float32), {}),
    ("overlay", None, {"overlay": np.zeros((*SHAPE, 3), np.uint8)}),
    ("overlay", None, {"overlay": np.zeros((9, 9, 4), np.uint8)}),
    ("overlay", None, {"overlay": np.zeros((*SHAPE, 4), np.float32)}),
    ("kind", None, {"kind": "cape"}),
    ("previous", None, {"previous": np.zeros((9, 9), np.float32)}),
]


@pytest.mark.parametrize(("name", "picture", "more"), REFUSED)
def test_argument_that_does_not_fit_is_named(
    name: str, picture: np.ndarray | None, more: dict[str, object]
) -> None:
    given = {"overlay": overlay(), **more}
    with pytest.raises(ValueError, match=rf"^{name}: found .*, expected "):
        predict_occlusion(frame() if picture is None else picture, **given)


def test_follow_keeps_a_still_map() -> None:
    assert np.array_equal(follow(full(0.3), full(0.3)), full(0.3))


def test_follow_jumps_where_the_map_really_changed() -> None:
    assert follow(full(1), full(0))[100, 100] == 1


def test_follow_damps_a_flicker() -> None:
    now = full(0.5)
    now[::2, ::2] += 0.05
    moved = np.abs(follow(now, full(0.5)) - full(0.5)).max()
    assert 0 < moved < 0.6 * 0.05


def followed(frames_per_second: int) -> float:
    """Return a map's value a fifteenth of a second after it changed a little."""
    shown = full(0.5)
    for _ in range(frames_per_second // 15):
        shown = follow(full(0.55), shown, 1 / frames_per_second)
    return float(shown[100, 100])


@pytest.mark.parametrize("rate", [30, 60, 120])
def test_follow_settles_equally_soon_at_any_rate(rate: int) -> None:
    assert 0.505 < followed(15) < 0.549
    assert followed(rate) == pytest.approx(followed(15), abs=0.005)


def test_follow_takes_a_frame_that_is_not_newer() -> None:
    moved = follow(full(0.6), full(0.5), -3.0) - 0.5
    assert (moved >= 0).all()
    assert moved.max() < 0.01


def test_follow_keeps_nothing_after_a_long_pause() -> None:
    assert follow(full(0.6), full(0.5), 60.0) == pytest.approx(0.6)


def test_grown_box_holds_the_box_and_stays_in_the_frame() -> None:
    assert grown_box((0, 10, 100, 110), (115, 300)) == (0, 0, 110, 115)


def test_input_has_the_camera_the_item_and_the_person() -> None:
    box = (120, 180, 280, 330)
    wide = grown_box(box, SHAPE)
    white = np.full((*SHAPE, 3), 255, np.uint8)
    planes = network_input(white, overlay()[INSIDE], box, wide, 64, person(), None)
    assert (planes.shape, planes.dtype) == ((64, 64, CHANNELS), np.uint8)
    upper = 7 + GROUPS.index("upper_garment") - 1
    assert planes[32, 32, [0, 3, 6, upper]].tolist() == [255, 200, 255, 255]


def test_input_without_a_person_leaves_the_persons_planes_empty() -> None:
    box = (120, 180, 280, 330)
    wide = grown_box(box, SHAPE)
    planes = network_input(frame(), overlay()[INSIDE], box, wide, 64, None, None)
    assert not planes[..., 7:].any()


def test_input_knows_the_items_own_sleeves() -> None:
    box = (120, 180, 280, 330)
    wide = grown_box(box, SHAPE)
    sleeves = np.ones((150, 160), np.float32)
    planes = network_input(frame(), overlay()[INSIDE], box, wide, 64, None, sleeves)
    assert planes[32, 32, -1] == 255


@pytest.mark.usefixtures("trained")
class TestTrainedNetwork:
    """The committed weights, on the demo's portrait."""

    def test_frame_and_overlay_alone_are_enough(self, portrait: np.ndarray) -> None:
        out = predict_occlusion(portrait, self.glasses(portrait))
        assert (out.shape, out.dtype) == (portrait.shape[:2], np.float32)
        assert out.min() >= 0
        assert out.max() <= 1

    def test_glasses_show_on_a_face_from_the_front(self, portrait: np.ndarray) -> None:
        item = self.glasses(portrait)
        out = predict_occlusion(portrait, item, kind="glasses")
        assert out[item[..., 3] > 128].mean() > 0.7

    def test_map_of_noise_is_in_range(self) -> None:
        out = predict_occlusion(frame(), overlay())
        assert 0 <= out.min() <= out.max() <= 1

    @staticmethod
    def glasses(portrait: np.ndarray) -> np.ndarray:
        item = load_item(items_folder() / "glasses-round-gold")
        return place_item(item, estimate_person(portrait), portrait.shape)


def test_lean_of_nothing_changes_nothing() -> None:
    guess = np.linspace(0.05, 0.95, 12, dtype=np.float32).reshape(3, 4)
    leaned = lean(guess, np.eye(3, 4, dtype=bool), (0.0, 0.0))
    assert leaned == pytest.approx(guess, abs=1e-5)


@pytest.mark.parametrize(("surely", "shows"), [(120, True), (200, False)])
def test_only_a_sure_scarf_opens_a_garment(surely: int, shows: bool) -> None:
    planes = np.zeros((32, 32, CHANNELS), np.uint8)
    planes[..., 7 + group_index("accessory") - 1] = surely
    nobody = Body(np.zeros((23, 2), np.float32), np.zeros(23, np.float32))
    assert label_rule("top", planes, nobody).all() == shows


def test_map_leans_to_the_rule_on_each_side() -> None:
    guess = np.full((1, 2), 0.5, np.float32)
    shown, hides = lean(guess, np.array([[True, False]]), (2.0, -3.0))[0]
    assert shown == pytest.approx(1 / (1 + np.exp(-2.0)), abs=1e-4)
    assert hides == pytest.approx(1 / (1 + np.exp(3.0)), abs=1e-4)


class Holed(Occluder):
    """Sees a hole of *side* cells with a rim of doubt in the middle of the item."""

    def __init__(self, hole: int) -> None:
        super().__init__()
        self.hole = hole

    def __call__(self, **inputs: np.ndarray) -> list[np.ndarray]:
        (out,) = super().__call__(**inputs)
        for grown, shown in ((2, 0.6), (0, 0.1)):
            low, high = 30 - grown, 30 + self.hole + grown
            out[0, low:high, low:high] = shown
        return [out]


@pytest.mark.parametrize(("hole", "least"), [(2, 0.99), (12, 0.1)])
def test_speck_goes_with_the_doubt_about_it_and_an_arm_stays(
    monkeypatch: pytest.MonkeyPatch, hole: int, least: float
) -> None:
    monkeypatch.setattr("pierglass.vision.occlusion.load_model", lambda _: Holed(hole))
    out = predict_occlusion(frame(), overlay(), kind="top", person=person())
    inner = out[190:320, 130:270]
    assert inner.min() == pytest.approx(least, abs=0.02)
