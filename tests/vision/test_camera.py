import cv2
import numpy as np
import pytest

from pierglass.vision.camera import add_noise, measure_blur, measure_noise, soften


def stripes(side: int = 240) -> np.ndarray:
    out = np.full((side, side, 3), 40, np.uint8)
    out[:, 30::60] = 200
    for x in range(30, side, 60):
        out[:, x : x + 30] = 200
    return out


def blurred(picture: np.ndarray, spread: float) -> np.ndarray:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), spread), np.uint8)


def noisy(picture: np.ndarray, deviation: float) -> np.ndarray:
    grain = np.random.default_rng(1).normal(0, deviation, picture.shape[:2])
    return np.clip(picture + grain[..., None], 0, 255).astype(np.uint8)


@pytest.mark.parametrize("spread", [1.0, 1.5, 2.0])
def test_blur_is_measured(spread: float) -> None:
    assert measure_blur(blurred(stripes(), spread)) == pytest.approx(spread, rel=0.15)


def test_more_blur_is_more() -> None:
    spreads = [measure_blur(blurred(stripes(), s)) for s in (0.5, 1.0, 1.5, 2.0)]
    assert spreads == sorted(spreads)


def test_soft_things_in_a_sharp_picture_are_not_its_blur() -> None:
    """Most edges of a photo are folds and shades, which no lens made soft."""
    soft = blurred(stripes(), 2.5)
    rows = [blurred(stripes(), 0.8)[:48], *([soft[:48]] * 4)]
    assert measure_blur(np.vstack(rows)) == pytest.approx(0.8, abs=0.35)


def test_sharp_edges_have_no_blur() -> None:
    assert measure_blur(stripes()) < 0.3


@pytest.mark.parametrize("deviation", [2.0, 4.0, 8.0])
def test_noise_is_measured(deviation: float) -> None:
    flat = np.full((200, 200, 3), 120, np.uint8)
    assert measure_noise(noisy(flat, deviation)) == pytest.approx(deviation, rel=0.25)


def test_texture_is_not_noise() -> None:
    assert measure_noise(stripes()) < 0.5


def test_clipped_white_says_nothing_of_noise() -> None:
    assert measure_noise(np.full((200, 200, 3), 255, np.uint8)) == 0


@pytest.mark.parametrize("shape", [(1, 1, 3), (8, 300, 3), (300, 8, 3), (16, 16, 3)])
def test_tiny_pictures_are_taken(shape: tuple[int, ...]) -> None:
    picture = np.full(shape, 90, np.uint8)
    assert (measure_blur(picture), measure_noise(picture)) == (0, 0)


def test_noise_is_added_to_colours_alone() -> None:
    patch = np.full((64, 64, 4), 128, np.uint8)
    out = add_noise(patch, 5.0, seed=0)
    assert out[..., 0].std() == pytest.approx(5, rel=0.1)
    assert (out[..., 3] == 128).all()


def test_same_seed_gives_the_same_noise() -> None:
    patch = np.full((300, 300, 4), 128, np.uint8)
    assert np.array_equal(add_noise(patch, 5, 7), add_noise(patch, 5, 7))


def test_another_frame_has_other_noise() -> None:
    patch = np.full((64, 64, 4), 128, np.uint8)
    assert not np.array_equal(add_noise(patch, 5, 7), add_noise(patch, 5, 8))


def test_softening_keeps_a_flat_patch() -> None:
    patch = np.full((40, 40, 4), (200, 100, 50, 255), np.uint8)
    assert np.array_equal(soften(patch, 2.0), patch)
