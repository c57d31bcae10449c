from dataclasses import replace

import numpy as np
import pytest
from tests.vision.bodies import HEIGHT, STANDING, WIDTH, key_points, person

from pierglass.vision.errors import NoPersonError
from pierglass.vision.geometry import Window
from pierglass.vision.groups import GROUPS, KEY_POINTS, group_index
from pierglass.vision.person import SEEN, Person, estimate_person, find_person
from pierglass.vision.view import View, see


@pytest.fixture(scope="module")
def found(portrait: np.ndarray) -> Person:
    return estimate_person(portrait)


@pytest.mark.parametrize("value", [0, 128, 255], ids=["black", "grey", "over-exposed"])
def test_nobody_is_in_a_flat_picture(value: int) -> None:
    with pytest.raises(NoPersonError):
        estimate_person(np.full((480, 640, 3), value, np.uint8))


def test_nobody_is_in_noise() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (480, 640, 3), np.uint8)
    assert find_person(noise) is None


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 900, 3), (900, 1, 3)])
def test_nobody_is_in_a_sliver(shape: tuple[int, ...]) -> None:
    assert find_person(np.full(shape, 90, np.uint8)) is None


def test_portrait_shows_a_face(found: Person) -> None:
    assert found.sees("nose", "left_eye", "right_eye")


def test_left_eye_is_the_persons_own(found: Person) -> None:
    assert found.at["left_eye"][0] > found.at["right_eye"][0]


def test_eyes_are_above_the_shoulders(found: Person) -> None:
    assert found.at["left_eye"][1] < found.at["left_shoulder"][1]


def test_label_map_is_as_large_as_the_frame(
    found: Person, portrait: np.ndarray
) -> None:
    groups = found.label_map()
    assert (groups.shape, groups.dtype) == (portrait.shape[:2], np.uint8)


def test_label_map_has_known_groups_alone(found: Person) -> None:
    assert found.label_map().max() < len(GROUPS)


def test_label_map_has_the_face_between_the_eyes(found: Person) -> None:
    x, y = (found.at["left_eye"] + found.at["right_eye"]) / 2
    assert GROUPS[found.label_map()[round(y), round(x)]] == "face_skin"


def test_probabilities_sum_to_one(found: Person) -> None:
    assert found.probabilities.sum(0) == pytest.approx(1, abs=1e-3)


def test_key_points_move_with_the_person(found: Person, portrait: np.ndarray) -> None:
    moved = np.roll(portrait, 16, 1)
    gap = estimate_person(moved).at["nose"] - found.at["nose"]
    assert gap == pytest.approx([16, 0], abs=5)


def test_small_person_is_looked_at_again(portrait: np.ndarray) -> None:
    height, width = portrait.shape[:2]
    wall = np.full((2 * height, 2 * width, 3), 150, np.uint8)
    wall[height // 2 :, width // 2 :][:height, :width] = portrait
    assert estimate_person(wall).window.size < 2 * height


def test_seen_means_every_named_point() -> None:
    half = person(unseen=("left_eye",))
    assert half.sees("right_eye", "nose")
    assert not half.sees("right_eye", "left_eye")


def test_point_at_the_threshold_is_seen() -> None:
    points = key_points(STANDING, ())
    points[KEY_POINTS.index("nose"), 2] = np.float32(SEEN) + np.float32(1e-6)
    one = Person(person().probabilities, Window(0, 0, 10), points, (10, 10))
    assert one.sees("nose")


def test_extent_is_the_box_of_the_label_map() -> None:
    # The column is cells 20 to 40 of 60, of a window of 600 that starts at -99.5.
    extent = person().extent()
    assert extent == pytest.approx((100.5, 50, 300.5, 560), abs=12)


def test_extent_of_a_few_pixels_is_none() -> None:
    speck = person().probabilities.copy()
    speck[0] = 1.0
    speck[0, :5, :5] = 0.0
    one = Person(speck, Window(0, 0, 60), key_points(STANDING, ()), (60, 60))
    assert one.extent() is None


def test_label_map_of_a_window_lies_where_the_window_is() -> None:
    groups = person().label_map()
    assert groups.shape == (HEIGHT, WIDTH)
    assert groups[300, 200] == group_index("upper_garment")
    assert groups[300, 50] == 0


def test_groups_outside_of_the_window_are_background() -> None:
    planes = person().groups_in((2000, 2000, 2100, 2100), (10, 10))
    assert (planes[..., 0] == 1).all()
    assert not planes[..., 1:].any()


def looks(
    monkeypatch: pytest.MonkeyPatch, seen: Person, **given: object
) -> list[tuple[int | None, bool]]:
    """Return sides and mirroring of the views of a person who looks like *seen*."""
    views: list[tuple[int | None, bool]] = []

    def one_view(
        _frame: np.ndarray,
        window: Window,
        side: int | None = None,
        *,
        mirrored: bool = False,
    ) -> View:
        views.append((side, mirrored))
        return View(seen.probabilities, seen.points, window)

    monkeypatch.setattr("pierglass.vision.person.see", one_view)
    find_person(np.zeros((HEIGHT, WIDTH, 3), np.uint8), **given)  # type: ignore[arg-type]
    return views


def test_photo_of_a_whole_body_is_looked_at_finely(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    views = looks(monkeypatch, person())
    assert [view for view in views if view[0] == 384] == [(384, False), (384, True)]


def test_head_of_a_whole_body_is_looked_at_from_near(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pierglass.vision.person._UPPER_SHARE", 0.0)
    assert looks(monkeypatch, person())[-2:] == [(None, False), (None, True)]


def test_photo_of_head_and_shoulders_is_looked_at_both_ways(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    near = STANDING | {"left_shoulder": (350, 350), "right_shoulder": (50, 350)}
    assert [way for _, way in looks(monkeypatch, person(near))] == [False, True]


def test_person_who_is_followed_is_looked_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = Window.around(0, 0, WIDTH, HEIGHT)
    views = looks(monkeypatch, person(), window=window, side=192)
    assert views == [(192, False)]


def test_nearer_view_counts_within_its_window_alone() -> None:
    body = person()
    hat = np.zeros_like(body.probabilities)
    hat[group_index("hat")] = 1.0
    near = View(hat, body.points, Window(0, 0, WIDTH / 4))
    both = replace(body, closer=((near, 2.0),))
    planes = both.groups_in((0, 0, WIDTH, HEIGHT), (WIDTH, HEIGHT))
    assert planes[50, 50, group_index("hat")] == pytest.approx(2 / 3, abs=0.01)
    assert not planes[HEIGHT // 2 :, :, group_index("hat")].any()


def test_groups_of_several_views_sum_to_one(found: Person) -> None:
    height, width = found.shape
    planes = found.groups_in((0, 0, width, height), (96, 96))
    assert planes.sum(2) == pytest.approx(1, abs=1e-3)


def test_mirrored_view_is_turned_back(portrait: np.ndarray) -> None:
    window = Window.around(0, 0, portrait.shape[1], portrait.shape[0])
    straight, turned = (see(portrait, window, mirrored=way) for way in (False, True))
    gap = turned.points[:, :2] - straight.points[:, :2]
    shown = straight.points[:, 2] > 0.9
    assert np.abs(gap[shown]).max() < 0.1 * portrait.shape[1]
