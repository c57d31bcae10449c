"""A page's Python, run in order in one namespace, as a reader would type it.

A block that holds tests is one of the test kit: it runs in a lens of its page, in a
process of its own, as `pierglass lens test` would run it.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import inspect
import subprocess
import sys
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

from tests.docs.blocks import of_language
from tests.docs.python_scenes import SCENES
from tests.project.repository import ROOT

from pierglass.sdk.lens.scaffold import create

if TYPE_CHECKING:
    from pathlib import Path

    from tests.docs.blocks import Block
    from tests.docs.platform import Platform

__all__ = ["KitPage", "PythonPage", "is_test"]

PORTRAIT = ROOT / "client/pierglass/client/demo/portrait.jpg"


def is_test(block: Block) -> bool:
    """Whether a block holds tests of the kit."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    body = ast.parse(block.text).body
    return any(isinstance(n, kinds) and n.name.startswith("test_") for n in body)


class PythonPage:
    """The plain Python of one page; each block runs once, after those before it.

    Args:
        page: Relative to the repository's root.
        folder: Where it runs; a reader's photos are in it.
        platform: The server that scenes may use.
    """

    def __init__(self, page: Path, folder: Path, platform: Platform) -> None:
        self._folder = folder
        self._platform = platform
        python = [block for block in of_language("python") if block.page == page]
        self._left = [block for block in python if not is_test(block)]
        self._names: dict[str, Any] = {"__name__": "docs"}
        self._ran: set[int] = set()
        for name in ("photo.jpg", "street.jpg"):
            (folder / name).write_bytes(PORTRAIT.read_bytes())
        (folder / "vision").symlink_to(ROOT / "vision")

    def run(self, block: Block) -> None:
        """Run *block*, and those before it."""
        with asyncio.Runner() as runner, contextlib.chdir(self._folder):
            while block.line not in self._ran:
                due = self._left.pop(0)
                scene = SCENES[due.said["scene"]] if "scene" in due.said else None
                with scene(self._platform, self._names) if scene else _nothing():
                    self._execute(due, runner)
                self._ran.add(due.line)

    def _execute(self, block: Block, runner: asyncio.Runner) -> None:
        # Line numbers of a fault are those of the page.
        text = "\n" * block.line + block.text
        path = str(ROOT / block.page)
        flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        code = compile(text, path, "exec", flags=flags, dont_inherit=True)
        # The documents are ours; running them is what this is for.
        done = eval(code, self._names)  # noqa: S307
        if inspect.iscoroutine(done):
            runner.run(done)


@contextlib.contextmanager
def _nothing() -> Any:
    yield


class KitPage:
    """The tests of one page, run together in a lens from a template.

    Args:
        page: Relative to the repository's root.
        folder: Where the lens is made.
    """

    def __init__(self, page: Path, folder: Path) -> None:
        tests = [b for b in of_language("python") if b.page == page and is_test(b)]
        lens = create("my-lens", tests[0].said.get("template", "tryon-shop"), folder)
        for old in (lens / "tests").iterdir():
            old.unlink()
        for block in tests:
            path = lens / f"tests/test_line_{block.line}.py"
            path.write_text("\n" * block.line + block.text, "utf-8")
        report = folder / "report.xml"
        command = ("lens", "test", str(lens))
        main = "import sys; from pierglass.sdk.lens.testing import run_tests as run; "
        main += "from pathlib import Path; "
        main += "sys.exit(run(Path(sys.argv[1]), sys.argv[2:], None))"
        done = subprocess.run(
            [sys.executable, "-c", main, command[-1], f"--junitxml={report}"],
            capture_output=True,
            text=True,
            check=False,
        )
        self._said = done.stdout + done.stderr
        self._cases = ET.parse(report).findall(".//testcase")  # noqa: S314

    def check(self, block: Block) -> None:
        """Fail unless every test of *block* ran and passed."""
        name = f"test_line_{block.line}"
        mine = [c for c in self._cases if name in c.get("classname", "")]
        assert mine, f"{block.name}: no test ran\n{self._said}"
        bad = [c.get("name") for c in mine if len(c)]
        assert not bad, f"{block.name}: {bad}\n{self._said[-4000:]}"
