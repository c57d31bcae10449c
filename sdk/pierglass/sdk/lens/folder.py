"""A lens as it lies on the developer's disk: a manifest and the files beside it."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pierglass.bridge.package import content_hash
from pierglass.sdk.errors import LensFolderError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["LensFolder", "read_folder"]

# What a developer keeps beside a lens and no user ever loads.
_PRIVATE_FOLDERS = frozenset({"tests", "node_modules", "__pycache__"})
_PRIVATE_ENDINGS = frozenset({".md", ".py", ".toml"})


@dataclass(frozen=True)
class LensFolder:
    """What was read.

    Attributes:
        root: Where it lies.
        manifest: The decoded ``manifest.json``; whatever it holds, lint says.
        files: Path to content of every file that would be published.
    """

    root: Path
    manifest: dict[str, Any]
    files: dict[str, bytes]

    @property
    def size_bytes(self) -> int:
        """All published files together."""
        return sum(len(content) for content in self.files.values())

    @property
    def content_hash(self) -> str:
        """What the platform will call this content."""
        hashes = {p: hashlib.sha256(c).hexdigest() for p, c in self.files.items()}
        return content_hash(self.manifest, hashes)

    def encoded(self) -> dict[str, str]:
        """Return the files as they are sent: path to base64."""
        return {p: base64.b64encode(c).decode() for p, c in self.files.items()}

    def text(self, path: str) -> str:
        """Return a file as text; bytes that are not UTF-8 are replaced."""
        return self.files[path].decode("utf-8", "replace")


def read_folder(root: Path) -> LensFolder:
    """Read the lens in *root*.

    Hidden files, `tests/`, Python and Markdown stay at home.

    Raises:
        LensFolderError: There is no manifest that can be read.
    """
    path = root / "manifest.json"
    try:
        manifest = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as exc:
        where = root if root.name else root.resolve()
        raise LensFolderError(
            f"{where} holds no manifest.json, so it is not a lens. Go to one, or begin "
            f"one with `pierglass lens new {root.name or 'my-lens'}`."
        ) from exc
    except (OSError, ValueError) as exc:
        raise LensFolderError(f"{path} cannot be read as JSON: {exc}.") from exc
    if not isinstance(manifest, dict):
        found = type(manifest).__name__
        raise LensFolderError(f"{path} holds a {found}, expected a map.")
    files = {
        file.relative_to(root).as_posix(): file.read_bytes()
        for file in sorted(_published(root))
        if file != path
    }
    return LensFolder(root, manifest, files)


def _published(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if entry.name not in _PRIVATE_FOLDERS:
                yield from _published(entry)
        elif entry.suffix not in _PRIVATE_ENDINGS:
            yield entry
