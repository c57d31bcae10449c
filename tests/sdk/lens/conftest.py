"""A lens in a folder, to break."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pierglass.bridge.review import Verdict
from pierglass.sdk.lens.folder import read_folder
from pierglass.sdk.lens.lint import review
from pierglass.sdk.lens.scaffold import create


class BrokenLens:
    """A lens of the shop template, with changes."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def manifest(self, change: Callable[[dict[str, Any]], object]) -> Verdict:
        path = self.root / "manifest.json"
        manifest = json.loads(path.read_text("utf-8"))
        change(manifest)
        path.write_text(json.dumps(manifest), "utf-8")
        return self.review()

    def replace(self, name: str, old: str, new: str) -> Verdict:
        path = self.root / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
        return self.review()

    def add(self, name: str, content: bytes) -> Verdict:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return self.review()

    def review(self) -> Verdict:
        return review(read_folder(self.root))


@pytest.fixture
def shop(tmp_path: Path) -> BrokenLens:
    return BrokenLens(create("my-lens", "tryon-shop", tmp_path))
