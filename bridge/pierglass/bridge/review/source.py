"""A lens as the review sees it: its manifest and its files, wherever they came from."""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["LensSource"]


@dataclass(frozen=True)
class LensSource:
    """What is judged.

    Attributes:
        manifest: The decoded ``manifest.json``, whatever it holds.
        files: Path to content of every other file.
    """

    manifest: Mapping[str, object]
    files: Mapping[str, bytes]

    @property
    def size_bytes(self) -> int:
        """All files together."""
        return sum(len(content) for content in self.files.values())

    def text(self, path: str) -> str:
        """Return a file as text; bytes that are not UTF-8 are replaced."""
        return self.files[path].decode("utf-8", "replace")
