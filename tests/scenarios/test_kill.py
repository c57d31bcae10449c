"""Rows F1 to F3: kill -9 at random points loses and doubles no acknowledged message.

Longer runs: ``PIERGLASS_KILL_SENDS=5000 PIERGLASS_KILL_SEED=7``.
"""

import asyncio
import json
import os
import signal
import sys
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from pierglass.client.errors import GatewayError
from pierglass.client.gateway import Gateway
from pierglass.client.retry import BackOff

SENDS = int(os.environ.get("PIERGLASS_KILL_SENDS", "200"))  # noqa: TID251
SEED = int(os.environ.get("PIERGLASS_KILL_SEED", "1"))  # noqa: TID251
AT_ONCE = 8

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc"),
]


class Server:
    """A server that can be killed and started again where it was."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.ports = ["0", "0", "0"]
        self.addresses: dict[str, Any] = {}
        self.process: asyncio.subprocess.Process

    async def start(self) -> None:
        port, gateway, live = self.ports
        with (self.data_dir.parent / "server.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "pierglass.server", "serve"),
                *("--data-dir", str(self.data_dir), "--port", port),
                *("--gateway-port", gateway, "--live-port", live),
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                env={**os.environ, "PIERGLASS_AUGMENT_WORKERS": "0"},  # noqa: TID251
            )
        assert self.process.stdout is not None
        line = await self.process.stdout.readline()
        assert line, (self.data_dir.parent / "server.log").read_text()[-4000:]
        self.addresses = json.loads(line)
        self.ports = [
            self.addresses[name].split(":")[2].split("/")[0]
            for name in ("public_origin", "gateway_url", "live_url")
        ]

    def kill(self, role: str) -> bool:
        """Kill a process of the server; False when it is just being started."""
        for pid in children(self.process.pid):
            if command(pid)[-1:] == [role]:
                os.kill(pid, signal.SIGKILL)
                return True
        return False

    async def kill_all_and_restart(self) -> None:
        family = children(self.process.pid)
        self.process.kill()
        await self.process.wait()
        while any(is_alive(pid) for pid in family):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await self.start()

    async def stop(self) -> int:
        self.process.terminate()
        return await self.process.wait()


def children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(one) for one in path.read_text().split()]


def command(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().rstrip("\0").split("\0")
    except OSError:
        return []


def is_alive(pid: int) -> bool:
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        )
    except OSError:
        return False


class Person:
    """An account, and its headless client."""

    def __init__(self, http: httpx.AsyncClient, body: dict[str, Any], url: str):
        self.http = http
        self.id: str = body["account"]["id"]
        self.username: str = body["account"]["username"]
        self.token: str = body["session"]["access_token"]
        self.gateway = Gateway(
            url, self._token, last_seq=0, back_off=BackOff(lambda: 0.1)
        )

    @classmethod
    async def sign_up(cls, server: Server, username: str) -> "Person":
        http = httpx.AsyncClient(base_url=server.addresses["public_origin"])
        body = {"username": username, "password": f"looking-glass-{username}"}
        reply = await http.post("/v1/accounts", json=body | {"display_name": username})
        assert reply.status_code == 201, reply.text
        return cls(http, reply.json(), server.addresses["gateway_url"])

    async def _token(self, renew: bool) -> str:
        return self.token

    async def call(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        reply = await self.http.request(method, path, json=body, headers=headers)
        assert reply.status_code < 300, reply.text
        return reply.json()


async def make_chat(ana: Person, ben: Person) -> str:
    asked = await ana.call("POST", "/v1/friends/requests", {"username": ben.username})
    request_id = asked["request"]["id"]
    await ben.call("POST", f"/v1/friends/requests/{request_id}/accept")
    made = await ana.call("POST", "/v1/conversations", {"member_ids": [ben.id]})
    return str(made["conversation"]["id"])


async def all_messages(who: Person, chat: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = []
    while True:
        after = listed[-1]["seq"] if listed else 0
        path = f"/v1/conversations/{chat}/messages?after_seq={after}&limit=100"
        page = (await who.call("GET", path))["messages"]
        if not page:
            return listed
        listed += page


class Killer:
    """Kills a process, or the whole server, soon after chosen sends began."""

    def __init__(self, server: Server, victim: str, deaths: list[int], random: Random):
        self.server = server
        self.victim = victim
        self.deaths = deaths
        self.random = random
        self.tasks: list[asyncio.Task[None]] = []

    def before(self, n: int) -> None:
        if n in self.deaths:
            delay_s = self.random.random() * 0.03
            self.tasks.append(asyncio.create_task(self._kill(delay_s)))

    async def _kill(self, delay_s: float) -> None:
        await asyncio.sleep(delay_s)
        if self.victim == "server":
            await self.server.kill_all_and_restart()
            return
        while not self.server.kill(self.victim):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


class Listener:
    """Counts what arrives."""

    def __init__(self, who: Person, expected: int) -> None:
        self.who = who
        self.expected = expected
        self.seen: Counter[str] = Counter()
        self.order: list[int] = []

    async def until_all(self) -> None:
        async for event in self.who.gateway.events():
            if event.type == "message.created":
                self.seen[event.data["message"]["id"]] += 1
                self.order.append(event.data["message"]["seq"])
                if len(self.seen) == self.expected:
                    return


async def send(who: Person, chat: str, n: int) -> str:
    """Send as a client does: under one key, again while the server says so."""
    while True:
        try:
            sent = await who.gateway.send(
                chat, {"text": f"{n}"}, client_message_id=f"k{n}"
            )
        except GatewayError as error:
            if not error.retryable:
                raise
            await asyncio.sleep(0.05)
        else:
            return sent.message["id"]


@pytest.mark.parametrize(
    ("victim", "times"), [("api", 3), ("gateway", 3), ("server", 2)]
)
async def test_no_acknowledged_message_is_lost_or_doubled(
    tmp_path: Path, victim: str, times: int
):
    random = Random(f"{SEED} {victim}")  # noqa: S311
    server = Server(tmp_path / "var")
    await server.start()
    ana, ben = [await Person.sign_up(server, name) for name in ("ana", "ben")]
    chat = await make_chat(ana, ben)
    acknowledged: dict[str, str] = {}
    killer = Killer(server, victim, random.sample(range(5, SENDS - 5), times), random)
    listener = Listener(ben, SENDS)
    places = asyncio.Semaphore(AT_ONCE)

    async def send_one(n: int) -> None:
        async with places:
            killer.before(n)
            acknowledged[f"k{n}"] = await send(ana, chat, n)

    async with ana.gateway, ben.gateway:
        listening = asyncio.create_task(listener.until_all())
        await asyncio.gather(*(send_one(n) for n in range(SENDS)))
        await asyncio.gather(*killer.tasks)
        assert len(killer.tasks) == times
        await listening

    listed = await all_messages(ana, chat)
    stored = Counter(message["client_message_id"] for message in listed)
    assert set(stored) == {f"k{n}" for n in range(SENDS)}
    assert set(stored.values()) == {1}
    ids = {message["client_message_id"]: message["id"] for message in listed}
    assert acknowledged == ids
    assert [message["seq"] for message in listed] == list(range(1, SENDS + 1))
    assert set(listener.seen.values()) == {1}
    assert listener.order == sorted(listener.order)
    for who in (ana, ben):
        await who.http.aclose()
    assert await server.stop() == 0
