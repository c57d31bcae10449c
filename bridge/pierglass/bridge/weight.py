"""The weight of a value: its size by one rule that every language and carrier shares.

A port clones objects, a socket carries msgpack: neither's byte count is known to the
other. Weight is: 1 for nil and booleans, 9 for a number, 5 + UTF-8 bytes for a string,
5 + bytes for binary, 5 + contents for an array or map, keys counted as strings. Walking
the value is also where forbidden types, keys, numbers and depths are found.
"""

import math
from collections.abc import Callable, Mapping
from typing import Final

from pierglass.bridge.errors import EncodeError
from pierglass.bridge.plain import (
    FORBIDDEN_KEYS,
    MAX_DEPTH,
    MAX_INTEGER,
    plain_weight,
)

__all__ = ["FORBIDDEN_KEYS", "weigh"]

_CONTAINER: Final = 5
_NUMBER: Final = 9


def weigh(value: object, cap: int, path: str = "") -> int:
    """Return the weight of *value*.

    Args:
        value: What shall travel.
        cap: Largest weight allowed; the walk ends where it is passed.
        path: Where the value stands, for messages.

    Raises:
        EncodeError: ``payload_too_large`` or ``invalid_payload``, with the key path.
    """
    weight = plain_weight(value, cap)
    return _Scale(cap).add(value, path, 1) if weight is None else weight


class _Scale:
    """One walk over one value."""

    __slots__ = ("cap", "total")

    def __init__(self, cap: int) -> None:
        self.cap = cap
        self.total = 0

    def add(self, value: object, path: str, depth: int) -> int:
        weigher = _WEIGHERS.get(type(value))
        if weigher is None:
            raise EncodeError(
                "invalid_payload", path, f"a {type(value).__name__} cannot travel"
            )
        weigher(self, value, path, depth)
        return self.total

    def count(self, weight: int, path: str) -> None:
        self.total += weight
        if self.total > self.cap:
            raise EncodeError("payload_too_large", path, f"weight over {self.cap}")

    def constant(self, value: object, path: str, depth: int) -> None:
        self.count(1, path)

    def integer(self, value: int, path: str, depth: int) -> None:
        if not -MAX_INTEGER <= value <= MAX_INTEGER:
            raise EncodeError("invalid_payload", path, "integer beyond ±(2^53 - 1)")
        self.count(_NUMBER, path)

    def number(self, value: float, path: str, depth: int) -> None:
        if not math.isfinite(value):
            raise EncodeError("invalid_payload", path, "a number that is not finite")
        self.count(_NUMBER, path)

    def text(self, value: str, path: str, depth: int) -> None:
        self.count(_CONTAINER + len(value), path)
        try:
            self.count(len(value.encode()) - len(value), path)
        except UnicodeEncodeError as exc:
            raise EncodeError("invalid_payload", path, "a lone surrogate") from exc

    def binary(self, value: bytes, path: str, depth: int) -> None:
        self.count(_CONTAINER + len(value), path)

    def array(self, value: list[object], path: str, depth: int) -> None:
        self._enter(path, depth)
        for index, item in enumerate(value):
            self.add(item, f"{path}[{index}]", depth + 1)

    def map(self, value: Mapping[object, object], path: str, depth: int) -> None:
        self._enter(path, depth)
        for key, item in value.items():
            if not isinstance(key, str) or key in FORBIDDEN_KEYS:
                raise EncodeError("invalid_payload", path, "a key that may not travel")
            self.text(key, path, depth)
            self.add(item, f"{path}.{key}" if path else key, depth + 1)

    def _enter(self, path: str, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise EncodeError("invalid_payload", path, f"deeper than {MAX_DEPTH}")
        self.count(_CONTAINER, path)


_WEIGHERS: Mapping[type, Callable[..., None]] = {
    type(None): _Scale.constant,
    bool: _Scale.constant,
    int: _Scale.integer,
    float: _Scale.number,
    str: _Scale.text,
    bytes: _Scale.binary,
    list: _Scale.array,
    tuple: _Scale.array,
    dict: _Scale.map,
}
