import numpy as np
import pytest
from tests.vision.bodies import HEIGHT, STANDING, WIDTH, from_behind, person

from pierglass.vision.errors import NoGarmentError
from pierglass.vision.rectify import SIDE, rectify, unwarp
from pierglass.vision.rectify_pose import POSES, canonical_matrix


def four(kind: str, places: dict[str, tuple[float, float]]) -> np.ndarray:
    return np.array([places[name] for name in POSES[kind].names], np.float32)


def test_the_four_points_land_where_the_pose_puts_them() -> None:
    source = four("top", STANDING)
    matrix = canonical_matrix("top", source, np.ones(4, np.float32), SIDE)
    assert matrix is not None
    moved = np.column_stack([source, np.ones(4)]) @ matrix.T
    assert np.allclose(
        moved[:, :2] / moved[:, 2:], np.array(POSES["top"].places) * SIDE, atol=1e-3
    )


def test_two_points_are_too_few() -> None:
    seen = np.array([1, 1, 0, 0], np.float32)
    assert canonical_matrix("top", four("top", STANDING), seen, SIDE) is None


def test_three_points_give_an_affine_map() -> None:
    seen = np.array([1, 1, 1, 0], np.float32)
    matrix = canonical_matrix("top", four("top", STANDING), seen, SIDE)
    assert matrix is not None
    assert np.allclose(matrix[2], [0, 0, 1])


def test_a_person_seen_from_behind_is_not_mirrored() -> None:
    ones = np.ones(4, np.float32)
    front = canonical_matrix("top", four("top", STANDING), ones, SIDE)
    behind = canonical_matrix("top", four("top", from_behind()), ones, SIDE)
    assert front is not None
    assert behind is not None
    assert np.allclose(front, behind)


def test_a_person_seen_sideways_is_not_stretched() -> None:
    thin = {name: (200 + (x - 200) * 0.1, y) for name, (x, y) in STANDING.items()}
    matrix = canonical_matrix("top", four("top", thin), np.ones(4, np.float32), SIDE)
    assert matrix is None


def test_a_garment_comes_out_on_white_with_every_step() -> None:
    photo = np.full((HEIGHT, WIDTH, 3), (200, 30, 30), np.uint8)
    found = rectify(photo, "top", person=person())
    assert found.unaligned is None
    assert found.picture.shape == (SIDE, SIDE, 3)
    assert tuple(found.picture[60, 64]) == (200, 30, 30)
    assert (found.picture[found.cloth == 0] == 255).all()
    assert list(found.steps())[-1] == "picture"


def test_unseen_points_leave_a_centred_crop_that_says_why() -> None:
    photo = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
    found = rectify(photo, "top", person=person(unseen=("hip", "left_shoulder")))
    assert found.unaligned is not None
    assert "key points" in found.unaligned
    assert found.cloth.any()


def test_a_kind_that_is_not_worn_is_an_error_that_names_what_is() -> None:
    photo = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
    with pytest.raises(NoGarmentError, match="found top on the person; expected skirt"):
        rectify(photo, "skirt", person=person())


def test_the_largest_garment_is_the_default() -> None:
    photo = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
    assert rectify(photo, person=person()).kind == "top"


def test_only_the_garments_surroundings_are_unwarped() -> None:
    rng = np.random.default_rng(0)
    photo = rng.integers(0, 255, (90, 70, 3)).astype(np.uint8)
    mask = np.zeros((90, 70), np.float32)
    mask[30:60, 20:50] = 1
    matrix = np.array([[1.8, 0.2, 5], [-0.1, 1.6, 3], [0.0004, 0.0002, 1]])
    picture, cloth = unwarp(photo, mask, matrix, 64)
    painted = photo.copy()
    painted[mask == 0] = 0
    again, same = unwarp(painted, mask, matrix, 64)
    assert (picture == again).all()
    assert (cloth == same).all()
    assert cloth.any()


def test_nothing_masked_unwarps_to_white() -> None:
    photo = np.zeros((20, 20, 3), np.uint8)
    picture, cloth = unwarp(photo, np.zeros((20, 20), np.float32), np.eye(3), 16)
    assert (picture == 255).all()
    assert not cloth.any()


def test_the_garment_lands_where_the_matrix_says() -> None:
    photo = np.zeros((128, 128, 3), np.uint8)
    mask = np.zeros((128, 128), np.float32)
    mask[60:80, 40:60] = 1
    shifted = np.array([[1, 0, 10], [0, 1, -20], [0, 0, 1.0]])
    cloth = unwarp(photo, mask, shifted)[1]
    ys, xs = np.nonzero(cloth > 127)
    assert abs(int(xs.min()) - 50) <= 1
    assert abs(int(ys.min()) - 40) <= 1
