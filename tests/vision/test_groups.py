import pytest

from pierglass.vision.groups import (
    BONES,
    FLIP_PAIRS,
    GROUPS,
    KEY_POINTS,
    group_index,
    point_index,
)


def test_background_is_the_first_group() -> None:
    assert group_index("background") == 0


@pytest.mark.parametrize("names", [GROUPS, KEY_POINTS], ids=["groups", "points"])
def test_names_are_unique(names: tuple[str, ...]) -> None:
    assert len(set(names)) == len(names)


def test_index_of_a_point_is_its_channel() -> None:
    assert KEY_POINTS[point_index("left_wrist")] == "left_wrist"


def test_index_refuses_an_unknown_group() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        group_index("wings")


def test_flip_pairs_swap_left_and_right() -> None:
    for left, right in FLIP_PAIRS:
        assert KEY_POINTS[left].replace("left_", "right_") == KEY_POINTS[right]


def test_flip_pairs_cover_all_but_the_nose() -> None:
    flipped = {index for pair in FLIP_PAIRS for index in pair}
    assert set(range(len(KEY_POINTS))) - flipped == {point_index("nose")}


def test_bones_join_known_points() -> None:
    assert {name for bone in BONES for name in bone} <= set(KEY_POINTS)
