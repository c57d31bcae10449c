"""What a picture's first bytes say, read before any decoder sees it.

Source: JPEG ITU-T T.81 annex B; PNG (ISO/IEC 15948) section 5; WebP RFC 9649.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass

from pierglass.server.errors import (
    MediaError,
    MediaFormatNotAllowedError,
    MediaTooManyFramesError,
)

__all__ = ["Header", "read_header"]


@dataclass(frozen=True)
class Header:
    """A still picture's format and size, as its header declares them."""

    format: str
    """``JPEG``, ``PNG`` or ``WEBP``."""
    width: int
    height: int


def read_header(data: bytes) -> Header:
    """Return the header of an allowed picture.

    Raises:
        MediaFormatNotAllowedError: If the bytes are no JPEG, PNG or WebP.
        MediaTooManyFramesError: If they are an animation.
        MediaError: If the header is broken.
    """
    for matches, kind, read in _FORMATS:
        if matches(data):
            try:
                width, height = read(data)
            except (struct.error, IndexError) as exc:
                raise MediaError(reason=f"the {kind} header is cut short") from exc
            if width < 1 or height < 1:
                raise MediaError(reason=f"it is {width} by {height} pixels")
            return Header(kind, width, height)
    raise MediaFormatNotAllowedError(found=_name(data))


def _read_png(data: bytes) -> tuple[int, int]:
    if data[12:16] != b"IHDR":
        raise MediaError(reason="the PNG does not begin with IHDR")
    width, height = struct.unpack_from(">II", data, 16)
    offset = 8
    while offset + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, offset)
        if name == b"acTL":
            frames = struct.unpack_from(">I", data, offset + 8)[0]
            if frames > 1:
                raise MediaTooManyFramesError(frames=frames)
        if name == b"IDAT":
            break
        offset += 12 + length
    return width, height


def _read_jpeg(data: bytes) -> tuple[int, int]:
    offset = 2
    while True:
        while data[offset] == 0xFF and data[offset + 1] == 0xFF:
            offset += 1
        marker = data[offset + 1]
        if data[offset] != 0xFF:
            raise MediaError(reason="a JPEG marker is expected and is not there")
        if marker in _JPEG_SIZES:
            height, width = struct.unpack_from(">HH", data, offset + 5)
            return width, height
        if marker in _JPEG_ENDS:
            raise MediaError(reason="the JPEG has no frame header")
        offset += 2 + struct.unpack_from(">H", data, offset + 2)[0]


def _read_webp(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        if data[20] & 0x02:
            raise MediaTooManyFramesError(frames="several")
        width = 1 + int.from_bytes(data[24:27], "little")
        height = 1 + int.from_bytes(data[27:30], "little")
        return width, height
    if kind == b"VP8L":
        bits = struct.unpack_from("<I", data, 21)[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    raise MediaError(reason="the WebP begins with an unknown chunk")


# Start of frame, but for 0xC4 (tables), 0xC8 (reserved) and 0xCC (arithmetic).
_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Start of scan and end of image: no size can follow.
_JPEG_ENDS = frozenset({0xD9, 0xDA})

_Reader = Callable[[bytes], tuple[int, int]]
_FORMATS: tuple[tuple[Callable[[bytes], bool], str, _Reader], ...] = (
    (lambda data: data.startswith(b"\xff\xd8\xff"), "JPEG", _read_jpeg),
    (lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"), "PNG", _read_png),
    (lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP", "WEBP", _read_webp),
)

_KNOWN = (
    (b"GIF8", "GIF"),
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "a zip archive"),
    (b"MZ", "a program"),
    (b"<svg", "SVG"),
    (b"<?xml", "XML"),
    (b"<", "HTML or XML"),
    (b"%!PS", "PostScript"),
    (b"8BPS", "PSD"),
    (b"SIMPLE", "FITS"),
    (b"\x00\x00\x01\x00", "ICO"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"BM", "BMP"),
    (b"\x80", "a pickle"),
)
"""Names for the error alone: what is not listed above is refused in any case."""


def _name(data: bytes) -> str:
    if not data:
        return "empty"
    if data[4:8] == b"ftyp":
        return "HEIF or video"
    start = data.lstrip()[:16]
    for magic, name in _KNOWN:
        if start.startswith(magic):
            return name
    return "not a picture"
