"""The truth table of the design, row by row, on painted label maps."""

import numpy as np
import pytest
from tests.vision.bodies import HEIGHT, MIDDLE, STANDING, WIDTH, body

from pierglass.vision.groups import group_index
from pierglass.vision.kinds import KINDS
from pierglass.vision.truth import HIDDEN_BY, Body, arm_mask, hidden

# Pixels (x, y) of the standing wearer.
TRUNK = (200, 250)
UPPER_FACE = (200, 100)
NECK = (200, 145)
FOREHEAD = (200, 50)
BETWEEN_THE_EYES = (200, 75)
FOREARM = (293, 260)
THIGH = (230, 365)
HAND_AT_THE_THIGH = (303, 312)
ABOVE_THE_OPENING = (230, 505)
BELOW_THE_OPENING = (234, 545)
TEMPLE = (180, 75)


def painted(group: str, around: tuple[float, float], reach: int = 12) -> np.ndarray:
    """Return a label map of background with a square of *group*."""
    groups = np.zeros((HEIGHT, WIDTH), np.uint8)
    x, y = round(around[0]), round(around[1])
    groups[y - reach : y + reach + 1, x - reach : x + reach + 1] = group_index(group)
    return groups


def hides(
    kind: str,
    group: str,
    at: tuple[float, float],
    wearer: Body | None = None,
    **more: np.ndarray,
) -> bool:
    """Return whether *group* painted at a pixel hides an item of *kind* there."""
    # A small square: the rules that need a line cross none of these.
    out = hidden(kind, painted(group, at, 4), wearer or body(unseen=("wrist",)), **more)
    return bool(out[round(at[1]), round(at[0])])


UPPER_ROWS = [
    ("hair", TRUNK, True),
    ("bag", TRUNK, True),
    ("accessory", TRUNK, True),
    ("arm_skin", TRUNK, True),
    ("face_skin", UPPER_FACE, True),
    ("face_skin", NECK, False),
    ("upper_garment", TRUNK, False),
    ("outer_garment", TRUNK, False),
    ("background", TRUNK, False),
]
LOWER_ROWS = [
    ("upper_garment", THIGH, True),
    ("outer_garment", THIGH, True),
    ("dress", THIGH, True),
    ("bag", THIGH, True),
    ("footwear", THIGH, True),
    ("arm_skin", THIGH, True),
    ("lower_garment", THIGH, False),
    ("leg_skin", THIGH, False),
    ("background", THIGH, False),
]
SHOE_ROWS = [
    ("lower_garment", BELOW_THE_OPENING, True),
    ("dress", BELOW_THE_OPENING, True),
    ("outer_garment", BELOW_THE_OPENING, True),
    ("bag", BELOW_THE_OPENING, True),
    ("leg_skin", ABOVE_THE_OPENING, True),
    ("leg_skin", BELOW_THE_OPENING, False),
    ("footwear", BELOW_THE_OPENING, False),
    ("background", BELOW_THE_OPENING, False),
]
GLASSES_ROWS = [
    ("hair", TEMPLE, True),
    ("hat", TEMPLE, True),
    ("arm_skin", TEMPLE, True),
    ("face_skin", TEMPLE, False),
    ("eyewear", TEMPLE, False),
    ("background", TEMPLE, False),
]
HAT_ROWS = [
    ("arm_skin", FOREHEAD, True),
    ("eyewear", BETWEEN_THE_EYES, True),
    ("face_skin", BETWEEN_THE_EYES, True),
    ("face_skin", FOREHEAD, False),
    ("hair", FOREHEAD, False),
    ("hat", FOREHEAD, False),
    ("background", FOREHEAD, False),
]
WRIST_ROWS = [
    ("upper_garment", FOREARM, True),
    ("outer_garment", FOREARM, True),
    ("dress", FOREARM, True),
    ("bag", FOREARM, True),
    ("arm_skin", FOREARM, False),
    ("accessory", FOREARM, False),
    ("background", FOREARM, False),
]
NECKLACE_ROWS = [
    ("hair", NECK, True),
    ("outer_garment", NECK, True),
    ("arm_skin", NECK, True),
    ("bag", NECK, True),
    ("face_skin", NECK, False),
    ("background", NECK, False),
]
EARRING_ROWS = [
    ("hair", STANDING["left_ear"], True),
    ("hat", STANDING["left_ear"], True),
    ("arm_skin", STANDING["left_ear"], True),
    ("outer_garment", STANDING["left_ear"], True),
    ("face_skin", STANDING["left_ear"], False),
    ("background", STANDING["left_ear"], False),
]
ROWS = {
    "top": UPPER_ROWS,
    "jacket": UPPER_ROWS,
    "dress": UPPER_ROWS,
    "trousers": LOWER_ROWS,
    "shorts": LOWER_ROWS,
    "skirt": LOWER_ROWS,
    "shoe": SHOE_ROWS,
    "glasses": GLASSES_ROWS,
    "hat": HAT_ROWS,
    "watch": WRIST_ROWS,
    "bracelet": WRIST_ROWS,
    "necklace": NECKLACE_ROWS,
    "earring": EARRING_ROWS,
}
CASES = [
    pytest.param(
        kind,
        group,
        at,
        expected,
        id=f"{kind} {'under' if expected else 'over'} {group} at {at[0]},{at[1]}",
    )
    for kind, rows in ROWS.items()
    for group, at, expected in rows
]


@pytest.mark.parametrize(("kind", "group", "at", "expected"), CASES)
def test_row(kind: str, group: str, at: tuple[float, float], expected: bool) -> None:
    assert hides(kind, group, at) is expected


