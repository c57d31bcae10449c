import dataclasses

import numpy as np
import pytest
from tests.vision.bodies import (
    HEIGHT,
    PARTS,
    STANDING,
    WIDTH,
    from_behind,
    item,
    person,
)

from pierglass.vision.errors import CannotPlaceError
from pierglass.vision.groups import group_index
from pierglass.vision.item_record import ItemPart
from pierglass.vision.kinds import KINDS
from pierglass.vision.placement import Placed, place, place_item
from pierglass.vision.placement.pictures import part_picture
from pierglass.vision.placement.place import RULES

SHAPE = (HEIGHT, WIDTH)
EYE_GAP = 30
SHOULDERS = 100

# (kind, anchor, the key point where it goes, how far from it at most in pixels)
LANDINGS = [
    ("glasses", "left_eye", "left_eye", 0.1),
    ("glasses", "right_eye", "right_eye", 0.1),
    ("hat", "brow_left", "left_ear", EYE_GAP),
    ("hat", "brow_right", "right_ear", EYE_GAP),
    ("trousers", "left_hip", "left_hip", 8),
    ("trousers", "left_knee", "left_knee", 0.1),
    ("trousers", "right_ankle", "right_ankle", 0.1),
    ("shorts", "right_knee", "right_knee", 0.1),
    ("skirt", "left_knee", "left_knee", 0.1),
    ("shoe", "toe", "right_toe", 5),
    ("shoe", "ankle", "right_ankle", 15),
    ("necklace", "left_neck", "left_shoulder", 0.5 * SHOULDERS),
    ("earring", "lobe", "right_ear", 0.5 * EYE_GAP),
]
for _kind in ("top", "jacket", "dress"):
    LANDINGS += [
        (_kind, "left_shoulder", "left_shoulder", 0.1 * SHOULDERS),
        (_kind, "right_shoulder", "right_shoulder", 0.1 * SHOULDERS),
        (_kind, "left_hip", "left_hip", 0.1),
        (_kind, "left_elbow", "left_elbow", 0.1 * SHOULDERS),
        (_kind, "right_wrist", "right_wrist", 0.15 * SHOULDERS),
    ]
for _kind in ("watch", "bracelet"):
    LANDINGS += [
        (_kind, "left_edge", "left_wrist", 20),
        (_kind, "right_edge", "left_wrist", 20),
    ]

# (kind, key points that are not seen, what the reason says)
UNSEEN = [
    ("top", "left_shoulder", "both shoulders must be in the picture"),
    ("jacket", "right_shoulder", "both shoulders must be in the picture"),
    ("dress", "shoulder", "both shoulders must be in the picture"),
    ("trousers", "right_hip", "both hips must be in the picture"),
    ("shorts", "knee", "at least one knee must be in the picture"),
    ("skirt", "hip", "both hips must be in the picture"),
    ("shoe", "toe", "no foot is in the picture"),
    ("glasses", "left_eye", "both eyes must be in the picture"),
    ("hat", "right_eye", "both eyes must be in the picture"),
    ("watch", "wrist", "no wrist and elbow are in the picture"),
    ("bracelet", "elbow", "no wrist and elbow are in the picture"),
    ("necklace", "left_shoulder", "both shoulders must be in the picture"),
    ("earring", "ear", "no ear is to be seen"),
]

BEHIND = [
    ("top", "the person is seen from behind"),
    ("jacket", "the person is seen from behind"),
    ("dress", "the person is seen from behind"),
    ("trousers", "the hips are seen from behind or sideways"),
    ("skirt", "the hips are seen from behind or sideways"),
    ("shorts", "the hips are seen from behind or sideways"),
    ("glasses", "the head is upside down or seen from behind"),
    ("hat", "the head is upside down or seen from behind"),
    ("earring", "the head is upside down or seen from behind"),
    ("necklace", "the trunk is turned away"),
]

BESIDE = {name: (x + 3000, y) for name, (x, y) in STANDING.items()}
SMALL = {name: (x / 20, y / 20) for name, (x, y) in STANDING.items()}


