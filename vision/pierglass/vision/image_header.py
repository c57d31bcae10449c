"""Headers of JPEG, PNG and WebP pictures, read without decoding them.

The decoder meets only bytes whose format, completeness and pixel count were checked
here: nothing is known by a file's name, and no other format reaches a decoder.

Source: ISO/IEC 10918-1 annex B (JPEG markers); PNG specification, chapters 5 and 11;
RFC 9649 (WebP container); Exif 2.32, 4.6.4 (orientation).
"""

import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pierglass.vision.errors import NotAnImageError

__all__ = ["ImageHeader", "read_header"]

_PNG_MAGIC: Final = b"\x89PNG\r\n\x1a\n"
_SOI: Final = b"\xff\xd8"
_EOI: Final = 0xD9
_APP1: Final = 0xE1
# SOF0 to SOF15, without DHT (C4), JPG (C8) and DAC (CC), which share the range.
_SOF: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# A marker in entropy-coded data: FF, but neither stuffing (00), a fill byte (FF) nor a
# restart marker (D0 to D7).
_MARKER: Final = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")
_ORIENTATION_TAG: Final = 0x0112


@dataclass(frozen=True, slots=True)
class ImageHeader:
    """What a picture's header says."""

    format: str
    """``"jpeg"``, ``"png"`` or ``"webp"``."""

    width: int
    """Stored width in pixels, before orientation."""

    height: int
    """Stored height in pixels, before orientation."""

    has_alpha: bool
    """Whether pixels can be transparent."""

    orientation: int
    """Exif orientation, 1 to 8; 1 when nothing is told."""

    deep: bool = False
    """Whether a channel has 16 bits."""


def read_header(data: bytes) -> ImageHeader:
    """Read the header of a picture and check that its bytes are all there.

    Args:
        data: A whole file.

    Raises:
        NotAnImageError: If *data* is not one whole JPEG, PNG or WebP picture.
    """
    for magic, (name, reader) in _READERS.items():
        if data.startswith(magic):
            try:
                header = reader(data)
            except (struct.error, IndexError) as exc:
                raise NotAnImageError(f"a truncated {name}") from exc
            if not (header.width and header.height):
                raise NotAnImageError(f"a {name} without pixels")
            return header
    raise NotAnImageError("no bytes" if not data else "another format")


def _read_jpeg(data: bytes) -> ImageHeader:
    size: tuple[int, int] | None = None
    orientation = 1
    at = 2
    while True:
        match = _MARKER.search(data, at)
        if match is None:
            raise NotAnImageError("a truncated JPEG")
        marker = match[1][0]
        at = match.end()
        if marker == _EOI:
            break
        if marker in (0x01, 0xD8):
            continue
        (length,) = struct.unpack_from(">H", data, at)
        body = data[at + 2 : at + length]
        if marker in _SOF and size is None:
            height, width = struct.unpack_from(">xHH", body)
            size = width, height
        elif marker == _APP1 and body.startswith(b"Exif\0\0"):
            orientation = _orientation(body[6:])
        at += length
    if size is None:
        raise NotAnImageError("a JPEG without a frame header")
    return ImageHeader("jpeg", *size, has_alpha=False, orientation=orientation)


def _read_png(data: bytes) -> ImageHeader:
    length, name = struct.unpack_from(">I4s", data, 8)
    if name != b"IHDR" or length != 13:
        raise NotAnImageError("a PNG without IHDR")
    width, height, depth, colour = struct.unpack_from(">II2B", data, 16)
    has_alpha = colour in (4, 6)
    orientation = 1
    at = 8
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", data, at)
        (crc,) = struct.unpack_from(">I", data, at + 8 + length)
        body = memoryview(data)[at + 4 : at + 8 + length]
        if zlib.crc32(body) != crc:
            raise NotAnImageError("a damaged PNG")
        has_alpha |= name == b"tRNS"
        if name == b"eXIf":
            orientation = _orientation(bytes(body[4:]))
        at += 12 + length
    return ImageHeader("png", width, height, has_alpha, orientation, depth == 16)


def _read_webp(data: bytes) -> ImageHeader:
    riff_size, form = struct.unpack_from("<4xI4s", data)
    if form != b"WEBP":
        raise NotAnImageError("a RIFF file that is not WebP")
    end = 8 + riff_size
    if end > len(data):
        raise NotAnImageError("a truncated WebP")
    # The largest of canvas and frame: whichever a decoder believes, it stays below.
    width = height = 0
    has_alpha = False
    orientation = 1
    at = 12
    while at + 8 <= end:
        name, length = struct.unpack_from("<4sI", data, at)
        body = data[at + 8 : at + 8 + min(length, 65536)]
        if name in _WEBP_SIZES:
            chunk_width, chunk_height, alpha = _WEBP_SIZES[name](body)
            width, height = max(width, chunk_width), max(height, chunk_height)
            has_alpha |= alpha
        elif name == b"EXIF":
            orientation = _orientation(body.removeprefix(b"Exif\0\0"))
        at += 8 + length + length % 2
    return ImageHeader("webp", width, height, has_alpha, orientation)


def _webp_extended(body: bytes) -> tuple[int, int, bool]:
    width = int.from_bytes(body[4:7], "little") + 1
    height = int.from_bytes(body[7:10], "little") + 1
    return width, height, bool(body[0] & 0x10)


def _webp_lossy(body: bytes) -> tuple[int, int, bool]:
    width, height = struct.unpack_from("<6xHH", body)
    return width & 0x3FFF, height & 0x3FFF, False


def _webp_lossless(body: bytes) -> tuple[int, int, bool]:
    (bits,) = struct.unpack_from("<xI", body)
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, bool(bits >> 28 & 1)


def _orientation(tiff: bytes) -> int:
    """Return Exif orientation, 1 when the block is broken: it is an ornament."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        (entries,) = struct.unpack_from(f"{order}H", tiff, at)
        for n in range(entries):
            entry = struct.unpack_from(f"{order}HHIH", tiff, at + 2 + 12 * n)
            if entry[0] == _ORIENTATION_TAG and 1 <= entry[3] <= 8:
                return int(entry[3])
    except struct.error:
        return 1
    return 1


_WEBP_SIZES: Final[dict[bytes, Callable[[bytes], tuple[int, int, bool]]]] = {
    b"VP8X": _webp_extended,
    b"VP8 ": _webp_lossy,
    b"VP8L": _webp_lossless,
}

_READERS: Final[dict[bytes, tuple[str, Callable[[bytes], ImageHeader]]]] = {
    _SOI + b"\xff": ("JPEG", _read_jpeg),
    _PNG_MAGIC: ("PNG", _read_png),
    b"RIFF": ("WebP", _read_webp),
}
