"""A lens and a host of different releases: what is missing is said, at once."""

import pytest

from pierglass.bridge import CallFailedError, CallUnavailableError, encode
from pierglass.bridge.codec import decode
from pierglass.client.applet import connect_in_memory
from pierglass.client.testing import open_fake_lens
from pierglass.client.transport import memory_pair


async def test_an_older_host_makes_watching_unsupported_at_once() -> None:
    session = open_fake_lens("camera.tryon", "items.read", protocol=(1, 1))
    async with connect_in_memory(session) as lens, lens.try_on.watch() as states:
        with pytest.raises(CallUnavailableError, match="needs protocol 2") as caught:
            await anext(states)
        assert (caught.value.code, caught.value.field) == ("unsupported", "tryon.watch")
        assert (await lens.items.list())["items"]


async def test_a_newer_host_serves_a_lens_of_this_release() -> None:
    session = open_fake_lens("items.read", protocol=(1, 9))
    async with connect_in_memory(session) as lens:
        assert (await lens.items.list())["items"]


async def test_a_host_that_left_this_release_behind_says_so() -> None:
    session = open_fake_lens("items.read", protocol=(3, 4))
    with pytest.raises(CallFailedError) as caught:
        async with connect_in_memory(session):
            pass
    assert caught.value.code == "version_unsupported"
    assert caught.value.data == {"min": 3, "max": 4}


async def test_a_method_of_a_release_to_come_is_answered() -> None:
    session = open_fake_lens("items.read")
    host_end, lens_end = memory_pair()
    session.attach(host_end)
    hello = {
        "kind": "hello",
        "protocol": {"min": 1, "max": 9},
        "capabilities": {},
        "mood": "of later",
    }
    await lens_end.send(encode(hello))
    welcome = decode(await lens_end.receive())
    call = {
        "kind": "call",
        "epoch": welcome["epoch"],
        "id": 1,
        "method": "room.paint",
        "params": {},
    }
    await lens_end.send(encode(call))
    answer = decode(await lens_end.receive())
    assert answer["error"]["code"] == "unknown_method"
    await session.close()
