"""`examples/notification_bot`: it tells who allowed it, once, until they withdraw."""

import base64
import hashlib
import json
from pathlib import Path

import httpx
import pytest
from tests.examples.conftest import EXAMPLES, run, start

from pierglass.bridge.manifest import parse_manifest
from pierglass.client.client import Client
from pierglass.client.demo.server import RunningServer

FOLDER = EXAMPLES / "notification_bot"
REDIRECT = "http://127.0.0.1:9000/callback"
VERIFIER = "v" * 43


def test_its_manifest_is_one_that_may_be_installed():
    manifest = json.loads((FOLDER / "lens/manifest.json").read_text("utf-8"))
    assert parse_manifest(manifest).id == "new-hats"


async def consent(user: Client, origin: str) -> str:
    """Return the access token that the user's consent gives the bot."""
    digest = hashlib.sha256(VERIFIER.encode()).digest()
    asked = {
        "client_id": "new-hats",
        "redirect_uri": REDIRECT,
        "response_type": "code",
        "scope": "items.read notify",
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    answer = await user.api.authorize({**asked, "decision": "accept"})
    form = {
        "grant_type": "authorization_code",
        "client_id": "new-hats",
        "code": answer["code"],
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
    }
    async with httpx.AsyncClient(timeout=30) as http:
        reply = await http.post(f"{origin}/oauth/token", data=form)
    return str(reply.raise_for_status().json()["access_token"])


async def bot(origin: str, memory: Path, token: str) -> str:
    script = "notification_bot/bot.py"
    process = await start(script, origin, "hat", memory, stdin=True)
    said, _ = await process.communicate(f"{token}\n".encode())
    assert process.returncode == 0, said.decode()
    return said.decode().strip()


@pytest.mark.slow
async def test_a_user_hears_once_of_what_is_new(server: RunningServer, tmp_path: Path):
    origin = server.public_origin
    code, said = await run("python_lens/publish.py", origin, FOLDER / "lens")
    assert code == 0, said
    memory = tmp_path / "seen.json"
    async with await Client.sign_up(origin, "yara", "looking-glass-y", "Yara") as yara:
        heard: list[str] = []
        yara.inbox.listen(lambda event: heard.append(event.type))
        token = await consent(yara, origin)
        assert await bot(origin, memory, token) == "One user is up to date."
        notice = await yara.inbox.take("lens.notice")
        assert notice.data["client"] == {"id": "new-hats", "name": "New hats"}
        assert notice.data["text"].startswith("New: ")
        assert notice.data["item_id"].startswith("hat-")

        assert await bot(origin, memory, token) == "One user is up to date."
        (grant,) = await yara.api.grants()
        await yara.api.revoke(grant["id"])
        refused = "One user was not told: token_revoked."
        assert await bot(origin, memory, token) == refused
        # Events come in order: a second notice would have come before this one.
        await yara.inbox.take("grant.revoked")
        assert heard.count("lens.notice") == 1
