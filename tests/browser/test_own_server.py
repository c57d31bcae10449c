"""A lens with a Python server of its own, in `pierglass lens dev`, by its README."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from tests.guide.reader import reader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.guide.walk import Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]

BUTTON = """
import { signIn } from "./account.js";

const enter = document.createElement("button");
enter.type = "button";
enter.textContent = "Sign in";
enter.addEventListener("click", () => attempt(async () => {
  const { greeting } = await signIn(lens);
  say(`${greeting}, says the server.`);
}));
$("rail").append(enter);
"""


@pytest.fixture
def walk(playwright: Any, tmp_path: Path) -> Iterator[Walk]:
    """Somebody with a new lens, and a platform to develop it on."""
    with reader(playwright, tmp_path) as walk:
        walk.shell.run(
            "pierglass lens new my-lens --template blank --backend python", fails=False
        )
        walk.shell.run("pierglass lens dev my-lens", fails=False)
        yield walk


@pytest.fixture
def own_server(walk: Walk) -> Iterator[str]:
    """The lens's own server, over plain http on this machine; its origin."""
    assert walk.shell.server
    lens = walk.shell.folder / "my-lens"
    process = subprocess.Popen(
        [sys.executable, "server/server.py", walk.shell.server.origin, "0"],
        cwd=lens,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    yield process.stdout.readline().strip()
    process.terminate()
    process.communicate()


def reach(lens: Path, origin: str) -> None:
    """Do what `server/README.md` says."""
    account = lens / "account.js"
    text = account.read_text("utf-8")
    assert 'const SERVER = "";' in text
    text = text.replace('const SERVER = "";', f'const SERVER = "{origin}";')
    account.write_text(text, "utf-8")
    path = lens / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    manifest["network"]["connect"] = [origin]
    manifest["scopes"] = [{"scope": "items.read", "reason": "To fill the rail."}]
    path.write_text(json.dumps(manifest), "utf-8")


def test_the_page_signs_in_with_its_server_over_http_on_this_machine(
    walk: Walk, own_server: str
) -> None:
    assert own_server.startswith("http://127.0.0.1:")
    lens, server = walk.shell.folder / "my-lens", walk.shell.server
    assert server
    reach(lens, own_server)
    walk.windows.open("Ana", server.addresses["Your lens, as Ana"])
    walk.save("my-lens/lens.js", lambda text: text + BUTTON)
    walk.windows.page.get_by_test_id("consent-accept").click()
    walk.windows.see("Hello. This lens is connected.")

    walk.windows.tap("Sign in")
    walk.windows.page.get_by_test_id("consent-accept").click()
    walk.windows.see("Signed in, says the server.")

    # What works here is not published as it is.
    for command in ("lint my-lens", "publish my-lens --dry-run"):
        walk.shell.run(f"pierglass lens {command}", fails=True)
        assert "'pierglass lens dev' alone" in walk.shell.printed
