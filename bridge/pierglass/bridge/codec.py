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
import sys
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

import msgpack

from pierglass.bridge.errors import DecodeError, EncodeError
from pierglass.bridge.plain import MAX_DEPTH, MAX_INTEGER, plain_weight

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_INTEGER", "decode", "encode"]

MAX_BYTES: Final = 64 * 1024
"""Default size of one message: the gateway's frame."""


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
    if plain_weight(message, sys.maxsize) is None:
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

_EXTENSIONS: Final = (0xC7, 0xC8, 0xC9, 0xD4, 0xD5, 0xD6, 0xD7, 0xD8)

_Read: TypeAlias = "Callable[[_Reader, Any, int], object]"


class _Reader:
    """One pass over the bytes of a message; :data:`_FORMS` says how each value goes."""

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
        at = self.at
        if at >= len(self.data):
            raise DecodeError("decode_truncated", at, "1 expected")
        read, detail = _FORMS[self.data[at]]
        self.at = at + 1
        return read(self, detail, depth)

    def constant(self, value: object, _depth: int) -> object:
        return value

    def number(self, form: struct.Struct, _depth: int) -> int | float:
        start = self.at - 1
        number: int | float = form.unpack(self.take(form.size))[0]
        if isinstance(number, float):
            legal = math.isfinite(number)
        else:
            legal = -MAX_INTEGER <= number <= MAX_INTEGER
        if not legal:
            raise DecodeError("decode_number", start, str(number))
        return number

    def text(self, count: int, _depth: int) -> str:
        start = self.at
        end = start + count
        part = self.data[start:end]
        if len(part) < count:
            raise DecodeError("decode_truncated", len(self.data), f"{count} expected")
        self.at = end
        try:
            return part.decode()
        except UnicodeDecodeError as exc:
            raise DecodeError("decode_utf8", start + exc.start) from exc

    def binary(self, count: int, _depth: int) -> bytes:
        return self.take(count)

    def array(self, count: int, depth: int) -> list[object]:
        self._enter(count, depth)
        return [self.value(depth + 1) for _ in range(count)]

    def map(self, count: int, depth: int) -> dict[str, object]:
        self._enter(count, depth)
        result: dict[str, object] = {}
        depth += 1
        for _ in range(count):
            start = self.at
            key = self.value(depth)
            if type(key) is not str:
                raise DecodeError("decode_key", start, type(key).__name__)
            if key in result:
                raise DecodeError("decode_duplicate_key", start, key)
            result[key] = self.value(depth)
        return result

    def sized(self, form: "tuple[_Read, int]", depth: int) -> object:
        read, width = form
        return read(self, int.from_bytes(self.take(width)), depth)

    def extension(self, _detail: object, _depth: int) -> object:
        raise DecodeError("decode_ext", self.at - 1)

    def invalid(self, first: int, _depth: int) -> object:
        raise DecodeError("decode_invalid", self.at - 1, f"0x{first:02x}")

    def _enter(self, count: int, depth: int) -> None:
        if depth >= MAX_DEPTH:
            raise DecodeError("decode_depth", self.at, f"at most {MAX_DEPTH}")
        # A value is at least one byte: a forged count ends here, before any work.
        if count > len(self.data) - self.at:
            raise DecodeError("decode_truncated", len(self.data), f"{count} values")


_FORM: Mapping[int, tuple[_Read, Any]] = {
    **{first: (_Reader.constant, first) for first in range(0x80)},
    **{0x80 + count: (_Reader.map, count) for count in range(0x10)},
    **{0x90 + count: (_Reader.array, count) for count in range(0x10)},
    **{0xA0 + count: (_Reader.text, count) for count in range(0x20)},
    0xC0: (_Reader.constant, None),
    0xC2: (_Reader.constant, False),
    0xC3: (_Reader.constant, True),
    0xC4: (_Reader.sized, (_Reader.binary, 1)),
    0xC5: (_Reader.sized, (_Reader.binary, 2)),
    0xC6: (_Reader.sized, (_Reader.binary, 4)),
    0xD9: (_Reader.sized, (_Reader.text, 1)),
    0xDA: (_Reader.sized, (_Reader.text, 2)),
    0xDB: (_Reader.sized, (_Reader.text, 4)),
    0xDC: (_Reader.sized, (_Reader.array, 2)),
    0xDD: (_Reader.sized, (_Reader.array, 4)),
    0xDE: (_Reader.sized, (_Reader.map, 2)),
    0xDF: (_Reader.sized, (_Reader.map, 4)),
    **{first: (_Reader.number, form) for first, form in _NUMBERS.items()},
    **dict.fromkeys(_EXTENSIONS, (_Reader.extension, None)),
    **{first: (_Reader.constant, first - 0x100) for first in range(0xE0, 0x100)},
}

# First byte -> how the value goes on, and with what.
_FORMS: Final = tuple(
    _FORM.get(first, (_Reader.invalid, first)) for first in range(0x100)
)
