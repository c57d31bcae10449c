import numpy as np
import pytest

from pierglass.vision.blending import blend, blend_in_box

SIZE = (20, 30)


def frame() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 255, (*SIZE, 3), np.uint8)


def overlay(alpha: int) -> np.ndarray:
    return np.full((*SIZE, 4), (200, 100, 50, alpha), np.uint8)


def full(value: float) -> np.ndarray:
    return np.full(SIZE, value, np.float32)


def test_map_of_zero_leaves_the_frame() -> None:
    assert np.array_equal(blend(frame(), overlay(255), full(0)), frame())


def test_map_of_one_shows_the_item() -> None:
    assert (blend(frame(), overlay(255), full(1)) == (200, 100, 50)).all()


def test_transparent_overlay_leaves_the_frame() -> None:
    assert np.array_equal(blend(frame(), overlay(0), full(1)), frame())


def test_half_transparent_overlay_mixes() -> None:
    black = np.zeros((*SIZE, 3), np.uint8)
    assert (blend(black, overlay(128), full(1)) == (100, 50, 25)).all()


@pytest.mark.parametrize("doubt", [0.05, 0.95])
def test_small_doubt_makes_no_ghost(doubt: float) -> None:
    black = np.zeros((*SIZE, 3), np.uint8)
    sure = blend(black, overlay(255), full(round(doubt)))
    assert np.array_equal(blend(black, overlay(255), full(doubt)), sure)


def test_blend_leaves_its_arguments() -> None:
    picture = frame()
    blend(picture, overlay(255), full(1))
    assert np.array_equal(picture, frame())


def test_the_edge_of_the_map_is_feathered() -> None:
    black = np.zeros((*SIZE, 3), np.uint8)
    shown = full(0)
    shown[:, 15:] = 1
    red = blend(black, overlay(255), shown)[10, :, 0]
    assert 0 < red[14] < red[15] < 200


def test_blend_in_box_leaves_the_rest() -> None:
    picture = frame()
    box = (5, 4, 15, 12)
    patch = overlay(255)[4:12, 5:15]
    blend_in_box(picture, patch, np.ones((8, 10), np.float32), box)
    outside = np.ones(SIZE, bool)
    outside[4:12, 5:15] = False
    assert np.array_equal(picture[outside], frame()[outside])


def test_feather_softens_the_rim_of_what_shows() -> None:
    frames = {}
    for feather in (True, False):
        out = np.full((20, 20, 3), 100, np.uint8)
        shown = np.zeros((20, 20), np.float32)
        shown[:, 10:] = 1
        patch = np.full((20, 20, 4), (200, 200, 200, 255), np.uint8)
        blend_in_box(out, patch, shown, (0, 0, 20, 20), feather=feather)
        frames[feather] = out[10, :, 0]
    assert set(frames[False].tolist()) == {100, 200}
    assert 100 < frames[True][9] < frames[True][10] < 200
