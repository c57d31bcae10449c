"""The gateway's client against a gateway that the test plays."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from pierglass.bridge.codec import decode, encode
from pierglass.client.clock import RealClock
from pierglass.client.close_codes import Next, after_close
from pierglass.client.errors import GatewayClosedError, GatewayError, TransportError
from pierglass.client.gateway import Gateway
from pierglass.client.retry import BackOff

AT_ONCE = BackOff(jitter=lambda: 0.0, first_s=0.0)


class Peer:
    """The server's end of one connection."""

    def __init__(self, socket: ServerConnection) -> None:
        self.socket = socket

    async def say(self, op: str, **fields: Any) -> None:
        await self.socket.send(encode({"op": op, **fields}))

    async def hear(self) -> dict[str, Any]:
        data = await self.socket.recv()
        assert isinstance(data, bytes)
        return decode(data)

    async def event(self, seq: int, type_: str = "message.created") -> None:
        await self.say("event", seq=seq, type=type_, data={"n": seq})

    async def greet(self, *, seq: int = 0) -> dict[str, Any]:
        await self.say("hello", heartbeat_s=30, epoch="e1")
        first = await self.hear()
        if first["op"] == "identify":
            await self.say("ready", session_id="ses_1", account_id="usr_1", seq=seq)
        else:
            await self.say("resumed")
        return first


Script = Callable[[Peer], Awaitable[None]]


class FakeGateway:
    """Plays one script a connection, in order; the last one again and again."""

    def __init__(self, *scripts: Script) -> None:
        self.scripts = list(scripts)
        self.connections = 0
        self.failed: list[BaseException] = []

    async def __aenter__(self) -> "FakeGateway":
        self._server = await serve(self._serve, "127.0.0.1", 0)
        port = next(iter(self._server.sockets)).getsockname()[1]
        self.url = f"ws://127.0.0.1:{port}/gateway"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()
        assert self.failed == []

    async def _serve(self, socket: ServerConnection) -> None:
        script = self.scripts[min(self.connections, len(self.scripts) - 1)]
        self.connections += 1
        try:
            await script(Peer(socket))
        except AssertionError as error:
            self.failed.append(error)

    def client(self, **options: Any) -> Gateway:
        async def token(refused: bool) -> str:
            return "renewed" if refused else "token"

        return Gateway(self.url, token, back_off=AT_ONCE, clock=RealClock(), **options)


async def _wait(peer: Peer) -> None:
    await peer.socket.wait_closed()


async def _take(gateway: Gateway, count: int) -> list[int | None]:
    seen: list[int | None] = []
    async for event in gateway.events():
        seen.append(event.seq)
        if len(seen) == count:
            break
    return seen


async def test_events_arrive_once_and_in_order():
    async def script(peer: Peer) -> None:
        await peer.greet()
        for seq in (1, 2, 2, 1, 3):
            await peer.event(seq)
        await _wait(peer)

    async with FakeGateway(script) as server, server.client() as gateway:
        assert await _take(gateway, 3) == [1, 2, 3]


async def test_an_event_is_acknowledged_when_the_next_is_asked_for():
    acknowledged: list[int] = []
    heard = asyncio.Event()

    async def script(peer: Peer) -> None:
        await peer.greet()
        await peer.event(1)
        await peer.event(2)
        acknowledged.append((await peer.hear())["seq"])
        heard.set()
        await _wait(peer)

    async with FakeGateway(script) as server, server.client() as gateway:
        await _take(gateway, 2)
        await heard.wait()
    assert acknowledged == [1]


async def test_after_a_cut_the_client_resumes_where_it_stopped():
    resumed: list[dict[str, Any]] = []

    async def first(peer: Peer) -> None:
        await peer.greet()
        await peer.event(1)
        await peer.event(2)
        await peer.socket.close(4503, "shutting_down")

    async def second(peer: Peer) -> None:
        resumed.append(await peer.greet())
        await peer.event(2)
        await peer.event(3)
        await peer.say("resumed_done", seq=3)
        await _wait(peer)

    async with FakeGateway(first, second) as server, server.client() as gateway:
        assert await _take(gateway, 3) == [1, 2, 3]
    assert resumed[0]["op"] == "resume"
    assert (resumed[0]["session_id"], resumed[0]["seq"]) == ("ses_1", 2)
    assert resumed[0]["epoch"] == "e1"


async def test_a_gap_makes_the_client_resume_instead_of_losing_an_event():
    async def first(peer: Peer) -> None:
        await peer.greet()
        await peer.event(1)
        await peer.event(3)
        await _wait(peer)

    async def second(peer: Peer) -> None:
        hello = await peer.greet()
        assert hello["seq"] == 1
        await peer.event(2)
        await peer.event(3)
        await peer.say("resumed_done", seq=3)
        await _wait(peer)

    async with FakeGateway(first, second) as server, server.client() as gateway:
        assert await _take(gateway, 3) == [1, 2, 3]


