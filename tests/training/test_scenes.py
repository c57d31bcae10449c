import numpy as np

from pierglass.training.data.scenes import recolour, replace_background
from pierglass.vision.groups import group_index


def scene() -> tuple[np.ndarray, np.ndarray]:
    picture = np.full((40, 40, 3), 120, np.uint8)
    picture[:, ::2] = (90, 110, 140)
    groups = np.zeros((40, 40), np.uint8)
    groups[20:] = group_index("upper_garment")
    groups[:8, 10:30] = group_index("face_skin")
    return picture, groups


def dyed(seeds: int = 20) -> list[np.ndarray]:
    picture, groups = scene()
    return [recolour(picture, groups, np.random.default_rng(i)) for i in range(seeds)]


def test_recolour_changes_a_garment_now_and_then() -> None:
    picture, _ = scene()
    changed = [bool((one[22:] != picture[22:]).any()) for one in dyed()]
    assert 2 < sum(changed) < 18


def test_recolour_leaves_skin_and_place_alone() -> None:
    picture, _ = scene()
    assert all((one[:18] == picture[:18]).all() for one in dyed())


def test_recolour_keeps_the_pattern_of_the_cloth() -> None:
    picture, _ = scene()
    for one in dyed():
        if (one[22:] != picture[22:]).any():
            assert np.abs(one[30, 4].astype(int) - one[30, 5]).sum() > 0


def test_new_place_is_behind_the_person() -> None:
    picture, groups = scene()
    place = np.full((10, 10, 3), 255, np.uint8)
    out = replace_background(picture, groups, place, np.random.default_rng(0))
    assert (out[30:] == picture[30:]).all()
    assert (out[13:15, :4] > 240).all()
