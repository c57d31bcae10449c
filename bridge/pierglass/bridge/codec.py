"""Strict msgpack, for the bridge and the gateway.

A message is one map with string keys. Allowed inside: nil, booleans, integers within
±(2^53 - 1) (what JavaScript holds exactly), finite floats, UTF-8 strings, binary,
arrays, maps with distinct string keys, at most :data:`MAX_DEPTH` containers deep.
Extension types and bytes after the message are refused.

The decoder is our own, a single pass: a general one allocates what a forged length
claims before it looks at the depth, and keeps the last of two equal keys.
"""

import math
import struct
from collections.abc import Callable, Mapping
from typing import Final

import msgpack

from pierglass.bridge.errors import DecodeError, EncodeError

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_INTEGER", "decode", "encode"]

MAX_DEPTH: Final = 32
"""Containers inside one another, the message's own map included."""

MAX_BYTES: Final = 64 * 1024
"""Default size of one message: the gateway's frame."""

MAX_INTEGER: Final = 2**53 - 1
"""Largest integer that both languages hold exactly."""


def decode(
    data: bytes | bytearray | memoryview, *, max_bytes: int = MAX_BYTES
) -> dict[str, object]:
    """Return the one map that *data* holds.

    Args:
        data: A whole message.
        max_bytes: Longer data is refused unread.

    Raises:
        DecodeError: For anything else than one legal message; no other error, for
            any bytes.
    """
    data = bytes(data)
    if len(data) > max_bytes:
        raise DecodeError("decode_too_large", max_bytes, f"{len(data)} bytes")
    reader = _Reader(data)
    value = reader.value(0)
    if reader.at != len(data):
        raise DecodeError("decode_trailing", reader.at, f"{len(data) - reader.at} more")
    if not isinstance(value, dict):
        raise DecodeError("decode_not_a_map", 0, type(value).__name__)
    return value


def encode(message: Mapping[str, object], *, max_bytes: int = MAX_BYTES) -> bytes:
    """Return *message* as bytes that :func:`decode` gives back.

    Raises:
        EncodeError: If a value, a key, a number, the depth or the size is not allowed.
    """
    if not isinstance(message, Mapping):
        raise EncodeError("invalid_payload", "", f"{_kind(message)}, expected a map")
    _check(message, "", 1)
    data: bytes = msgpack.packb(message, use_bin_type=True)
    if len(data) > max_bytes:
        raise EncodeError(
            "payload_too_large", "", f"{len(data)} bytes, at most {max_bytes}"
        )
    return data


def _kind(value: object) -> str:
    return type(value).__name__


def _check(value: object, path: str, depth: int) -> None:
    check = _CHECKS.get(type(value))
    if check is None:
        raise EncodeError(
            "invalid_payload",
            path,
            f"{_kind(value)}, expected nil, bool, int, float, str, bytes, list or dict",
        )
    check(value, path, depth)


def _check_nothing(value: object, path: str, depth: int) -> None:
    """Accept: every value of this type is allowed."""


def _check_int(value: int, path: str, depth: int) -> None:
    if not -MAX_INTEGER <= value <= MAX_INTEGER:
        raise EncodeError("invalid_payload", path, "integer beyond ±(2^53 - 1)")


def _check_float(value: float, path: str, depth: int) -> None:
    if not math.isfinite(value):
        raise EncodeError("invalid_payload", path, f"{value}, expected a finite number")


def _check_str(value: str, path: str, depth: int) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as exc:
        raise EncodeError(
            "invalid_payload", path, "text with a lone surrogate"
        ) from exc


