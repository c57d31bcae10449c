import dataclasses

import numpy as np
import pytest
from tests.vision.bodies import STANDING, item, person
from tests.vision.placing import EYE_GAP, SHAPE, placed

from pierglass.vision.groups import group_index
from pierglass.vision.placement import place, place_item


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
