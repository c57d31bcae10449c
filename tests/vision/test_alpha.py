import numpy as np
import pytest

from pierglass.vision.alpha import bands, laid_over, premultiplied, straight


def rgba(*values: int, height: int = 4) -> np.ndarray:
    return np.full((height, 3, 4), values, np.uint8)


def test_premultiplied_colour_is_its_share_of_the_alpha() -> None:
    assert premultiplied(rgba(200, 100, 51, 128))[0, 0].tolist() == [100, 50, 26, 128]


@pytest.mark.parametrize("alpha", [20, 128, 255])
def test_straight_turns_premultiplied_back(alpha: int) -> None:
    back = straight(premultiplied(rgba(200, 100, 50, alpha)))
    assert back[0, 0].tolist() == pytest.approx(
        [200, 100, 50, alpha], abs=255 / alpha / 2 + 1
    )


def test_colour_above_its_alpha_does_not_wrap_around() -> None:
    assert straight(rgba(40, 30, 10, 35))[0, 0].tolist() == [255, 219, 73, 35]


def test_what_is_transparent_becomes_black() -> None:
    assert not straight(rgba(9, 9, 9, 0)).any()


@pytest.mark.parametrize("height", [1, 255, 256, 257, 700])
def test_bands_are_all_the_rows_once(height: int) -> None:
    rows = [row for band in bands(height) for row in range(band.start, band.stop)]
    assert rows == list(range(height))


def test_opaque_layer_hides_what_is_below() -> None:
    cover = np.full((4, 3), 255, np.uint8)
    upper, lower = rgba(10, 20, 30, 255), rgba(200, 200, 200, 255)
    assert np.array_equal(laid_over(upper, lower, cover), upper)


def test_half_a_layer_lets_half_of_the_other_through() -> None:
    cover = np.full((4, 3), 51, np.uint8)
    under = np.full((4, 3), 100, np.uint8)
    assert (laid_over(np.zeros_like(under), under, cover) == 80).all()
