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
from tests.vision.placing import EYE_GAP, SHAPE, SHOULDERS, placed, reason, two_coloured

from pierglass.vision.groups import group_index
from pierglass.vision.item_record import ItemPart
from pierglass.vision.kinds import KINDS
from pierglass.vision.placement import place, place_item
from pierglass.vision.placement.pictures import part_picture
from pierglass.vision.placement.place import RULES

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


def test_item_partly_outside_of_the_picture_is_cut_off() -> None:
    low = {name: (x, y + 200) for name, (x, y) in STANDING.items()}
    found = place(item("trousers"), person(low), SHAPE)
    assert found.box[3] == HEIGHT


def test_placing_leaves_the_item() -> None:
    plain = item("top")
    before = plain.image.copy()
    place(plain, person(), SHAPE)
    assert np.array_equal(plain.image, before)


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
