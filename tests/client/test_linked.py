"""Linked apps: launched by a registered command, handed what they may know."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from pierglass.client.errors import AppMissingError, NotFoundError
from pierglass.client.launch import Launch
from pierglass.client.linked import Handlers, LinkedApps

# Says what it was handed, and which of the client's variables it sees.
ECHO = "import os, sys; print(sys.stdin.readline().strip()); print(sorted(os.environ))"
SEEN = {"id": "usr_ana", "avatar": {"style": "round"}}


class Api:
    """A server with one applet and one linked app."""

    def __init__(self) -> None:
        self.used: list[tuple[Any, ...]] = []
        self.launched: list[tuple[str, dict[str, Any]]] = []

    async def resources(self, context: str | None = None) -> list[dict[str, Any]]:
        lens = {"id": "fitting-room", "name": "Fitting Room", "kind": "applet"}
        app = {"id": "cli_wardrobe", "name": "Wardrobe", "kind": "linked_app"}
        return [lens, app]

    async def seen_by(self, client_id: str) -> dict[str, Any]:
        return SEEN

    async def launch_app(self, client_id: str, launch: dict[str, Any]) -> Any:
        self.launched.append((client_id, launch))
        return {"url": "com.example.wardrobe:/open#launch=word"}

    async def note_use(self, *what: Any) -> None:
        self.used.append(what)


@pytest.fixture
def handlers(tmp_path: Path) -> Handlers:
    return Handlers(tmp_path / "config" / "handlers.json")


def apps(handlers: Handlers, api: Api | None = None) -> LinkedApps:
    fake: Any = api or Api()
    return LinkedApps(fake, handlers)


async def test_an_app_is_handed_its_launch_and_what_it_may_know(handlers: Handlers):
    handlers.register("cli_wardrobe", [sys.executable, "-c", ECHO])
    api = Api()
    launch = Launch("card", "hat-straw", {"look": 2}, conversation_id="cnv_secret")

    running = await apps(handlers, api).open("cli_wardrobe", launch)
    out, _ = await running.process.communicate()

    line, variables = out.decode().splitlines()
    assert json.loads(line) == {
        "client_id": "cli_wardrobe",
        "launch": {
            "source": "card",
            "item_id": "hat-straw",
            "state": {"look": 2},
            "in_chat": True,
        },
        "user": SEEN,
    }
    assert "cnv_secret" not in out.decode()
    assert set(json.loads(variables.replace("'", '"'))) <= {"LC_CTYPE", "PATH"}
    assert api.used == [("cli_wardrobe", "card", None)]


async def test_an_app_without_a_command_here_is_not_installed(handlers: Handlers):
    with pytest.raises(AppMissingError, match="Wardrobe"):
        await apps(handlers).open("cli_wardrobe", Launch())


async def test_an_applet_is_no_linked_app(handlers: Handlers):
    handlers.register("fitting-room", ["true"])
    with pytest.raises(NotFoundError, match="applets open in the tray"):
        await apps(handlers).open("fitting-room", Launch())


async def test_only_what_is_installed_here_is_listed(handlers: Handlers):
    assert await apps(handlers).installed() == []
    handlers.register("cli_wardrobe", ["wardrobe"])
    assert [one["name"] for one in await apps(handlers).installed()] == ["Wardrobe"]
    handlers.forget("cli_wardrobe")
    assert await apps(handlers).installed() == []


def test_a_command_is_words_and_no_shell(handlers: Handlers):
    handlers.register("cli_x", ["program", "a; rm -rf /"])
    assert handlers.all() == {"cli_x": ["program", "a; rm -rf /"]}
    with pytest.raises(ValueError, match="at least"):
        handlers.register("cli_x", [])


async def test_where_no_command_is_an_address_opens_the_app_once(handlers: Handlers):
    api = Api()
    place = {"name": "Shop", "latitude": 51.5, "longitude": -0.1}
    launch = Launch("card", place=place, conversation_id="cnv_secret", context="story")

    made = await apps(handlers, api).link("cli_wardrobe", launch)

    assert made["url"] == "com.example.wardrobe:/open#launch=word"
    how = {"source": "card", "context": "story", "place": place, "in_chat": True}
    assert api.launched == [("cli_wardrobe", how)]
    assert api.used == [("cli_wardrobe", "card", None)]
