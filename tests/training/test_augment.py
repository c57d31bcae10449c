import numpy as np
import pytest

from pierglass.training.data.augment import photometric

SEEDS = range(40)


@pytest.fixture
def picture() -> np.ndarray:
    rng = np.random.default_rng(0)
    return rng.integers(0, 255, (24, 32, 3)).astype(np.uint8)


def drawn(picture: np.ndarray, seed: int) -> np.ndarray:
    return photometric(picture, np.random.default_rng(seed))


def test_same_seed_gives_the_same_picture(picture: np.ndarray) -> None:
    assert all(
        np.array_equal(drawn(picture, seed), drawn(picture, seed)) for seed in SEEDS
    )


def test_shape_and_type_are_kept(picture: np.ndarray) -> None:
    found = {(drawn(picture, s).shape, drawn(picture, s).dtype.name) for s in SEEDS}
    assert found == {((24, 32, 3), "uint8")}


def test_seeds_give_different_pictures(picture: np.ndarray) -> None:
    assert len({drawn(picture, seed).tobytes() for seed in SEEDS}) > 30


def test_picture_itself_is_left(picture: np.ndarray) -> None:
    before = picture.copy()
    for seed in SEEDS:
        drawn(picture, seed)
    assert np.array_equal(picture, before)


def test_pixels_keep_their_places() -> None:
    halves = np.full((24, 32, 3), 40, np.uint8)
    halves[:, 16:] = 200
    for seed in SEEDS:
        out = drawn(halves, seed).astype(int)
        assert out[:, :12].mean() < out[:, 20:].mean()


@pytest.mark.parametrize("value", [0, 255], ids=["black", "white"])
def test_extreme_pictures_do_not_wrap_around(value: int) -> None:
    flat = np.full((24, 32, 3), value, np.uint8)
    means = [drawn(flat, seed).mean() for seed in SEEDS]
    assert max(abs(mean - value) for mean in means) < 128
