"""Text that people typed: what is refused, and the form that is stored."""

import re
import unicodedata

from pierglass.server.errors import InvalidFieldError, OutOfRangeError

__all__ = ["clean_line", "clean_prose"]

# Embeddings and overrides reorder what stands around them; isolates do not.
_BIDI = re.compile("[\u202a-\u202e]")
_BIDI_ANY = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_CONTROL_PROSE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

MARKS = 12
"""Combining marks in a row: the longest that a living script needs, and some."""


def clean_line(text: str, field: str) -> str:
    """Return one line as it is stored: composed, trimmed, of visible characters.

    Raises:
        InvalidFieldError: For line breaks, control or direction characters.
    """
    if _CONTROL.search(text):
        raise InvalidFieldError(field=field, reason="control characters are refused")
    if _BIDI_ANY.search(text):
        raise InvalidFieldError(
            field=field, reason="characters that change the direction are refused"
        )
    return _compose(text, field)


def clean_prose(text: str, field: str) -> str:
    """Return text of several lines as it is stored: composed and trimmed.

    Raises:
        InvalidFieldError: For control characters other than tab and line feed,
            or piles of combining marks.
    """
    if _CONTROL_PROSE.search(text):
        raise InvalidFieldError(field=field, reason="control characters are refused")
    return _compose(_BIDI.sub("", text.replace("\r\n", "\n")), field)


def _compose(text: str, field: str) -> str:
    composed = unicodedata.normalize("NFC", text).strip()
    if not composed or all(_invisible(character) for character in composed):
        raise InvalidFieldError(field=field, reason="there is nothing to read in it")
    run = 0
    for character in composed:
        run = run + 1 if unicodedata.combining(character) else 0
        if run > MARKS:
            raise OutOfRangeError(
                field=field, expected=f"without more than {MARKS} combining marks"
            )
    return composed


def _invisible(character: str) -> bool:
    return unicodedata.category(character) in {"Cf", "Zs", "Zl", "Zp", "Cc"}
