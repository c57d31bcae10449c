import io
import struct
import warnings
import zlib

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageOps

from pierglass.vision.errors import NotAnImageError, TooManyPixelsError
from pierglass.vision.image import decode_image, encode_jpeg, encode_png, shrunk

ORIENTATION = 0x0112


def gradient(height: int = 60, width: int = 90) -> NDArray[np.uint8]:
    y, x = np.mgrid[:height, :width]
    rgb = np.stack([x * 2, y * 4, 250 - x * 2], axis=-1)
    return rgb.clip(0, 255).astype(np.uint8)


def encoded(picture: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    crc = zlib.crc32(name + body)
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", crc)


def png(width: int, height: int, pixels: bytes) -> bytes:
    header = struct.pack(">II5B", width, height, 8, 6, 0, 0, 0)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels))
    return b"\x89PNG\r\n\x1a\n" + chunks + chunk(b"IEND", b"")


RGB = gradient()
PICTURE = Image.fromarray(RGB)


@pytest.mark.parametrize(
    ("form", "options", "tolerance"),
    [
        ("PNG", {}, 0),
        ("WEBP", {"lossless": True}, 0),
        ("WEBP", {"quality": 95}, 12),
        ("JPEG", {"quality": 95}, 12),
        ("JPEG", {"quality": 95, "progressive": True}, 12),
    ],
)
def test_decode_returns_rgb(
    form: str, options: dict[str, object], tolerance: int
) -> None:
    decoded = decode_image(encoded(PICTURE, form, **options))
    assert decoded.shape == RGB.shape
    assert decoded.dtype == np.uint8
    assert np.abs(decoded.astype(int) - RGB).max() <= tolerance


