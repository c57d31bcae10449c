from collections import Counter
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import pytest

from pierglass.vision.item import Item, list_items, load_item
from pierglass.vision.kinds import KINDS

with as_file(files("pierglass.vision") / "items") as _root:
    ROOT = Path(_root)

IDS = [summary.id for summary in list_items(ROOT)]
LARGEST_PNG_BYTES = 256_000
# Lenses are transparent, and a chain is mostly edges.
LEAST_SOLID = {"glasses": 0.01, "necklace": 0.4}
# Joints that a short sleeve, a skirt or a low shoe does not reach.
MAY_LIE_OUTSIDE = {"elbow", "knee", "ankle"}


@pytest.fixture(scope="module", params=IDS)
def item(request: pytest.FixtureRequest) -> Item:
    return load_item(ROOT / str(request.param))


def test_catalogue_has_items_over_the_kinds() -> None:
    kinds = Counter(summary.kind for summary in list_items(ROOT))
    assert sum(kinds.values()) >= 30
    assert kinds["glasses"] >= 6
    assert kinds["hat"] >= 6
    assert kinds["top"] + kinds["jacket"] >= 7
    assert kinds["shoe"] >= 5
    assert len(kinds) >= 10
    assert set(kinds) <= set(KINDS)


def test_folder_is_named_by_the_id(item: Item) -> None:
    assert item.folder.name == item.id


def test_name_is_unique(item: Item) -> None:
    names = Counter(summary.name for summary in list_items(ROOT))
    assert names[item.name] == 1


def test_anchors_lie_inside_the_picture(item: Item) -> None:
    height, width = item.image.shape[:2]
    for name, (x, y) in item.anchors.items():
        if name.rpartition("_")[2] in MAY_LIE_OUTSIDE:
            continue
        assert 0 <= x <= width, name
        assert 0 <= y <= height, name


def test_left_of_the_wearer_is_right_in_the_picture(item: Item) -> None:
    for name, (x, _) in item.anchors.items():
        if name.startswith("left_"):
            assert x > item.anchors[name.replace("left_", "right_")][0]


def test_picture_is_cropped_to_the_item(item: Item) -> None:
    alpha = item.image[..., 3]
    border = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
    assert not border.any()
    assert alpha[:6].any()
    assert alpha[:, :6].any()


def test_picture_is_large_enough_to_show(item: Item) -> None:
    assert max(item.image.shape[:2]) >= 300


def test_edges_are_smooth_and_the_body_is_solid(item: Item) -> None:
    alpha = item.image[..., 3]
    assert ((alpha > 0) & (alpha < 255)).any()
    solid = (alpha == 255).sum() / (alpha > 0).sum()
    assert solid > LEAST_SOLID.get(item.kind, 0.85)


def test_lenses_let_the_eyes_be_seen(item: Item) -> None:
    if item.kind != "glasses":
        pytest.skip("has no lenses")
    tinted = "sunglasses" in item.name
    low, high = (130, 230) if tinted else (20, 90)
    for side in ("left_eye", "right_eye"):
        x, y = item.anchors[side]
        assert low <= item.image[round(y), round(x), 3] <= high


def test_transparent_pixels_carry_no_colour(item: Item) -> None:
    assert not item.image[item.image[..., 3] == 0].any()


def test_upper_garments_tell_the_inside_of_the_back(item: Item) -> None:
    if item.kind not in ("top", "jacket", "dress"):
        pytest.skip("has no collar")
    part = next(part for part in item.parts if part.name == "collar_back")
    assert part.depth < 0
    height, width = item.image.shape[:2]
    assert all(0 <= x <= width and 0 <= y <= height for x, y in part.polygon)


def test_shoes_tell_where_the_foot_goes_in(item: Item) -> None:
    if item.kind != "shoe":
        pytest.skip("has no opening")
    part = next(part for part in item.parts if part.name == "opening")
    assert part.depth < 0
    rim = np.array(part.polygon)
    assert rim[:, 1].max() < item.anchors["toe"][1]
    assert rim[:, 0].min() < item.anchors["ankle"][0] < rim[:, 0].max()


def test_sleeves_are_told_apart_from_the_trunk(item: Item) -> None:
    if item.kind not in ("top", "jacket", "dress"):
        pytest.skip("has no sleeves")
    outlines = {part.name: np.array(part.polygon) for part in item.parts}
    middle = item.anchors["neck"][0]
    assert outlines["left_sleeve"][:, 0].min() > middle
    assert outlines["right_sleeve"][:, 0].max() < middle


def test_file_is_small(item: Item) -> None:
    assert (item.folder / "item.png").stat().st_size <= LARGEST_PNG_BYTES
