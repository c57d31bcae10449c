"""The live stream's client and the viewfinder, against a server that the test plays."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from pierglass.bridge.codec import decode, encode
from pierglass.client.errors import GatewayError, TransportError
from pierglass.client.host.viewfinder import Viewfinder
from pierglass.client.live import MAX_FRAME_BYTES, Live

UNPLACED = {"placed": False, "reason": "tryon.cannot_place"}


class FakeLive:
    """Answers frames; what for is told by the test.

    Attributes:
        answers: Item to the fields of its frames.
        holds: Frames that are not answered.
        refuses: Code with which `start` is refused.
    """

    def __init__(self) -> None:
        self.answers: dict[str, dict[str, Any]] = {}
        self.holds: set[int] = set()
        self.refuses: str | None = None
        self.items: list[str] = []

    async def serve(self, socket: ServerConnection) -> None:
        async for data in socket:
            assert isinstance(data, bytes)
            frame = decode(data, max_bytes=MAX_FRAME_BYTES)
            for answer in self.answer(frame):
                await socket.send(encode(answer))

    def answer(self, frame: dict[str, Any]) -> list[dict[str, Any]]:
        if frame["op"] == "start" and self.refuses:
            return [{"op": "error", "error": {"code": self.refuses, "message": "No."}}]
        if frame["op"] in ("start", "item"):
            self.items.append(frame["item_id"])
            started = {"op": "started", "stream": "s1"}
            return [started] if frame["op"] == "start" else []
        if frame["n"] in self.holds:
            return []
        fields = self.answers.get(self.items[-1], {"placed": True, "hidden_share": 0.1})
        return [
            {
                "op": "frame",
                "n": frame["n"],
                "image": b"jpeg",
                "ms": 5,
                "mask_age": 0,
                "hidden_share": 0.0,
                **fields,
            }
        ]


@asynccontextmanager
async def running(live: FakeLive) -> AsyncIterator[str]:
    async with serve(live.serve, "127.0.0.1", 0, max_size=MAX_FRAME_BYTES) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield f"ws://127.0.0.1:{port}/live"


class StepCamera:
    """A camera that takes a frame when the test says so."""

    def __init__(self) -> None:
        self.shots: asyncio.Queue[bytes] = asyncio.Queue()
        self.waits: asyncio.Queue[None] = asyncio.Queue()

    async def frames(self) -> AsyncIterator[bytes]:
        while True:
            # Asked for the next: the one before was answered and dealt with.
            self.waits.put_nowait(None)
            yield await self.shots.get()

    async def photo(self) -> bytes:
        return b"photo"

    def shoot(self) -> None:
        self.shots.put_nowait(b"frame")


async def _token() -> str:
    return "token"


async def test_a_frame_comes_back_augmented():
    async with running(FakeLive()) as url, Live(url, "t", "hat") as live:
        frame = await live.frame(b"jpeg")
    assert frame is not None
    assert (frame.n, frame.placed, frame.hidden_share, frame.item_id) == (
        1,
        True,
        0.1,
        "hat",
    )


async def test_a_frame_that_a_newer_one_replaced_is_none():
    server = FakeLive()
    server.holds = {1}
    async with running(server) as url, Live(url, "t", "hat") as live:
        older = asyncio.create_task(live.frame(b"1"))
        await asyncio.sleep(0)
        newer = await live.frame(b"2")
        assert newer is not None
        assert newer.n == 2
        assert await older is None


async def test_a_refused_start_raises_its_code():
    server = FakeLive()
    server.refuses = "not_found"
    async with running(server) as url:
        with pytest.raises(GatewayError) as caught:
            async with Live(url, "t", "emperor"):
                pass
    assert caught.value.code == "not_found"


async def test_a_stream_that_ends_settles_the_frame_on_its_way():
    server = FakeLive()
    server.holds = {1}
    async with running(server) as url:
        live = Live(url, "t", "hat")
        await live.open()
        waiting = asyncio.create_task(live.frame(b"1"))
        await asyncio.sleep(0)
        await live.close()
        with pytest.raises(TransportError):
            await waiting


async def test_nobody_at_the_address_is_a_transport_error():
    with pytest.raises(TransportError, match="No live socket answers"):
        await Live("ws://127.0.0.1:9/live", "t", "hat").open()


@asynccontextmanager
async def looking(server: FakeLive) -> AsyncIterator[tuple[Viewfinder, StepCamera]]:
    camera = StepCamera()
    async with running(server) as url:
        viewfinder = Viewfinder(camera, url, _token, lambda _: None)
        try:
            yield viewfinder, camera
        finally:
            await viewfinder.stop()


async def test_the_viewfinder_answers_with_the_first_frame_of_the_item():
    async with looking(FakeLive()) as (viewfinder, camera):
        camera.shoot()
        frame = await viewfinder.start("hat")
    assert (frame.item_id, frame.placed) == ("hat", True)


async def test_changing_the_item_keeps_the_stream():
    server = FakeLive()
    async with looking(server) as (viewfinder, camera):
        camera.shoot()
        await viewfinder.start("hat")
        changing = asyncio.create_task(viewfinder.start("cap"))
        await asyncio.sleep(0)
        camera.shoot()
        assert (await changing).item_id == "cap"
    assert server.items == ["hat", "cap"]


async def test_the_lens_is_told_when_the_item_can_no_longer_be_placed():
    server = FakeLive()
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    async with looking(server) as (viewfinder, camera):
        viewfinder.notify = told.put_nowait
        camera.shoot()
        await viewfinder.start("hat")
        server.answers["hat"] = UNPLACED
        camera.shoot()
        assert await told.get() == {
            "placed": False,
            "reason": "tryon.cannot_place",
            "hidden_share": 0.0,
        }


async def test_the_lens_is_not_told_what_nobody_would_notice():
    server = FakeLive()
    told: list[dict[str, Any]] = []
    async with looking(server) as (viewfinder, camera):
        viewfinder.notify = told.append
        for share in (0.1, 0.12, 0.13):
            server.answers["hat"] = {"placed": True, "hidden_share": share}
            camera.shoot()
            if viewfinder.item_id is None:
                await viewfinder.start("hat")
        for _ in range(4):
            await camera.waits.get()
    assert told == []


async def test_a_live_socket_that_cannot_be_reached_is_said_to_whoever_starts():
    viewfinder = Viewfinder(
        StepCamera(), "ws://127.0.0.1:9/live", _token, lambda _: None
    )
    with pytest.raises(TransportError):
        await viewfinder.start("hat")
