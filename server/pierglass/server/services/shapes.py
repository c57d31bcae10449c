"""Shapes of requests and replies, as data: checked here, described in OpenAPI.

HTTP and gateway check what they receive against the same values, so that both
refuse the same input with the same words.
"""

import json
import math
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pierglass.server.errors import (
    CardTooDeepError,
    InvalidFieldError,
    MissingFieldError,
    OutOfRangeError,
    UnknownFieldError,
    WrongTypeError,
)
from pierglass.server.services.text import clean_line, clean_prose

__all__ = [
    "AnyJson",
    "Choice",
    "Fields",
    "Flag",
    "Free",
    "Integer",
    "Line",
    "Listed",
    "Nullable",
    "Number",
    "Prose",
    "Shape",
    "Text",
]

INTEGER_LIMIT = 2**63 - 1


class Shape(ABC):
    """One declared value."""

    @abstractmethod
    def check(self, value: object, path: str) -> Any:
        """Return *value* as it is stored.

        Raises:
            InvalidFieldError: If it does not fit; the field is *path*.
        """

    def parse(self, text: str, path: str) -> Any:
        """Return the value that a query parameter's text stands for."""
        return self.check(text, path)

    @abstractmethod
    def describe(self) -> dict[str, Any]:
        """Return the JSON Schema of this shape."""


