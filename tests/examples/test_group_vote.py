"""`examples/group_vote`: two people vote in a chat, on a real server."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from tests.examples.conftest import EXAMPLES, run, start
from tests.examples.test_python_lens import ImpatientClock

from pierglass.bridge.manifest import parse_manifest
from pierglass.client.client import Client
from pierglass.client.demo.server import RunningServer
from pierglass.client.host.listener import LensListener
from pierglass.client.host.session import HostSession
from pierglass.client.testing import FakeCamera
from pierglass.client.user import ScriptedUser

FOLDER = EXAMPLES / "group_vote"


@pytest.fixture
async def friends(server: RunningServer) -> AsyncIterator[tuple[Client, Client]]:
    clock, origin = ImpatientClock(), server.public_origin
    async with (
        await Client.sign_up(
            origin, "vera", "looking-glass-v", "Vera", clock=clock
        ) as a,
        await Client.sign_up(
            origin, "walt", "looking-glass-w", "Walt", clock=clock
        ) as b,
    ):
        await a.people.ask("walt")
        await b.people.accept("vera")
        yield a, b


def test_its_manifest_is_one_that_may_be_installed():
    manifest = json.loads((FOLDER / "lens/manifest.json").read_text("utf-8"))
    assert parse_manifest(manifest).contexts == ("conversation", "camera")


async def play(
    session: HostSession, listener: LensListener, *arguments: str
) -> asyncio.subprocess.Process:
    program = await start("group_vote/vote.py", listener.url, *arguments, stdin=True)
    assert program.stdin is not None
    program.stdin.write(f"{listener.admit(session)}\n".encode())
    await program.stdin.drain()
    return program


@pytest.mark.slow
async def test_two_friends_vote_in_their_chat(
    server: RunningServer, friends: tuple[Client, Client]
):
    vera, walt = friends
    code, said = await run(
        "python_lens/publish.py", server.public_origin, FOLDER / "lens"
    )
    assert code == 0, said
    chat = await vera.chats.with_person("walt")
    camera = FakeCamera()
    asked = await vera.lenses.open("group-vote", ScriptedUser(chat=chat["id"]), camera)
    async with LensListener() as listener:
        asking = await play(asked, listener, "ask", "hat-straw", "hat-beanie")
        assert asking.stdout is not None
        assert (await asking.stdout.readline()).startswith(b"Tap")
        asked.tap()
        invitation = await walt.chats.receive(chat["id"])
        card = invitation["card"] or {}
        assert card["invite"] is True
        assert card["state"] == {"items": ["hat-straw", "hat-beanie"]}

        joined = await walt.lenses.open_message(invitation, ScriptedUser(), camera)
        (there,) = [a for a in await walt.api.activities(chat["id"]) if a["active"]][:1]
        assert there["client"]["id"] == "group-vote"
        choosing = await play(joined, listener, "choose", "hat-beanie")
        heard = [(await one.communicate())[0].decode() for one in (choosing, asking)]

    assert [choosing.returncode, asking.returncode] == [0, 0], heard
    for said in heard:
        assert "hat-straw: 1" in said
        assert "hat-beanie: 1" in said
    notice = await vera.inbox.take("lens.notice")
    assert notice.data["text"] == "Walt has voted"
    await asked.close()
    await joined.close()
