import json
import math
import pickle
from pathlib import Path

import cv2
import numpy as np
import pytest

from pierglass.vision.errors import (
    CannotPlaceError,
    InvalidItemError,
    UnknownItemError,
    VisionError,
)
from pierglass.vision.item import list_items, load_item

ANCHORS = {"left_eye": [40, 20], "right_eye": [20.5, 20]}
RECORD: dict[str, object] = {
    "id": "glasses-test",
    "kind": "glasses",
    "name": "Test frames",
    "maker": "Nobody",
    "version": 1,
    "image": "item.png",
    "anchors": ANCHORS,
}


def write(root: Path, **changes: object) -> Path:
    """Write an item's folder; a change to None leaves the key out."""
    folder = root / "glasses-test"
    folder.mkdir(exist_ok=True)
    record = {key: v for key, v in (RECORD | changes).items() if v is not None}
    (folder / "item.json").write_text(json.dumps(record))
    write_picture(folder, np.full((40, 60, 4), 200, np.uint8))
    return folder


def write_picture(folder: Path, pixels: np.ndarray) -> None:
    done, data = cv2.imencode(".png", pixels)
    assert done
    (folder / "item.png").write_bytes(data.tobytes())


def refused(folder: Path) -> InvalidItemError:
    with pytest.raises(InvalidItemError) as caught:
        load_item(folder)
    assert caught.value.code == "invalid_item"
    assert caught.value.path in str(caught.value)
    return caught.value


def test_load_returns_the_record(tmp_path: Path) -> None:
    item = load_item(write(tmp_path))
    assert (item.id, item.kind, item.maker) == ("glasses-test", "glasses", "Nobody")
    assert item.anchors["right_eye"] == (20.5, 20.0)


def test_load_returns_rgb_order(tmp_path: Path) -> None:
    folder = write(tmp_path)
    bgra = np.zeros((40, 60, 4), np.uint8)
    bgra[...] = (1, 2, 3, 255)
    write_picture(folder, bgra)
    assert load_item(folder).image[0, 0].tolist() == [3, 2, 1, 255]


def test_loaded_picture_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="read-only"):
        load_item(write(tmp_path)).image[0, 0] = 0


def test_load_reads_parts(tmp_path: Path) -> None:
    polygon = [[0, 0], [5, 0], [5, 5]]
    part = {"name": "temples", "depth": -0.6, "polygon": polygon}
    parts = load_item(write(tmp_path, parts=[part])).parts
    assert parts[0].depth == -0.6
    assert parts[0].polygon == ((0.0, 0.0), (5.0, 0.0), (5.0, 5.0))


@pytest.mark.parametrize("name", ["missing", "file/inside"])
def test_load_of_no_folder_is_an_unknown_item(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UnknownItemError) as caught:
        load_item(tmp_path / name)
    assert caught.value.code == "unknown_item"


