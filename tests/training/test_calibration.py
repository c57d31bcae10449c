import numpy as np
import pytest

from pierglass.training.occluder.calibration import BINS, bins, calibration_error

INSIDE = np.ones((10, 10), np.bool_)


def half_hidden() -> np.ndarray:
    out = np.zeros((10, 10), np.bool_)
    out[:5] = True
    return out


def error(shown: float, hidden: np.ndarray) -> float:
    return calibration_error(bins(np.full((10, 10), shown, np.float32), hidden, INSIDE))


def test_honest_doubt_has_no_error() -> None:
    assert error(0.5, half_hidden()) == pytest.approx(0)


def test_sure_and_half_wrong_errs_by_half() -> None:
    assert error(1.0, half_hidden()) == pytest.approx(0.5)


def test_error_is_the_gap_of_probability_and_share() -> None:
    assert error(0.8, half_hidden()) == pytest.approx(0.3)


def test_pixels_outside_of_the_item_do_not_count() -> None:
    inside = half_hidden()
    table = bins(np.ones((10, 10), np.float32), half_hidden(), inside)
    assert table[:, 0].sum() == 50
    assert calibration_error(table) == pytest.approx(1.0)


def test_bins_add_up_over_samples() -> None:
    """Two maps, wrong to either side in one bin, are right together."""
    sure = np.full((10, 10), 0.5, np.float32)
    tables = [bins(sure, np.full((10, 10), hides), INSIDE) for hides in (True, False)]
    assert [calibration_error(table) for table in tables] == [0.5, 0.5]
    assert calibration_error(tables[0] + tables[1]) == pytest.approx(0)


def test_certainty_is_in_the_last_bin() -> None:
    table = bins(np.ones((10, 10), np.float32), half_hidden(), INSIDE)
    assert table.shape == (BINS, 3)
    assert table[-1].tolist() == [100, 100, 50]


def test_no_pixel_has_no_error() -> None:
    assert calibration_error(np.zeros((BINS, 3))) == 0
