import numpy as np
from tests.vision.bodies import STANDING, item, person
from tests.vision.placing import SHAPE, reason, two_coloured

from pierglass.vision.placement import place_item


def test_shoes_of_both_feet_mirror_each_other() -> None:
    overlay = place_item(item("shoe", two_coloured(1)), person(), SHAPE).astype(int)
    assert overlay[..., 3].any()
    assert np.abs(overlay - overlay[:, ::-1]).max() <= 8


def test_picture_of_a_shoe_is_of_the_left_one() -> None:
    overlay = place_item(item("shoe", two_coloured(1)), person(), SHAPE)
    left_foot = overlay[:, 200:]
    red, blue = (np.nonzero(left_foot[..., c] > 128)[1].mean() for c in (0, 2))
    assert red < blue


def test_one_seen_foot_gets_one_shoe() -> None:
    overlay = place_item(item("shoe"), person(unseen=("left_toe",)), SHAPE)
    assert not overlay[:, 205:, 3].any()


def test_foot_that_points_aside_takes_the_picture_that_points_there() -> None:
    aside = STANDING | {"right_toe": (220, 530), "left_toe": (280, 530)}
    overlay = place_item(item("shoe", two_coloured(1)), person(aside), SHAPE)
    right_foot = overlay[:, :225]
    red, blue = (np.nonzero(right_foot[..., c] > 128)[1].mean() for c in (0, 2))
    assert red < blue


def test_key_point_far_off_does_not_make_a_giant_shoe() -> None:
    far = STANDING | {"left_toe": (236, 590), "right_toe": (164, 590)}
    overlay = place_item(item("shoe"), person(far), SHAPE)
    usual = place_item(item("shoe"), person(), SHAPE)
    assert (overlay[..., 3] > 0).sum() < 2.5 * (usual[..., 3] > 0).sum()


def test_feet_that_are_far_too_small_are_refused() -> None:
    wearer = person(STANDING | {"left_toe": (231, 521), "right_toe": (169, 521)})
    assert reason("shoe", wearer) == "the feet are too small in the picture"


def test_foot_that_is_too_small_leaves_the_other_its_shoe() -> None:
    x, y = STANDING["left_ankle"]
    small = STANDING | {"left_toe": (x + 1, y + 1)}
    overlay = place_item(item("shoe"), person(small), SHAPE)
    columns = np.nonzero(overlay[..., 3].any(0))[0]
    assert columns.max() < STANDING["left_ankle"][0] - 10
