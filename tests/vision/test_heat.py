import numpy as np
import pytest

from pierglass.vision.heat import highest_about, peaks, span


def bump(x: float, y: float, side: int = 24) -> np.ndarray:
    """Return the logits of a round bump about (x, y), in cells."""
    xs, ys = np.meshgrid(np.arange(side) + 0.5, np.arange(side) + 0.5)
    return (8 - ((xs - x) ** 2 + (ys - y) ** 2) / 2).astype(np.float32)


@pytest.mark.parametrize("at", [(12.5, 7.5), (9.3, 14.8), (20.1, 4.6)])
def test_peak_is_found_between_the_cells(at: tuple[float, float]) -> None:
    assert peaks(bump(*at)[None])[0] == pytest.approx(at, abs=0.05)


@pytest.mark.parametrize("at", [(0.5, 0.5), (23.5, 23.5), (0.5, 23.5)])
def test_peak_in_a_corner_stays_near_it(at: tuple[float, float]) -> None:
    assert peaks(bump(*at)[None])[0] == pytest.approx(at, abs=0.8)


def test_each_map_has_its_own_peak() -> None:
    found = peaks(np.stack([bump(5.5, 6.5), bump(17.5, 3.5)]))
    assert found == pytest.approx(np.array([[5.5, 6.5], [17.5, 3.5]]), abs=0.05)


def test_highest_about_looks_no_farther_than_its_reach() -> None:
    values = np.zeros((20, 20), np.float32)
    values[10, 14] = 1
    assert highest_about(values, np.array([10.9, 10.2], np.float32), 4) == 1
    assert highest_about(values, np.array([9.9, 10.2], np.float32), 4) == 0


@pytest.mark.parametrize("point", [(-50.0, 3.0), (3.0, 900.0)])
def test_point_outside_counts_as_the_nearest_inside(
    point: tuple[float, float],
) -> None:
    values = np.ones((8, 8), np.float32)
    assert highest_about(values, np.array(point, np.float32), 2) == 1


@pytest.mark.parametrize("outside", [0.0, 0.01, 0.25])
def test_span_is_between_the_percentiles_of_the_cells(outside: float) -> None:
    mask = np.random.default_rng(1).random((40, 60)) < 0.3
    mask[:, :17] = False
    columns = np.nonzero(mask)[1]
    wanted = np.percentile(columns, (100 * outside, 100 * (1 - outside)))
    found = span(np.count_nonzero(mask, 0), outside)
    assert found == pytest.approx(tuple(wanted))
