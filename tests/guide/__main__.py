"""`python -m tests.guide`: take the guide's pictures, or time a beginner.

pictures          walk docs/guide-lens.md and write what it shows
time              from an empty folder to a try-on, by docs/quickstart-lens.md
time --install    the same with its installation, in a virtual environment
"""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright
from tests.guide.reader import reader
from tests.guide.script import GUIDE, read_steps
from tests.guide.timed import to_a_try_on
from tests.project.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.guide.walk import Walk


@contextmanager
def _reader(*, installs: bool = False, keep: Path | None = None) -> Iterator[Walk]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        driver = stack.enter_context(sync_playwright())
        with reader(driver, folder, installs=installs, keep=keep) as walk:
            yield walk


def _pictures() -> None:
    began = time.perf_counter()
    with _reader(keep=ROOT / GUIDE.parent) as walk:
        for step in read_steps(GUIDE):
            walk.take(step)
            passed = time.perf_counter() - began
            _say(f"{passed:6.1f} s  {step.number}. {step.title}")
    _say(f"{len(walk.commands)} commands")


def _time(*, installs: bool) -> None:
    with _reader(installs=installs) as walk:
        _say(to_a_try_on(walk).line())


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.guide", description=__doc__)
    parser.add_argument("what", choices=("pictures", "time"))
    parser.add_argument("--install", action="store_true")
    arguments = parser.parse_args()
    if arguments.what == "pictures":
        _pictures()
    else:
        _time(installs=arguments.install)
    return 0


sys.exit(main())
