"""Pictures in and out: bytes to RGB arrays, and back."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.alpha import bands
from pierglass.vision.errors import NotAnImageError, TooManyPixelsError
from pierglass.vision.image_header import ImageHeader, read_header

__all__ = ["MOST_PIXELS", "decode_image", "encode_jpeg", "encode_png", "shrunk"]

MOST_PIXELS: Final = 50_000_000
"""Cap on the pixels of a decoded picture: 150 MB of RGB."""

JPEG_QUALITY: Final = 92

_REDUCED: Final[dict[int, int]] = {
    1: cv2.IMREAD_COLOR,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}

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


def decode_image(
    data: bytes, *, most_pixels: int = MOST_PIXELS, longest: int | None = None
) -> NDArray[np.uint8]:
    """Decode a JPEG, PNG or WebP picture.

    The format is known by the magic bytes alone, and the pixel count is checked in the
    header before decoding. Exif orientation is applied; grey, CMYK, palette and 16-bit
    pictures become 8-bit RGB; transparent pixels are laid on white. Of an animation,
    the first frame.

    Args:
        data: A whole file.
        most_pixels: Cap on width x height; on half of it, of a picture that takes
            eight bytes a pixel.
        longest: Longer side in pixels above which the picture is made smaller; a large
            JPEG is not even decoded in full then.

    Returns:
        uint8 (H, W, 3), RGB, contiguous and writeable.

    Raises:
        NotAnImageError: If *data* is not one whole picture of these formats.
        TooManyPixelsError: If the header announces more than *most_pixels*.
    """
    header = read_header(data)
    if header.deep and header.has_alpha:
        most_pixels //= 2
    if header.width * header.height > most_pixels:
        raise TooManyPixelsError(header.width, header.height, most_pixels)
    pixels = _rgb(_decode(data, header, longest or MOST_PIXELS))
    if longest is not None:
        pixels = _resized(pixels, _fitting(header.width, header.height, longest))
    transpose, flip = _UPRIGHT[header.orientation]
    if transpose:
        pixels = np.asarray(cv2.transpose(pixels), np.uint8)
    if flip is not None:
        pixels = np.asarray(cv2.flip(pixels, flip, dst=pixels), np.uint8)
    return pixels


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
    return _resized(rgb, _fitting(rgb.shape[1], rgb.shape[0], longest))


def _fitting(width: int, height: int, longest: int) -> tuple[int, int]:
    """Return width and height of a picture whose longer side is at most *longest*."""
    scale = min(1.0, longest / max(height, width))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _resized(rgb: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    if rgb.shape[1::-1] == size:
        return rgb
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)


def _decode(data: bytes, header: ImageHeader, longest: int) -> NDArray[np.uint8]:
    """Return the stored pixels, BGR or BGRA; a JPEG's reduced, but not below *longest*.

    libjpeg reduces by powers of two on the way, and rounds sizes up.
    """
    by = 1
    if header.format == "jpeg":
        larger = max(header.width, header.height)
        by = max(one for one in _REDUCED if one == 1 or larger // one >= longest)
    flags = cv2.IMREAD_UNCHANGED
    if not header.has_alpha:
        flags = _REDUCED[by] | cv2.IMREAD_IGNORE_ORIENTATION
    size = (-(-header.height // by), -(-header.width // by))
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    except cv2.error as exc:
        raise NotAnImageError(f"a broken {header.format.upper()}") from exc
    if pixels is None or pixels.shape[:2] != size:
        raise NotAnImageError(f"a broken {header.format.upper()}")
    return np.asarray(pixels)


def _rgb(stored: NDArray[np.uint8] | NDArray[np.uint16]) -> NDArray[np.uint8]:
    """Return grey, BGR or BGRA pixels as 8-bit RGB, transparent ones laid on white.

    In bands, and where the stored pixels are: a second copy of 50 megapixels would be
    too much.
    """
    height, width = stored.shape[:2]
    out = stored.reshape(-1).view(np.uint8)[: height * width * 3]
    if out.size < height * width * 3:  # grey
        out = np.empty(height * width * 3, np.uint8)
    out = out.reshape(height, width, 3)
    for rows in bands(height):
        # 65535 = 257 * 255.
        deep = stored.dtype == np.uint16
        band = np.asarray(stored[rows] // 257 if deep else stored[rows], np.uint8)
        if band.ndim == 2:
            out[rows] = cv2.cvtColor(band, cv2.COLOR_GRAY2RGB)
        elif band.shape[2] == 4:
            out[rows] = _over_white(band)[..., ::-1]
        else:
            out[rows] = cv2.cvtColor(band, cv2.COLOR_BGR2RGB)
    return out


def _over_white(bgra: NDArray[np.uint8]) -> NDArray[np.uint8]:
    wide = bgra.astype(np.uint16)
    alpha = wide[..., 3:]
    return ((wide[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


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
