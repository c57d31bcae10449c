"""Photos and items as nobody wants them: a picture or a typed error, never a crash."""

import contextlib
import io
import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from tests.vision.bodies import Occluder, item

from pierglass.sdk.cli import main
from pierglass.vision import TryOn, decode_image, tryon
from pierglass.vision.command import items_folder
from pierglass.vision.errors import CannotPlaceError, NoPersonError

GLASSES = "glasses-round-gold"


def encoded(picture: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def deep(portrait: np.ndarray) -> bytes:
    done, data = cv2.imencode(".png", portrait[:, :, ::-1].astype(np.uint16) * 257)
    assert done
    return data.tobytes()


def sideways(picture: Image.Image) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return encoded(picture.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif)


def animated(picture: Image.Image, form: str) -> bytes:
    black = Image.new("RGB", picture.size)
    return encoded(picture, form, save_all=True, append_images=[black], duration=50)


@pytest.fixture(scope="module")
def photos(portrait: np.ndarray) -> dict[str, bytes]:
    picture = Image.fromarray(portrait)
    wide = picture.resize((8000, 6000))
    return {
        "grey": encoded(picture.convert("L"), "JPEG"),
        "cmyk": encoded(picture.convert("CMYK"), "JPEG"),
        "16-bit": deep(portrait),
        "exif": sideways(picture),
        "animated-png": animated(picture, "PNG"),
        "animated-webp": animated(picture, "WEBP"),
        "tiny": encoded(picture.resize((64, 64)), "PNG"),
        "large": encoded(wide, "JPEG"),
        "black": encoded(Image.new("RGB", (640, 480)), "PNG"),
        "white": encoded(Image.new("RGB", (640, 480), "white"), "PNG"),
        "over-exposed": encoded(picture.point(lambda v: min(255, v * 3)), "JPEG"),
        "sliver": encoded(picture.resize((3, 900)), "PNG"),
        "pixel": encoded(picture.resize((1, 1)), "PNG"),
        "animated-gif": animated(picture, "GIF"),
    }


def run(folder: Path, data: bytes, *more: str, name: str = GLASSES) -> int:
    photo, out = folder / "photo", folder / "out.png"
    photo.write_bytes(data)
    return main(
        ["tryon", str(photo), "--item", name, "--out", str(out), "--json", *more]
    )


def outcome(
    capsys: pytest.CaptureFixture[str], code: int
) -> tuple[str, dict[str, object]]:
    report = json.loads(capsys.readouterr().out)
    if code == 0:
        return "done", report
    return report["error"]["code"], report


@pytest.mark.parametrize(
    "name", ["grey", "cmyk", "16-bit", "exif", "animated-png", "animated-webp"]
)
def test_photo_is_taken(
    photos: dict[str, bytes],
    portrait: np.ndarray,
    tmp_path: Path,
    occluder: Occluder,
    name: str,
) -> None:
    assert run(tmp_path, photos[name]) == 0
    shown = decode_image((tmp_path / "out.png").read_bytes())
    assert shown.shape == portrait.shape


@pytest.mark.parametrize("name", ["black", "white", "sliver", "pixel"])
def test_nobody_is_in_it(
    photos: dict[str, bytes],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    assert outcome(capsys, run(tmp_path, photos[name]))[0] == "no_person"


@pytest.mark.parametrize("name", ["tiny", "over-exposed"])
def test_poor_photo_has_a_picture_or_a_reason(
    photos: dict[str, bytes],
    tmp_path: Path,
    occluder: Occluder,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    code, _ = outcome(capsys, run(tmp_path, photos[name]))
    assert code in ("done", "no_person", "cannot_place")


def test_gif_is_no_picture_that_is_taken(
    photos: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _ = outcome(capsys, run(tmp_path, photos["animated-gif"]))
    assert code == "not_an_image"


def test_large_photo_is_made_smaller_first(
    photos: dict[str, bytes],
    tmp_path: Path,
    occluder: Occluder,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, report = outcome(capsys, run(tmp_path, photos["large"]))
    assert (code, report["size"]) == ("done", [2048, 1536])


def test_point_means_the_large_photos_own_pixels(
    photos: dict[str, bytes], tmp_path: Path, occluder: Occluder
) -> None:
    assert run(tmp_path, photos["large"], "--at", "3700,3500") == 0


def test_photo_over_the_cap_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = encoded(Image.new("1", (8001, 8001)), "PNG")
    assert outcome(capsys, run(tmp_path, data))[0] == "too_many_pixels"


KINDS = ("top", "trousers", "shoe", "glasses", "hat", "watch", "necklace", "earring")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [(64, 64, 3), (1, 1, 3), (2, 900, 3)])
def test_functions_take_any_frame(
    portrait: np.ndarray, occluder: Occluder, kind: str, shape: tuple[int, int, int]
) -> None:
    frame = np.asarray(cv2.resize(portrait, (shape[1], shape[0])), np.uint8)
    for attempt in (lambda: tryon(frame, item(kind)), lambda: stream(frame, kind)):
        with contextlib.suppress(NoPersonError, CannotPlaceError):
            assert attempt().frame.shape == shape


def stream(frame: np.ndarray, kind: str):
    live = TryOn(item(kind))
    live.step(frame, at_s=0.0)
    return live.step(frame, at_s=0.03)


def merchant_item(
    folder: Path, *, side: int | None = None, anchor: object = None
) -> Path:
    """Write a shipped item with another picture or another left eye."""
    source = items_folder() / GLASSES
    folder.mkdir()
    record = json.loads((source / "item.json").read_text())
    if anchor is not None:
        record["anchors"]["left_eye"] = anchor
    data = (source / record["image"]).read_bytes()
    if side is not None:
        data = encoded(Image.new("RGBA", (side, side), (9, 9, 9, 255)), "PNG")
    (folder / record["image"]).write_bytes(data)
    (folder / "item.json").write_text(json.dumps(record))
    return folder


@pytest.mark.parametrize("side", [4, 6000])
def test_item_of_a_strange_size_is_refused(
    portrait_file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    side: int,
) -> None:
    folder = str(merchant_item(tmp_path / "item", side=side))
    code = run(tmp_path, portrait_file.read_bytes(), name=folder)
    name, report = outcome(capsys, code)
    assert name == "invalid_item"
    assert f"{side} x {side} pixels" in json.dumps(report)


@pytest.mark.parametrize(
    "anchor", [[float("nan"), 1.0], [1.0, float("inf")], [1e308, 1.0], ["a", 1], []]
)
def test_item_with_a_broken_anchor_is_refused_by_its_path(
    portrait_file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    anchor: object,
) -> None:
    folder = str(merchant_item(tmp_path / "item", anchor=anchor))
    code = run(tmp_path, portrait_file.read_bytes(), name=folder)
    name, report = outcome(capsys, code)
    assert name == "invalid_item"
    assert "anchors.left_eye" in json.dumps(report)
