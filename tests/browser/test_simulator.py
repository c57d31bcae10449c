"""`pierglass lens simulate` by hand: the panel, and the client that it opens."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from tests.browser.conftest import ARGUMENTS, CHROMIUM

from pierglass.sdk.lens.scaffold import create

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]

ASKED = "--device small-phone --theme dark --locale de-AT --protocol 1 --slow 150"
SEEN = """() => [
  innerWidth, innerHeight, navigator.language,
  matchMedia("(prefers-color-scheme: dark)").matches,
]"""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Where the panel is, once the platform behind it is up."""
    folder = create("my-lens", "tryon-shop", tmp_path)
    command = [sys.executable, "-c", _RUN, "lens", "simulate", str(folder), "--port"]
    process = subprocess.Popen(
        [*command, "0", *ASKED.split()], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    told = (line.split() for line in process.stdout)
    found = next(words[-1] for words in told if "Ana:" in words)
    yield found.split("?")[0]
    process.terminate()
    process.communicate()


_RUN = "import sys; from pierglass.sdk.cli import main; sys.exit(main(sys.argv[1:]))"


def test_the_panel_opens_the_client_that_was_asked_for(
    playwright: Any, address: str
) -> None:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not here")
    browser = playwright.chromium.launch(
        executable_path=str(CHROMIUM), args=list(ARGUMENTS)
    )
    context = browser.new_context()
    context.set_default_timeout(60_000)
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    panel = context.new_page()
    panel.goto(address)
    panel.get_by_text("my-lens, simulated").wait_for()
    chosen = [each.input_value() for each in panel.locator("select, input").all()]
    assert chosen == ["small-phone", "dark", "de-AT", "1", "150", ""]

    with context.expect_page() as opened:
        panel.get_by_role("button", name="Open").click()
    client = opened.value
    client.get_by_test_id("consent-accept").click()
    assert client.evaluate(SEEN) == [320, 568, "de-AT", True]
    client.locator("[data-testid=lens][data-state=open]").wait_for()
    frame = next(each for each in client.frames if "/lenses/my-lens/" in each.url)
    frame.wait_for_function("() => document.querySelector('#rail').children.length")
    assert faults == []
    browser.close()
