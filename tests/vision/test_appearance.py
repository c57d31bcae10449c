import cv2
import numpy as np
import pytest

from pierglass.vision.appearance import Look, apply_look, measure_look, mixed
from pierglass.vision.camera import measure_blur, measure_noise
from pierglass.vision.steps import Steps

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


def textured(low: int, high: int, middle: int | None = None) -> np.ndarray:
    """A scene whose darkest and lightest parts, and middle tones, are these."""
    out = scene(*(3 * [(low + high) // 2 if middle is None else middle]))
    out[:20], out[-20:] = low, high
    return out


def only(name: str) -> Steps:
    return Steps(**{one: one == name for one in Steps.names()})


def test_exposure_step_moves_brightness_toward_the_scene() -> None:
    look = measure_look(scene(60, 60, 60), BOX)
    out = apply_look(patch(200, 200, 200, 255), look, only("exposure"))
    assert 60 < out[..., 0].mean() < 190


def test_balance_step_moves_the_tint_toward_the_scene() -> None:
    look = measure_look(scene(220, 160, 90), BOX)
    out = apply_look(patch(128, 128, 128, 255), look, only("balance")).astype(float)
    assert 1 < out[0, 0, 0] / out[0, 0, 2] < 220 / 90


def test_contrast_step_lifts_black_toward_the_scenes() -> None:
    look = measure_look(textured(110, 200), BOX)
    out = apply_look(patch(0, 0, 0, 255), look, only("contrast"))
    assert 10 < out[0, 0, 0] <= 110


def test_contrast_step_leaves_black_in_a_scene_that_has_it() -> None:
    look = measure_look(textured(5, 240), BOX)
    assert apply_look(patch(0, 0, 0, 255), look, only("contrast"))[0, 0, 0] == 0


def test_white_stays_where_black_is_lifted() -> None:
    look = Look(1.0, (1.0, 1.0, 1.0), 0.0, lift=40)
    light = apply_look(patch(220, 220, 220, 255), look, only("contrast"))
    assert light[0, 0, 0] >= 220


def test_gamma_step_moves_middle_tones_toward_the_scenes() -> None:
    dark, light = (
        apply_look(
            patch(128, 128, 128, 255),
            measure_look(textured(10, 240, middle), BOX),
            only("gamma"),
        )[0, 0, 0]
        for middle in (35, 210)
    )
    assert dark < 128 < light


def test_blur_step_moves_the_items_edge_toward_the_scenes() -> None:
    picture = cv2.GaussianBlur(edges(blurred=False), (0, 0), 1.8)
    look = measure_look(np.asarray(picture, np.uint8), BOX)
    item = np.dstack([edges(blurred=False), np.full((120, 120), 255, np.uint8)])
    out = apply_look(item, look, only("blur"))
    assert measure_blur(np.ascontiguousarray(out[..., :3])) == pytest.approx(
        1.8, abs=0.3
    )


def test_noise_step_moves_the_items_noise_toward_the_scenes() -> None:
    grain = np.random.default_rng(0).normal(0, 6, (120, 120, 1))
    noisy = np.clip(scene(120, 120, 120) + grain, 0, 255).astype(np.uint8)
    item = np.full((120, 120, 4), (120, 120, 120, 255), np.uint8)
    out = apply_look(item, measure_look(noisy, BOX), only("noise"))
    assert measure_noise(out[..., :3]) == pytest.approx(6, rel=0.35)


def test_no_step_changes_nothing() -> None:
    look = Look(0.5, (1.3, 1.0, 0.7), 2.0, lift=40, gamma=1.1, noise=8)
    item = patch(200, 100, 50, 180)
    assert np.array_equal(apply_look(item, look, Steps.none()), item)


def test_mixed_look_lies_between() -> None:
    now = Look(0.5, (1.2, 1.0, 0.8), 2.0, lift=40, gamma=1.1, noise=8)
    half = mixed(NEUTRAL, now, 0.5)
    assert half == Look(0.75, (1.1, 1.0, 0.9), 1.0, lift=20, gamma=1.05, noise=4)
