"""Redirect URIs: what may be registered, and what an authorization request matches.

An authorization response carries the code, so the address it goes to is the one
thing that an attacker wants to bend. Registration refuses every form that two
parsers may read differently; matching compares strings and parses nothing.
"""

import re
from urllib.parse import urlsplit

from pierglass.server.errors import InvalidRedirectUriError

__all__ = [
    "MAX_REDIRECT_URIS",
    "MAX_REDIRECT_URI_CHARS",
    "check_redirect_uri",
    "check_redirect_uris",
    "redirect_uri_matches",
]

MAX_REDIRECT_URIS = 10
MAX_REDIRECT_URI_CHARS = 512

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "[::1]", "localhost"})

# Unreserved and reserved characters of RFC 3986 without "#", "@" and "[" outside
# the host; "%" must introduce two hexadecimal digits. Backslash, tab, space and
# everything that is not ASCII are absent: browsers and servers disagree on them.
_PLAIN = re.compile(r"(?:[A-Za-z0-9\-._~:/?&=+,;!$'()*\[\]]|%[0-9A-Fa-f]{2})+")
_DOT_SEGMENT = re.compile(r"(?:^|/)(?:\.|%2e){1,2}(?:/|$|\?)", re.IGNORECASE)
_LOOPBACK_LITERAL = re.compile(r"(http://(?:127\.0\.0\.1|\[::1\]))(?::\d{1,5})?(/.*)?")
_PRIVATE_SCHEME = re.compile(r"[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+")


def check_redirect_uri(uri: str, field: str = "redirect_uri") -> str:
    """Return *uri* if it may be registered.

    Args:
        uri: The address as the developer wrote it.
        field: The name of the field, for the error.

    Raises:
        InvalidRedirectUriError: Naming *field* and what is wrong.

    Source: RFC 6749 section 3.1.2, RFC 8252 sections 7.1 and 7.3, RFC 9700
    section 4.1.
    """
    problem = _problem(uri)
    if problem is not None:
        raise InvalidRedirectUriError(field=field, reason=problem)
    return uri


def check_redirect_uris(uris: object, field: str = "redirect_uris") -> list[str]:
    """Return *uris* if it is a list of 1 to 10 addresses that may be registered.

    Raises:
        InvalidRedirectUriError: Naming the entry and what is wrong with it.
    """
    if not isinstance(uris, list) or not 1 <= len(uris) <= MAX_REDIRECT_URIS:
        found = len(uris) if isinstance(uris, list) else type(uris).__name__
        raise InvalidRedirectUriError(
            field=field,
            reason=f"expected a list of 1 to {MAX_REDIRECT_URIS} addresses, "
            f"found {found}",
        )
    checked = []
    for index, uri in enumerate(uris):
        name = f"{field}[{index}]"
        if not isinstance(uri, str):
            raise InvalidRedirectUriError(field=name, reason="expected a string")
        checked.append(check_redirect_uri(uri, name))
    return checked


def redirect_uri_matches(registered: str, requested: str) -> bool:
    """Say whether *requested* is *registered*, character by character.

    The port of a loopback literal alone may differ: a native application listens
    where it can.

    Source: RFC 9700 section 2.1, RFC 8252 section 7.3.
    """
    if registered == requested:
        return True
    ours, theirs = (_LOOPBACK_LITERAL.fullmatch(u) for u in (registered, requested))
    return bool(ours and theirs) and _portless(ours) == _portless(theirs)


def _portless(match: re.Match[str] | None) -> tuple[str, str] | None:
    return None if match is None else (match[1], match[2] or "")


def _problem(uri: str) -> str | None:
    if len(uri) > MAX_REDIRECT_URI_CHARS:
        return f"{len(uri)} characters, at most {MAX_REDIRECT_URI_CHARS} are allowed"
    if "#" in uri:
        return "a fragment is not allowed; remove '#' and what follows it"
    if "@" in uri:
        return "a user name in the address is not allowed; remove '@'"
    if not _PLAIN.fullmatch(uri):
        return "only the characters of RFC 3986 are allowed, others percent-encoded"
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        return "this is not an address; expected https://host/path"
    return _scheme_problem(uri, parts.scheme, parts.netloc, port) or (
        "dot segments are not allowed; write the path they lead to"
        if _DOT_SEGMENT.search(parts.path)
        else None
    )


def _scheme_problem(uri: str, scheme: str, netloc: str, port: int | None) -> str | None:
    if not uri.startswith(f"{scheme}:"):
        return "the scheme must be written in lower case"
    if scheme in {"http", "https"}:
        host = netloc.removesuffix(f":{port}") if port is not None else netloc
        if not host or host != host.lower() or "*" in host:
            return "the host must be one exact name in lower case, no wildcard"
        if scheme == "http" and host not in LOOPBACK_HOSTS:
            return "http is for loopback alone; use https"
        return None
    if _PRIVATE_SCHEME.fullmatch(scheme):
        return None
    return (
        f"the scheme {scheme[:20]!r} is not allowed; use https, or a private scheme "
        "with a domain in it such as com.example.app"
    )
