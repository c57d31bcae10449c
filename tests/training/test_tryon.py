from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from tests.vision.bodies import HEIGHT, STANDING, WIDTH, key_points

from pierglass.training.tryon.motion import FRAMES, MOTIONS, moved
from pierglass.training.tryon.sheet import choose, write_sheet
from pierglass.training.tryon.steadiness import Flicker, flicker, lag, pooled
from pierglass.vision.groups import point_index

RNG = np.random.default_rng(0)


def walk() -> np.ndarray:
    return np.cumsum(np.sin(np.arange(40) / 3))[:, None].astype(np.float32)


def test_map_that_moves_with_the_truth_does_not_flicker() -> None:
    truth = RNG.random((5, 8, 8), np.float32)
    assert flicker(truth, truth).dtssd == 0


def test_map_that_is_always_wrong_by_the_same_does_not_flicker() -> None:
    truth = RNG.random((5, 8, 8), np.float32) / 2
    assert flicker(truth + 0.25, truth).dtssd == pytest.approx(0, abs=1e-4)


def test_flicker_is_the_root_mean_square_of_the_changes_gap() -> None:
    maps = np.zeros((3, 4, 4), np.float32)
    maps[1] = 0.5
    assert flicker(maps, np.zeros_like(maps)).dtssd == pytest.approx(50)


def test_pixels_outside_do_not_count() -> None:
    maps = np.zeros((2, 4, 4), np.float32)
    maps[1, 0] = 1
    inside = np.ones((2, 4, 4), np.bool_)
    inside[:, 0] = False
    assert flicker(maps, np.zeros_like(maps), inside).dtssd == 0


def test_pixels_of_several_clips_count_alike() -> None:
    still, wild = Flicker(0.0, 300), Flicker(100.0, 100)
    assert pooled([still, wild]).dtssd == pytest.approx(50)


@pytest.mark.parametrize("late", [0, 1, 2, 3])
def test_lag_is_found(late: int) -> None:
    path = walk()
    behind = np.concatenate([np.repeat(path[:1], late, 0), path])[: len(path)]
    assert lag(behind, path) == pytest.approx(late, abs=0.3)


def test_half_a_frame_is_between_none_and_one() -> None:
    path = walk()
    half = (path + np.concatenate([path[:1], path[:-1]])) / 2
    assert 0.2 < lag(half, path) < 0.8


def joints() -> np.ndarray:
    return (key_points(STANDING, ())[:, :2] / 4).astype(np.float32)


SHAPE = (HEIGHT // 4, WIDTH // 4)


@pytest.mark.parametrize("motion", MOTIONS)
def test_every_motion_moves(motion: str) -> None:
    moments = moved(SHAPE, motion, joints(), seed=1)
    assert len(moments) == FRAMES
    assert np.ptp(np.stack([one.source for one in moments]), axis=0).max() > 1


@pytest.mark.parametrize("motion", MOTIONS)
def test_first_frame_is_the_photo(motion: str) -> None:
    photo = RNG.integers(0, 255, (*SHAPE, 3), np.uint8)
    first = moved(SHAPE, motion, joints(), seed=1)[0].picture(photo)
    assert np.abs(first.astype(int) - photo).max() <= 1


@pytest.mark.parametrize("motion", MOTIONS)
def test_motions_are_made_by_their_seed(motion: str) -> None:
    one, two = (
        np.stack([m.source for m in moved(SHAPE, motion, joints(), seed=3)])
        for _ in range(2)
    )
    assert np.array_equal(one, two)


@pytest.mark.parametrize("motion", MOTIONS)
def test_points_are_carried_to_where_the_pixels_go(motion: str) -> None:
    moment = moved(SHAPE, motion, joints(), seed=1)[6]
    nose = joints()[point_index("nose")]
    x, y = moment.carried(nose[None])[0].round().astype(int)
    assert moment.source[y, x] == pytest.approx(nose, abs=1.5)


def test_articulated_motion_leaves_the_rim_of_the_picture() -> None:
    moment = moved(SHAPE, "sway", joints(), seed=1)[6]
    assert moment.source[0, 0] == pytest.approx((0, 0), abs=1)


def test_sheet_is_spread_over_the_kinds() -> None:
    kinds = ["top"] * 100 + ["hat"] * 30 + ["shoe"] * 5
    chosen = Counter(kinds[i] for i in choose(kinds))
    assert chosen == {"hat": 28, "shoe": 5, "top": 27} or chosen == {
        "hat": 27,
        "shoe": 5,
        "top": 28,
    }


def test_sheet_names_no_case_twice() -> None:
    chosen = choose(["top", "hat"] * 50)
    assert len(set(chosen)) == len(chosen) == 60


def test_other_seed_chooses_others() -> None:
    kinds = ["top", "hat"] * 100
    assert choose(kinds, seed=1) != choose(kinds, seed=2)


def test_sheet_inside_of_a_repository_is_refused() -> None:
    inside = Path(__file__).parent / "sheet.png"
    with pytest.raises(ValueError, match="inside of a git repository"):
        write_sheet([], inside)
