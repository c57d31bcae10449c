"""Rows W1 to W3, W15, W21, W22: who may come in, and how."""

import asyncio
import gc
import logging
import socket
import struct

import pytest
from tests.server.gateway.raw import HANDSHAKE
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from pierglass.server.gateway.limits import Limits
from pierglass.server.testing import Person


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in HANDSHAKE.items() if key != name}


@pytest.mark.parametrize(
    ("headers", "line", "status"),
    [
        (HANDSHAKE | {"Origin": "https://evil.example"}, None, 403),
        (HANDSHAKE | {"Origin": "null"}, None, 403),
        (HANDSHAKE | {"Sec-WebSocket-Version": "8"}, None, 426),
        (HANDSHAKE | {"Sec-WebSocket-Key": "short"}, None, 400),
        (without("Sec-WebSocket-Key"), None, 400),
        (without("Upgrade"), None, 426),
        (HANDSHAKE, "POST /gateway HTTP/1.1", 405),
        (HANDSHAKE, "GET /gateway HTTP/1.0", 505),
        (HANDSHAKE | {f"X-{n}": "x" for n in range(200)}, None, 431),
        (HANDSHAKE, "GET /" + "a" * 16384 + " HTTP/1.1", 414),
        (HANDSHAKE, "GET /elsewhere HTTP/1.1", 404),
    ],
)
async def test_w1_a_wrong_handshake_is_refused(raw, headers, line, status):
    attacker = await raw()
    assert await attacker.request(headers, line or "GET /gateway HTTP/1.1") == status


async def test_w1_the_pages_own_origin_may_connect(dial, ports):
    wire = await dial(origin=ports.settings.public())
    assert (await wire.next())["op"] == "hello"


async def test_w1_the_lens_origin_may_not(ports):
    with pytest.raises(InvalidStatus) as refused:
        await connect(ports.chat, origin=ports.settings.lenses())
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("limits", [Limits(identify_s=0.05)])
async def test_w2_who_does_not_identify_is_closed(dial):
    wire = await dial()
    assert await wire.closed() == (4402, "auth_timeout")


async def test_w2_much_before_identify_is_closed(dial):
    wire = await dial()
    await wire.socket.send(b"\x81\xa2op" + b"\xda\x20\x00" + b"x" * 0x2000)
    assert await wire.closed() == (4400, "too_much_before_identify")


@pytest.mark.parametrize("limits", [Limits(unknown_per_address=2)])
async def test_w2_unidentified_connections_of_an_address_are_bounded(dial, ports, ana):
    first, _ = await dial(), await dial()
    with pytest.raises(InvalidStatus) as refused:
        await connect(ports.chat)
    assert refused.value.response.status_code == 429
    # Who identifies makes room.
    await first.identify(ana)
    third = await dial()
    assert (await third.next())["op"] == "hello"


async def test_w3_a_token_in_the_address_is_refused_and_not_logged(
    raw, ana: Person, caplog, capfd
):
    attacker = await raw()
    line = f"GET /gateway?token={ana.token} HTTP/1.1"
    with caplog.at_level(logging.DEBUG, "pierglass"):
        assert await attacker.request(HANDSHAKE, line) == 400
    assert ana.token not in caplog.text
    assert ana.token not in capfd.readouterr().err


async def test_w15_a_reset_after_the_upgrade_leaves_nothing(raw, dial, ports, ana):
    for _ in range(5):
        attacker = await raw()
        await attacker.upgrade()
        attacker.writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )
        attacker.writer.transport.abort()
    server = ports.gateway._servers[0]
    while server.handler_tasks:
        await asyncio.wait(set(server.handler_tasks))
    gc.collect()
    assert not server.all_connections
    wire = await dial()
    await wire.identify(ana)


async def test_w21_compression_is_not_negotiated(ports):
    async with connect(ports.chat, compression="deflate") as wire:
        assert "Sec-WebSocket-Extensions" not in wire.response.headers


async def test_w22_a_cookie_opens_nothing(dial, ana):
    cookies = {"Cookie": f"session={ana.token}; token={ana.token}"}
    wire = await dial(additional_headers=cookies)
    await wire.until("hello")
    await wire.send(op="heartbeat")
    assert await wire.closed() == (4401, "unauthenticated")


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 256])
async def test_a_token_that_is_none_is_4401(dial, token):
    wire = await dial()
    await wire.send(op="identify", token=token)
    assert (await wire.closed())[0] == 4401
