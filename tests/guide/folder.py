"""The lens that a guide's blocks make, without a walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.guide.script import read_steps

from pierglass.sdk.lens.scaffold import create

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["write_lens"]


def write_lens(page: Path, folder: Path) -> Path:
    """Write the lens of *page* into *folder*, an empty one, and return its own."""
    root = folder
    for event in [event for step in read_steps(page) for event in step.events]:
        path = folder / event.what
        if event.kind == "run" and " lens new " in event.what:
            name, *options = event.what.split()[3:]
            template = options[options.index("--template") + 1]
            root = create(name, template, folder)
        elif event.kind == "write":
            path.write_text(event.text, "utf-8")
        elif event.kind == "add":
            path.write_text(f"{path.read_text('utf-8')}\n{event.text}", "utf-8")
        elif event.kind == "delete":
            path.unlink()
    return root
