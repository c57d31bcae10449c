"""Begins a new lens from a template."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from pierglass.sdk.errors import LensFolderError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

__all__ = ["BACKENDS", "TEMPLATES", "Template", "create"]

_ID = re.compile(r"[a-z0-9-]{3,40}")
# Kept under another name, so that no test run of Pierglass itself collects it.
_RENAMED = {
    name: name.removesuffix(".txt")
    for name in ("test_lens.py.txt", "test_server.py.txt", "server.py.txt")
}


_CALLBACK = "http://127.0.0.1:9000/callback"


@dataclass(frozen=True)
class Template:
    """One way to begin.

    Attributes:
        about: What the lens does, in a line.
        needs: The methods that it calls. A template is offered when every host
            answers all of them, and no earlier.
    """

    about: str
    needs: tuple[str, ...]


_MIRROR = ("items.list", "viewfinder.layout", "tryon.start", "capture.snap")

TEMPLATES: Mapping[str, Template] = {
    "tryon-shop": Template(
        "A rail of items: try one on, snap it, ask a friend.",
        (*_MIRROR, "launch.get", "share.chat"),
    ),
    "photo-finder": Template(
        "Choose a street photo, find what is worn in it, try it on, ask a friend.",
        (
            "photo.pick",
            "search.visual",
            "viewfinder.layout",
            "tryon.start",
            "capture.snap",
            "share.chat",
            "launch.get",
            "items.list",
        ),
    ),
    "game": Template(
        "Which costs more? Play five rounds, then challenge a friend.",
        ("items.list", "launch.get", "share.chat", "user.get"),
    ),
    "filter": Template(
        "Lay a colour or a frame over a photo; send it or put it into your story.",
        ("photo.pick", "viewfinder.layout", "share.chat", "share.story", "launch.get"),
    ),
    "blank": Template("A page that is connected, and nothing more: the guide's.", ()),
}
"""The templates by name."""


BACKENDS = ("none", "python")
"""What may stand behind a lens: nothing, or a server of its own."""


def create(name: str, template: str, parent: Path, backend: str = "none") -> Path:
    """Write a new lens and return its folder.

    Args:
        name: Its id, and the name of its folder.
        template: A key of :data:`TEMPLATES`.
        parent: Where the folder goes.
        backend: One of :data:`BACKENDS`.

    Raises:
        LensFolderError: For a name that cannot be an id, a template that there is not,
            or a folder that is taken.
    """
    if not _ID.fullmatch(name):
        raise LensFolderError(
            f"{name!r} cannot be the id of a lens: expected 3 to 40 of a-z, 0-9 and "
            f"'-', such as {_nearest_id(name)!r}."
        )
    if backend not in BACKENDS:
        raise LensFolderError(
            f"No backend is called {backend!r}; there are: {', '.join(BACKENDS)}."
        )
    sources = [_source(template, "_base"), _source(template, template)]
    if backend != "none":
        sources.append(_source(template, "_backend"))
    root = parent / name
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise LensFolderError(f"{root} is not empty. Choose another name, or empty it.")
    title = name.replace("-", " ").title()
    # What most lenses begin with; a template's own file of the same name wins.
    for source in sources:
        _copy(source, root, {"__LENS_ID__": name, "__LENS_NAME__": title})
    if backend != "none":
        _declare_server(root / "manifest.json")
    return root


def _declare_server(path: Path) -> None:
    """Let the lens's own server ask for authorization."""
    manifest = json.loads(path.read_text("utf-8"))
    manifest["oauth"] = {"redirect_uris": [_CALLBACK]}
    path.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _nearest_id(name: str) -> str:
    near = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]
    return near if _ID.fullmatch(near) else "my-lens"


def _source(template: str, folder: str) -> Traversable:
    if template not in TEMPLATES:
        known = ", ".join(TEMPLATES)
        raise LensFolderError(
            f"No template is called {template!r}; there are: {known}."
        )
    return files("pierglass.sdk.lens").joinpath("templates", folder)


def _copy(source: Traversable, target: Path, words: Mapping[str, str]) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for entry in source.iterdir():
        if entry.name == "__pycache__":
            continue
        if entry.is_dir():
            _copy(entry, target / entry.name, words)
            continue
        text = entry.read_text("utf-8")
        for placeholder, word in words.items():
            text = text.replace(placeholder, word)
        name = _RENAMED.get(entry.name, entry.name)
        (target / name).write_text(text, "utf-8")
