"""`tryon.watch`: a stream whose consumer sets the pace, and how it ends."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from pierglass.bridge import (
    CallCancelledError,
    CallClosedError,
    CallDeniedError,
    CallFailedError,
)
from pierglass.client.applet import Applet, connect_in_memory
from pierglass.client.host.session import HostSession
from pierglass.client.live import LiveFrame
from pierglass.client.testing import FakeViewfinder, ManualClock, open_fake_lens
from pierglass.client.transport import memory_pair

ITEM = "glasses-round-gold"


def frame(**changes: object) -> LiveFrame:
    given = {
        "n": 1,
        "image": b"",
        "placed": True,
        "reason": None,
        "hidden_share": 0.1,
        "mask_age": 2,
        "item_id": ITEM,
    }
    return LiveFrame(**{**given, **changes})  # type: ignore[arg-type]


class Scene:
    """A lens that tries something on, a clock to turn, a mirror to draw in."""

    def __init__(self, session: HostSession, clock: ManualClock, lens: Applet) -> None:
        self.session = session
        self.clock = clock
        self.lens = lens

    @property
    def mirror(self) -> FakeViewfinder:
        mirror = self.session.stage.viewfinder
        assert isinstance(mirror, FakeViewfinder)
        return mirror


@contextlib.asynccontextmanager
async def scene() -> AsyncIterator[Scene]:
    clock = ManualClock()
    session = open_fake_lens("camera.tryon", "items.read", clock=clock)
    async with connect_in_memory(session) as lens:
        await lens.try_on.start(ITEM)
        yield Scene(session, clock, lens)


async def test_a_state_comes_at_once_and_one_in_each_interval() -> None:
    async with scene() as s, s.lens.try_on.watch(every_ms=500) as states:
        assert (await anext(states))["item_id"] == ITEM
        second = asyncio.ensure_future(anext(states))
        for _ in range(10):
            s.mirror.latest = frame()
            s.mirror.frames_seen += 1
        await s.clock.turn(0.5)
        assert await second == {
            "item_id": ITEM,
            "placed": True,
            "hidden_share": 0.1,
            "wearer": "found",
            "fps": 20.0,
            "mask_age": 2,
        }


async def test_a_wearer_who_is_lost_is_told_at_once() -> None:
    async with scene() as s, s.lens.try_on.watch(every_ms=10_000) as states:
        await anext(states)
        lost = asyncio.ensure_future(anext(states))
        await s.clock.settle()
        s.mirror.show(frame(placed=False, reason="no_person", mask_age=None))
        state = await lost
        assert (state["wearer"], state["reason"]) == ("lost", "no_person")
        assert "mask_age" not in state


async def test_a_slow_consumer_gets_the_newest_state_and_holds_no_queue() -> None:
    async with scene() as s, s.lens.try_on.watch(every_ms=100, credit=1) as states:
        await anext(states)
        for share in (0.2, 0.3, 0.4):
            s.mirror.show(frame(hidden_share=share))
            await s.clock.turn(0.2)
        first = await anext(states)
        third = asyncio.ensure_future(anext(states))
        await s.clock.turn(0.2)
        # Between them one state was made, and nobody wanted it then: it never was.
        assert (first["hidden_share"], (await third)["hidden_share"]) == (0.2, 0.4)


async def test_a_consumer_who_sleeps_for_an_hour_loses_nothing() -> None:
    async with scene() as s, s.lens.try_on.watch(every_ms=100, credit=2) as states:
        await anext(states)
        for _ in range(20):
            await s.clock.turn(0.2)
        await s.clock.turn(3600)
        assert (await anext(states))["item_id"] == ITEM


async def test_leaving_the_loop_stops_the_handler() -> None:
    async with scene() as s:
        async with s.lens.try_on.watch() as states:
            await anext(states)
            assert s.session.pending == 1
        await s.clock.settle()
        assert s.session.pending == 0


async def test_stopping_the_try_on_ends_the_stream() -> None:
    async with scene() as s, s.lens.try_on.watch() as states:
        await anext(states)
        await s.lens.try_on.stop()
        assert [state async for state in states] == []


async def test_a_revocation_ends_the_stream_as_denied() -> None:
    async with scene() as s, s.lens.try_on.watch() as states:
        await anext(states)
        s.session.revoke(["camera.tryon"])
        with pytest.raises(CallDeniedError) as caught:
            await anext(states)
        assert caught.value.code == "permission_revoked"


async def test_closing_the_lens_ends_the_stream_as_closed() -> None:
    async with scene() as s, s.lens.try_on.watch() as states:
        await anext(states)
        await s.session.close()
        with pytest.raises(CallClosedError):
            await anext(states)


async def test_a_reload_settles_the_stream_and_the_new_page_may_watch() -> None:
    async with scene() as s, s.lens.try_on.watch() as states:
        await anext(states)
        host_end, lens_end = memory_pair()
        s.session.attach(host_end)
        async with Applet(lens_end, clock=s.clock) as again:
            with pytest.raises(CallClosedError):
                await anext(states)
            async with again.try_on.watch() as anew:
                assert (await anext(anew))["placed"] is True


async def test_cancelling_whoever_waits_leaves_the_stream_to_its_block() -> None:
    async with scene() as s:
        states = s.lens.try_on.watch(every_ms=10_000)
        await anext(states)
        waiting = asyncio.ensure_future(anext(states))
        await s.clock.settle()
        waiting.cancel()
        await s.clock.settle()
        assert s.session.pending == 1
        await states.aclose()
        await s.clock.settle()
        assert s.session.pending == 0


async def test_nothing_tried_on_fails_at_once() -> None:
    session = open_fake_lens("camera.tryon")
    async with connect_in_memory(session) as lens, lens.try_on.watch() as states:
        with pytest.raises(CallFailedError, match="Nothing is tried on"):
            await anext(states)


async def test_a_stream_called_as_a_plain_call_says_what_it_lacks() -> None:
    async with scene() as s:
        with pytest.raises(CallFailedError) as caught:
            await s.lens.call("tryon.watch")
        assert caught.value.field == "credit"


async def test_a_stream_that_was_given_up_ends_as_cancelled_for_its_reader() -> None:
    async with scene() as s:
        states = s.lens.try_on.watch()
        await anext(states)
        s.lens.cancel(2)  # 1 was tryon.start
        with pytest.raises(CallCancelledError):
            await anext(states)
