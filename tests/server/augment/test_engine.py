"""The engine of ``pierglass.vision``: what it refuses, and how it says so."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pierglass.server.augment import engine
from pierglass.server.augment.engine import UnavailableError, VisionEngine
from pierglass.server.augment.process import item_folders
from pierglass.server.errors import (
    MediaError,
    MediaTooManyPixelsError,
    NoPersonError,
    NotFoundError,
)
from pierglass.server.settings import Settings
from pierglass.vision import encode_jpeg, weights


@pytest.fixture
def vision(tmp_path: Path) -> VisionEngine:
    return VisionEngine(item_folders(Settings(data_dir=tmp_path)))


def jpeg(width: int = 320, height: int = 240) -> bytes:
    return encode_jpeg(np.full((height, width, 3), 127, np.uint8))


def photo(image: bytes, item_id: str = "glasses-round-gold") -> dict[str, Any]:
    return {"image": image, "item_id": item_id}


@pytest.mark.parametrize(
    "item_id", ["no-such-item", "", "../items/glasses-round-gold", "/etc", "a" * 300]
)
def test_an_item_that_is_none_is_not_found(vision: VisionEngine, item_id: str):
    with pytest.raises(NotFoundError):
        vision.photo(photo(jpeg(), item_id))


@pytest.mark.parametrize("image", [b"", b"not an image", jpeg()[:200]])
def test_bytes_that_are_no_picture_are_refused(vision: VisionEngine, image: bytes):
    with pytest.raises(MediaError):
        vision.photo(photo(image))


def test_a_photo_without_a_person_is_said_to_be_one(vision: VisionEngine):
    with pytest.raises(NoPersonError):
        vision.photo(photo(jpeg()))


def test_a_frame_without_a_person_comes_back_as_it_was(vision: VisionEngine):
    image = jpeg()
    reply = vision.frame(photo(image) | {"stream": "a", "n": 3})
    assert reply["placed"] is False
    assert reply["reason"] == "no_person"
    assert reply["image"] == image
    assert reply["n"] == 3


def test_a_frame_larger_than_full_hd_is_refused(vision: VisionEngine):
    with pytest.raises(MediaTooManyPixelsError):
        vision.frame(photo(jpeg(2000, 1100)) | {"stream": "a", "n": 1})


def test_a_frame_that_encodes_too_large_loses_quality_until_it_fits():
    sizes = {85: 600_000, 60: 520_000, 30: 300_000}
    tried: list[int] = []

    def encode(frame: Any, quality: int) -> bytes:
        tried.append(quality)
        return bytes(sizes[quality])

    image = engine._fitting(encode, np.zeros((1, 1, 3), np.uint8))
    assert len(image) <= engine.FRAME_BYTES
    assert tried == [85, 60, 30]


def test_streams_are_bounded_and_the_oldest_goes(vision: VisionEngine):
    for n in range(40):
        vision._stream(f"s{n}", "glasses-round-gold")
    assert len(vision._streams) == 32
    assert "s39" in vision._streams
    assert "s0" not in vision._streams


def test_f22_missing_weights_are_named(
    vision: VisionEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    weights.load_model.cache_clear()
    monkeypatch.setattr(weights, "weights_folder", lambda: tmp_path)
    with pytest.raises(UnavailableError, match=r"weights of 'person'"):
        vision.warm_up()
    weights.load_model.cache_clear()


def test_f22_corrupt_weights_are_named(
    vision: VisionEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "person.onnx").write_bytes(b"not a network")
    weights.load_model.cache_clear()
    monkeypatch.setattr(weights, "weights_folder", lambda: tmp_path)
    with pytest.raises(UnavailableError, match=r"weights of 'person'"):
        vision.warm_up()
    weights.load_model.cache_clear()