def test_every_kind_has_a_row() -> None:
    assert set(HIDDEN_BY) == set(KINDS) == set(ROWS)


def test_hidden_is_as_large_as_the_label_map() -> None:
    out = hidden("top", painted("hair", TRUNK), body())
    assert (out.shape, out.dtype) == ((HEIGHT, WIDTH), np.bool_)


def test_sleeved_forearm_in_front_of_the_trunk_hides_a_top() -> None:
    across = STANDING | {"left_wrist": TRUNK, "left_hand": (190, 250)}
    assert hides("top", "upper_garment", TRUNK, body(across))


def test_forearm_behind_the_back_hides_nothing() -> None:
    across = STANDING | {"left_wrist": TRUNK, "left_hand": (190, 250)}
    behind = {"left_elbow": 120.0, "left_wrist": 120.0}
    assert not hides("top", "upper_garment", TRUNK, body(across, depth=behind))


def test_forearm_a_little_deeper_than_the_hip_is_in_front() -> None:
    across = STANDING | {"left_wrist": TRUNK, "left_hand": (190, 250)}
    near = {"left_elbow": 20.0, "left_wrist": 20.0}
    assert hides("top", "upper_garment", TRUNK, body(across, depth=near))


def test_own_sleeve_wins_over_the_bare_arm_inside_it() -> None:
    sleeves = np.ones((HEIGHT, WIDTH), np.float32)
    assert not hides("top", "arm_skin", FOREARM, body(), sleeves=sleeves)


def test_own_sleeve_wins_over_the_sleeved_arm_inside_it() -> None:
    sleeves = np.ones((HEIGHT, WIDTH), np.float32)
    assert not hides("top", "upper_garment", FOREARM, body(), sleeves=sleeves)


def test_own_sleeve_does_not_win_over_a_bag() -> None:
    sleeves = np.ones((HEIGHT, WIDTH), np.float32)
    assert hides("top", "bag", FOREARM, body(), sleeves=sleeves)


def test_bare_forearm_hides_the_trunk_beside_the_sleeve() -> None:
    sleeves = np.zeros((HEIGHT, WIDTH), np.float32)
    assert hides("top", "arm_skin", FOREARM, body(), sleeves=sleeves)


def test_background_within_the_forearm_hides_nothing() -> None:
    assert not hides("top", "background", FOREARM, body())


@pytest.mark.parametrize("kind", ["trousers", "shorts", "skirt"])
def test_hand_over_the_thigh_hides(kind: str) -> None:
    assert hides(kind, "lower_garment", HAND_AT_THE_THIGH, body())


@pytest.mark.parametrize("group", ["face_skin", "hair"])
def test_back_of_the_collar_is_hidden_by_neck_and_hair(group: str) -> None:
    behind = np.ones((HEIGHT, WIDTH), np.bool_)
    assert hides("top", group, NECK, behind=behind)


def test_back_of_the_collar_shows_over_the_background() -> None:
    behind = np.ones((HEIGHT, WIDTH), np.bool_)
    assert not hides("top", "background", NECK, behind=behind)


def test_face_hides_a_top_down_to_the_chin_alone() -> None:
    groups = np.full((HEIGHT, WIDTH), group_index("face_skin"), np.uint8)
    rows = np.nonzero(hidden("top", groups, body(unseen=("wrist",)))[:, MIDDLE])[0]
    # Eyes at 75; chins are 1.6 to 2.4 eye distances of 30 below them.
    assert 75 + 1.6 * 30 < rows.max() < 75 + 2.4 * 30


def test_hat_covers_the_forehead_down_to_the_brow() -> None:
    groups = np.full((HEIGHT, WIDTH), group_index("face_skin"), np.uint8)
    rows = np.nonzero(hidden("hat", groups, body())[:, MIDDLE])[0]
    assert 75 - 30 < rows.min() < 75


def test_brow_line_follows_a_tilted_head() -> None:
    tilted = STANDING | {"left_eye": (211, 96), "right_eye": (189, 74)}
    groups = np.full((HEIGHT, WIDTH), group_index("face_skin"), np.uint8)
    out = hidden("hat", groups, body(tilted))
    assert out[:, 190].argmax() < out[:, 215].argmax()


def test_each_foot_has_its_own_opening() -> None:
    lifted = STANDING | {"left_ankle": (230, 420), "left_toe": (236, 450)}
    assert not hides("shoe", "leg_skin", (232, 460), body(lifted))
    assert hides("shoe", "leg_skin", (170, 460), body(lifted))


def test_arm_mask_covers_forearm_and_hand() -> None:
    mask = arm_mask((HEIGHT, WIDTH), body())
    assert mask[260, 293]
    assert mask[315, 303]


def test_arm_mask_leaves_the_upper_arm() -> None:
    assert not arm_mask((HEIGHT, WIDTH), body())[170, 262]


def test_arm_that_is_not_seen_is_not_in_the_mask() -> None:
    mask = arm_mask((HEIGHT, WIDTH), body(unseen=("left_wrist",)))
    assert not mask[:, MIDDLE:].any()


def test_arm_mask_takes_points_far_outside_of_the_picture() -> None:
    far = STANDING | {"left_wrist": (1e7, -1e7), "left_hand": (1e7, -1e7)}
    assert arm_mask((HEIGHT, WIDTH), body(far)).shape == (HEIGHT, WIDTH)


def test_trunk_of_a_bowed_person_is_no_shorter_than_the_shoulders_are_wide() -> None:
    bowed = STANDING | {"left_hip": (250, 160), "right_hip": (150, 160)}
    assert body(bowed).trunk >= 100
