"""Pictures in and out: bytes to RGB arrays, and back."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.errors import NotAnImageError, TooManyPixelsError
from pierglass.vision.image_header import ImageHeader, read_header

__all__ = ["MOST_PIXELS", "decode_image", "encode_jpeg", "encode_png", "shrunk"]

MOST_PIXELS: Final = 50_000_000
"""Cap on the pixels of a decoded picture: 150 MB of RGB."""

JPEG_QUALITY: Final = 92

# What turns a stored picture upright: (transpose, flip code or None); flip codes are
# OpenCV's: 0 about the x axis, 1 about the y axis, -1 both. Source: Exif 2.32, 4.6.4.
_UPRIGHT: Final[dict[int, tuple[bool, int | None]]] = {
    1: (False, None),
    2: (False, 1),
    3: (False, -1),
    4: (False, 0),
    5: (True, None),
    6: (True, 1),
    7: (True, -1),
    8: (True, 0),
}


def decode_image(data: bytes, *, most_pixels: int = MOST_PIXELS) -> NDArray[np.uint8]:
    """Decode a JPEG, PNG or WebP picture.

    The format is known by the magic bytes alone, and the pixel count is checked in the
    header before decoding. Exif orientation is applied; grey, CMYK, palette and 16-bit
    pictures become 8-bit RGB; transparent pixels are laid on white. Of an animation,
    the first frame.

    Args:
        data: A whole file.
        most_pixels: Cap on width x height.

    Returns:
        uint8 (H, W, 3), RGB, contiguous and writeable.

    Raises:
        NotAnImageError: If *data* is not one whole picture of these formats.
        TooManyPixelsError: If the header announces more than *most_pixels*.
    """
    header = read_header(data)
    if header.width * header.height > most_pixels:
        raise TooManyPixelsError(header.width, header.height, most_pixels)
    pixels = _decode(data, header)
    if pixels.ndim == 3 and pixels.shape[2] == 4:
        pixels = _over_white(pixels)
    transpose, flip = _UPRIGHT[header.orientation]
    if transpose:
        pixels = np.asarray(cv2.transpose(pixels), np.uint8)
    if flip is not None:
        pixels = np.asarray(cv2.flip(pixels, flip), np.uint8)
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), np.uint8)


def encode_jpeg(rgb: NDArray[np.uint8], quality: int = JPEG_QUALITY) -> bytes:
    """Encode a picture as JPEG, without any metadata.

    Args:
        rgb: uint8 (H, W, 3), RGB.
        quality: 1 to 100.

    Raises:
        ValueError: If *rgb* is of another shape or type.
    """
    _check_pixels(rgb, channels=(3,))
    bgr = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)
    return _encode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])


def encode_png(pixels: NDArray[np.uint8]) -> bytes:
    """Encode a picture as PNG, without any metadata.

    Args:
        pixels: uint8 (H, W, 3) RGB, or (H, W, 4) RGB with straight alpha.

    Raises:
        ValueError: If *pixels* is of another shape or type.
    """
    _check_pixels(pixels, channels=(3, 4))
    to_bgr = {3: cv2.COLOR_RGB2BGR, 4: cv2.COLOR_RGBA2BGRA}[pixels.shape[2]]
    return _encode(".png", cv2.cvtColor(pixels, to_bgr), [])


def shrunk(rgb: NDArray[np.uint8], longest: int) -> NDArray[np.uint8]:
    """Return a picture whose longer side is at most *longest* pixels.

    Args:
        rgb: uint8 (H, W, 3).
        longest: At least 1; a smaller picture comes back as it is.
    """
    height, width = rgb.shape[:2]
    scale = longest / max(height, width)
    if scale >= 1:
        return rgb
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)


def _decode(data: bytes, header: ImageHeader) -> NDArray[np.uint8]:
    wanted = cv2.IMREAD_UNCHANGED if header.has_alpha else cv2.IMREAD_COLOR
    flags = wanted | (0 if header.has_alpha else cv2.IMREAD_IGNORE_ORIENTATION)
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    except cv2.error as exc:
        raise NotAnImageError(f"a broken {header.format.upper()}") from exc
    if pixels is None or pixels.shape[:2] != (header.height, header.width):
        raise NotAnImageError(f"a broken {header.format.upper()}")
    if pixels.dtype == np.uint16:
        # 65535 = 257 * 255.
        return (pixels // 257).astype(np.uint8)
    return np.asarray(pixels, np.uint8)


def _over_white(bgra: NDArray[np.uint8]) -> NDArray[np.uint8]:
    # In bands, so that the float copies stay small beside a picture of 50 megapixels.
    result = np.empty((*bgra.shape[:2], 3), np.uint8)
    for top in range(0, bgra.shape[0], 256):
        band = bgra[top : top + 256].astype(np.uint16)
        alpha = band[..., 3:]
        blended = (band[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255
        result[top : top + 256] = blended
    return result


def _check_pixels(pixels: NDArray[np.uint8], channels: tuple[int, ...]) -> None:
    shaped = pixels.ndim == 3 and pixels.shape[2] in channels and pixels.size > 0
    if not shaped or pixels.dtype != np.uint8:
        expected = " or ".join(f"(H, W, {n})" for n in channels)
        found = f"{pixels.dtype} {pixels.shape}"
        raise ValueError(f"found {found}; expected uint8 of shape {expected}")


def _encode(suffix: str, bgr: cv2.typing.MatLike, params: list[int]) -> bytes:
    done, data = cv2.imencode(suffix, bgr, params)
    if not done:
        raise ValueError(f"cannot encode {bgr.shape} as {suffix}")
    return data.tobytes()
