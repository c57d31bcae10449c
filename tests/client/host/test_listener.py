"""Applets over a websocket: tickets, reconnection, and strangers."""

import asyncio

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from pierglass.bridge import CallClosedError, CallError
from pierglass.client.applet import connect_applet
from pierglass.client.clock import RealClock
from pierglass.client.errors import TransportError
from pierglass.client.host.listener import LensListener
from pierglass.client.testing import FakeApi, open_fake_lens


def _lens(**options):
    return open_fake_lens("items.read", clock=RealClock(), **options)


async def test_a_lens_with_its_ticket_is_served():
    async with LensListener() as listener:
        ticket = listener.admit(_lens())
        async with connect_applet(listener.url, ticket) as lens:
            assert (await lens.items.list(kind="hat"))["items"][0]["kind"] == "hat"


async def test_a_forged_ticket_is_refused_before_the_handshake():
    async with LensListener() as listener:
        listener.admit(_lens())
        with pytest.raises(TransportError, match="ticket"):
            async with connect_applet(listener.url, "guessed"):
                pass


async def test_a_ticket_in_the_address_opens_nothing():
    async with LensListener() as listener:
        ticket = listener.admit(_lens())
        with pytest.raises(InvalidStatus):
            await connect(f"{listener.url}?ticket={ticket}")


async def test_a_closed_lens_s_ticket_is_used_up():
    async with LensListener() as listener:
        session = _lens()
        ticket = listener.admit(session)
        await session.close()
        with pytest.raises(TransportError):
            async with connect_applet(listener.url, ticket):
                pass


async def test_a_lens_that_reconnects_is_served_anew_and_the_old_end_is_over():
    async with LensListener() as listener:
        api = FakeApi(gate=asyncio.Event())
        session = _lens(api=api)
        ticket = listener.admit(session)
        async with connect_applet(listener.url, ticket) as old:
            asking = asyncio.create_task(old.items.list())
            await api.asked.wait()
            async with connect_applet(listener.url, ticket) as new:
                with pytest.raises(CallClosedError):
                    await asking
                api.gate.set()
                assert (await new.items.list())["items"]
    assert session.epochs == 2


async def test_two_lenses_on_one_listener_do_not_meet():
    async with LensListener() as listener:
        one, two = _lens(), open_fake_lens(clock=RealClock())
        first, second = listener.admit(one), listener.admit(two)
        async with (
            connect_applet(listener.url, first) as with_items,
            connect_applet(listener.url, second) as without,
        ):
            assert (await with_items.items.list())["items"]
            with pytest.raises(CallError):
                await without.items.list()


async def test_a_lens_that_closes_itself_gets_its_answer_first():
    async with LensListener() as listener:
        session = _lens()
        session.stage.close = lambda: closing.append(True)
        closing: list[bool] = []
        async with connect_applet(listener.url, listener.admit(session)) as lens:
            await lens.close()
    assert closing == [True]
