"""Whether a lens loads its own files alone and reaches what its manifest names."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pierglass.bridge.public_url import why_not_public
from pierglass.bridge.review.verdict import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pierglass.bridge.manifest import Manifest
    from pierglass.bridge.review.page import Page
    from pierglass.bridge.review.source import LensSource

__all__ = ["check_origins", "check_webhook"]

SDK = "/sdk/v1/"

# Repeats have bounds: what a stranger uploads is judged in time.
_IMPORT = re.compile(
    r"""(?:^|[;\s])(?:import|export)\b[^;'"()=]{0,300}?["']([^"']{1,300})["']"""
    r"""|\bimport\(\s{0,80}["']([^"']{1,300})["']"""
)
_REACHES = re.compile(
    r"""\b(?:fetch|WebSocket|EventSource|sendBeacon|open)\(\s{0,80}["'`]((?:https?|wss?)://[^"'`$/]{1,253})"""
)
_CSS_URL = re.compile(r"""url\(\s{0,8}["']?([^"')]{1,300})["']?\s{0,8}\)""")


def check_origins(
    lens: LensSource, manifest: Manifest, page: Page
) -> Iterator[Finding]:
    """Yield what the page's policy would block, and what is not there to load."""
    entry = manifest.entry
    for tag, address in page.loads:
        yield from _loads(lens, entry, f"<{tag}>", address)
    for what in page.inline:
        message = (
            f"{what} runs nothing: the platform's policy allows files alone; move it "
            "into a file of the lens"
        )
        yield Finding("origins", entry, message)
    for path in lens.files:
        if path.endswith((".js", ".mjs")):
            yield from _script(lens, path, manifest.connect)
        elif path.endswith(".css"):
            for address in _CSS_URL.findall(lens.text(path)):
                yield from _loads(lens, path, "url()", address)


def check_webhook(manifest: Manifest) -> Iterator[Finding]:
    """Yield what a platform that others reach refuses when the lens is published.

    A warning: a platform may name hosts of its own that it reaches all the same.
    """
    if (url := manifest.webhook_url) is None:
        return
    if (reason := why_not_public(url)) is not None:
        message = (
            f"{url[:60]!r} is reached in development alone: {reason}; name a public "
            "https:// address before you publish"
        )
        yield Finding("origins", "webhook.url", message, refuses=False)


def _script(lens: LensSource, path: str, connect: tuple[str, ...]) -> Iterator[Finding]:
    text = lens.text(path)
    for found in _IMPORT.findall(text):
        address = found[0] or found[1]
        if address.startswith((".", "/", "http:", "https:")):
            yield from _loads(lens, path, "import", address)
        else:
            message = (
                f"import of {address!r}: a browser resolves no bare names; copy the "
                "module into the lens and import it as './…'"
            )
            yield Finding("origins", path, message)
    for origin in sorted(set(_REACHES.findall(text)) - set(connect)):
        message = (
            f"reaches {origin}, which network.connect does not name; the browser "
            "blocks it. Name it there, or leave it"
        )
        yield Finding("origins", path, message)


def _loads(lens: LensSource, path: str, how: str, address: str) -> Iterator[Finding]:
    if address.startswith(("data:", "#", "blob:", SDK)):
        return
    parts = urlsplit(address)
    if parts.scheme or address.startswith("//"):
        message = (
            f"{how} loads {address} from another place; the policy blocks it. Put the "
            "file into the lens"
        )
        yield Finding("origins", path, message)
        return
    if address.startswith("/"):
        message = f"{how} loads {address}; of absolute paths only {SDK} is served"
        yield Finding("origins", path, message)
        return
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), parts.path))
    if target not in lens.files:
        message = f"{how} loads {address!r}, and the lens has no {target}; add it"
        yield Finding("files", path, message)
