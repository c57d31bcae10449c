"""The driver's clock: it sleeps until the next deadline and no call disturbs it."""

import asyncio

import pytest

from pierglass.bridge import CallTimedOutError, Connection
from pierglass.client.applet import connect_in_memory
from pierglass.client.driver import Driver
from pierglass.client.testing import FakeApi, ManualClock, open_fake_lens
from pierglass.client.transport import TransportGoneError, memory_pair


class CountingClock(ManualClock):
    """A clock that counts how often somebody went to sleep."""

    def __init__(self) -> None:
        super().__init__()
        self.slept = 0

    async def sleep(self, seconds: float) -> None:
        self.slept += 1
        await super().sleep(seconds)


async def test_an_answered_call_wakes_nobody():
    clock = CountingClock()
    session = open_fake_lens("items.read", clock=clock)
    async with connect_in_memory(session) as lens:
        await lens.items.list()
        slept = clock.slept
        for _ in range(50):
            await lens.items.list()
        assert clock.slept == slept


async def test_the_deadlines_of_answered_calls_do_not_hide_a_later_one():
    clock = ManualClock()
    api = FakeApi()
    session = open_fake_lens("items.read", api=api, clock=clock)
    async with connect_in_memory(session) as lens:
        await lens.items.list()
        await clock.turn(10)
        api.gate = asyncio.Event()
        asking = asyncio.create_task(lens.items.list())
        await clock.turn(14)
        assert not asking.done()
        await clock.turn(1)
        with pytest.raises(CallTimedOutError):
            await asking


async def test_a_shorter_deadline_that_comes_later_passes_first():
    clock = ManualClock()
    session = open_fake_lens(
        "items.read", api=FakeApi(gate=asyncio.Event()), clock=clock
    )
    async with connect_in_memory(session) as lens:
        long = asyncio.create_task(lens.call("items.list", {}))
        await clock.settle()
        short = asyncio.create_task(lens.call("items.list", {}, deadline_ms=500))
        await clock.turn(0.5)
        assert (short.done(), long.done()) == (True, False)
        with pytest.raises(CallTimedOutError):
            await short
        await clock.turn(15)
        with pytest.raises(CallTimedOutError):
            await long


class Dead:
    """A transport that takes nothing and gives nothing."""

    async def send(self, message: bytes) -> None:
        raise TransportGoneError

    async def receive(self) -> bytes:
        return await asyncio.Event().wait()

    async def close(self) -> None:
        pass


async def test_nobody_waits_for_messages_to_a_transport_that_is_gone():
    clock = ManualClock()
    lens = Connection("lens", now_ms=clock.now_ms())
    driver = Driver(lens, Dead(), clock, lambda event: None)
    lens.start(clock.now_ms())
    driver.flush()
    lens.close(clock.now_ms())
    driver.flush()
    await driver.run()
    driver.flush()
    await driver.drain()


async def test_a_message_for_an_end_that_is_gone_is_lost_at_once_and_refused_later():
    one, other = memory_pair()
    await one.close()
    one.send_now(b"lost")
    with pytest.raises(TransportGoneError):
        await one.send(b"refused")
    with pytest.raises(TransportGoneError):
        await other.receive()
