"""What ended leaves nothing behind: the bridge holds no trace of a settled call."""

import asyncio
import gc
import weakref
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from pierglass.bridge import Limits
from pierglass.client.applet import connect_in_memory
from pierglass.client.host.session import HostSession
from pierglass.client.testing import FakeApi, ManualClock, open_fake_lens

CALLS = 200
FAST = 1_000_000

Tasks = list["asyncio.Task[Any]"]


class Held:
    """Something that a call carries, whose end can be seen."""


def cancel(session: HostSession, tasks: Tasks) -> None:
    for task in tasks:
        task.cancel()


def revoke(session: HostSession, tasks: Tasks) -> None:
    session.revoke(["items.read"])


def answer(session: HostSession, tasks: Tasks) -> None:
    api: Any = session.stage.api
    api.gate.set()


def wait(session: HostSession, tasks: Tasks) -> None:
    clock: Any = session.stage.clock
    clock.set(clock.now_ms() + 60_000)


ENDS = {
    "answered": answer,
    "cancelled": cancel,
    "revoked": revoke,
    "timed out": wait,
}


def alive() -> Counter[str]:
    """Count what a call is made of, at both ends."""
    gc.collect()
    return Counter(
        type(thing).__qualname__
        for thing in gc.get_objects()
        if str(type(thing).__module__).startswith("pierglass.bridge")
        # Not isinstance: it asks lazy things for their class, which wakes them.
        or issubclass(type(thing), asyncio.Future)
    )


def host(clock: ManualClock, api: FakeApi) -> HostSession:
    limits = Limits(CALLS, frames_per_s=FAST, burst=FAST)
    return open_fake_lens("items.read", api=api, clock=clock, limits=limits)


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
async def test_a_settled_call_leaves_nothing(
    end: Callable[[HostSession, Tasks], None],
) -> None:
    clock, api = ManualClock(), FakeApi()
    session = host(clock, api)
    async with connect_in_memory(session) as lens:
        await lens.items.list()
        await clock.settle()
        before = alive()

        api.gate = asyncio.Event()
        tasks = [asyncio.create_task(lens.items.list()) for _ in range(CALLS)]
        await clock.settle()
        assert session.pending == CALLS
        assert alive()["Deadline"] == 2 * CALLS
        end(session, tasks)
        await asyncio.gather(*tasks, return_exceptions=True)
        tasks.clear()
        await clock.settle()

        assert session.pending == 0
        assert alive() - before == Counter()


async def test_the_result_of_a_call_is_its_callers_alone():
    session = open_fake_lens("items.read")
    async with connect_in_memory(session) as lens:

        async def call() -> "weakref.ref[Held]":
            page: Any = await lens.items.list()
            page["held"] = Held()
            return weakref.ref(page["held"])

        held = await asyncio.create_task(call())
        gc.collect()
        assert held() is None


async def test_a_session_that_ended_is_let_go_with_its_calls():
    clock, api = ManualClock(), FakeApi(gate=asyncio.Event())
    session = host(clock, api)
    async with connect_in_memory(session) as lens:
        tasks = [asyncio.create_task(lens.items.list()) for _ in range(CALLS)]
        await clock.settle()
        await session.close()
        await asyncio.gather(*tasks, return_exceptions=True)
    gone = weakref.ref(lens)
    tasks.clear()
    del lens
    await clock.settle()
    gc.collect()
    assert (gone(), alive()["Deadline"]) == (None, 0)
