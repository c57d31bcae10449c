"""Rows W11 to W14: floods, clients that do not read, too many connections."""

import asyncio
import contextlib
import socket
from collections.abc import Callable
from typing import Any

import pytest
from tests.server.gateway.raw import Raw
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from pierglass.bridge.codec import encode
from pierglass.server.gateway.limits import Limits
from pierglass.server.testing import Person


async def stall(raw: Callable[[], Any], who: Person) -> Raw:
    """Return a client that identifies and then reads nothing more."""
    attacker: Raw = await raw()
    attacker.writer.get_extra_info("socket").setsockopt(
        socket.SOL_SOCKET, socket.SO_RCVBUF, 4096
    )
    await attacker.upgrade()
    attacker.frame(0x82, encode({"op": "identify", "token": who.token}))
    await attacker.reader.readuntil(b"ready")
    attacker.writer.transport.pause_reading()
    return attacker


async def test_w11_a_flood_is_told_to_wait_and_then_ended(dial, ana):
    wire = await dial()
    await wire.identify(ana)

    async def flood() -> None:
        with contextlib.suppress(Exception):
            for _ in range(1000):
                await wire.send(op="heartbeat")

    flooding = asyncio.create_task(flood())
    error = (await wire.until("error"))["error"]
    assert error["code"] == "rate_limited"
    assert error["retryable"] is True
    assert error["retry_after"] > 0
    assert await wire.closed() == (4429, "rate_limited")
    await flooding


async def test_w12_f11_a_client_that_never_reads_is_cut_at_the_cap(
    raw, dial, ports, ana, ben
):
    await stall(raw, ben)
    healthy = await dial()
    await healthy.identify(ana)
    members = ports.gateway.desk.hub.members()
    (slow,) = [one.socket for one in members if one.principal.account_id == ben.id]
    sent = 0
    while not slow.cut_off:
        slow.push(b"x" * 60_000)
        sent += 60_000
        assert sent < 64 << 20, "the buffer of a client that does not read has no bound"
    # The cap, and what the kernel holds between the two.
    assert slow.transport.get_write_buffer_size() <= (1 << 20) + 60_010
    await slow.wait_closed()
    await healthy.send(op="heartbeat")
    assert (await healthy.next())["op"] == "heartbeat_ack"


@pytest.mark.parametrize("limits", [Limits(stall_s=0.05, buffer_bytes=1 << 30)])
async def test_w12_a_client_without_progress_is_cut_by_time(raw, ports, ben):
    await stall(raw, ben)
    (slow,) = [one.socket for one in ports.gateway.desk.hub.members()]
    while slow.transport.get_write_buffer_size() == 0:
        slow.push(b"x" * 60_000)
    await slow.wait_closed()
    assert slow.cut_off


@pytest.mark.parametrize("limits", [Limits(connections_per_address=3)])
async def test_w13_connections_of_an_address_are_bounded(dial, ports):
    for _ in range(3):
        await dial()
    with pytest.raises(InvalidStatus) as refused:
        await connect(ports.chat)
    assert refused.value.response.status_code == 429


@pytest.mark.parametrize("limits", [Limits(sessions_per_account=2)])
async def test_w13_sessions_of_an_account_are_bounded(dial, ana, client):
    people = [ana]
    for name in ("phone", "tablet"):
        reply = client.post(
            "/v1/sessions",
            json={
                "username": "ana",
                "password": "correct horse",
                "device": {"name": name, "platform": "web"},
            },
        )
        people.append(Person(client, reply.json["account"], reply.json["session"]))
    for who in people[:2]:
        await (await dial()).identify(who)
    wire = await dial()
    await wire.send(op="identify", token=people[2].token)
    assert await wire.closed() == (4429, "too_many_sessions")


@pytest.mark.parametrize("first", [0x89, 0x8A], ids=["ping", "pong"])
async def test_w14_a_flood_of_control_frames_is_ended(raw, first):
    attacker = await raw()
    await attacker.upgrade()
    for _ in range(400):
        attacker.frame(first, b"")
    assert await attacker.close_code() == 4429


async def test_w14_empty_messages_are_ended(dial):
    wire = await dial()
    await wire.socket.send(b"")
    assert await wire.closed() == (4400, "decode_truncated")
