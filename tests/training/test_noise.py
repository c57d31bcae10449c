import dataclasses

import numpy as np
import pytest

from pierglass.training.data.streetwear import StreetPhoto
from pierglass.training.occluder.noise import (
    TeacherError,
    redrawn,
    shifted,
    teacher_error,
)
from pierglass.vision.groups import KEY_POINTS, group_index, point_index

NONE = TeacherError(0.0, 0.0, 0, 0)
ARM, EYEWEAR = group_index("arm_skin"), group_index("eyewear")
PLACES = {
    "left_eye": (110, 40),
    "right_eye": (90, 40),
    "left_shoulder": (130, 80),
    "right_shoulder": (70, 80),
    "left_hip": (120, 180),
    "right_hip": (80, 180),
    "left_elbow": (160, 100),
    "left_wrist": (160, 160),
}


def photo(beside: int = 0, above: int = 0) -> StreetPhoto:
    """Return a bare forearm and glasses, *beside* and *above* their key points."""
    points = np.zeros((len(KEY_POINTS), 4), np.float32)
    for name, place in PLACES.items():
        points[point_index(name)] = (*place, 1.0, 0.0)
    groups = np.zeros((200, 200), np.uint8)
    groups[95:165, 152 + beside : 169 + beside] = ARM
    groups[36 - above : 45 - above, 85:116] = EYEWEAR
    return StreetPhoto("1", np.zeros((200, 200, 3), np.uint8), groups, None, points)


def edge(labelled: int, painted: int) -> StreetPhoto:
    """Return a picture of two halves, and a label map of two other ones."""
    groups = np.zeros((60, 60), np.uint8)
    groups[:, labelled:] = ARM
    rgb = np.full((60, 60, 3), 40, np.uint8)
    rgb[:, painted:] = 220
    return StreetPhoto("1", rgb, groups, None, np.zeros((23, 4), np.float32))


def test_bone_beside_the_forearm_is_the_teachers_error() -> None:
    found = teacher_error([photo(beside=6), photo(beside=-6)])
    # 6 of a trunk of 100 pixels; a mean of two points, as a normal's median.
    assert found.limbs == pytest.approx(0.06 * 2**0.5 * 1.4826, rel=0.1)
    assert found.forearms == 2


def test_bone_in_the_middle_has_no_error() -> None:
    assert teacher_error([photo()]).limbs == pytest.approx(0, abs=0.01)


def test_eyewear_above_and_below_its_median_is_the_teachers_error() -> None:
    found = teacher_error([photo(above=2), photo(above=-2)])
    assert found.head == pytest.approx(0.1 * 2**0.5 * 1.4826, rel=0.1)
    assert found.eyewear == 2


def test_nothing_to_measure_on_is_no_error() -> None:
    one = photo()
    assert one.groups is not None
    bare = dataclasses.replace(one, groups=np.zeros_like(one.groups))
    assert teacher_error([bare]) == NONE


def test_boundary_moves_to_an_edge_near_by() -> None:
    drawn = redrawn(edge(labelled=30, painted=32))
    # Of the line between regions, at the edge and at the frame, the old map is kept.
    assert np.abs((drawn == ARM).sum(1) - 28)[1:-1].max() <= 1


def test_boundary_does_not_move_beyond_the_band() -> None:
    drawn = redrawn(edge(labelled=30, painted=50))
    assert np.abs((drawn == ARM).sum(1) - 30).max() <= 4


def test_thin_things_stay() -> None:
    one = edge(labelled=60, painted=60)
    assert one.groups is not None
    one.groups[:, 20:22] = ARM
    assert (redrawn(one) == ARM).any(1).mean() > 0.9


def test_photo_without_a_label_map_is_refused() -> None:
    one = dataclasses.replace(photo(), groups=None)
    with pytest.raises(ValueError, match="found no label map"):
        redrawn(one)


def test_shift_has_the_size_of_the_error() -> None:
    rng = np.random.default_rng(0)
    error = TeacherError(0.05, 0.1, 1, 1)
    points = photo().points
    many = np.stack([shifted(points, error, rng) for _ in range(400)])
    spread = (many - points)[..., :2].std(0)
    assert spread[point_index("left_wrist")] == pytest.approx([5, 5], rel=0.15)
    assert spread[point_index("left_eye")] == pytest.approx([2, 2], rel=0.15)


def test_visibility_is_not_shifted() -> None:
    out = shifted(
        photo().points, TeacherError(0.05, 0.1, 1, 1), np.random.default_rng(0)
    )
    assert np.array_equal(out[:, 2], photo().points[:, 2])
