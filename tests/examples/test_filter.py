"""`examples/filter`: a drawing over a photo that the lens never holds."""

import io
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image
from tests.examples.conftest import EXAMPLES, PORTRAIT, run, start
from tests.examples.test_python_lens import ImpatientClock

from pierglass.bridge.manifest import parse_manifest
from pierglass.bridge.policy import SCOPES
from pierglass.client.client import Client
from pierglass.client.demo.server import RunningServer
from pierglass.client.host.listener import LensListener
from pierglass.client.testing import FakeCamera
from pierglass.client.user import ScriptedUser
from pierglass.sdk.lens.scaffold import create

LENS = EXAMPLES / "filter/lens"
GOLD = (196, 152, 62)


def test_it_is_what_the_template_begins_with(tmp_path: Path):
    made = create("filter", "filter", tmp_path)
    for path in sorted(LENS.iterdir()):
        assert path.read_text("utf-8") == (made / path.name).read_text("utf-8"), path


def test_it_works_without_a_permission_and_asks_for_nothing_sensitive():
    manifest = parse_manifest(json.loads((LENS / "manifest.json").read_text("utf-8")))
    assert all(asked.optional for asked in manifest.scopes)
    assert not any(SCOPES[asked.scope].sensitive for asked in manifest.scopes)


@pytest.fixture
async def friends(server: RunningServer) -> AsyncIterator[tuple[Client, Client]]:
    clock, origin = ImpatientClock(), server.public_origin
    async with (
        await Client.sign_up(
            origin, "finn", "looking-glass-f", "Finn", clock=clock
        ) as a,
        await Client.sign_up(
            origin, "gwen", "looking-glass-g", "Gwen", clock=clock
        ) as b,
    ):
        await a.people.ask("gwen")
        await b.people.accept("finn")
        yield a, b


@pytest.mark.slow
async def test_a_friend_gets_the_photo_with_its_frame_and_begins_with_it(
    server: RunningServer, friends: tuple[Client, Client]
):
    finn, gwen = friends
    code, said = await run("python_lens/publish.py", server.public_origin, LENS)
    assert code == 0, said
    chat = await finn.chats.with_person("gwen")
    user = ScriptedUser(chat=chat["id"], photo=PORTRAIT.read_bytes())
    session = await finn.lenses.open("filter", user, FakeCamera())
    async with LensListener() as listener:
        program = await start("filter/frame.py", listener.url, stdin=True)
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write(f"{listener.admit(session)}\n".encode())
        await program.stdin.drain()
        for _ in range(2):
            assert (await program.stdout.readline()).startswith(b"Tap")
            session.tap()
        said = (await program.communicate())[0].decode()
    assert (program.returncode, said) == (0, "Sent.\n")

    message = await gwen.chats.receive(chat["id"])
    assert message["image"] is not None
    picture = await gwen.api.download(message["image"]["media_id"])
    seen = Image.open(io.BytesIO(picture)).convert("RGB")
    photo = Image.open(PORTRAIT).convert("RGB")
    assert seen.size == photo.size
    middle = (seen.width // 2, seen.height // 2)
    assert _near(seen.getpixel((2, 2)), GOLD)
    assert _near(seen.getpixel(middle), photo.getpixel(middle))
    card = message["card"] or {}
    assert (card["lens_id"], card["state"]) == ("filter", {"look": "gold"})
    await session.close()


def _near(found: object, expected: object) -> bool:
    assert isinstance(found, tuple)
    assert isinstance(expected, tuple)
    return all(abs(a - b) < 32 for a, b in zip(found, expected, strict=True))