async def test_a_send_that_was_cut_off_is_repeated_under_the_same_id():
    ids: list[str] = []

    async def first(peer: Peer) -> None:
        await peer.greet()
        ids.append((await peer.hear())["client_message_id"])
        await peer.socket.close(4503, "shutting_down")

    async def second(peer: Peer) -> None:
        await peer.greet()
        again = await peer.hear()
        ids.append(again["client_message_id"])
        await peer.say("sent", ref=again["ref"], message={"id": "m"}, replayed=True)
        await _wait(peer)

    async with FakeGateway(first, second) as server, server.client() as gateway:
        sent = await gateway.send("cnv_1", {"text": "hi"})
    assert sent.replayed
    assert ids[0] == ids[1]


async def test_a_refused_send_raises_its_code_and_the_connection_stays():
    async def script(peer: Peer) -> None:
        await peer.greet()
        first = await peer.hear()
        error = {"code": "forbidden", "message": "Blocked.", "retryable": False}
        await peer.say("error", ref=first["ref"], error=error)
        second = await peer.hear()
        await peer.say("sent", ref=second["ref"], message={"id": "m"}, replayed=False)
        await _wait(peer)

    async with FakeGateway(script) as server, server.client() as gateway:
        with pytest.raises(GatewayError) as caught:
            await gateway.send("cnv_1", {"text": "hi"})
        assert caught.value.code == "forbidden"
        assert not (await gateway.send("cnv_1", {"text": "hi"})).replayed


async def test_a_reset_is_told_and_the_client_identifies_anew():
    async def script(peer: Peer) -> None:
        await peer.greet()
        await peer.event(1)
        await peer.say("reset", reason="inbox_trimmed")
        assert "last_seq" not in await peer.hear()
        await peer.say("ready", session_id="ses_2", account_id="usr_1", seq=40)
        await peer.event(41)
        await _wait(peer)

    seen: list[tuple[str, int | None]] = []
    async with FakeGateway(script) as server, server.client() as gateway:
        async for event in gateway.events(acknowledge=False):
            seen.append((event.type, event.seq))
            if len(seen) == 3:
                break
    assert seen == [("message.created", 1), ("reset", None), ("message.created", 41)]


async def test_a_revoked_token_ends_it_for_good():
    async def script(peer: Peer) -> None:
        await peer.greet()
        await peer.socket.close(4440, "token_revoked")

    async with FakeGateway(script) as server, server.client() as gateway:
        with pytest.raises(GatewayClosedError) as caught:
            await _take(gateway, 1)
        assert caught.value.close_code == 4440
        with pytest.raises(GatewayClosedError):
            await gateway.send("cnv_1", {"text": "hi"})
        assert server.connections == 1


async def test_a_refused_token_is_renewed_once():
    tokens: list[str] = []

    async def first(peer: Peer) -> None:
        await peer.say("hello", heartbeat_s=30, epoch="e1")
        tokens.append((await peer.hear())["token"])
        await peer.socket.close(4401, "unauthenticated")

    async def second(peer: Peer) -> None:
        tokens.append((await peer.greet())["token"])
        await _wait(peer)

    async with FakeGateway(first, second) as server, server.client():
        assert tokens == ["token", "renewed"]


async def test_a_token_that_is_refused_twice_ends_it():
    async def script(peer: Peer) -> None:
        await peer.say("hello", heartbeat_s=30, epoch="e1")
        await peer.hear()
        await peer.socket.close(4401, "unauthenticated")

    async with FakeGateway(script) as server:
        with pytest.raises(GatewayClosedError):
            async with server.client():
                pass
        assert server.connections == 2


async def test_nobody_at_the_address_is_said_at_once():
    async def token(refused: bool) -> str:
        return "token"

    with pytest.raises(TransportError, match="No gateway answers"):
        async with Gateway("ws://127.0.0.1:9/gateway", token, back_off=AT_ONCE):
            pass


async def test_closing_settles_what_still_waits():
    async def script(peer: Peer) -> None:
        await peer.greet()
        await _wait(peer)

    async with FakeGateway(script) as server:
        gateway = server.client()
        await gateway.__aenter__()
        sending = asyncio.create_task(gateway.send("cnv_1", {"text": "hi"}))
        await asyncio.sleep(0)
        await gateway.close()
        with pytest.raises(TransportError):
            await sending


async def test_typing_is_told_without_a_place_in_the_inbox():
    async def script(peer: Peer) -> None:
        await peer.greet()
        await peer.say("typing", conversation_id="cnv_1", account_id="usr_2")
        await _wait(peer)

    async with FakeGateway(script) as server, server.client() as gateway:
        async for event in gateway.events():
            assert (event.type, event.seq) == ("typing", None)
            break


@pytest.mark.parametrize(
    ("code", "step"),
    [
        (None, Next.RESUME),
        (1006, Next.RESUME),
        (4408, Next.RESUME),
        (4401, Next.RENEW),
        (4410, Next.RENEW),
        (4412, Next.IDENTIFY),
        (4400, Next.STOP),
        (4440, Next.STOP),
    ],
)
def test_each_close_code_says_what_to_do(code, step):
    assert after_close(code) is step
