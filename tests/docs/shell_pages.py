"""A page's shell blocks, run in order in a folder of the page's own."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.docs.blocks import as_file, blocks
from tests.docs.commands import commands, reason
from tests.project.repository import ROOT

from pierglass.client.applet import connect_in_memory
from pierglass.client.testing import open_fake_lens
from pierglass.sdk.lens.scaffold import create

if TYPE_CHECKING:
    from pathlib import Path

    from tests.docs.blocks import Block
    from tests.docs.commands import Command

__all__ = ["ShellPage"]

PORTRAIT = ROOT / "client/pierglass/client/demo/portrait.jpg"
_SHELL = ("sh", "console")
MAIN = (sys.executable, "-c", "from pierglass.sdk.cli import main; exit(main())")


class ShellPage:
    """The blocks of one page; each runs once, after those before it.

    Args:
        page: Relative to the repository's root.
        folder: Where its commands run. It holds what its readers have: a photo, and
            the lens of the page.
    """

    def __init__(self, page: Path, folder: Path) -> None:
        self._folder = folder
        self._left = [
            block
            for block in blocks()
            if block.page == page and (block.language in _SHELL or block.title)
        ]
        # What the reader keeps at home is kept here.
        self._settings = {**os.environ, "HOME": str(folder)}  # noqa: TID251
        self._printed: dict[int, str] = {}
        (folder / "PHOTO").write_bytes(PORTRAIT.read_bytes())

    def run(self, block: Block) -> str:
        """Run *block*, and those before it; return what it printed.

        Raises:
            AssertionError: A command failed.
        """
        while block.line not in self._printed:
            due = self._left.pop(0)
            if due.title:
                self._write(due)
                continue
            self._prepare(due)
            wanted = [one for one in commands(due) if reason(one) is None]
            self._printed[due.line] = "".join(self._one(due, one) for one in wanted)
        return self._printed[block.line]

    def _write(self, block: Block) -> None:
        """Keep a file that the page writes."""
        path = self._folder / block.title
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_file(block), "utf-8")

    def _prepare(self, block: Block) -> None:
        """Make what the block's comment says is there, and delete what it says goes."""
        for name in block.removes:
            (self._folder / name).unlink(missing_ok=True)
        lens = block.said.get("lens")
        if lens is not None and not (self._folder / lens).exists():
            create(lens, block.said.get("template", "tryon-shop"), self._folder)
        for name in filter(None, block.said.get("trace", "").split(",")):
            path = self._folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(asyncio.run(_a_trace()), "utf-8")

    def _one(self, block: Block, command: Command) -> str:
        program, *arguments = command.words
        assert program == "pierglass", f"{block.name}: {program} is not run by tests"
        done = subprocess.run(
            [*MAIN, *arguments],
            cwd=self._folder,
            env=self._settings | command.settings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        said = done.stdout + done.stderr
        expected = int(block.said.get("exit", "0"))
        assert done.returncode == expected, f"{block.name}: {command.text}\n{said}"
        missing = [one for one in command.printed if one.strip() not in done.stdout]
        assert not missing, f"{block.name}: {command.text} did not print {missing}"
        return done.stdout


async def _a_trace() -> str:
    """Return what a session of a lens leaves behind."""
    session = open_fake_lens("items.read", "camera.tryon", "chat.share")
    async with connect_in_memory(session) as lens:
        await lens.items.list(kind="glasses")
        await lens.try_on.start("glasses-round-gold")
        session.tap()
        await lens.capture.snap()
    await session.close()
    assert session.trace is not None
    return "".join(f"{line}\n" for line in session.trace.lines())
