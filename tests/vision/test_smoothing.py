import numpy as np
import pytest
from tests.vision.bodies import STANDING, key_points

from pierglass.vision.smoothing import PointFilter

FRAME_S = 1 / 30


def points(shift: float = 0.0) -> np.ndarray:
    out = key_points(STANDING, ())
    out[:, 0] += shift
    return out


def smoothed(*shifts: float, step_s: float = FRAME_S) -> float:
    """Return where a walk over *shifts* ends, in pixels from its beginning."""
    smooth = PointFilter()
    for index, shift in enumerate(shifts):
        out = smooth(points(shift), index * step_s)
    return float(out[0, 0] - points()[0, 0])


def test_first_frame_is_as_it_is() -> None:
    assert np.array_equal(PointFilter()(points(), 0), points())


def test_points_that_stand_still_stay() -> None:
    assert smoothed(0, 0) == 0


def test_tremor_is_damped() -> None:
    assert 0 < smoothed(0, 1) < 0.75


def test_a_quick_movement_is_followed_at_once() -> None:
    assert smoothed(0, 60) == pytest.approx(60, rel=0.05)


def test_steady_walk_lags_less_than_a_frame() -> None:
    step_px = 6.0
    walk = [step_px * n for n in range(30)]
    assert walk[-1] - smoothed(*walk) < step_px


def test_same_walk_in_time_ends_alike_at_any_rate() -> None:
    speed_px_s = 60.0
    ends = [
        smoothed(*(speed_px_s * n * step for n in range(round(2 / step))), step_s=step)
        + speed_px_s * step
        for step in (1 / 60, 1 / 30, 1 / 15)
    ]
    assert np.ptp(ends) < 3


def test_late_frame_weighs_more_than_an_early_one() -> None:
    assert smoothed(0, 1, step_s=0.1) > smoothed(0, 1, step_s=0.01) + 0.2


def test_nothing_of_an_old_position_is_kept_after_a_pause() -> None:
    assert smoothed(0, 1, step_s=1.0) == 1


def test_frame_of_the_same_time_is_taken() -> None:
    assert 0 <= smoothed(0, 1, step_s=0) < 1


def test_one_quick_point_does_not_free_the_others() -> None:
    smooth = PointFilter()
    smooth(points(), 0)
    now = points(1.0)
    now[9, 0] += 60
    out = smooth(now, FRAME_S)
    assert out[9] == pytest.approx(now[9], rel=0.05)
    assert out[0, 0] < now[0, 0] - 0.25


def test_a_point_that_is_not_seen_does_not_measure_the_person() -> None:
    far = points(1.0)
    far[9] = (90_000, 0, 0.0)
    smooth, plain = PointFilter(), PointFilter()
    for filter_, now in ((smooth, far), (plain, points(1.0))):
        start = points()
        start[9] = far[9] if filter_ is smooth else start[9]
        filter_(start, 0)
        moved = filter_(now, FRAME_S)[0, 0]
        assert moved == pytest.approx(points()[0, 0] + smoothed(0, 1), abs=0.05)


def test_still_points_arrive_in_the_end() -> None:
    assert smoothed(0, *[1.0] * 30) == pytest.approx(1, abs=1e-3)


def test_visibility_is_kept() -> None:
    smooth = PointFilter()
    smooth(points(), 0)
    now = points()
    now[:, 2] = 0.2
    assert (smooth(now, FRAME_S)[:, 2] == np.float32(0.2)).all()


def test_smoothing_leaves_its_argument() -> None:
    smooth = PointFilter()
    smooth(points(), 0)
    now = points(1.0)
    smooth(now, FRAME_S)
    assert np.array_equal(now, points(1.0))


def test_reset_forgets_the_last_frame() -> None:
    smooth = PointFilter()
    smooth(points(), 0)
    smooth.reset()
    assert np.array_equal(smooth(points(1.0), FRAME_S), points(1.0))
