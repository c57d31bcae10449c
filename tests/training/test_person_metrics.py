import numpy as np
import pytest

from pierglass.training.data.streetwear import StreetPhoto
from pierglass.training.person.metrics import Seen, confusion, gaps, report
from pierglass.vision.groups import GROUPS, KEY_POINTS, group_index, point_index


def photo() -> StreetPhoto:
    points = np.zeros((len(KEY_POINTS), 4), np.float32)
    for name, place in {
        "left_shoulder": (60, 20),
        "right_shoulder": (40, 20),
        "left_hip": (60, 120),
        "right_hip": (40, 120),
    }.items():
        points[point_index(name)] = (*place, 1.0, 0.0)
    groups = np.zeros((140, 100), np.uint8)
    groups[20:120, 40:60] = group_index("dress")
    return StreetPhoto("1", np.zeros((140, 100, 3), np.uint8), groups, None, points)


def seen(shift: float = 0.0, *, narrow: int = 0) -> Seen:
    one = photo()
    assert one.groups is not None
    guess = one.groups.copy()
    guess[:, : 40 + narrow] = 0
    moved = one.points[:, :2] + np.float32([shift, 0])
    return Seen(confusion(one.groups, guess), gaps(one, moved))


def test_confusion_counts_pixels_by_truth_and_guess() -> None:
    table = seen(narrow=5).table
    dress = group_index("dress")
    assert table[dress, dress] == 100 * 15
    assert table[dress, 0] == 100 * 5
    assert table.sum() == 140 * 100


def test_gap_is_in_lengths_of_the_trunk() -> None:
    assert np.nanmax(seen(7.0).gaps) == pytest.approx(0.07)


def test_hidden_points_have_no_gap() -> None:
    assert np.isnan(seen().gaps[point_index("nose")])


def test_perfect_guess_scores_one() -> None:
    figures = report([seen(), seen()])
    assert figures["mean_iou"] == figures["person_iou"] == 1.0
    assert figures["torso_pck@0.05"] == 1.0


def test_groups_that_no_photo_shows_do_not_count() -> None:
    iou = report([seen()])["iou"]
    assert isinstance(iou, dict)
    assert set(iou) == set(GROUPS)
    assert iou["hat"] == 0.0


def test_pixels_are_summed_before_the_ratio() -> None:
    iou = report([seen(), seen(narrow=10)])["iou"]
    assert isinstance(iou, dict)
    assert iou["dress"] == pytest.approx(0.75)


def test_interval_holds_the_figure() -> None:
    figures = report([seen(), seen(6.0, narrow=8), seen(12.0)])
    low, high = figures["torso_pck@0.1_95"]  # type: ignore[misc]
    assert low <= figures["torso_pck@0.1"] <= high
    assert low < high