@pytest.mark.parametrize("mode", ["L", "P", "1", "LA", "CMYK"])
def test_decode_accepts_every_colour_mode(mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    source = PICTURE.convert(mode)
    decoded = decode_image(encoded(source, form, quality=95))
    expected = np.asarray(source.convert("RGB"), int)
    assert np.abs(decoded - expected).max() <= 14


def test_decode_scales_sixteen_bits_to_eight() -> None:
    wide = Image.fromarray(RGB[..., 0].astype(np.uint16) * 257)
    decoded = decode_image(encoded(wide, "PNG"))
    assert np.abs(decoded[..., 1].astype(int) - RGB[..., 0]).max() <= 1


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_decode_lays_transparent_pixels_on_white(form: str) -> None:
    rgba = np.dstack([RGB, np.full(RGB.shape[:2], 51, np.uint8)])
    options = {"lossless": True} if form == "WEBP" else {}
    decoded = decode_image(encoded(Image.fromarray(rgba), form, **options))
    assert np.abs(decoded - (RGB * 0.2 + 255 * 0.8)).max() <= 1


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_decode_turns_the_picture_upright(
    form: str, mode: str, orientation: int
) -> None:
    if (form, mode) == ("JPEG", "RGBA"):
        mode = "RGB"
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    options = {"lossless": True} if form == "WEBP" else {"quality": 98}
    data = encoded(PICTURE.convert(mode), form, exif=exif, **options)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
    difference = decode_image(data).astype(int) - np.asarray(upright, int)
    assert np.abs(difference).max() <= 12


def test_decode_survives_a_broken_exif_block() -> None:
    plain = encoded(PICTURE, "JPEG")
    body = b"Exif\0\0II*\0\xff\xff\xff\x7f"
    app1 = b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    assert decode_image(plain[:2] + app1 + plain[2:]).shape == RGB.shape


def test_decode_accepts_bytes_after_a_jpeg_end() -> None:
    assert decode_image(encoded(PICTURE, "JPEG") + b"trailer").shape == RGB.shape


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_decode_refuses_every_truncation(form: str) -> None:
    data = encoded(PICTURE, form)
    for length in range(0, len(data), 7):
        with pytest.raises(NotAnImageError):
            decode_image(data[:length])


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_decode_raises_nothing_else_on_damaged_bytes(form: str) -> None:
    data = encoded(PICTURE, form)
    random = np.random.default_rng(7)
    for _ in range(400):
        damaged = bytearray(data)
        damaged[random.integers(len(data))] = random.integers(256)
        try:
            decode_image(bytes(damaged), most_pixels=1_000_000)
        except (NotAnImageError, TooManyPixelsError):
            continue


@pytest.mark.parametrize("form", ["GIF", "BMP", "TIFF", "JPEG2000", "ICO", "PDF"])
def test_decode_refuses_other_formats(form: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = encoded(PICTURE, form)
    with pytest.raises(NotAnImageError) as caught:
        decode_image(data)
    assert caught.value.code == "not_an_image"


def test_decode_refuses_text() -> None:
    with pytest.raises(NotAnImageError):
        decode_image(b"<svg xmlns='http://www.w3.org/2000/svg'/>")


def test_decode_refuses_a_pixel_bomb_by_its_header() -> None:
    bomb = png(50_000, 50_000, b"")
    with pytest.raises(TooManyPixelsError) as caught:
        decode_image(bomb)
    assert (caught.value.width, caught.value.height) == (50_000, 50_000)
    assert caught.value.code == "too_many_pixels"


def test_decode_counts_pixels_against_the_cap() -> None:
    data = encoded(PICTURE, "PNG")
    assert decode_image(data, most_pixels=5400).shape == RGB.shape
    with pytest.raises(TooManyPixelsError):
        decode_image(data, most_pixels=5399)


def test_decode_refuses_a_png_with_too_few_pixels() -> None:
    with pytest.raises(NotAnImageError):
        decode_image(png(90, 60, bytes(100)))


def test_decode_refuses_a_picture_without_pixels() -> None:
    with pytest.raises(NotAnImageError):
        decode_image(png(0, 60, b""))


def test_png_round_trip_keeps_every_pixel() -> None:
    assert np.array_equal(decode_image(encode_png(RGB)), RGB)


def test_png_keeps_alpha() -> None:
    rgba = np.dstack([RGB, RGB[..., 0]])
    reread = np.asarray(Image.open(io.BytesIO(encode_png(rgba))))
    assert np.array_equal(reread, rgba)


def test_jpeg_round_trip_is_close() -> None:
    decoded = decode_image(encode_jpeg(RGB))
    assert np.abs(decoded.astype(int) - RGB).mean() < 3


def test_jpeg_quality_changes_the_size() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)
    assert len(encode_jpeg(noise, quality=30)) < len(encode_jpeg(noise))


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((4, 4, 3), np.float32),
        np.zeros((0, 4, 3), np.uint8),
    ],
)
def test_encode_jpeg_refuses_other_arrays(pixels: NDArray[np.uint8]) -> None:
    with pytest.raises(ValueError, match="expected uint8 of shape"):
        encode_jpeg(pixels)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_large_picture_comes_back_no_longer_than_asked(form: str) -> None:
    out = decode_image(drawn((1000, 600), form), longest=200)
    assert out.shape == (120, 200, 3)


def test_small_picture_is_not_made_larger() -> None:
    assert decode_image(drawn((64, 48), "JPEG"), longest=200).shape == (48, 64, 3)


@pytest.mark.parametrize("longest", [900, 500, 499, 240, 100])
def test_reduced_jpeg_shows_the_same_as_the_whole_one(longest: int) -> None:
    data = drawn((1001, 603), "JPEG")
    whole = shrunk(decode_image(data), longest).astype(int)
    gap = np.abs(decode_image(data, longest=longest).astype(int) - whole)
    assert gap.mean() < 2


def test_turned_jpeg_is_reduced_by_its_longer_side() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    out = decode_image(drawn((1000, 600), "JPEG", exif=exif), longest=200)
    assert out.shape == (200, 120, 3)


def drawn(size: tuple[int, int], form: str, **options: object) -> bytes:
    """Return a picture of soft colours, encoded."""
    xs = np.linspace(0, 6, size[0])[None]
    ys = np.linspace(0, 4, size[1])[:, None]
    waves = [np.sin(xs + ys), np.cos(xs - ys), np.sin(xs * 2) * np.cos(ys)]
    pixels = (127 + 100 * np.dstack(waves)).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, form, **options)
    return out.getvalue()
