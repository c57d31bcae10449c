import numpy as np
import pytest

from pierglass.vision.geometry import Window, bend, bounding_box

PADDING = (114, 114, 114)


def points(*pairs: tuple[float, float]) -> np.ndarray:
    return np.array(pairs, np.float32)


def test_window_around_a_tall_box_is_square_about_its_centre() -> None:
    assert Window.around(10, 0, 30, 100) == Window(-30, 0, 100)


def test_window_around_a_point_has_a_size() -> None:
    assert Window.around(5, 5, 5, 5).size > 0


def test_grown_window_keeps_its_centre() -> None:
    grown = Window(10, 20, 40).grown(1.5)
    assert grown == Window(0, 10, 60)


def test_cut_of_the_same_size_is_the_frame_itself() -> None:
    frame = np.random.default_rng(0).integers(0, 255, (32, 32, 3), np.uint8)
    assert np.array_equal(Window(0, 0, 32).cut(frame, 32, PADDING), frame)


def test_cut_outside_of_the_frame_is_padding() -> None:
    out = Window(100, 100, 32).cut(np.zeros((32, 32, 3), np.uint8), 16, PADDING)
    assert (out == 114).all()


@pytest.mark.parametrize("side", [16, 24, 64], ids=["half", "three quarters", "twice"])
def test_cut_keeps_an_edge_in_its_place(side: int) -> None:
    frame = np.zeros((32, 32, 3), np.uint8)
    frame[:, 16:] = 200
    out = Window(0, 0, 32).cut(frame, side, PADDING)
    assert out[side // 2, side // 2 - 2, 0] == 0
    assert out[side // 2, side // 2 + 1, 0] == 200


def test_cut_to_a_smaller_side_averages() -> None:
    frame = np.zeros((64, 64, 3), np.uint8)
    frame[:, ::2] = 200
    out = Window(0, 0, 64).cut(frame, 16, PADDING)
    assert np.abs(out[4:-4, 4:-4].astype(int) - 100).max() <= 2


@pytest.mark.parametrize("shape", [(1, 900, 3), (900, 1, 3), (1, 1, 3)])
def test_cut_takes_a_sliver(shape: tuple[int, ...]) -> None:
    frame = np.full(shape, 90, np.uint8)
    out = Window(0, 0, 900).cut(frame, 64, PADDING)
    assert out.shape == (64, 64, 3)


def test_bounding_box_grows_by_the_margin() -> None:
    assert bounding_box(points((10, 20), (30, 40)), (100, 100), 5) == (5, 15, 36, 46)


def test_bounding_box_stays_within_the_frame() -> None:
    assert bounding_box(points((-10, -10), (300, 300)), (60, 50)) == (0, 0, 50, 60)


def test_bounding_box_of_points_outside_is_none() -> None:
    assert bounding_box(points((200, 10), (300, 20)), (100, 100)) is None


def test_bend_with_one_control_point_shifts() -> None:
    out = bend(points((7, 8)), points((0, 0)), points((10, 20)))
    assert out == pytest.approx(points((17, 28)), abs=1e-3)


def test_bend_with_two_control_points_turns_and_scales() -> None:
    # A quarter turn to twice the size.
    out = bend(points((0, 5)), points((0, 0), (10, 0)), points((0, 0), (0, 20)))
    assert out == pytest.approx(points((-10, 0)), abs=0.01)


def test_bend_takes_each_control_point_to_its_target() -> None:
    source = points((0, 0), (50, 0), (50, 80), (0, 80))
    target = points((3, 1), (61, -4), (45, 99), (-2, 70))
    assert bend(source, source, target) == pytest.approx(target, abs=0.1)


def test_bend_with_stretch_scales_each_axis_by_itself() -> None:
    source = points((0, 0), (10, 0), (10, 10), (0, 10))
    out = bend(points((5, 5)), source, source * (2, 5), stretch=True)
    assert out == pytest.approx(points((10, 25)), abs=0.05)


def test_bend_returns_single_precision() -> None:
    assert bend(points((1, 1)), points((0, 0)), points((2, 2))).dtype == np.float32
