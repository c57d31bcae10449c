"""The strict JSON decoder: what plain decoders accept or crash on, refused."""

import json
from typing import Any, NoReturn

from pierglass.server.errors import (
    InvalidJsonError,
    JsonDuplicateKeyError,
    JsonInvalidTextError,
    JsonNotAnObjectError,
    JsonNotFiniteError,
    JsonNumberOutOfRangeError,
    JsonTooDeepError,
)

__all__ = ["DEPTH", "decode"]

DEPTH = 128
"""Levels of nesting; shapes bound their own values tighter."""
_DIGITS = 20
"""No 64-bit integer is longer, sign included."""


def decode(body: bytes) -> dict[str, Any]:
    """Return the object that *body* holds.

    Raises:
        InvalidJsonError: Or the subclass that says what is wrong.
    """
    if body.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        raise JsonInvalidTextError(found="a byte order mark")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise JsonInvalidTextError(found="bytes that are not UTF-8") from exc
    if not text.strip(" \t\r\n"):
        raise JsonNotAnObjectError(found="empty")
    if "\x00" in text:
        raise JsonInvalidTextError(found="NUL")
    try:
        value = _DECODER.decode(text)
    except RecursionError as exc:
        raise JsonTooDeepError(limit=DEPTH) from exc
    except json.JSONDecodeError as exc:
        raise InvalidJsonError(
            reason=f"{exc.msg} at line {exc.lineno}, column {exc.colno}"
        ) from exc
    _walk(value)
    if not isinstance(value, dict):
        raise JsonNotAnObjectError(found=_FOUND.get(type(value), "a scalar"))
    return value


def _walk(value: object) -> None:
    pending: list[tuple[object, int]] = [(value, 1)]
    while pending:
        node, depth = pending.pop()
        if isinstance(node, str):
            _check_text(node)
        elif isinstance(node, dict | list):
            if depth > DEPTH:
                raise JsonTooDeepError(limit=DEPTH)
            children = node if isinstance(node, list) else [*node, *node.values()]
            pending += [(child, depth + 1) for child in children]


def _check_text(text: str) -> None:
    # An escape can say what UTF-8 cannot: \u0000, or half of a pair.
    if "\x00" in text:
        raise JsonInvalidTextError(found="NUL")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise JsonInvalidTextError(found="lone surrogates")


def _integer(digits: str) -> int:
    # The length first: converting 5,000 digits costs, and raises on its own.
    if len(digits) > _DIGITS:
        raise JsonNumberOutOfRangeError
    number = int(digits)
    if not -(2**63) <= number < 2**63:
        raise JsonNumberOutOfRangeError
    return number


def _float(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise JsonNumberOutOfRangeError
    return number


def _constant(name: str) -> NoReturn:
    raise JsonNotFiniteError


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise JsonDuplicateKeyError(key=key[:64])
            seen.add(key)
    return result


_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs,
    parse_int=_integer,
    parse_float=_float,
    parse_constant=_constant,
)
_FOUND: dict[type, str] = {list: "a list", str: "text", type(None): "null"}
