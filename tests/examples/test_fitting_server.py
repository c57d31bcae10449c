"""`examples/fitting_server`: OAuth over the bridge, notices, a webhook at the end."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from tests.examples.conftest import EXAMPLES, start
from tests.examples.test_python_lens import ImpatientClock

from pierglass.bridge.manifest import parse_manifest
from pierglass.client.client import Client
from pierglass.client.demo.server import RunningServer
from pierglass.client.host.listener import LensListener
from pierglass.client.testing import FakeCamera
from pierglass.client.user import ScriptedUser

FOLDER = EXAMPLES / "fitting_server"


def test_its_manifest_is_one_that_may_be_installed():
    manifest = json.loads((FOLDER / "lens/manifest.json").read_text("utf-8"))
    assert parse_manifest(manifest).webhook_events == ("authorized", "revoked")


async def ask(server: str, path: str, **body: Any) -> Any:
    async with httpx.AsyncClient(timeout=30) as http:
        return (await http.post(server + path, json=body)).json()


async def heard(server: str, event: str) -> Any:
    """Return what the server holds, once it heard *event*."""
    async with asyncio.timeout(60):
        while True:
            known = await ask(server, "/heard")
            if event in known["heard"]:
                return known
            await asyncio.sleep(0.1)


@pytest.mark.slow
async def test_a_grant_serves_until_it_is_taken_back(server: RunningServer):
    shop = await start("fitting_server/server.py", server.public_origin, 0)
    assert shop.stdout is not None
    address = (await shop.stdout.readline()).decode().strip()
    assert address.startswith("http://127.0.0.1:"), address
    clock = ImpatientClock()
    origin = server.public_origin
    try:
        async with await Client.sign_up(
            origin, "xena", "looking-glass-x", "Xena", clock=clock
        ) as xena:
            user = ScriptedUser()
            session = await xena.lenses.open("fitting-server", user, FakeCamera())
            async with LensListener() as listener:
                room = await start(
                    "fitting_server/room.py", listener.url, address, stdin=True
                )
                assert room.stdin is not None
                assert room.stdout is not None
                room.stdin.write(f"{listener.admit(session)}\n".encode())
                assert (await room.stdout.readline()).startswith(b"Tap")
                session.tap()
                said, _ = await room.communicate()
            assert said.decode().strip() == "Hello, Xena"
            assert await heard(address, "authorized") == {
                "heard": ["authorized"],
                "held": 1,
            }

            assert await ask(address, "/restocked", item_id="hat-straw") == {"told": 1}
            notice = await xena.inbox.take("lens.notice")
            assert notice.data["text"] == "Xena, hat-straw is back in stock"

            (grant,) = await xena.api.grants()
            assert grant["authorized_at_ms"] is not None
            await xena.api.revoke(grant["id"])
            assert (await heard(address, "revoked"))["held"] == 0
            assert await ask(address, "/restocked", item_id="hat-straw") == {"told": 0}
            await session.close()
    finally:
        shop.terminate()
        await shop.communicate()
