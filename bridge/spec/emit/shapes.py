"""Reads the shapes in which the policy writes results: ``[item]``, ``a | null``."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from pierglass.bridge.policy import RECORDS

PLAIN = ("string", "integer", "number", "boolean", "null", "map", "handle")

T = TypeVar("T")


class ShapeError(Exception):
    """A shape of the policy that means nothing; the message says which."""


@dataclass(frozen=True)
class Language(Generic[T]):
    """How one language writes shapes.

    Attributes:
        plain: What each of :data:`PLAIN` is called.
        record: Writes a reference to a record of the policy.
        array: Writes a list of something.
        word: Writes one literal word.
        either: Writes alternatives.
    """

    plain: Mapping[str, T]
    record: Callable[[str], T]
    array: Callable[[T], T]
    word: Callable[[str], T]
    either: Callable[[list[T]], T]


def write(shape: str, language: Language[T]) -> T:
    """Return *shape* in *language*.

    Raises:
        ShapeError: If it names what does not exist.
    """
    parts = [part.strip() for part in shape.split("|")]
    if len(parts) > 1:
        return language.either([write(part, language) for part in parts])
    if shape.startswith("[") and shape.endswith("]"):
        return language.array(write(shape[1:-1], language))
    if re.fullmatch(r'"[a-z_]+"', shape):
        return language.word(shape.strip('"'))
    if shape in PLAIN:
        return language.plain[shape]
    if shape in RECORDS:
        return language.record(shape)
    known = ", ".join((*PLAIN, *RECORDS))
    raise ShapeError(f"{shape!r} is no shape; known: {known}")


def fields(shapes: Mapping[str, str]) -> Iterable[tuple[str, str, bool]]:
    """Yield name, shape and whether it is always there, of each field."""
    for name, shape in shapes.items():
        yield name.removesuffix("?"), shape, not name.endswith("?")


def camel(name: str) -> str:
    """Return ``user.get`` as ``UserGet``."""
    return "".join(word.capitalize() for word in re.split(r"[._]", name))
