"""Words that a search looks for, as the server's search reads them.

A word finds every word that begins with it; case and accents do not matter.
"""

import re
import unicodedata

__all__ = ["LONGEST", "MOST", "WEIGHT", "folded", "share", "words_of"]

LONGEST = 200
"""Characters of a query."""
MOST = 16
"""Words of a query."""
WEIGHT = 0.3
"""Head start of a garment that has every word, beside likenesses up to 1."""


def folded(text: str) -> str:
    """Return *text* as its words without case and accents, a space before each."""
    bare = "".join(
        one
        for one in unicodedata.normalize("NFKD", text)
        if not unicodedata.combining(one)
    )
    return "".join(f" {word}" for word in re.findall(r"\w+", bare.casefold()))


def words_of(text: str) -> tuple[str, ...]:
    """Return the words to look for, each once.

    Raises:
        ValueError: If there is no word in *text*, or it is too long.
    """
    words = tuple(dict.fromkeys(folded(text).split()))
    if not words:
        raise ValueError(f"found no word in {text[:40]!r}, expected 1 to {MOST}")
    if len(words) > MOST or len(text) > LONGEST:
        raise ValueError(
            f"found {len(words)} words in {len(text)} characters, expected at most "
            f"{MOST} in {LONGEST}: leave out what matters least"
        )
    return words


def share(words: tuple[str, ...], text: str) -> float:
    """Return the share of *words* that *text* has, 0 to 1; 0 without any."""
    had = folded(text)
    return sum(f" {word}" in had for word in words) / max(1, len(words))
