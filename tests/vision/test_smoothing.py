import numpy as np
import pytest
from tests.vision.bodies import STANDING, key_points

from pierglass.vision.smoothing import PointFilter


def points(shift: float = 0.0) -> np.ndarray:
    out = key_points(STANDING, ())
    out[:, 0] += shift
    return out


def test_first_frame_is_as_it_is() -> None:
    assert np.array_equal(PointFilter()(points()), points())


def test_points_that_stand_still_stay() -> None:
    smooth = PointFilter()
    smooth(points())
    assert smooth(points()) == pytest.approx(points())


def test_tremor_is_damped() -> None:
    smooth = PointFilter()
    smooth(points())
    moved = smooth(points(1.0)) - points()
    assert 0 < moved[:, 0].max() < 0.7


def test_a_quick_movement_is_followed_at_once() -> None:
    smooth = PointFilter()
    smooth(points())
    assert smooth(points(60)) == pytest.approx(points(60))


def test_one_quick_point_does_not_free_the_others() -> None:
    smooth = PointFilter()
    smooth(points())
    now = points(1.0)
    now[9, 0] += 60
    out = smooth(now)
    assert out[9] == pytest.approx(now[9])
    assert out[0, 0] < now[0, 0]


def test_still_points_arrive_in_the_end() -> None:
    smooth = PointFilter()
    smooth(points())
    for _ in range(30):
        out = smooth(points(1.0))
    assert out == pytest.approx(points(1.0), abs=1e-3)


def test_visibility_is_kept() -> None:
    smooth = PointFilter()
    smooth(points())
    now = points()
    now[:, 2] = 0.2
    assert (smooth(now)[:, 2] == np.float32(0.2)).all()


def test_smoothing_leaves_its_argument() -> None:
    smooth = PointFilter()
    smooth(points())
    now = points(1.0)
    smooth(now)
    assert np.array_equal(now, points(1.0))


def test_reset_forgets_the_last_frame() -> None:
    smooth = PointFilter()
    smooth(points())
    smooth.reset()
    assert np.array_equal(smooth(points(1.0)), points(1.0))
