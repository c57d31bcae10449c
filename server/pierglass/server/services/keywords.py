"""Words that people search by, and the form in which items' words are kept.

A word finds every word that begins with it; case and accents do not matter.
"""

import functools
import operator
import re
import unicodedata

from sqlalchemy import ColumnElement, case, func, literal

from pierglass.server.errors import InvalidFieldError, OutOfRangeError
from pierglass.server.store.catalogue import Item

__all__ = ["LONGEST", "MOST", "folded", "has", "matched", "share", "words_of"]

LONGEST = 200
"""Characters of a query."""
MOST = 16
"""Words of a query: each is looked for in every item."""


def folded(text: str) -> str:
    """Return *text* as its words without case and accents, a space before each."""
    bare = "".join(
        one
        for one in unicodedata.normalize("NFKD", text)
        if not unicodedata.combining(one)
    )
    return "".join(f" {word}" for word in re.findall(r"\w+", bare.casefold()))


def words_of(text: str, field: str) -> tuple[str, ...]:
    """Return the words to look for, each once.

    Raises:
        InvalidFieldError: If there is no word in *text*.
        OutOfRangeError: If there are more than `MOST`.
    """
    words = tuple(dict.fromkeys(folded(text).split()))
    if not words:
        raise InvalidFieldError(field=field, reason="there is no word in it")
    if len(words) > MOST:
        raise OutOfRangeError(field=field, expected=f"at most {MOST} words")
    return words


def has(word: str) -> ColumnElement[bool]:
    """Return whether an item has a word that begins with *word*."""
    return func.instr(Item.words, literal(f" {word}")) > 0


def share(words: tuple[str, ...]) -> ColumnElement[float]:
    """Return the share of *words* that an item has, 0 to 1."""
    if not words:
        return literal(0.0)
    had = (case((has(word), 1.0 / len(words)), else_=0.0) for word in words)
    total: ColumnElement[float] = functools.reduce(operator.add, had)
    return total


def matched(item: Item, words: tuple[str, ...]) -> list[str]:
    """Return the words of a query that *item* has."""
    return [word for word in words if f" {word}" in item.words]
