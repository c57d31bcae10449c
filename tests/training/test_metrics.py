import numpy as np
import pytest

from pierglass.training.occluder.metrics import Counts, count

INSIDE = np.zeros((10, 12), bool)
INSIDE[2:8, 2:10] = True


def rows(top: int, bottom: int) -> np.ndarray:
    """Return a mask of whole rows."""
    out = np.zeros(INSIDE.shape, bool)
    out[top:bottom] = True
    return out


def counted(guess: np.ndarray, truth: np.ndarray) -> Counts:
    return count(1 - guess.astype(np.float32), truth, INSIDE)


def test_counts_by_hand() -> None:
    # The item is 6 rows of 8; rows 2-3 are hidden, rows 3-4 are guessed.
    found = counted(rows(3, 5), rows(0, 4))
    assert (found.both_hidden, found.either_hidden) == (8, 24)
    assert (found.both_shown, found.either_shown) == (24, 40)
    assert (found.false_hidden, found.truly_shown) == (8, 32)


def test_figures_by_hand() -> None:
    figures = counted(rows(3, 5), rows(0, 4)).figures()
    assert figures["hidden_iou"] == pytest.approx(1 / 3)
    assert figures["visible_iou"] == pytest.approx(0.6)
    assert figures["false_occlusion"] == pytest.approx(0.25)


def test_right_map_is_perfect() -> None:
    figures = counted(rows(0, 4), rows(0, 4)).figures()
    assert figures["hidden_iou"] == figures["visible_iou"] == figures["boundary_f"] == 1


def test_pixels_outside_of_the_item_do_not_count() -> None:
    inside = counted(rows(0, 4) & INSIDE, rows(0, 4) & INSIDE)
    assert counted(rows(0, 4), rows(0, 4) & INSIDE) == inside


def test_map_at_the_threshold_shows() -> None:
    half = np.full(INSIDE.shape, 0.5, np.float32)
    assert count(half, rows(0, 4), INSIDE).both_hidden == 0


def test_edge_two_pixels_off_is_near_enough() -> None:
    wide = np.ones((40, 40), bool)
    guess, truth = np.zeros((2, 40, 40), bool)
    guess[:20], truth[:22] = True, True
    found = count(1 - guess.astype(np.float32), truth, wide)
    assert found.figures()["boundary_f"] == 1


def test_edge_far_off_is_wrong() -> None:
    wide = np.ones((40, 40), bool)
    guess, truth = np.zeros((2, 40, 40), bool)
    guess[:10], truth[:30] = True, True
    found = count(1 - guess.astype(np.float32), truth, wide)
    assert found.figures()["boundary_f"] < 0.6


def test_counts_add_up_before_the_ratio() -> None:
    few = counted(rows(0, 3), rows(0, 4))
    none = counted(rows(9, 10), rows(9, 10))
    assert (few + none).figures()["hidden_iou"] == few.figures()["hidden_iou"]


def test_sum_of_samples_counts_them() -> None:
    one = counted(rows(0, 3), rows(0, 4))
    assert sum([one, one, one], Counts()).figures()["samples"] == 3


def test_nothing_counted_is_zero_not_an_error() -> None:
    assert set(Counts().figures().values()) == {0.0}