def placed(kind: str, **changes: tuple[float, float]) -> Placed:
    return place(item(kind), person(STANDING | changes), SHAPE)


def reason(kind: str, wearer: object) -> str:
    with pytest.raises(CannotPlaceError) as caught:
        place(item(kind), wearer, SHAPE)
    assert caught.value.kind == kind
    return caught.value.reason


def two_coloured(axis: int) -> np.ndarray:
    """Return a picture that is red in its first half and blue in its second."""
    picture = np.full((240, 200, 4), (0, 0, 255, 255), np.uint8)
    first = [slice(None), slice(None)]
    first[axis] = slice(0, picture.shape[axis] // 2)
    picture[tuple(first)] = (255, 0, 0, 255)
    return picture


def test_every_kind_has_a_rule() -> None:
    assert set(RULES) == set(KINDS)


@pytest.mark.parametrize(("kind", "anchor", "point", "reach"), LANDINGS)
def test_anchor_lands_on_its_key_point(
    kind: str, anchor: str, point: str, reach: float
) -> None:
    gap = np.subtract(placed(kind).targets[anchor], STANDING[point])
    assert np.hypot(*gap) <= reach


@pytest.mark.parametrize(("kind", "unseen", "says"), UNSEEN)
def test_place_that_is_not_seen_is_refused(kind: str, unseen: str, says: str) -> None:
    assert reason(kind, person(unseen=(unseen,))) == says


@pytest.mark.parametrize(("kind", "says"), BEHIND)
def test_person_from_behind_is_refused(kind: str, says: str) -> None:
    assert reason(kind, person(from_behind())) == says


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_place_outside_of_the_picture_is_refused(kind: str) -> None:
    assert reason(kind, person(BESIDE)) == "its place is outside the picture"


@pytest.mark.parametrize("kind", ["top", "glasses", "watch", "trousers", "necklace"])
def test_person_who_is_far_too_small_is_refused(kind: str) -> None:
    assert reason(kind, person(SMALL))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_overlay_is_as_large_as_the_frame(kind: str) -> None:
    overlay = place_item(item(kind), person(), (HEIGHT, WIDTH, 3))
    assert (overlay.shape, overlay.dtype) == ((HEIGHT, WIDTH, 4), np.uint8)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_overlay_is_transparent_outside_of_its_box(kind: str) -> None:
    found = placed(kind)
    left, top, right, bottom = found.box
    outside = np.ones(SHAPE, bool)
    outside[top:bottom, left:right] = False
    assert not found.overlay[outside].any()


def test_pixels_go_where_the_anchors_say() -> None:
    picture = item("glasses").image.copy()
    picture[90:111, 130:151] = (255, 0, 0, 255)
    overlay = place_item(item("glasses", picture), person(), SHAPE)
    assert tuple(overlay[75, 215]) == (255, 0, 0, 255)
    assert tuple(overlay[75, 185]) == (120, 130, 140, 255)


def test_transparent_pixels_stay_transparent() -> None:
    picture = item("glasses").image.copy()
    picture[:, 100:] = 0
    overlay = place_item(item("glasses", picture), person(), SHAPE)
    assert not overlay[75, 205:, 3].any()


def test_tilted_head_tilts_the_hat() -> None:
    targets = placed("hat", left_eye=(211, 85), right_eye=(189, 65)).targets
    assert targets["brow_left"][1] > targets["brow_right"][1]


def test_hat_sits_above_the_eyes() -> None:
    targets = placed("hat").targets
    assert targets["brow_left"][1] < 75
    assert targets["brow_left"][1] == targets["brow_right"][1]


def test_hat_is_wider_than_the_eyes_are_apart() -> None:
    targets = placed("hat").targets
    assert targets["brow_left"][0] - targets["brow_right"][0] > 2 * EYE_GAP


def test_pendant_hangs_in_the_middle_below_the_shoulders() -> None:
    x, y = placed("necklace").targets["pendant"]
    assert x == pytest.approx(200)
    assert 150 < y < 200


def test_earring_hangs_down_from_a_tilted_head() -> None:
    found = placed("earring", left_eye=(211, 90), right_eye=(189, 70))
    assert found.targets["lobe"][0] == found.targets["bottom"][0]


def test_one_seen_ear_gets_one_earring() -> None:
    wearer = person(unseen=("left_ear",))
    assert not place_item(item("earring"), wearer, SHAPE)[:, 200:, 3].any()


def test_hem_falls_below_the_hips() -> None:
    assert placed("top").targets["left_hem"][1] > 310


def test_top_is_placed_when_the_hips_are_out_of_the_picture() -> None:
    found = place(item("top"), person(unseen=("hip",)), SHAPE)
    assert found.targets["left_hip"][1] > 150 + SHOULDERS


def test_sleeve_hangs_down_when_the_arm_is_not_seen() -> None:
    found = place(item("top"), person(unseen=("left_elbow", "left_wrist")), SHAPE)
    assert found.targets["left_elbow"][1] > 150 + 0.5 * SHOULDERS


def test_sleeve_follows_a_raised_arm() -> None:
    found = placed("top", left_elbow=(310, 90), left_wrist=(330, 20))
    assert found.targets["left_wrist"][1] < 75


def test_sleeves_are_told_from_the_trunk() -> None:
    found = placed("top")
    left, top, _, _ = found.box
    assert found.sleeves[260 - top, 293 - left] > 0.9
    assert found.sleeves[250 - top, 200 - left] < 0.1


def test_sleeveless_top_has_no_sleeves() -> None:
    found = place(dataclasses.replace(item("top"), parts=()), person(), SHAPE)
    assert not found.sleeves.any()


def test_part_behind_the_body_is_known_in_the_frame() -> None:
    collar = ItemPart("collar_back", -0.5, ((80, 15), (120, 15), (120, 30), (80, 30)))
    found = place(item("top", parts=(collar,)), person(), SHAPE)
    ys, xs = np.nonzero(found.behind > 0.5)
    assert abs(xs.mean() + found.box[0] - 200) < 3
    assert ys.mean() + found.box[1] < 175


def test_item_without_parts_has_nothing_behind() -> None:
    assert not placed("top").behind.any()


def test_watch_goes_to_the_right_wrist_when_the_left_is_not_seen() -> None:
    found = place(item("watch"), person(unseen=("left_wrist",)), SHAPE)
    assert found.targets["left_edge"][0] < 200


def test_earring_hangs_at_the_rim_of_the_face() -> None:
    body = person()
    cell = body.window.size / body.probabilities.shape[1]
    ear = float(STANDING["right_ear"][0])
    column = round((ear - 0.4 * EYE_GAP - body.window.left) / cell)
    rim = body.window.left + column * cell
    maps = body.probabilities.copy()
    maps[group_index("face_skin"), :, column:] = 1.0
    found = place(item("earring"), dataclasses.replace(body, probabilities=maps), SHAPE)
    assert found.targets["lobe"][0] == pytest.approx(rim, abs=cell)
    assert rim < ear


def test_watch_goes_to_the_wrist_that_is_bare() -> None:
    body = person()
    skin = body.probabilities.copy()
    left, top = body.window.left, body.window.top
    x, y = (np.array(STANDING["right_wrist"]) - (left, top)) * (
        skin.shape[1] / body.window.size
    )
    near = (slice(None), slice(int(y) - 6, int(y) + 6), slice(int(x) - 6, int(x) + 6))
    skin[near] = 0.0
    skin[(group_index("arm_skin"), *near[1:])] = 1.0
    found = place(item("watch"), dataclasses.replace(body, probabilities=skin), SHAPE)
    assert found.targets["left_edge"] == pytest.approx(STANDING["right_wrist"], abs=30)


def test_watch_lies_across_the_forearm() -> None:
    found = placed("watch")
    across = np.subtract(found.targets["left_edge"], found.targets["right_edge"])
    arm = np.subtract(STANDING["left_wrist"], STANDING["left_elbow"])
    assert abs(across @ arm) < 0.02 * np.hypot(*across) * np.hypot(*arm)


def test_watch_is_not_mirrored() -> None:
    # Up in the picture is towards the elbow: red above, blue below.
    overlay = place_item(item("watch", two_coloured(0)), person(), SHAPE)
    ys, _ = np.nonzero(overlay[..., 3])
    rows = overlay[..., 0].sum(1).argmax(), overlay[..., 2].sum(1).argmax()
    assert ys.min() < rows[0] < rows[1] < ys.max()


def test_forearm_towards_the_camera_is_refused() -> None:
    short = STANDING | {
        "left_wrist": (287, 230),
        "right_wrist": (113, 230),
    }
    assert reason("watch", person(short)) == "the forearm points at the camera"


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


def test_item_partly_outside_of_the_picture_is_cut_off() -> None:
    low = {name: (x, y + 200) for name, (x, y) in STANDING.items()}
    found = place(item("trousers"), person(low), SHAPE)
    assert found.box[3] == HEIGHT


def test_placing_leaves_the_item() -> None:
    plain = item("top")
    before = plain.image.copy()
    place(plain, person(), SHAPE)
    assert np.array_equal(plain.image, before)


def test_foot_that_is_too_small_leaves_the_other_its_shoe() -> None:
    x, y = STANDING["left_ankle"]
    small = STANDING | {"left_toe": (x + 1, y + 1)}
    overlay = place_item(item("shoe"), person(small), SHAPE)
    columns = np.nonzero(overlay[..., 3].any(0))[0]
    assert columns.max() < STANDING["left_ankle"][0] - 10


def looking_aside() -> dict[str, tuple[float, float]]:
    """Return the key points of a head that is turned to the picture's left."""
    face = {
        "nose": (176.0, 90.0),
        "right_eye": (184.0, 75.0),
        "left_eye": (202.0, 75.0),
    }
    return STANDING | face


def hat_ends(places: dict[str, tuple[float, float]]) -> tuple[float, float]:
    targets = place(item("hat"), person(places), SHAPE).targets
    return targets["brow_right"][0], targets["brow_left"][0]


def test_hat_of_a_turned_head_is_as_wide_as_the_skull() -> None:
    ahead, aside = hat_ends(STANDING), hat_ends(looking_aside())
    assert aside[1] - aside[0] > 0.9 * (ahead[1] - ahead[0])


def test_hat_of_a_turned_head_lies_behind_the_face() -> None:
    right, left = hat_ends(looking_aside())
    assert right < 176
    assert (right + left) / 2 > 196


def test_hat_moves_steadily_as_the_head_turns() -> None:
    middles = []
    for nose in range(200, 170, -1):
        right, left = hat_ends(STANDING | {"nose": (float(nose), 90.0)})
        middles.append((right + left) / 2)
    assert np.abs(np.diff(middles)).max() < 5


def test_trunk_takes_nothing_of_a_sleeve_across_a_gap() -> None:
    picture = np.zeros((240, 200, 4), np.uint8)
    for columns in (slice(0, 39), slice(46, 154), slice(161, 200)):
        picture[10:175, columns] = 200
    picture[10:60] = 200  # the sleeves hang on the trunk above
    piece = part_picture(item("top", picture, parts=PARTS["top"]), "trunk", False, 0)
    left, top = piece.corners[:2]
    whole = np.zeros(picture.shape[:2], np.uint8)
    height, width = piece.pixels.shape[:2]
    whole[top : top + height, left : left + width] = piece.pixels[..., 3]
    assert whole[140, 100] == 200
    assert whole[120:, :39].max() <= 2


def test_pictures_that_were_used_last_are_kept() -> None:
    one = item("glasses")
    first = part_picture(one, "whole", False, 1)
    assert part_picture(one, "whole", False, 1) is first
    assert part_picture(one, "whole", True, 1) is not first
