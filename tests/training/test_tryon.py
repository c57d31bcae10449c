from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from pierglass.training.tryon.motion import FRAMES, MOTIONS, moved
from pierglass.training.tryon.sheet import choose, write_sheet
from pierglass.training.tryon.steadiness import dtssd, lag

RNG = np.random.default_rng(0)


def walk() -> np.ndarray:
    return np.cumsum(np.sin(np.arange(40) / 3))[:, None].astype(np.float32)


def test_map_that_moves_with_the_truth_does_not_flicker() -> None:
    truth = RNG.random((5, 8, 8), np.float32)
    assert dtssd(truth, truth) == 0


def test_map_that_is_always_wrong_by_the_same_does_not_flicker() -> None:
    truth = RNG.random((5, 8, 8), np.float32) / 2
    assert dtssd(truth + 0.25, truth) == pytest.approx(0, abs=1e-4)


def test_flicker_is_the_root_mean_square_of_the_changes_gap() -> None:
    maps = np.zeros((3, 4, 4), np.float32)
    maps[1] = 0.5
    assert dtssd(maps, np.zeros_like(maps)) == pytest.approx(50)


def test_pixels_outside_do_not_count() -> None:
    maps = np.zeros((2, 4, 4), np.float32)
    maps[1, 0] = 1
    inside = np.ones((2, 4, 4), np.bool_)
    inside[:, 0] = False
    assert dtssd(maps, np.zeros_like(maps), inside) == 0


@pytest.mark.parametrize("late", [0, 1, 2, 3])
def test_lag_is_found(late: int) -> None:
    path = walk()
    behind = np.concatenate([np.repeat(path[:1], late, 0), path])[: len(path)]
    assert lag(behind, path) == pytest.approx(late, abs=0.3)


def test_half_a_frame_is_between_none_and_one() -> None:
    path = walk()
    half = (path + np.concatenate([path[:1], path[:-1]])) / 2
    assert 0.2 < lag(half, path) < 0.8


@pytest.mark.parametrize("motion", MOTIONS)
def test_every_motion_moves(motion: str) -> None:
    matrices = moved((60, 40), motion, seed=1)
    assert len(matrices) == FRAMES
    assert np.ptp(np.stack(matrices), axis=0).max() > 0.05


@pytest.mark.parametrize("motion", MOTIONS)
def test_motions_are_made_by_their_seed(motion: str) -> None:
    one, two = (np.stack(moved((60, 40), motion, seed=3)) for _ in range(2))
    assert np.array_equal(one, two)


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
