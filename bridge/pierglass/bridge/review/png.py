"""Reads a PNG picture and writes it anew: the pixels, and nothing beside them.

Every chunk's checksum is checked and the pixels are unpacked under a bound that the
header sets, so that a small file cannot become a large picture. Text, profiles, times
and whatever else travels in a PNG stay behind.

Source: PNG specification, third edition (W3C, 2025), sections 5, 9 and 11.
"""

import struct
import zlib
from collections.abc import Iterator

__all__ = ["PngError", "read_png"]

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT = frozenset({b"PLTE", b"tRNS", b"sRGB", b"gAMA"})
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Colour type to samples a pixel."""
_DEPTHS = {0: (1, 2, 4, 8), 2: (8,), 3: (1, 2, 4, 8), 4: (8,), 6: (8,)}
"""Colour type to bits a sample."""
_FILTERS = 5


class PngError(ValueError):
    """What makes a file no picture that may be shown."""


def read_png(content: bytes, most_px: int) -> tuple[bytes, int, int]:
    """Return the picture encoded anew, with its width and height in pixels.

    Args:
        content: The file.
        most_px: The most that a side may have.

    Raises:
        PngError: Saying what was found and what is expected.
    """
    chunks = list(_chunks(content))
    if not chunks or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != 13:
        raise PngError("does not begin with its header; save it again as PNG")
    header = chunks[0][1]
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    if not (0 < width <= most_px and 0 < height <= most_px):
        raise PngError(f"is {width} x {height} pixels, at most {most_px} a side")
    if depth not in _DEPTHS.get(colour, ()) or interlaced:
        raise PngError(
            "is not a plain PNG of up to 8 bits a sample; save it again, not interlaced"
        )
    if colour == 3 and not any(kind == b"PLTE" for kind, _ in chunks):
        raise PngError("has no palette; save it again as PNG")
    stride = 1 + (width * _CHANNELS[colour] * depth + 7) // 8
    packed = b"".join(data for kind, data in chunks if kind == b"IDAT")
    rows = _unpack(packed, stride * height)
    if any(rows[at] >= _FILTERS for at in range(0, len(rows), stride)):
        raise PngError("has rows that no PNG has; save it again")
    kept = [(kind, data) for kind, data in chunks if kind in _KEPT]
    written = [(b"IHDR", header), *kept, (b"IDAT", zlib.compress(rows, 9))]
    return _encode(written), width, height


def _unpack(packed: bytes, size: int) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        rows = unpacker.decompress(packed, size + 1)
    except zlib.error as exc:
        raise PngError("holds pixels that cannot be unpacked; save it again") from exc
    if len(rows) != size:
        found = "more" if len(rows) > size else "fewer"
        raise PngError(f"holds {found} pixels than its header says; save it again")
    return rows


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not content.startswith(_SIGNATURE):
        raise PngError("is no PNG, whatever its name says; save it as PNG")
    at = len(_SIGNATURE)
    while at + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, at)
        kind, end = content[at + 4 : at + 8], at + 8 + length
        if end + 4 > len(content):
            break
        data = content[at + 8 : end]
        (checksum,) = struct.unpack_from(">I", content, end)
        if zlib.crc32(kind + data) != checksum:
            raise PngError("was damaged: a checksum does not fit; save it again")
        if kind == b"IEND":
            return
        if kind in (b"acTL", b"fcTL", b"fdAT"):
            raise PngError("moves; box art is a still picture")
        yield kind, data
        at = end + 4
    raise PngError("ends before its end; save it again")


def _encode(chunks: list[tuple[bytes, bytes]]) -> bytes:
    parts = [_SIGNATURE]
    for kind, data in [*chunks, (b"IEND", b"")]:
        checksum = zlib.crc32(kind + data)
        parts.append(struct.pack(">I", len(data)) + kind + data)
        parts.append(struct.pack(">I", checksum))
    return b"".join(parts)
