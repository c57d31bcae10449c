import dataclasses

import numpy as np
import pytest

from pierglass.training.buckets import Traits, by_bucket, merged, traits_of
from pierglass.training.data.streetwear import StreetPhoto
from pierglass.vision.groups import KEY_POINTS, group_index, point_index

FACE, TOP = slice(20, 60), slice(80, 160)
STANDING = {
    "left_eye": (56, 38),
    "right_eye": (44, 38),
    "left_shoulder": (70, 80),
    "right_shoulder": (30, 80),
    "left_hip": (64, 160),
    "right_hip": (36, 160),
    "left_wrist": (90, 170),
    "right_wrist": (10, 170),
}


def photo(
    *,
    skin: tuple[int, int, int] = (200, 160, 140),
    cloth: int = 120,
    **places: tuple[int, int],
) -> StreetPhoto:
    points = np.zeros((len(KEY_POINTS), 4), np.float32)
    for name, place in (STANDING | places).items():
        points[point_index(name)] = (*place, 1.0, 0.0)
    groups = np.zeros((200, 100), np.uint8)
    groups[FACE, 30:70] = group_index("face_skin")
    groups[TOP, 30:70] = group_index("upper_garment")
    rgb = np.full((200, 100, 3), 90, np.uint8)
    rgb[FACE, 30:70] = skin
    rgb[TOP, 30:70] = cloth
    return StreetPhoto("1", rgb, groups, None, points)


def traits(number: int, tone: float = 45.0, sharpness: float = 1.0) -> Traits:
    return Traits(str(number), tone, 50.0, "arms down", sharpness)


def test_pale_skin_has_a_larger_angle_than_dark_skin() -> None:
    pale = traits_of(photo(skin=(240, 215, 200))).skin_tone
    dark = traits_of(photo(skin=(70, 48, 38))).skin_tone
    assert pale is not None
    assert dark is not None
    assert pale > 41
    assert dark < -30


def test_typology_angle_by_hand() -> None:
    # sRGB (200, 160, 140) is L* 69.0, b* 16.6 in CIELAB under D65.
    assert traits_of(photo()).skin_tone == pytest.approx(
        np.degrees(np.arctan2(19.0, 16.6)), abs=1.0
    )


def test_photo_without_face_skin_has_no_tone() -> None:
    one = photo()
    assert one.groups is not None
    none = dataclasses.replace(one, groups=np.zeros_like(one.groups))
    assert traits_of(none).skin_tone is None
    assert traits_of(none).garment is None


@pytest.mark.parametrize(("grey", "lightness"), [(0, 0), (119, 50), (255, 100)])
def test_garment_is_its_lightness(grey: int, lightness: float) -> None:
    assert traits_of(photo(cloth=grey)).garment == pytest.approx(lightness, abs=0.5)


@pytest.mark.parametrize(
    ("wrist", "pose"),
    [
        ((90, 170), "arms down"),
        ((50, 120), "arms crossed"),
        ((90, 30), "arms raised"),
    ],
)
def test_pose_is_where_a_wrist_is(wrist: tuple[int, int], pose: str) -> None:
    assert traits_of(photo(left_wrist=wrist)).pose == pose


def test_noise_is_sharper_than_a_plain_face() -> None:
    plain = photo()
    rough = plain.rgb.copy()
    rng = np.random.default_rng(0)
    rough[FACE] = rng.integers(0, 255, rough[FACE].shape).astype(np.uint8)
    sharp = traits_of(dataclasses.replace(plain, rgb=rough)).sharpness
    soft = traits_of(plain).sharpness
    assert sharp is not None
    assert soft is not None
    assert sharp > soft


def test_head_outside_of_the_photo_has_no_sharpness() -> None:
    away = photo(left_eye=(56, -300), right_eye=(44, -300))
    assert traits_of(away).sharpness is None


def test_small_classes_join_their_smaller_neighbour() -> None:
    counts = {"a": 3, "b": 20, "c": 12, "d": 1}
    assert merged("abcd", counts, 10) == {
        "a": "a to b",
        "b": "a to b",
        "c": "c to d",
        "d": "c to d",
    }


def test_classes_without_a_photo_are_left_out() -> None:
    assert merged("abc", {"a": 30, "c": 30}, 10) == {"a": "a", "c": "c"}


def test_all_too_few_are_one_class() -> None:
    assert set(merged("abc", {"a": 1, "b": 2, "c": 1}, 10).values()) == {"a to c"}


def test_worst_bucket_is_named_with_its_photos() -> None:
    rows = [traits(i, 45.0) for i in range(12)] + [
        traits(i, 20.0) for i in range(20, 35)
    ]

    def figures(chosen: list[int]) -> dict[str, object]:
        return {
            "iou": 0.9 if rows[chosen[0]].skin_tone == 45 else 0.4,
            "iou_95": [0, 1],
        }

    found = by_bucket(rows, figures, "iou")["skin_tone"]
    assert found["worst"] == {
        "bucket": "tan",
        "photos": 15,
        "iou": 0.4,
        "iou_95": [0, 1],
    }


def test_qualities_are_thirds_of_the_photos_not_of_the_cases() -> None:
    rows = [traits(i, sharpness=float(i)) for i in range(9)]
    rows += [traits(8, sharpness=8.0)] * 50
    found = by_bucket(rows, lambda chosen: {"cases": len(chosen)}, "cases")
    buckets = found["picture_quality"]["buckets"]
    assert isinstance(buckets, dict)
    assert [row["photos"] for row in buckets.values()] == [3, 3, 3]


def test_unknown_photos_are_counted() -> None:
    rows = [dataclasses.replace(traits(1), garment=None), traits(2)]
    found = by_bucket(rows, lambda chosen: {"iou": 1.0}, "iou")
    assert found["garment_darkness"]["unknown"] == 1
