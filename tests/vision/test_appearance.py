import numpy as np
import pytest

from pierglass.vision.appearance import Look, apply_look, measure_look

BOX = (40, 40, 80, 80)
NEUTRAL = Look(exposure=1.0, balance=(1.0, 1.0, 1.0), blur_px=0.0)


def scene(*rgb: int) -> np.ndarray:
    return np.full((120, 120, 3), rgb, np.uint8)


def patch(*rgba: int) -> np.ndarray:
    return np.full((20, 20, 4), rgba, np.uint8)


def edges(blurred: bool) -> np.ndarray:
    out = scene(20, 20, 20)
    out[:, 60:] = 220
    if blurred:
        for shift, value in enumerate((40, 70, 105, 135, 170, 200)):
            out[:, 57 + shift] = value
    return out


def test_grey_scene_has_no_tint() -> None:
    assert measure_look(scene(128, 128, 128), BOX).balance == pytest.approx((1, 1, 1))


def test_warm_scene_warms_the_item() -> None:
    red, _, blue = measure_look(scene(220, 160, 90), BOX).balance
    assert red > 1 > blue


def test_tint_is_milder_than_the_scenes() -> None:
    red, _, blue = measure_look(scene(220, 160, 90), BOX).balance
    assert red / blue < 220 / 90


def test_dark_scene_darkens_the_item() -> None:
    dark = measure_look(scene(60, 60, 60), BOX).exposure
    assert dark < measure_look(scene(215, 215, 215), BOX).exposure


def test_black_scene_leaves_the_item_to_be_seen() -> None:
    assert measure_look(scene(0, 0, 0), BOX).exposure > 0.5


def test_look_is_that_of_the_surroundings() -> None:
    far = scene(128, 128, 128)
    far[:10] = (255, 0, 0)
    assert measure_look(far, (50, 80, 60, 90)).balance == pytest.approx((1, 1, 1))


def test_flat_scene_is_not_blurred() -> None:
    assert measure_look(scene(128, 128, 128), BOX).blur_px == 0


def test_soft_edges_are_found() -> None:
    sharp = measure_look(edges(blurred=False), BOX).blur_px
    assert measure_look(edges(blurred=True), BOX).blur_px > sharp + 0.35


@pytest.mark.parametrize("box", [(0, 0, 120, 120), (0, 0, 1, 1), (119, 119, 120, 120)])
def test_any_box_of_the_frame_has_a_look(box: tuple[int, int, int, int]) -> None:
    assert measure_look(scene(90, 120, 150), box).exposure > 0


def test_neutral_look_changes_nothing() -> None:
    item = patch(200, 100, 50, 180)
    assert np.array_equal(apply_look(item, NEUTRAL), item)


def test_exposure_scales_the_colours() -> None:
    look = Look(exposure=0.5, balance=(1.0, 1.0, 1.0), blur_px=0.0)
    assert apply_look(patch(200, 100, 50, 255), look)[0, 0].tolist() == [
        100,
        50,
        25,
        255,
    ]


def test_look_keeps_the_alpha() -> None:
    look = Look(exposure=1.2, balance=(1.1, 1.0, 0.9), blur_px=0.0)
    assert (apply_look(patch(200, 100, 50, 77), look)[..., 3] == 77).all()


def test_bright_cloth_keeps_its_folds() -> None:
    folds = patch(215, 215, 215, 255)
    folds[:, 10:, :3] = 235
    look = Look(exposure=1.15, balance=(1.0, 1.0, 1.0), blur_px=0.0)
    out = apply_look(folds, look)
    assert out[0, 0, 0] < out[0, 15, 0] <= 255


def test_blur_softens_the_items_edge() -> None:
    item = patch(0, 0, 0, 0)
    item[:, 10:] = (200, 100, 50, 255)
    out = apply_look(item, Look(1.0, (1.0, 1.0, 1.0), blur_px=1.5))
    assert 0 < out[10, 9, 3] < out[10, 10, 3] < 255


def test_blur_draws_no_dark_rim() -> None:
    item = patch(0, 0, 0, 0)
    item[:, 10:] = (200, 100, 50, 255)
    out = apply_look(item, Look(1.0, (1.0, 1.0, 1.0), blur_px=1.5))
    assert out[10, 9, :3] == pytest.approx((200, 100, 50), abs=3)


def test_applying_a_look_leaves_the_patch() -> None:
    item = patch(200, 100, 50, 255)
    apply_look(item, Look(0.5, (1.2, 1.0, 0.8), blur_px=1.0))
    assert np.array_equal(item, patch(200, 100, 50, 255))
