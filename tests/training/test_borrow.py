import numpy as np
import pytest

from pierglass.training.data.borrow import borrow, lenders
from pierglass.training.data.streetwear import StreetPhoto
from pierglass.vision.groups import KEY_POINTS, group_index, point_index

SIDE = 120
SCARF = group_index("accessory")
TOP = group_index("upper_garment")


def points(shift: float = 0.0) -> np.ndarray:
    out = np.ones((len(KEY_POINTS), 4), np.float32)
    out[point_index("left_shoulder"), :2] = (80 + shift, 50)
    out[point_index("right_shoulder"), :2] = (40 + shift, 50)
    return out


def scarf_wearer() -> StreetPhoto:
    groups = np.full((SIDE, SIDE), TOP, np.uint8)
    groups[40:80, 40:80] = SCARF
    rgb = np.full((SIDE, SIDE, 3), 30, np.uint8)
    rgb[groups == SCARF] = (250, 60, 60)
    return StreetPhoto("1", rgb, groups, None, points())


def worn(shift: float = 0.0, group: int = TOP) -> tuple[np.ndarray, np.ndarray]:
    groups = np.full((SIDE, SIDE), group, np.uint8)
    picture = np.full((SIDE, SIDE, 3), 120, np.uint8)
    rng = np.random.default_rng(1)
    out = borrow(picture, groups, points(shift), scarf_wearer(), "accessory", rng)
    return out, groups


def test_scarf_lies_on_the_other_body() -> None:
    out, groups = worn(shift=20)
    assert groups[60, 80] == SCARF
    assert groups[60, 25] == TOP
    assert out[60, 80, 0] > out[60, 80, 1]


def test_picture_and_groups_change_together() -> None:
    out, groups = worn()
    assert ((out != 120).any(2) >= (groups == SCARF)).all()


def test_scarf_beside_the_body_is_not_borrowed() -> None:
    out, groups = worn(group=0)
    assert (groups == 0).all()
    assert (out == 120).all()


@pytest.mark.parametrize("joint", ["left_shoulder", "right_shoulder"])
def test_body_seen_edge_on_borrows_nothing(joint: str) -> None:
    place = points()
    place[:, :2] = place[point_index(joint), :2]
    groups = np.full((SIDE, SIDE), TOP, np.uint8)
    picture = np.full((SIDE, SIDE, 3), 120, np.uint8)
    rng = np.random.default_rng(0)
    borrow(picture, groups, place, scarf_wearer(), "accessory", rng)
    assert (groups == TOP).all()


def test_lenders_wear_enough_of_it() -> None:
    found = lenders([scarf_wearer()])
    assert [photo.number for photo in found["accessory"]] == ["1"]
    assert not found["hat"]
