"""The first-party lenses, by folder; they use only what any third party may use.

A lens is a folder of assets: `manifest.json`, page, script, style, box art. Publish
one with what `package` returns.
"""

from __future__ import annotations

import base64
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["FIRST_PARTY", "folder", "package"]

FIRST_PARTY: tuple[str, ...] = ("fitting-room", "street-finder")
"""The ids of the lenses that come with Pierglass."""


def folder(lens_id: str) -> Traversable:
    """Return the folder of a first-party lens.

    Raises:
        LookupError: When there is no such lens.
    """
    if lens_id not in FIRST_PARTY:
        known = ", ".join(FIRST_PARTY)
        raise LookupError(f"No first-party lens is called {lens_id!r}; known: {known}.")
    return files("pierglass.lenses").joinpath(lens_id)


def package(lens_id: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Return a lens's manifest, and its files by path with their content in base64."""
    root = folder(lens_id)
    manifest: dict[str, Any] = json.loads(
        root.joinpath("manifest.json").read_text("utf-8")
    )
    contents = {
        path: base64.b64encode(file.read_bytes()).decode()
        for path, file in sorted(_walk(root, ""))
    }
    return manifest, contents


def _walk(root: Traversable, prefix: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for entry in root.iterdir():
        path = f"{prefix}{entry.name}"
        if entry.is_dir():
            found.extend(_walk(entry, f"{path}/"))
        elif path != "manifest.json":
            found.append((path, entry))
    return found