def _check_depth(path: str, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise EncodeError("invalid_payload", path, f"deeper than {MAX_DEPTH}")


def _check_list(
    value: "list[object] | tuple[object, ...]", path: str, depth: int
) -> None:
    _check_depth(path, depth)
    for index, item in enumerate(value):
        _check(item, f"{path}[{index}]", depth + 1)


def _check_map(value: Mapping[object, object], path: str, depth: int) -> None:
    _check_depth(path, depth)
    for key, item in value.items():
        if not isinstance(key, str):
            raise EncodeError("invalid_payload", path, f"key {key!r} is not a string")
        _check_str(key, path, depth)
        _check(item, f"{path}.{key}" if path else key, depth + 1)


_CHECKS: Mapping[type, Callable[..., None]] = {
    type(None): _check_nothing,
    bool: _check_nothing,
    bytes: _check_nothing,
    int: _check_int,
    float: _check_float,
    str: _check_str,
    list: _check_list,
    tuple: _check_list,
    dict: _check_map,
}

_FIXED: Mapping[int, object] = {0xC0: None, 0xC2: False, 0xC3: True}

_NUMBERS: Mapping[int, struct.Struct] = {
    0xCA: struct.Struct(">f"),
    0xCB: struct.Struct(">d"),
    0xCC: struct.Struct(">B"),
    0xCD: struct.Struct(">H"),
    0xCE: struct.Struct(">I"),
    0xCF: struct.Struct(">Q"),
    0xD0: struct.Struct(">b"),
    0xD1: struct.Struct(">h"),
    0xD2: struct.Struct(">i"),
    0xD3: struct.Struct(">q"),
}

# First byte -> (kind, bytes of the length that follows).
_SIZED: Mapping[int, tuple[str, int]] = {
    0xC4: ("bin", 1),
    0xC5: ("bin", 2),
    0xC6: ("bin", 4),
    0xD9: ("str", 1),
    0xDA: ("str", 2),
    0xDB: ("str", 4),
    0xDC: ("array", 2),
    0xDD: ("array", 4),
    0xDE: ("map", 2),
    0xDF: ("map", 4),
}

_EXTENSIONS: Final = frozenset([0xC7, 0xC8, 0xC9, 0xD4, 0xD5, 0xD6, 0xD7, 0xD8])


class _Reader:
    """One pass over the bytes of a message."""

    __slots__ = ("at", "data")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, count: int) -> bytes:
        end = self.at + count
        if end > len(self.data):
            raise DecodeError("decode_truncated", len(self.data), f"{count} expected")
        part = self.data[self.at : end]
        self.at = end
        return part

    def value(self, depth: int) -> object:
        start = self.at
        first = self.take(1)[0]
        if first < 0x80:
            return first
        if first >= 0xE0:
            return first - 0x100
        if first < 0xC0:
            return self._short(first, depth)
        if first in _SIZED:
            kind, width = _SIZED[first]
            return self._sized(kind, int.from_bytes(self.take(width)), depth)
        if first in _FIXED:
            return _FIXED[first]
        if first in _NUMBERS:
            return self._number(_NUMBERS[first], start)
        if first in _EXTENSIONS:
            raise DecodeError("decode_ext", start)
        raise DecodeError("decode_invalid", start, f"0x{first:02x}")

    def _short(self, first: int, depth: int) -> object:
        if first < 0x90:
            return self._sized("map", first & 0x0F, depth)
        if first < 0xA0:
            return self._sized("array", first & 0x0F, depth)
        return self._sized("str", first & 0x1F, depth)

    def _number(self, form: struct.Struct, start: int) -> int | float:
        number: int | float = form.unpack(self.take(form.size))[0]
        if isinstance(number, float):
            legal = math.isfinite(number)
        else:
            legal = -MAX_INTEGER <= number <= MAX_INTEGER
        if not legal:
            raise DecodeError("decode_number", start, str(number))
        return number

    def _sized(self, kind: str, count: int, depth: int) -> object:
        if kind == "str":
            return self._text(count)
        if kind == "bin":
            return self.take(count)
        if depth >= MAX_DEPTH:
            raise DecodeError("decode_depth", self.at, f"at most {MAX_DEPTH}")
        # A value is at least one byte: a forged count ends here, before any work.
        if count > len(self.data) - self.at:
            raise DecodeError("decode_truncated", len(self.data), f"{count} values")
        if kind == "array":
            return [self.value(depth + 1) for _ in range(count)]
        return self._map(count, depth)

    def _text(self, count: int) -> str:
        start = self.at
        try:
            return self.take(count).decode()
        except UnicodeDecodeError as exc:
            raise DecodeError("decode_utf8", start + exc.start) from exc

    def _map(self, count: int, depth: int) -> dict[str, object]:
        result: dict[str, object] = {}
        for _ in range(count):
            start = self.at
            key = self.value(depth + 1)
            if not isinstance(key, str):
                raise DecodeError("decode_key", start, type(key).__name__)
            if key in result:
                raise DecodeError("decode_duplicate_key", start, key)
            result[key] = self.value(depth + 1)
        return result
