"""The life of a host session: deadlines, decisions, revocation, reload, flood."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from pierglass.bridge import (
    CallClosedError,
    CallDeniedError,
    CallTimedOutError,
    CallUnavailableError,
    Limits,
)
from pierglass.bridge.codec import decode, encode
from pierglass.client.applet import Applet, connect_in_memory
from pierglass.client.testing import FakeApi, ManualClock, open_fake_lens
from pierglass.client.transport import memory_pair
from pierglass.client.user import Proposal, ScriptedUser

KEY = "a-key-of-the-lens"


class ThinkingUser(ScriptedUser):
    """A user who decides when the test says so."""

    def __init__(self, **answers: Any) -> None:
        super().__init__(**answers)
        self.decided = asyncio.Event()

    async def choose_chat(self, proposal: Proposal, chats: Any) -> str | None:
        await self.decided.wait()
        return await super().choose_chat(proposal, chats)

    async def authorize(self, lens: Any, request: Mapping[str, Any]) -> bool:
        await self.decided.wait()
        return await super().authorize(lens, request)


async def test_a_call_whose_handler_never_ends_times_out():
    clock = ManualClock()
    session = open_fake_lens(
        "items.read", api=FakeApi(gate=asyncio.Event()), clock=clock
    )
    async with connect_in_memory(session) as lens:
        asking = asyncio.create_task(lens.items.list())
        await clock.turn(15)
        with pytest.raises(CallTimedOutError):
            await asking
        assert session.pending == 0


async def test_the_clock_stops_while_the_user_decides():
    clock = ManualClock()
    user = ThinkingUser(chat="cnv_ben")
    session = open_fake_lens("chat.share", clock=clock, user=user)
    async with connect_in_memory(session) as lens:
        session.tap()
        sharing = asyncio.create_task(lens.share.chat(title="Hat", idempotency_key=KEY))
        await clock.turn(3600)
        assert not sharing.done()
        user.decided.set()
        assert (await sharing)["conversation_id"] == "cnv_ben"


async def test_a_second_sheet_is_busy_while_one_is_open():
    clock = ManualClock()
    user = ThinkingUser(chat="cnv_ben")
    session = open_fake_lens("chat.share", clock=clock, user=user)
    async with connect_in_memory(session) as lens:
        session.tap()
        first = asyncio.create_task(lens.share.chat(title="Hat", idempotency_key=KEY))
        await clock.settle()
        with pytest.raises(CallUnavailableError) as caught:
            await lens.share.chat(title="Cap", idempotency_key="another-key")
        assert caught.value.code == "busy"
        user.decided.set()
        await first


async def test_a_revocation_ends_a_pending_call_as_denied():
    clock = ManualClock()
    user = ThinkingUser(chat="cnv_ben")
    api = FakeApi()
    session = open_fake_lens("chat.share", clock=clock, user=user, api=api)
    async with connect_in_memory(session) as lens:
        session.tap()
        sharing = asyncio.create_task(lens.share.chat(title="Hat", idempotency_key=KEY))
        await clock.settle()
        session.revoke({"chat.share"})
        with pytest.raises(CallDeniedError) as caught:
            await sharing
        assert caught.value.code == "permission_revoked"
        user.decided.set()
        await clock.settle()
    assert api.messages == []


async def test_a_revocation_takes_the_pictures_and_the_stream_with_it():
    clock = ManualClock()
    session = open_fake_lens("camera.tryon", "story.share", clock=clock)
    told: list[dict] = []
    async with connect_in_memory(session) as lens:
        lens.on("grant.revoked", told.append)
        await lens.try_on.start("hat-straw")
        session.tap()
        picture = (await lens.capture.snap())["picture"]
        session.revoke({"camera.tryon"})
        await clock.settle()
        with pytest.raises(CallDeniedError):
            await lens.try_on.start("hat-straw")
        session.tap()
        with pytest.raises(Exception, match="handle_revoked"):
            await lens.share.story(title="Hat", picture=picture, idempotency_key=KEY)
    assert told == [{"scopes": ["camera.tryon"]}]
    assert session.stage.viewfinder.stopped >= 1  # type: ignore[attr-defined]


async def test_a_scope_outside_the_manifest_is_denied():
    session = open_fake_lens("items.read")
    async with connect_in_memory(session) as lens:
        assert not lens.can("chat.share")
        session.tap()
        with pytest.raises(CallDeniedError) as caught:
            await lens.share.chat(title="Hat", idempotency_key=KEY)
    assert caught.value.code == "permission_denied"


async def test_a_reload_in_the_middle_of_a_call_settles_it_and_starts_anew():
    clock = ManualClock()
    api = FakeApi(gate=asyncio.Event())
    session = open_fake_lens("items.read", api=api, clock=clock)
    old_host, old_lens = memory_pair()
    session.attach(old_host)
    before = Applet(old_lens, clock=clock)
    await before.__aenter__()
    asking = asyncio.create_task(before.items.list())
    await clock.settle()
    assert session.pending == 1

    async with connect_in_memory(session) as after:
        with pytest.raises(CallClosedError):
            await asking
        assert session.pending == 0
        assert api.gate is not None
        api.gate.set()
        assert (await after.items.list())["items"]
    assert session.epochs == 2
    await before.disconnect()


async def test_pictures_of_the_old_epoch_are_not_the_new_page_s_to_name():
    session = open_fake_lens("camera.tryon", "story.share")
    async with connect_in_memory(session) as lens:
        await lens.try_on.start("hat-straw")
        session.tap()
        picture = (await lens.capture.snap())["picture"]
    async with connect_in_memory(session) as lens:
        session.tap()
        with pytest.raises(Exception, match="handle_"):
            await lens.share.story(title="Hat", picture=picture, idempotency_key=KEY)


async def test_a_flood_of_calls_is_busy_and_the_host_stays():
    clock = ManualClock()
    api = FakeApi(gate=asyncio.Event())
    session = open_fake_lens(
        "items.read", api=api, clock=clock, limits=Limits(calls_in_flight=4)
    )
    async with connect_in_memory(session) as lens:
        asked = [asyncio.create_task(lens.items.list()) for _ in range(20)]
        await clock.settle()
        assert session.pending <= 4
        assert api.gate is not None
        api.gate.set()
        ended = await asyncio.gather(*asked, return_exceptions=True)
        busy = [end for end in ended if isinstance(end, CallUnavailableError)]
        assert len(busy) == 16
        assert (await lens.items.list())["items"]


async def test_bytes_that_are_no_frame_are_counted_and_end_the_session_in_time():
    clock = ManualClock()
    session = open_fake_lens("items.read", clock=clock, limits=Limits(violations=3))
    host_end, lens_end = memory_pair()
    serving = session.attach(host_end)
    for _ in range(5):
        await lens_end.send(b"\xc1 not msgpack")
    await clock.settle()
    counters = session.counters
    assert counters is not None
    assert counters.violations >= 3
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


async def test_a_lens_that_never_says_hello_is_given_up():
    clock = ManualClock()
    session = open_fake_lens(clock=clock)
    host_end, lens_end = memory_pair()
    serving = session.attach(host_end)
    await clock.turn(10)
    farewell = decode(await lens_end.receive())
    assert farewell["kind"] in ("close", "refuse")
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


async def test_a_lens_of_another_protocol_is_refused_with_the_reason():
    clock = ManualClock()
    session = open_fake_lens(clock=clock)
    host_end, lens_end = memory_pair()
    serving = session.attach(host_end)
    hello = {"kind": "hello", "protocol": {"min": 7, "max": 9}, "capabilities": {}}
    await lens_end.send(encode(hello))
    answer = decode(await lens_end.receive())
    assert answer["kind"] == "refuse"
    assert answer["error"]["code"] == "version_unsupported"  # type: ignore[index]
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


async def test_closing_the_lens_tells_it_and_settles_its_calls():
    clock = ManualClock()
    session = open_fake_lens(
        "items.read", api=FakeApi(gate=asyncio.Event()), clock=clock
    )
    async with connect_in_memory(session) as lens:
        asking = asyncio.create_task(lens.items.list())
        await clock.settle()
        await session.close()
        with pytest.raises(CallClosedError):
            await asking
    assert session.closed.is_set()
