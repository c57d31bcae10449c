"""The short way to a value's weight, for what nearly every message is made of.

It follows the rules of :mod:`pierglass.bridge.weight` and of the codec, but it explains
nothing: whatever it does not like, the walks there look at again and say why. It never
accepts what they refuse.
"""

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any, Final

__all__ = ["FORBIDDEN_KEYS", "MAX_DEPTH", "MAX_INTEGER", "plain_weight"]

MAX_DEPTH: Final = 32
"""Containers inside one another, the message's own map included."""

MAX_INTEGER: Final = 2**53 - 1
"""Largest integer that both languages hold exactly."""

FORBIDDEN_KEYS: Final = frozenset(["__proto__", "constructor", "prototype"])
"""Keys that would reach into a JavaScript object's own machinery."""

_ODD: Final = -1


def plain_weight(value: object, cap: int) -> int | None:
    """Return the weight of *value*, or None when it must be looked at more closely.

    Args:
        value: What shall travel.
        cap: Largest weight allowed; the walk ends where it is passed.
    """
    spend = _SPENDERS.get(type(value))
    left = _ODD if spend is None else spend(value, cap, 1)
    return None if left < 0 else cap - left


def _constant(_value: object, left: int, _depth: int) -> int:
    return left - 1


def _integer(value: int, left: int, _depth: int) -> int:
    return left - 9 if -MAX_INTEGER <= value <= MAX_INTEGER else _ODD


def _number(value: float, left: int, _depth: int) -> int:
    return left - 9 if isfinite(value) else _ODD


def _text(value: str, left: int, _depth: int) -> int:
    if value.isascii():
        return left - 5 - len(value)
    try:
        return left - 5 - len(value.encode())
    except UnicodeEncodeError:
        return _ODD


def _binary(value: bytes, left: int, _depth: int) -> int:
    return left - 5 - len(value)


def _array(value: "list[object] | tuple[object, ...]", left: int, depth: int) -> int:
    if depth > MAX_DEPTH:
        return _ODD
    left -= 5
    for item in value:
        spend = _SPENDERS.get(type(item))
        if spend is None or left < 0:
            return _ODD
        left = spend(item, left, depth + 1)
    return left


def _map(value: Mapping[object, object], left: int, depth: int) -> int:
    if depth > MAX_DEPTH:
        return _ODD
    left -= 5
    for key, item in value.items():
        if type(key) is not str or not key.isascii() or key in FORBIDDEN_KEYS:
            return _ODD
        left -= 5 + len(key)
        if type(item) is str and item.isascii():  # most of all there is
            left -= 5 + len(item)
            continue
        spend = _SPENDERS.get(type(item))
        if spend is None or left < 0:
            return _ODD
        left = spend(item, left, depth + 1)
    return left


_SPENDERS: Final[Mapping[type, Callable[[Any, int, int], int]]] = {
    type(None): _constant,
    bool: _constant,
    int: _integer,
    float: _number,
    str: _text,
    bytes: _binary,
    list: _array,
    tuple: _array,
    dict: _map,
}