@pytest.mark.parametrize("key", list(RECORD))
def test_load_names_the_missing_key(tmp_path: Path, key: str) -> None:
    assert refused(write(tmp_path, **{key: None})).path == key


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"kind": "hovercraft"}, "kind"),
        ({"kind": 3}, "kind"),
        ({"version": 2}, "version"),
        ({"version": True}, "version"),
        ({"id": "../up"}, "id"),
        ({"id": "Glasses"}, "id"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"price": 3}, "price"),
        ({"image": "../item.png"}, "image"),
        ({"image": "/etc/passwd"}, "image"),
        ({"image": ".hidden"}, "image"),
        ({"anchors": []}, "anchors"),
        ({"anchors": {"left_eye": [1, 2]}}, "anchors.right_eye"),
        ({"anchors": ANCHORS | {"nose": [1, 2]}}, "anchors.nose"),
        ({"anchors": ANCHORS | {"left_eye": [1]}}, "anchors.left_eye"),
        ({"anchors": ANCHORS | {"left_eye": 5}}, "anchors.left_eye"),
        ({"anchors": ANCHORS | {"left_eye": ["1", 2]}}, "anchors.left_eye[0]"),
        ({"anchors": ANCHORS | {"left_eye": [True, 2]}}, "anchors.left_eye[0]"),
        ({"anchors": ANCHORS | {"left_eye": [1, math.nan]}}, "anchors.left_eye[1]"),
        ({"anchors": ANCHORS | {"left_eye": [math.inf, 1]}}, "anchors.left_eye[0]"),
        ({"anchors": ANCHORS | {"left_eye": [10**400, 1]}}, "anchors.left_eye[0]"),
        ({"anchors": ANCHORS | {"left_eye": [121, 1]}}, "anchors.left_eye[0]"),
        ({"anchors": ANCHORS | {"left_eye": [1, -41]}}, "anchors.left_eye[1]"),
        ({"parts": {}}, "parts"),
        ({"parts": [{"depth": 0}]}, "parts[0].name"),
        ({"parts": [{"name": "a", "depth": "x"}]}, "parts[0].depth"),
        (
            {"parts": [{"name": "a", "depth": 0, "polygon": [[0, 0]]}]},
            "parts[0].polygon",
        ),
        (
            {"parts": [{"name": "a", "depth": 0, "polygon": [[0, 0], [1, 1], 2]}]},
            "parts[0].polygon[2]",
        ),
        ({"static_occlusion": 1}, "static_occlusion"),
        ({"static_occlusion": {"image": "../x"}}, "static_occlusion.image"),
    ],
)
def test_load_names_the_faulty_key(
    tmp_path: Path, changes: dict[str, object], path: str
) -> None:
    assert refused(write(tmp_path, **changes)).path == path


def test_anchor_outside_by_less_than_the_picture_is_accepted(tmp_path: Path) -> None:
    anchors = ANCHORS | {"left_eye": [120, -40]}
    item = load_item(write(tmp_path, anchors=anchors))
    assert item.anchors["left_eye"] == (120.0, -40.0)


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 20000, b" " * 70000]
)
def test_load_refuses_what_is_no_json_object(tmp_path: Path, text: bytes) -> None:
    folder = write(tmp_path)
    (folder / "item.json").write_bytes(text)
    assert refused(folder).path == "item.json"


@pytest.mark.parametrize(
    ("pixels", "found"),
    [
        (np.zeros((40, 60, 3), np.uint8), "colour type 2"),
        (np.zeros((40, 60), np.uint8), "colour type 0"),
        (np.zeros((40, 60, 4), np.uint16), "16 bits"),
        (np.full((40, 4097, 4), 9, np.uint8), "4097 x 40"),
        (np.full((15, 60, 4), 9, np.uint8), "60 x 15"),
        (np.zeros((40, 60, 4), np.uint8), "transparent"),
    ],
)
def test_load_refuses_the_picture(
    tmp_path: Path, pixels: np.ndarray, found: str
) -> None:
    folder = write(tmp_path)
    write_picture(folder, pixels)
    error = refused(folder)
    assert error.path == "image"
    assert found in error.found


def test_load_refuses_a_missing_picture(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "item.png").unlink()
    assert refused(folder).path == "image"


def test_load_refuses_a_jpeg_by_the_name_of_png(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "item.png").write_bytes(b"\xff\xd8\xff" + bytes(100))
    assert "not PNG" in refused(folder).found


def test_load_refuses_a_truncated_picture(tmp_path: Path) -> None:
    folder = write(tmp_path)
    whole = (folder / "item.png").read_bytes()
    (folder / "item.png").write_bytes(whole[: len(whole) // 2])
    assert "broken" in refused(folder).found


def test_list_orders_by_id_and_passes_over_other_folders(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "other").mkdir()
    assert [item.id for item in list_items(tmp_path)] == ["glasses-test"]


def test_list_does_not_decode_pictures(tmp_path: Path) -> None:
    (write(tmp_path) / "item.png").write_bytes(b"")
    assert len(list_items(tmp_path)) == 1


@pytest.mark.parametrize(
    "error",
    [
        InvalidItemError("a", "kind", "x", "y"),
        CannotPlaceError("shoe", "no feet"),
        UnknownItemError("a"),
    ],
)
def test_errors_survive_pickling(error: VisionError) -> None:
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 our own bytes
    assert type(copy) is type(error)
    assert str(copy) == str(error)
