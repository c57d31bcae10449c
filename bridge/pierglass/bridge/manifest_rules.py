"""The rules of the lens manifest, field by field, as a table."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from pierglass.bridge.errors import Problem
from pierglass.bridge.policy import SCOPES

__all__ = [
    "CONTEXTS",
    "DEVELOPMENT",
    "MANIFEST",
    "WEBHOOK_EVENTS",
    "Field",
    "check_fields",
]

CONTEXTS: Final = ("camera", "conversation", "profile", "story")
"""Where a lens may be listed; everywhere unless its manifest says less."""
WEBHOOK_EVENTS: Final = ("installed", "authorized", "revoked", "card.opened")
"""What a lens's own server may be told."""
DEVELOPMENT: Final = frozenset({"loopback_origin"})
"""Codes of faults that a lens may have while it is developed, and never published."""

Check = Callable[[object, str], list[Problem]]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a map in the manifest."""

    check: Check
    required: bool = True


def _wrong(path: str, value: object, expected: str, code: str = "invalid") -> Problem:
    if isinstance(value, str):
        shown = repr(value[:60]) + ("..." if len(value) > 60 else "")
    elif isinstance(value, bool | float | None) or _is_small(value):
        shown = repr(value)
    else:
        shown = f"a {type(value).__name__}"
    return Problem(path, code, f"{shown}, expected {expected}")


def _is_small(value: object) -> bool:
    return isinstance(value, int) and abs(value) < 10**18


def _text(least: int, most: int) -> Check:
    def check(value: object, path: str) -> list[Problem]:
        good = isinstance(value, str) and least <= len(value.strip()) <= most
        # A control character could break the line in which a sheet shows the text.
        if good and isinstance(value, str) and value.isprintable():
            return []
        return [_wrong(path, value, f"{least} to {most} printable characters")]

    return check


def _pattern(expression: str, expected: str) -> Check:
    compiled = re.compile(expression)

    def check(value: object, path: str) -> list[Problem]:
        if isinstance(value, str) and compiled.fullmatch(value):
            return []
        return [_wrong(path, value, expected)]

    return check


def _file(*endings: str) -> Check:
    expected = f"a relative path inside the lens, ending in {' or '.join(endings)}"
    safe = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*")

    def check(value: object, path: str) -> list[Problem]:
        if (
            isinstance(value, str)
            and len(value) <= 200
            and safe.fullmatch(value)
            and value.endswith(endings)
        ):
            return []
        return [_wrong(path, value, expected)]

    return check


def _one_of(*choices: str) -> Check:
    def check(value: object, path: str) -> list[Problem]:
        if isinstance(value, str) and value in choices:
            return []
        return [_wrong(path, value, " or ".join(repr(c) for c in choices))]

    return check


def _version_number(value: object, path: str) -> list[Problem]:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return []
    return [_wrong(path, value, "a protocol version, 1 or more")]


def _boolean(value: object, path: str) -> list[Problem]:
    return [] if isinstance(value, bool) else [_wrong(path, value, "true or false")]


def _known_scope(value: object, path: str) -> list[Problem]:
    if isinstance(value, str) and value in SCOPES:
        return []
    return [_wrong(path, value, f"one of {', '.join(SCOPES)}", "unknown_scope")]


_ORIGIN: Final = re.compile(
    r"(?:https|wss)://[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::\d{1,5})?"
)

# The literal address and the name; a content policy can name no IPv6 address. What goes
# there never leaves the machine (RFC 8252, 7.3): TLS would protect it from nobody.
_LOOPBACK: Final = re.compile(
    r"(?:http|ws)://(?:127\.0\.0\.1|localhost)(?::[1-9]\d{0,4})?"
)


def _origin(value: object, path: str) -> list[Problem]:
    expected = "an exact origin such as 'https://shop.example'"
    if not isinstance(value, str):
        return [_wrong(path, value, expected)]
    if "*" in value:
        return [_wrong(path, value, f"{expected}; no wildcard", "wildcard_origin")]
    if _ORIGIN.fullmatch(value):
        return []
    if _LOOPBACK.fullmatch(value):
        only = "this machine itself is reached in 'pierglass lens dev' alone"
        return [_wrong(path, value, f"{expected}; {only}", "loopback_origin")]
    return [_wrong(path, value, expected)]


def _redirect(value: object, path: str) -> list[Problem]:
    expected = "an exact https:// address (http:// on loopback alone), no fragment"
    if not isinstance(value, str) or not value.isascii() or not value.isprintable():
        return [_wrong(path, value, expected)]
    if "*" in value:
        return [_wrong(path, value, f"{expected}; no wildcard", "wildcard_origin")]
    try:
        parts = urlsplit(value)
        loopback = parts.hostname in {"127.0.0.1", "::1", "localhost"}
    except ValueError:
        return [_wrong(path, value, expected)]
    secure = parts.scheme == "https" or (parts.scheme == "http" and loopback)
    clean = "@" not in parts.netloc and "\\" not in value and " " not in value
    if secure and parts.hostname and clean and "#" not in value:
        return []
    return [_wrong(path, value, expected)]


def _list_of(check_item: Check, most: int, key: str | None = None) -> Check:
    def check(value: object, path: str) -> list[Problem]:
        if not isinstance(value, list) or len(value) > most:
            return [_wrong(path, value, f"a list of at most {most}")]
        problems: list[Problem] = []
        seen: list[object] = []
        for index, item in enumerate(value):
            here = f"{path}[{index}]"
            problems += check_item(item, here)
            name = item.get(key) if key and isinstance(item, Mapping) else item
            if name in seen:
                problems.append(_wrong(here, name, "each once", "duplicate"))
            seen.append(name)
        return problems

    return check


def _map_of(fields: Mapping[str, Field]) -> Check:
    return lambda value, path: check_fields(fields, value, path)


def check_fields(
    fields: Mapping[str, Field], value: object, path: str
) -> list[Problem]:
    """Return what is wrong with the map *value*, each fault with its key path."""
    if not isinstance(value, Mapping):
        return [_wrong(path, value, "a map")]
    prefix = f"{path}." if path else ""
    problems = [
        Problem(
            f"{prefix}{key}", "unknown_field", f"no such field; known: {_names(fields)}"
        )
        for key in value
        if key not in fields
    ]
    for key, spec in fields.items():
        if key in value:
            problems += spec.check(value[key], f"{prefix}{key}")
        elif spec.required:
            problems.append(Problem(f"{prefix}{key}", "missing", "required; add it"))
    return problems


def _names(fields: Mapping[str, Field]) -> str:
    return ", ".join(fields)


_SCOPE = {
    "scope": Field(_known_scope),
    "reason": Field(_text(8, 160)),
    "optional": Field(_boolean, required=False),
}

MANIFEST: Final[Mapping[str, Field]] = {
    "id": Field(_pattern("[a-z0-9-]{3,40}", "3 to 40 of a-z, 0-9 and '-'")),
    "name": Field(_text(1, 40)),
    "version": Field(
        _pattern(
            r"(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})",
            "three numbers such as '1.4.0'",
        )
    ),
    "kind": Field(_one_of("applet")),
    "summary": Field(_text(1, 160)),
    "entry": Field(_file(".html")),
    "box_art": Field(_file(".svg", ".png")),
    "landing": Field(
        _map_of(
            {
                "title": Field(_text(1, 60)),
                "subtitle": Field(_text(0, 160), required=False),
            }
        )
    ),
    "scopes": Field(_list_of(_map_of(_SCOPE), len(SCOPES) * 2, key="scope")),
    "network": Field(_map_of({"connect": Field(_list_of(_origin, 8))})),
    "oauth": Field(
        _map_of({"redirect_uris": Field(_list_of(_redirect, 8))}), required=False
    ),
    "webhook": Field(
        _map_of(
            {
                "url": Field(_redirect),
                "events": Field(_list_of(_one_of(*WEBHOOK_EVENTS), 4)),
            }
        ),
        required=False,
    ),
    "contexts": Field(_list_of(_one_of(*CONTEXTS), 4), required=False),
    "resource_type": Field(_one_of("applet")),
    "protocol": Field(
        _map_of({"min": Field(_version_number), "max": Field(_version_number)})
    ),
}
"""Fields of the manifest, in the order in which faults are told."""
