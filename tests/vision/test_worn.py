import numpy as np
import pytest

from pierglass.vision.groups import GROUPS, group_index
from pierglass.vision.worn import decided

SHAPE = (8, 8)
ALPHA = np.full(SHAPE, 255, np.uint8)


def seen(name: str, columns: slice = slice(None)) -> list[np.ndarray]:
    planes = [np.zeros(SHAPE, np.uint8) for _ in GROUPS[1:]]
    planes[group_index(name) - 1][:, columns] = 255
    return planes


def halves(left: float, right: float) -> np.ndarray:
    guess = np.full(SHAPE, left, np.float32)
    guess[:, 4:] = right
    return guess


@pytest.mark.parametrize("worn", ["dress", "lower_garment"])
def test_garment_that_mostly_gives_way_does_so_wholly(worn: str) -> None:
    assert decided(halves(0.95, 0.4), seen(worn), ALPHA).min() > 0.7


def test_garment_that_mostly_hides_does_so_wholly() -> None:
    assert decided(halves(0.02, 0.3), seen("dress"), ALPHA).max() < 0.15


def test_what_is_no_such_garment_keeps_its_map() -> None:
    guess = halves(0.9, 0.3)
    out = decided(guess, seen("dress", slice(0, 4)), ALPHA)
    assert np.array_equal(out[:, 4:], guess[:, 4:])


def test_hem_of_a_top_is_not_decided_on() -> None:
    guess = halves(0.9, 0.3)
    assert np.array_equal(decided(guess, seen("upper_garment"), ALPHA), guess)


def test_pixels_beside_the_item_do_not_count() -> None:
    alpha = ALPHA.copy()
    alpha[:, 4:] = 0
    assert decided(halves(0.6, 0.0), seen("dress"), alpha)[0, 0] > 0.8
