"""docs/quickstart-lens.md, command by command, up to the lens in the chat."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from tests.browser.conftest import lens_frame
from tests.browser.real_server import START_S
from tests.project.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Frame, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

TEXT = (ROOT / "docs/quickstart-lens.md").read_text("utf-8")
COMMANDS = [
    line.split()
    for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("pierglass ")
]
PIERGLASS = (sys.executable, "-c", "from pierglass.sdk.cli import main; exit(main())")


def run(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PIERGLASS, *words[1:]],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def developing(words: list[str], folder: Path) -> Iterator[str]:
    """Run `pierglass lens dev`; yield the address of the lens, as Ana."""
    process = subprocess.Popen(
        [*PIERGLASS, *words[1:], "--port", "0"],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("Your lens, as Ana:"):
                break
        assert said[-1:], "it ended before it said where the lens is"
        yield said[-1].split()[-1]
    finally:
        process.terminate()
        process.communicate(timeout=START_S)


def enter(page: Page, address: str) -> Frame:
    page.goto(address)
    page.get_by_test_id("consent-accept").click()
    page.locator("[data-testid=lens][data-state=open]").wait_for()
    return lens_frame(page, "my-lens")


def test_the_commands_lead_to_a_lens_in_a_chat_that_follows_each_save(
    tmp_path: Path, new_page: Callable[..., Page]
) -> None:
    for words in COMMANDS:
        if words[2] == "dev":
            with developing(words, tmp_path) as address:
                page = new_page(re.match(r"http://[^/]+", address)[0])  # type: ignore[index]
                lens = enter(page, address)
                lens.locator("#snap:enabled").click()
                lens.get_by_text("Nice. Ask a friend?").wait_for()
                script = tmp_path / "my-lens/shop.js"
                changed = script.read_text("utf-8").replace("Nice. Ask", "Lovely! Ask")
                script.write_text(changed, "utf-8")
                with page.expect_navigation():
                    pass
                page.locator("[data-testid=lens][data-state=open]").wait_for()
                lens = lens_frame(page, "my-lens")
                lens.locator("#snap:enabled").click()
                lens.get_by_text("Lovely! Ask a friend?").wait_for()
        else:
            done = run(words, tmp_path)
            assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"


def test_the_page_says_what_the_reviewer_would_refuse(
    tmp_path: Path, new_page: Callable[..., Page]
) -> None:
    assert run(["pierglass", "lens", "new", "my-lens"], tmp_path).returncode == 0
    with developing(["pierglass", "lens", "dev", "my-lens"], tmp_path) as address:
        page = new_page(re.match(r"http://[^/]+", address)[0])  # type: ignore[index]
        enter(page, address)
        index = tmp_path / "my-lens/index.html"
        html = index.read_text("utf-8").replace(' lang="en"', "")
        index.write_text(html, "utf-8")
        page.locator("#dev-trouble").get_by_text("<html> has no lang").wait_for()
