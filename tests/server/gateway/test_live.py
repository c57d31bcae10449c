"""Live frames: the newest wins, one at work, errors typed, tokens checked."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from pierglass.server.errors import OverloadedError
from pierglass.server.gateway.limits import Limits
from pierglass.server.rpc.async_server import AsyncRpcServer
from pierglass.server.rpc.paths import socket_path
from pierglass.server.testing import Person


class FakeAugment:
    """Answers frames when it is let; notes what it got."""

    def __init__(self) -> None:
        self.got: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.let: asyncio.Queue[Any] = asyncio.Queue()
        self.closed: asyncio.Queue[str] = asyncio.Queue()
        self.at_work = 0
        self.most_at_work = 0

    async def frame(self, args: dict[str, Any]) -> Any:
        self.got.put_nowait(args)
        self.at_work += 1
        self.most_at_work = max(self.most_at_work, self.at_work)
        try:
            error = await self.let.get()
        finally:
            self.at_work -= 1
        if error is not None:
            raise error
        return {
            "n": args["n"],
            "image": b"out:" + args["image"],
            "placed": True,
            "hidden_share": 0.5,
            "mask_age": 0,
            "ms": 1.0,
        }

    async def close(self, args: dict[str, Any]) -> Any:
        self.closed.put_nowait(args["stream"])
        return {}


@pytest.fixture
async def augment(ctx: Any) -> AsyncIterator[FakeAugment]:
    fake = FakeAugment()
    server = AsyncRpcServer(
        socket_path(ctx.settings.data_dir, "augment"),
        {"frame": fake.frame, "close": fake.close},
    )
    await server.start()
    yield fake
    await server.close()


@pytest.fixture
async def wire(augment: FakeAugment, ports: Any, dial: Any, ana: Person) -> Any:
    await ports.gateway.desk.augment.wait_connected()
    wire = await dial(ports.live)
    await wire.send(op="start", token=ana.token, item_id="glasses-test")
    await wire.until("started")
    return wire


async def test_a_frame_comes_back_augmented(wire, augment):
    augment.let.put_nowait(None)
    await wire.send(op="frame", n=7, image=b"jpeg")
    assert await wire.next() == {
        "op": "frame",
        "n": 7,
        "image": b"out:jpeg",
        "placed": True,
        "hidden_share": 0.5,
        "mask_age": 0,
        "ms": 1.0,
    }


async def test_the_newest_frame_wins_and_one_is_at_work(wire, augment):
    await wire.send(op="frame", n=1, image=b"1")
    assert (await augment.got.get())["n"] == 1
    for n in range(2, 10):
        await wire.send(op="frame", n=n, image=b"x")
    # Answered after the frames before it were read.
    await wire.send(op="heartbeat")
    assert (await wire.next())["op"] == "heartbeat_ack"
    augment.let.put_nowait(None)
    augment.let.put_nowait(None)
    assert (await wire.until("frame"))["n"] == 1
    assert (await wire.until("frame"))["n"] == 9
    assert augment.most_at_work == 1


async def test_another_item_counts_from_the_next_frame_on(wire, augment):
    await wire.send(op="item", item_id="hat-test")
    await wire.send(op="frame", n=1, image=b"1")
    assert (await augment.got.get())["item_id"] == "hat-test"


async def test_frames_of_one_connection_are_one_stream(wire, augment):
    for n in (1, 2):
        augment.let.put_nowait(None)
        await wire.send(op="frame", n=n, image=b"1")
        await wire.until("frame", n=n)
    streams = {(await augment.got.get())["stream"] for _ in range(2)}
    assert len(streams) == 1
    await wire.socket.close()
    assert await augment.closed.get() in streams


async def test_an_error_names_its_frame_and_the_stream_goes_on(wire, augment):
    augment.let.put_nowait(OverloadedError(what="live try-on", retry_after=10))
    await wire.send(
        op="frame",
        n=1,
        image=b"1",
    )
    error = await wire.next()
    assert (error["op"], error["ref"]) == ("error", 1)
    assert error["error"]["code"] == "overloaded"
    assert error["error"]["retry_after"] == 10
    augment.let.put_nowait(None)
    await wire.send(op="frame", n=2, image=b"2")
    assert (await wire.until("frame"))["n"] == 2


async def test_f21_a_dead_augment_process_is_unavailable(dial, ports, ana, monkeypatch):
    monkeypatch.setattr("pierglass.server.gateway.live._FRAME_S", 0.05)
    wire = await dial(ports.live)
    await wire.send(op="start", token=ana.token, item_id="glasses-test")
    await wire.until("started")
    await wire.send(op="frame", n=1, image=b"1")
    error = (await wire.until("error"))["error"]
    assert error["code"] == "augmentation_unavailable"
    assert error["retryable"] is True


async def test_a_message_beyond_512_kib_is_1009(wire):
    await wire.socket.send(b"\x00" * (513 * 1024))
    assert (await wire.closed())[0] == 1009


async def test_a_frame_of_nearly_512_kib_is_taken(wire, augment):
    augment.let.put_nowait(None)
    await wire.send(op="frame", n=1, image=b"x" * (511 * 1024))
    assert (await wire.until("frame"))["n"] == 1


async def test_start_twice_is_4400(wire, ana):
    await wire.send(op="start", token=ana.token, item_id="glasses-test")
    assert await wire.closed() == (4400, "already_identified")


async def test_a_frame_before_start_is_4401(dial, ports):
    wire = await dial(ports.live)
    await wire.send(op="frame", n=1, image=b"1")
    assert await wire.closed() == (4401, "unauthenticated")


async def test_a_foreign_token_is_4401(dial, ports):
    wire = await dial(ports.live)
    await wire.send(op="start", token="nonsense", item_id="glasses-test")
    assert await wire.closed() == (4401, "invalid_token")


@pytest.mark.parametrize("limits", [Limits(identify_s=0.05)])
async def test_who_does_not_start_is_4402(dial, ports):
    wire = await dial(ports.live)
    assert await wire.closed() == (4402, "auth_timeout")


async def test_revoking_the_session_ends_the_stream_at_once(wire, ana):
    ana.call("DELETE", "/v1/sessions/current")
    assert await wire.closed() == (4440, "token_revoked")


@pytest.mark.parametrize("limits", [Limits(frames_per_s=1, refusals=5)])
async def test_w11_a_flood_of_frames_is_ended(wire):
    for n in range(20):
        await wire.send(op="frame", n=n, image=b"1")
    assert await wire.closed() == (4429, "rate_limited")


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"op": "frame", "n": 1, "image": "text"}, "wrong_type"),
        ({"op": "frame", "n": 1}, "missing_field"),
        ({"op": "send"}, "unknown_op"),
    ],
)
async def test_w10_a_wrong_operation_is_named(wire, message, code):
    await wire.send(**message)
    assert (await wire.until("error"))["error"]["code"] == code


async def test_a_live_stream_does_not_replace_the_chat_of_its_device(
    wire, dial, ana, augment
):
    chat = await dial()
    await chat.identify(ana)
    augment.let.put_nowait(None)
    await wire.send(op="frame", n=1, image=b"1")
    assert (await wire.until("frame"))["n"] == 1
    await chat.send(op="heartbeat")
    assert (await chat.next())["op"] == "heartbeat_ack"


async def test_stop_ends_the_stream(wire):
    await wire.send(op="stop")
    assert (await wire.closed())[0] == 1000
