"""Contrast of text, where the style sheets say both colours.

What a cascade or a picture decides cannot be computed here; a rule that names its own
colour and its own background can.

Source: WCAG 2.2, 1.4.3 (4.5 to 1, 3 to 1 for large text) and its relative luminance.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from pierglass.bridge.review.verdict import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pierglass.bridge.review.page import Page
    from pierglass.bridge.review.source import LensSource

__all__ = ["check_contrast", "contrast", "read_colour"]

Colour = tuple[int, int, int]

_LEAST = 4.5
_LEAST_LARGE = 3.0
_LARGE_PX = 24.0

_DECLARATION = re.compile(r"([-\w]{1,64})\s{0,8}:\s{0,8}([^;]+)")
_NAMED: Mapping[str, Colour] = {
    "black": (0, 0, 0),
    "white": (255, 255, 255),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
    "silver": (192, 192, 192),
    "red": (255, 0, 0),
    "green": (0, 128, 0),
    "blue": (0, 0, 255),
    "yellow": (255, 255, 0),
    "orange": (255, 165, 0),
    "navy": (0, 0, 128),
    "teal": (0, 128, 128),
    "purple": (128, 0, 128),
}


def check_contrast(lens: LensSource, entry: str, page: Page) -> Iterator[Finding]:
    """Yield the rules of the first page's style sheets whose text is too faint."""
    base = entry.rpartition("/")[0]
    for link in page.all("link"):
        if link.get("rel") != "stylesheet":
            continue
        path = f"{base}/{link.get('href')}" if base else link.get("href")
        if path in lens.files:
            yield from _sheet(path, lens.text(path))


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def read_colour(text: str, variables: Mapping[str, str]) -> Colour | None:
    """Return an opaque colour of CSS, or None where it cannot be told."""
    text = text.strip().lower()
    named = re.fullmatch(r"var\(\s*(--[-\w]+)\s*\)", text)
    if named:
        value = variables.get(str(named[1]), "")
        return None if "var(" in value else read_colour(value, {})
    if re.fullmatch(r"#[0-9a-f]{3}", text):
        return _rgb("".join(digit * 2 for digit in text[1:]))
    if re.fullmatch(r"#[0-9a-f]{6}", text):
        return _rgb(text[1:])
    parts = re.fullmatch(r"rgb\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*\)", text)
    if parts:
        red, green, blue = (min(255, int(part)) for part in parts.groups())
        return red, green, blue
    return _NAMED.get(text)


def _sheet(path: str, css: str) -> Iterator[Finding]:
    rules = list(_rules(css))
    variables = {
        name: value.strip()
        for _, body in rules
        for name, value in body.items()
        if name.startswith("--")
    }
    # A variable that is set twice (for dark and light) is not one colour.
    names = Counter(n for _, body in rules for n in body if n.startswith("--"))
    variables = {n: v for n, v in variables.items() if names[n] == 1}
    for selector, body in rules:
        text = read_colour(body.get("color", ""), variables)
        shown = body.get("background-color", body.get("background", ""))
        ground = read_colour(shown, variables)
        if text is None or ground is None:
            continue
        least = _LEAST_LARGE if _is_large(body.get("font-size", "")) else _LEAST
        ratio = contrast(text, ground)
        if ratio < least:
            message = (
                f"{selector}: text on its background has a contrast of {ratio:.1f}, "
                f"expected {least:g} at least; make one darker or lighter"
            )
            yield Finding("accessibility", path, message)


def _rules(css: str) -> Iterator[tuple[str, dict[str, str]]]:
    # Splitting takes as long as the sheet is; a pattern can take its square.
    opened = css.split("/*")
    plain = opened[0] + "".join(part.partition("*/")[2] for part in opened[1:])
    for block in plain.split("}")[:-1]:
        before, brace, body = block.rpartition("{")
        if brace:
            selector = before.rpartition("{")[2].strip()
            yield selector, dict(_DECLARATION.findall(body))


def _is_large(size: str) -> bool:
    found = re.fullmatch(r"([\d.]+)(px|rem|em)", size.strip())
    if not found:
        return False
    return float(found[1]) * (1 if found[2] == "px" else 16) >= _LARGE_PX


def _rgb(digits: str) -> Colour:
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
