import numpy as np
import pytest

from pierglass.vision.errors import NoPersonError
from pierglass.vision.geometry import Window
from pierglass.vision.groups import GROUPS, KEY_POINTS, group_index
from pierglass.vision.person import PADDING, Person
from pierglass.vision.wearer import Wearer, find_wearer, look_again

SIDE = 200
FACE, DRESS = group_index("face_skin"), group_index("dress")

Body = tuple[int, int, int]
"""Middle and half width in columns, and top row, of a body with a face."""

SMALL: Body = (40, 14, 90)
LARGE: Body = (130, 26, 30)


class Eye:
    """Stands in for the network: sees the bodies that are not painted over."""

    def __init__(self, *bodies: Body) -> None:
        self.bodies = bodies
        self.frames: list[np.ndarray] = []
        self.windows: list[Window | None] = []

    def __call__(
        self,
        frame: np.ndarray,
        window: Window | None = None,
        side: int | None = None,
    ) -> Person | None:
        self.frames.append(frame)
        self.windows.append(window)
        maps = np.zeros((len(GROUPS), SIDE, SIDE), np.float32)
        for middle, half, top in self.bodies:
            maps[DRESS, top : SIDE - 10, middle - half : middle + half] = 1
            maps[:, top : top + half, middle - half : middle + half] = 0
            head = slice(middle - half // 2, middle + half // 2)
            maps[FACE, top : top + half, head] = 1
        if frame.shape[:2] == (SIDE, SIDE):
            maps[:, (frame == PADDING).all(2)] = 0
        maps[0] = 1 - maps.sum(0)
        if maps[0].all():
            return None
        points = np.ones((len(KEY_POINTS), 3), np.float32)
        xs = np.nonzero((maps[0] < 0.5).any(0))[0]
        points[:, 0] = xs.mean()
        whole = Window.around(0, 0, SIDE, SIDE)
        return Person(maps, whole, points, (SIDE, SIDE))


@pytest.fixture
def eye(monkeypatch: pytest.MonkeyPatch):
    def put(*bodies: Body) -> Eye:
        stand_in = Eye(*bodies)
        monkeypatch.setattr("pierglass.vision.wearer.find_person", stand_in)
        return stand_in

    return put


def frame() -> np.ndarray:
    return np.full((SIDE, SIDE, 3), 200, np.uint8)


def middle_of(wearer: Wearer | None) -> float:
    assert wearer is not None
    return float(wearer.person.points[0, 0])


def test_one_person_is_looked_at_once(eye) -> None:
    seen = eye(LARGE)
    assert middle_of(find_wearer(frame())) == pytest.approx(130, abs=2)
    assert len(seen.frames) == 1


def test_one_person_is_no_crowd(eye) -> None:
    eye(LARGE)
    wearer = find_wearer(frame())
    assert wearer is not None
    assert not wearer.crowded


def test_nobody_wears_nothing(eye) -> None:
    eye()
    assert find_wearer(frame()) is None


def test_largest_is_the_wearer(eye) -> None:
    eye(SMALL, LARGE)
    assert middle_of(find_wearer(frame())) == pytest.approx(130, abs=3)


def test_one_who_is_pointed_at_is_the_wearer(eye) -> None:
    eye(SMALL, LARGE)
    assert middle_of(find_wearer(frame(), (42, 150))) == pytest.approx(40, abs=3)


def test_point_beside_a_person_is_near_enough(eye) -> None:
    eye(SMALL, LARGE)
    assert middle_of(find_wearer(frame(), (20, 150))) == pytest.approx(40, abs=3)


def test_others_are_painted_over_for_the_second_look(eye) -> None:
    seen = eye(SMALL, LARGE)
    find_wearer(frame())
    assert (seen.frames[1][100:180, 30:50] == PADDING).all()
    assert (seen.frames[1][100:180, 110:150] == 200).all()


def test_second_look_is_about_the_wearer(eye) -> None:
    seen = eye(SMALL, LARGE)
    find_wearer(frame(), (42, 150))
    window = seen.windows[1]
    assert window is not None
    assert window.left + window.size / 2 == pytest.approx(40, abs=4)


def test_two_who_touch_are_told_apart_by_their_faces(eye) -> None:
    eye((60, 32, 30), (120, 32, 30))
    assert middle_of(find_wearer(frame(), (125, 150))) == pytest.approx(120, abs=6)
    assert middle_of(find_wearer(frame(), (55, 150))) == pytest.approx(60, abs=6)


@pytest.mark.parametrize("at", [(90.0, 20.0), (-400.0, 20.0), (1e9, 1e9)])
def test_point_on_nobody_is_refused(eye, at: tuple[float, float]) -> None:
    eye(SMALL)
    with pytest.raises(NoPersonError, match="nobody at"):
        find_wearer(frame(), at)


@pytest.mark.parametrize("at", [(float("nan"), 1.0), (1.0, float("inf"))])
def test_point_that_is_none_is_refused(eye, at: tuple[float, float]) -> None:
    eye(SMALL)
    with pytest.raises(ValueError, match="finite"):
        find_wearer(frame(), at)


def test_speck_is_not_a_second_person(eye) -> None:
    seen = eye((20, 4, 170), LARGE)
    find_wearer(frame())
    assert len(seen.frames) == 1


def test_neighbour_is_painted_over_in_the_next_frame(eye) -> None:
    seen = eye(SMALL, LARGE)
    wearer = find_wearer(frame(), (42, 150))
    assert wearer is not None
    again = look_again(frame(), wearer.person.window, wearer)
    assert middle_of(again) == pytest.approx(40, abs=3)
    assert (seen.frames[-1][100:180, 110:150] == PADDING).all()


def test_alone_nothing_is_painted_over(eye) -> None:
    seen = eye(LARGE)
    wearer = find_wearer(frame())
    assert wearer is not None
    look_again(frame(), wearer.person.window, wearer)
    assert (seen.frames[-1] == 200).all()


def test_lost_wearer_is_none(eye) -> None:
    seen = eye(LARGE)
    wearer = find_wearer(frame())
    assert wearer is not None
    seen.bodies = ()
    assert look_again(frame(), wearer.person.window, wearer) is None


def test_portrait_has_one_wearer(portrait: np.ndarray) -> None:
    wearer = find_wearer(portrait)
    assert wearer is not None
    assert not wearer.crowded


def test_two_portraits_beside_each_other_are_two(portrait: np.ndarray) -> None:
    pair = np.ascontiguousarray(np.hstack([portrait, portrait[:, ::-1]]))
    half = portrait.shape[1]
    left, right = (find_wearer(pair, (x, 300)) for x in (half / 2, 1.5 * half))
    assert left is not None
    assert right is not None
    assert left.crowded
    assert left.person.at["nose"][0] < half < right.person.at["nose"][0]


class Tall(Eye):
    """Sees nobody who is not near."""

    def __call__(
        self, frame: np.ndarray, window: Window | None = None, side: int | None = None
    ) -> Person | None:
        seen = super().__call__(frame, window, side)
        far = window is None or window.size > 0.7 * max(frame.shape[:2])
        return None if far else seen


@pytest.fixture
def short_sighted(monkeypatch: pytest.MonkeyPatch) -> Tall:
    stand_in = Tall(LARGE)
    monkeypatch.setattr("pierglass.vision.wearer.find_person", stand_in)
    return stand_in


def test_one_too_small_for_the_whole_picture_is_seen_from_near(
    short_sighted: Tall,
) -> None:
    assert middle_of(find_wearer(frame())) == pytest.approx(130, abs=3)


def test_stream_has_no_time_for_looks_from_near(short_sighted: Tall) -> None:
    assert find_wearer(frame(), None, 256) is None
    assert len(short_sighted.windows) == 1


@pytest.mark.parametrize("shape", [(200, 200), (1, 900), (900, 3), (300, 1200)])
def test_looks_from_near_are_few(eye, shape: tuple[int, int]) -> None:
    seen = eye()
    assert find_wearer(np.zeros((*shape, 3), np.uint8)) is None
    assert 1 < len(seen.windows) <= 12
