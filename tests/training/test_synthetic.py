import numpy as np
import pytest
from tests.vision.bodies import item

from pierglass.training.data.streetwear import StreetPhoto
from pierglass.training.occluder.dataset import truth_in_box
from pierglass.training.occluder.items import person_of
from pierglass.training.person.dataset import cut, draw_window
from pierglass.training.synthetic.sample import synthetic_photo
from pierglass.vision.groups import GROUPS, KEY_POINTS, group_index, point_index
from pierglass.vision.placement import place
from pierglass.vision.truth import Body, hidden

SEEDS = range(48)


@pytest.fixture(scope="module")
def photos() -> list[StreetPhoto]:
    return [synthetic_photo(seed) for seed in SEEDS]


def groups_of(photo: StreetPhoto) -> np.ndarray:
    assert photo.groups is not None
    return photo.groups


def arms_of(photo: StreetPhoto) -> np.ndarray:
    assert photo.arms is not None
    return photo.arms


def test_same_seed_draws_the_same_picture_and_truth() -> None:
    one, other = synthetic_photo(5), synthetic_photo(5)
    for name in ("rgb", "groups", "arms", "points"):
        assert np.array_equal(getattr(one, name), getattr(other, name))


def test_other_seeds_draw_other_pictures(photos: list[StreetPhoto]) -> None:
    assert len({photo.rgb.tobytes() for photo in photos}) == len(photos)


def test_photo_has_the_shape_of_a_street_photo(photos: list[StreetPhoto]) -> None:
    for photo in photos:
        assert photo.rgb.dtype == np.uint8
        assert groups_of(photo).shape == photo.rgb.shape[:2] == arms_of(photo).shape
        assert groups_of(photo).max() < len(GROUPS)
        assert photo.points.shape == (len(KEY_POINTS), 4)
        assert np.isfinite(photo.points).all()


def test_every_group_is_drawn(photos: list[StreetPhoto]) -> None:
    found = {int(group) for photo in photos for group in np.unique(groups_of(photo))}
    assert found == set(range(len(GROUPS)))


@pytest.mark.parametrize("side", ["left", "right"])
def test_visible_wrist_lies_on_the_arm_or_its_cloth(
    photos: list[StreetPhoto], side: str
) -> None:
    worn = ("arm_skin", "upper_garment", "outer_garment", "dress", "accessory")
    allowed = {group_index(name) for name in worn}
    found = 0
    for photo in photos:
        x, y, seen, _ = photo.points[point_index(f"{side}_wrist")]
        if seen > 0.5:
            found += 1
            assert int(groups_of(photo)[int(y), int(x)]) in allowed
    assert found > len(photos) / 4


def test_eyes_lie_on_the_head(photos: list[StreetPhoto]) -> None:
    head = {group_index(name) for name in ("face_skin", "hair", "eyewear", "hat")}
    for photo in photos:
        for name in ("left_eye", "right_eye"):
            x, y, seen, _ = photo.points[point_index(name)]
            if seen > 0.5:
                assert int(groups_of(photo)[int(y), int(x)]) in head


def test_point_outside_of_the_picture_is_not_visible(
    photos: list[StreetPhoto],
) -> None:
    for photo in photos:
        height, width = photo.rgb.shape[:2]
        x, y = photo.points[:, 0], photo.points[:, 1]
        outside = (x < 0) | (y < 0) | (x >= width) | (y >= height)
        assert not photo.points[outside, 2].any()


def test_left_is_on_the_pictures_right(photos: list[StreetPhoto]) -> None:
    left, right = (point_index(f"{side}_shoulder") for side in ("left", "right"))
    assert all(photo.points[left, 0] > photo.points[right, 0] for photo in photos)


def test_arms_are_of_groups_that_arms_wear(photos: list[StreetPhoto]) -> None:
    worn = ("arm_skin", "upper_garment", "outer_garment", "dress", "accessory")
    allowed = [group_index(name) for name in worn]
    for photo in photos:
        assert np.isin(groups_of(photo)[arms_of(photo)], allowed).all()


def test_people_fill_a_share_of_the_picture(photos: list[StreetPhoto]) -> None:
    shares = np.array([(groups_of(photo) > 0).mean() for photo in photos])
    assert shares.min() > 0.05
    assert shares.max() < 0.95


def test_given_places_become_backgrounds() -> None:
    red = np.zeros((90, 70, 3), np.uint8)
    red[..., 0] = 255
    photos = [synthetic_photo(seed, empties=[red]) for seed in range(8)]
    behind = [p.rgb[groups_of(p) == 0].astype(float).mean(0) for p in photos]
    assert any(r > 120 and g < 40 and b < 40 for r, g, b in behind)


def test_given_cloth_is_worn() -> None:
    stripes = np.zeros((80, 80, 3), np.uint8)
    stripes[:, ::2] = (0, 255, 0)
    plain = [synthetic_photo(seed) for seed in range(6)]
    dressed = [synthetic_photo(seed, fabrics=[stripes]) for seed in range(6)]
    cloth = [group_index(name) for name in ("upper_garment", "lower_garment", "dress")]

    def green(photo: StreetPhoto) -> float:
        worn = photo.rgb[np.isin(groups_of(photo), cloth)].astype(float)
        red, green, blue = worn.mean(0)
        return float(green - max(red, blue))

    assert max(green(photo) for photo in dressed) > 60
    assert max(green(photo) for photo in plain) < 60


def test_ear_on_the_far_side_is_not_seen(photos: list[StreetPhoto]) -> None:
    ears = [point_index(f"{side}_ear") for side in ("left", "right")]
    nose = point_index("nose")
    turned = 0
    for photo in photos:
        left, right = photo.points[ears]
        gaps = (
            abs(left[0] - photo.points[nose, 0]),
            abs(right[0] - photo.points[nose, 0]),
        )
        if max(gaps) > 4 * min(gaps):
            turned += 1
            assert (left if gaps[0] < gaps[1] else right)[2] < 0.5
    assert turned


def test_crops_for_the_person_network_are_cut_from_it() -> None:
    photo = synthetic_photo(2, framing="body")
    rgb, groups, points = cut(photo, draw_window(photo, np.random.default_rng(0)), 64)
    assert rgb.shape == (64, 64, 3)
    assert groups.max() < len(GROUPS)
    assert points.shape == (len(KEY_POINTS), 4)


def test_arm_before_the_trunk_hides_a_placed_top(photos: list[StreetPhoto]) -> None:
    compared = 0
    for photo in photos:
        person = person_of(photo)
        if not person.sees("left_shoulder", "right_shoulder"):
            continue
        placed = place(item("top"), person, person.shape)
        left, top, right, bottom = placed.box
        arms = arms_of(photo)[top:bottom, left:right] & (placed.sleeves <= 0.5)
        compared += int(arms.sum())
        assert truth_in_box(photo, placed, "top")[arms].all()
    assert compared > 1000


def test_arm_behind_the_trunk_hides_nothing() -> None:
    groups = np.full((8, 8), group_index("arm_skin"), np.uint8)
    body = Body(np.zeros((23, 2), np.float32), np.ones(23, np.float32))
    before = np.zeros((8, 8), bool)
    before[:4] = True
    out = hidden("top", groups, body, arms=before)
    assert out[:4].all()
    assert not out[4:].any()
