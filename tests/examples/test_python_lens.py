"""`examples/python_lens`: a Python program takes part in a lens, on a real server."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from tests.examples.conftest import EXAMPLES, PORTRAIT, run, start

from pierglass.bridge.manifest import parse_manifest
from pierglass.client.camera import PhotoCamera
from pierglass.client.client import Client
from pierglass.client.clock import RealClock
from pierglass.client.demo.server import RunningServer
from pierglass.client.host.listener import LensListener
from pierglass.client.user import ScriptedUser

FOLDER = EXAMPLES / "python_lens"


class ImpatientClock(RealClock):
    """A real clock for a person who does not look at the landing page for long."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.05))


@pytest.fixture(scope="module")
def published(server: RunningServer) -> str:
    """Publish the example's lens with the example's own script."""
    script = "python_lens/publish.py"
    code, said = asyncio.run(run(script, server.public_origin, FOLDER / "lens"))
    assert code == 0, said
    return said


@pytest.fixture
async def friends(server: RunningServer) -> AsyncIterator[tuple[Client, Client]]:
    clock = ImpatientClock()
    origin = server.public_origin
    async with (
        await Client.sign_up(
            origin, "ida", "looking-glass-ida", "Ida", clock=clock
        ) as a,
        await Client.sign_up(
            origin, "joan", "looking-glass-joan", "Joan", clock=clock
        ) as b,
    ):
        await a.people.ask("joan")
        await b.people.accept("ida")
        yield a, b


def test_its_manifest_is_one_that_may_be_installed():
    manifest = json.loads((FOLDER / "lens/manifest.json").read_text("utf-8"))
    assert parse_manifest(manifest).id == "stylist"


def test_publishing_says_where_the_lens_is(published: str):
    assert published.startswith("Stylist 1.0.0 is in the tray")


async def test_the_same_version_is_not_published_twice(
    server: RunningServer, published: str
):
    code, said = await run(
        "python_lens/publish.py", server.public_origin, FOLDER / "lens"
    )
    assert code == 1
    assert "POST /v1/lenses" in said


@pytest.mark.slow
@pytest.mark.usefixtures("trained", "published")
async def test_the_stylist_chooses_snaps_and_asks_a_friend(
    friends: tuple[Client, Client],
):
    ida, joan = friends
    chat = await ida.chats.with_person("joan")
    camera = await PhotoCamera.of_photo(PORTRAIT.read_bytes(), ida.api, ida.clock)
    user = ScriptedUser(chat=chat["id"])
    session = await ida.lenses.open("stylist", user, camera)
    async with LensListener() as listener:
        stylist = await start("python_lens/stylist.py", listener.url, "hat", stdin=True)
        assert stylist.stdin is not None
        assert stylist.stdout is not None
        stylist.stdin.write(f"{listener.admit(session)}\n".encode())
        said = ""
        async for line in stylist.stdout:
            said += line.decode()
            if line.startswith(b"Tap"):
                session.tap()
        assert await stylist.wait() == 0, said
    assert "Sent " in said
    card = (await joan.chats.receive(chat["id"]))["card"]
    assert card is not None
    assert card["lens_id"] == "stylist"
    assert card["subtitle"] == "The stylist's choice"
    assert card["item_id"].startswith("hat-")