@dataclass(frozen=True)
class Text(Shape):
    """Text taken as it is: ids, secrets, keys."""

    low: int = 1
    high: int = 128
    """Bounds of the length in characters."""
    pattern: str | None = None
    example: str | None = None

    def check(self, value: object, path: str) -> str:
        """Return the text."""
        if not isinstance(value, str):
            raise WrongTypeError(field=path, found=_kind(value), expected="text")
        if "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value):
            raise InvalidFieldError(field=path, reason="NUL and surrogates are refused")
        if not self.low <= len(value) <= self.high:
            raise OutOfRangeError(
                field=path, expected=f"{self.low} to {self.high} characters long"
            )
        if self.pattern and not re.fullmatch(self.pattern, value, re.ASCII):
            raise InvalidFieldError(field=path, reason=f"it must match {self.pattern}")
        return self.clean(value, path)

    def clean(self, value: str, path: str) -> str:
        """Return the text in the form that is stored."""
        return value

    def describe(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        schema: dict[str, Any] = {
            "type": "string",
            "minLength": self.low,
            "maxLength": self.high,
        }
        if self.pattern:
            schema["pattern"] = f"^{self.pattern}$"
        if self.example:
            schema["examples"] = [self.example]
        return schema


@dataclass(frozen=True)
class Line(Text):
    """One line that people read, such as a name."""

    def clean(self, value: str, path: str) -> str:
        """Return the line, composed and trimmed."""
        return clean_line(value, path)


@dataclass(frozen=True)
class Prose(Text):
    """Text of several lines that people read."""

    def clean(self, value: str, path: str) -> str:
        """Return the text, composed and trimmed."""
        return clean_prose(value, path)


@dataclass(frozen=True)
class Integer(Shape):
    """A whole number."""

    low: int = 0
    high: int = INTEGER_LIMIT
    error: type[OutOfRangeError] = OutOfRangeError

    def check(self, value: object, path: str) -> int:
        """Return the number."""
        if isinstance(value, bool) or not isinstance(value, int):
            raise WrongTypeError(
                field=path, found=_kind(value), expected="a whole number"
            )
        if not self.low <= value <= self.high:
            raise self.error(field=path, expected=f"{self.low} to {self.high}")
        return value

    def parse(self, text: str, path: str) -> int:
        """Return the number that a query's text stands for."""
        if not re.fullmatch(r"-?[0-9]{1,19}", text, re.ASCII):
            raise self.error(field=path, expected=f"{self.low} to {self.high}")
        return self.check(int(text), path)

    def describe(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class Number(Shape):
    """A finite number."""

    low: float = -math.inf
    high: float = math.inf
    error: type[InvalidFieldError] = InvalidFieldError

    def check(self, value: object, path: str) -> float:
        """Return the number."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise WrongTypeError(field=path, found=_kind(value), expected="a number")
        if not math.isfinite(value) or not self.low <= value <= self.high:
            raise self.error(
                field=path, reason=f"it must lie in {self.low} to {self.high}"
            )
        return float(value)

    def describe(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        schema: dict[str, Any] = {"type": "number"}
        if math.isfinite(self.low):
            schema["minimum"] = self.low
        if math.isfinite(self.high):
            schema["maximum"] = self.high
        return schema


@dataclass(frozen=True)
class Flag(Shape):
    """True or false."""

    def check(self, value: object, path: str) -> bool:
        """Return the flag."""
        if not isinstance(value, bool):
            raise WrongTypeError(
                field=path, found=_kind(value), expected="true or false"
            )
        return value

    def describe(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class Choice(Shape):
    """One of a few words."""

    values: Sequence[str]

    def check(self, value: object, path: str) -> str:
        """Return the word."""
        if not isinstance(value, str):
            raise WrongTypeError(field=path, found=_kind(value), expected="text")
        if value not in self.values:
            known = ", ".join(self.values)
            raise InvalidFieldError(field=path, reason=f"it must be one of {known}")
        return value

    def describe(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {"type": "string", "enum": list(self.values)}


@dataclass(frozen=True)
class Listed(Shape):
    """A list of one shape."""

    shape: Shape
    high: int = 100
    low: int = 0

    def check(self, value: object, path: str) -> list[Any]:
        """Return the list."""
        if not isinstance(value, list):
            raise WrongTypeError(field=path, found=_kind(value), expected="a list")
        if not self.low <= len(value) <= self.high:
            raise OutOfRangeError(
                field=path, expected=f"{self.low} to {self.high} entries long"
            )
        return [
            self.shape.check(entry, f"{path}[{index}]")
            for index, entry in enumerate(value)
        ]

    def describe(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {"type": "array", "items": self.shape.describe(), "maxItems": self.high}


@dataclass(frozen=True)
class Nullable(Shape):
    """A shape, or null."""

    shape: Shape

    def check(self, value: object, path: str) -> Any:
        """Return the value or None."""
        return None if value is None else self.shape.check(value, path)

    def describe(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {"anyOf": [self.shape.describe(), {"type": "null"}]}


@dataclass(frozen=True)
class Fields(Shape):
    """An object with declared fields and no others."""

    required: Mapping[str, Shape] = field(default_factory=dict)
    optional: Mapping[str, Shape] = field(default_factory=dict)
    title: str | None = None
    """The name under which OpenAPI keeps it."""

    def check(self, value: object, path: str) -> dict[str, Any]:
        """Return the fields that are present."""
        if not isinstance(value, dict):
            raise WrongTypeError(
                field=path or "body", found=_kind(value), expected="an object"
            )
        known = {**self.required, **self.optional}
        dot = f"{path}." if path else ""
        for name in value:
            if name not in known:
                raise UnknownFieldError(
                    field=f"{dot}{name}"[:200], known=", ".join(known) or "none"
                )
        for name in self.required:
            if name not in value:
                raise MissingFieldError(field=f"{dot}{name}")
        return {name: known[name].check(v, f"{dot}{name}") for name, v in value.items()}

    def describe(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        known = {**self.required, **self.optional}
        schema: dict[str, Any] = {
            "type": "object",
            "properties": {name: shape.describe() for name, shape in known.items()},
            "additionalProperties": False,
        }
        if self.required:
            schema["required"] = list(self.required)
        if self.title:
            schema["title"] = self.title
        return schema


@dataclass(frozen=True)
class AnyJson(Shape):
    """Any JSON value of the caller's own making, bounded in depth."""

    depth: int = 16

    def check(self, value: object, path: str) -> Any:
        """Return the value."""
        Free(depth=self.depth + 1, size_bytes=INTEGER_LIMIT).check({"_": value}, path)
        return value

    def describe(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {}


@dataclass(frozen=True)
class Free(Shape):
    """An object of the caller's own making, bounded in size and depth."""

    size_bytes: int = 4096
    depth: int = 16

    def check(self, value: object, path: str) -> dict[str, Any]:
        """Return the object."""
        if not isinstance(value, dict):
            raise WrongTypeError(field=path, found=_kind(value), expected="an object")
        self._walk(value, path)
        size = len(
            json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        )
        if size > self.size_bytes:
            raise OutOfRangeError(
                field=path, expected=f"at most {self.size_bytes} bytes of JSON"
            )
        return value

    def describe(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {"type": "object", "additionalProperties": True}

    def _walk(self, value: object, path: str) -> None:
        pending: list[tuple[object, int]] = [(value, 1)]
        while pending:
            node, depth = pending.pop()
            if depth > self.depth:
                raise CardTooDeepError(field=path, limit=self.depth)
            if isinstance(node, dict):
                pending += [(key, depth) for key in node]
                pending += [(child, depth + 1) for child in node.values()]
            elif isinstance(node, list):
                pending += [(child, depth + 1) for child in node]
            else:
                _check_scalar(node, path)


def _check_scalar(value: object, path: str) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        Text(0, 100_000).check(value, path)
    elif isinstance(value, int):
        Integer(-INTEGER_LIMIT - 1).check(value, path)
    else:
        Number().check(value, path)


_KINDS: dict[type, str] = {
    dict: "an object",
    list: "a list",
    str: "text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    bytes: "bytes",
    type(None): "null",
}


def _kind(value: object) -> str:
    return _KINDS.get(type(value), type(value).__name__)
