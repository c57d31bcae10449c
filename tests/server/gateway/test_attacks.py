"""Rows W1 to W22: what a hostile client of the gateway can try."""

import asyncio
import contextlib
import gc
import logging
import socket
import struct
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from pierglass.bridge.codec import encode
from pierglass.server.gateway.limits import Limits
from pierglass.server.testing import Person

HANDSHAKE = {
    "Host": "127.0.0.1",
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
}


class Raw:
    """A TCP connection that speaks whatever a test wants."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self.reader = reader
        self.writer = writer

    @classmethod
    async def open(cls, url: str) -> "Raw":
        parts = urlsplit(url)
        return cls(*await asyncio.open_connection(parts.hostname, parts.port))

    async def request(
        self,
        headers: dict[str, str],
        line: str = "GET /gateway HTTP/1.1",
    ) -> int:
        lines = [line, *(f"{name}: {value}" for name, value in headers.items())]
        self.writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        reply = await self.reader.readline()
        return int(reply.split()[1]) if reply else 0

    async def upgrade(self) -> None:
        assert await self.request(HANDSHAKE) == 101
        while (await self.reader.readline()).strip():
            pass

    def frame(self, first: int, payload: bytes = b"", *, masked: bool = True) -> None:
        size = len(payload)
        flag = 0x80 if masked else 0
        if size < 126:
            head = bytes([first, flag | size])
        elif size < 65536:
            head = bytes([first, flag | 126]) + struct.pack(">H", size)
        else:
            head = bytes([first, flag | 127]) + struct.pack(">Q", size)
        self.writer.write(head + (b"\0\0\0\0" if masked else b"") + payload)

    async def close_code(self) -> int:
        """Return the code of the close frame that comes, 1006 when none does."""
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                first, size = await self.reader.readexactly(2)
                if size == 126:
                    size = int.from_bytes(await self.reader.readexactly(2))
                payload = await self.reader.readexactly(size)
                if first & 0x0F == 8:
                    return int.from_bytes(payload[:2])
        return 1006

    async def close(self) -> None:
        self.writer.close()
        with contextlib.suppress(ConnectionError):
            await self.writer.wait_closed()


@pytest.fixture
async def raw(ports):
    opened: list[Raw] = []

    async def make() -> Raw:
        opened.append(await Raw.open(ports.chat))
        return opened[-1]

    yield make
    for one in opened:
        await one.close()


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


async def test_w4_identify_twice_is_closed(dial, ana):
    wire = await dial()
    await wire.identify(ana)
    await wire.send(op="identify", token=ana.token)
    assert await wire.closed() == (4400, "already_identified")


@pytest.mark.parametrize("kind", ["foreign", "unknown", "no_base64"])
async def test_w4_a_session_id_of_somebody_else_is_as_good_as_none(
    dial, ana, ben, kind
):
    owner = await dial()
    ready = await owner.identify(ben)
    ids = {
        "foreign": ready["session_id"],
        "unknown": "ses_AAAAAAAAAAAAAAAAAAAAAA",
        "no_base64": "ses_\u00e4",
    }
    wire = await dial()
    hello = await wire.until("hello")
    await wire.send(
        op="resume",
        token=ana.token,
        session_id=ids[kind],
        epoch=hello["epoch"],
        seq=0,
    )
    assert await wire.closed() == (4401, "unauthenticated")


@pytest.mark.parametrize("seq", [10**6, -1, 1.0, "1", True, None])
async def test_w5_a_position_that_cannot_be_is_4412(dial, ana, seq):
    first = await dial()
    ready = await first.identify(ana)
    await first.socket.close()
    wire = await dial()
    hello = await wire.until("hello")
    await wire.send(
        op="resume",
        token=ana.token,
        session_id=ready["session_id"],
        epoch=hello["epoch"],
        seq=seq,
    )
    assert await wire.closed() == (4412, "bad_sequence")


@pytest.mark.parametrize(
    ("first", "payload", "masked"),
    [
        (0x82, b"x", False),
        (0xC2, b"x", True),
        (0xA2, b"x", True),
        (0x83, b"x", True),
        (0x8B, b"x", True),
        (0x89, b"x" * 126, True),
        (0x09, b"x", True),
        (0x80, b"x", True),
    ],
    ids=[
        "unmasked",
        "rsv1",
        "rsv2",
        "opcode3",
        "opcode11",
        "long_ping",
        "fragmented_ping",
        "stray_continuation",
    ],
)
async def test_w6_a_frame_against_the_protocol_is_1002(
    raw, caplog, first, payload, masked
):
    attacker = await raw()
    await attacker.upgrade()
    attacker.frame(first, payload, masked=masked)
    assert await attacker.close_code() == 1002
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("limits", [Limits(identify_bytes=1 << 30)])
async def test_w7_a_huge_message_is_1009(raw):
    attacker = await raw()
    await attacker.upgrade()
    attacker.writer.write(bytes([0x82, 0xFF]) + struct.pack(">Q", 100 << 20))
    assert await attacker.close_code() == 1009


async def test_w7_ten_thousand_fragments_are_too_many(raw):
    attacker = await raw()
    await attacker.upgrade()
    attacker.frame(0x02, b"x")
    for _ in range(10_000):
        attacker.frame(0x00, b"")
    assert await attacker.close_code() == 4429


@pytest.mark.parametrize("limits", [Limits(fragment_s=0.01)])
async def test_w7_a_message_that_never_ends_is_cut(raw):
    attacker = await raw()
    await attacker.upgrade()
    attacker.frame(0x02, b"x")
    assert await attacker.close_code() == 1006


async def test_w8_a_text_frame_is_4400(dial, ana):
    wire = await dial()
    await wire.identify(ana)
    await wire.socket.send("{}")
    assert await wire.closed() == (4400, "text_frame")


async def test_w8_text_that_is_not_utf8_is_refused(raw):
    attacker = await raw()
    await attacker.upgrade()
    attacker.frame(0x81, b"\xff\xfe")
    assert await attacker.close_code() in (1007, 4400)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x81\xa2op", "decode_truncated"),
        (b"\x80\x00", "decode_trailing"),
        (b"\x81\xa1a" + b"\x91" * 2000 + b"\xc0", "decode_depth"),
        (b"\x81\xa1a\xdd\xff\xff\xff\xff", "decode_truncated"),
        (b"\x82\xa1a\x01\xa1a\x02", "decode_duplicate_key"),
        (b"\x81\x01\x02", "decode_key"),
        (b"\x81\xa1a\xd4\x01\x00", "decode_ext"),
        (b"\x81\xa1a\xcb" + struct.pack(">d", float("nan")), "decode_number"),
        (b"\x81\xa1a\xa1\xff", "decode_utf8"),
        (b"\x93\x01\x02\x03", "decode_not_a_map"),
        (b"", "decode_truncated"),
    ],
)
async def test_w9_bytes_that_are_no_message_are_4400(dial, ana, data, code):
    wire = await dial()
    await wire.identify(ana)
    await wire.socket.send(data)
    assert await wire.closed() == (4400, code)


@pytest.mark.parametrize(
    ("message", "code", "field"),
    [
        ({"op": "dance"}, "unknown_op", None),
        ({"ref": 1}, "missing_field", "op"),
        ({"op": "ack"}, "missing_field", "seq"),
        ({"op": "ack", "seq": "1"}, "wrong_type", "seq"),
        ({"op": "ack", "seq": True}, "wrong_type", "seq"),
        ({"op": "ack", "seq": 0, "more": 1}, "unknown_field", "more"),
        ({"op": "typing", "conversation_id": "c" * 300}, "out_of_range", None),
        ({"op": "ack", "seq": 0, "ref": [1]}, "wrong_type", "ref"),
    ],
)
async def test_w10_a_wrong_operation_is_named_and_the_connection_kept(
    dial, ana, message, code, field
):
    wire = await dial()
    await wire.identify(ana)
    await wire.send(**message)
    error = (await wire.until("error"))["error"]
    assert error["code"] == code
    if field is not None:
        assert error["field"] == field
    await wire.send(op="heartbeat")
    assert (await wire.next())["op"] == "heartbeat_ack"


async def test_w10_the_eleventh_wrong_operation_in_a_minute_ends_it(dial, ana):
    wire = await dial()
    await wire.identify(ana)
    for _ in range(11):
        await wire.send(op="dance")
    assert await wire.closed() == (4429, "too_many_errors")


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


@pytest.mark.parametrize("op", ["typing", "read", "send"])
async def test_w16_w20_a_conversation_of_others_does_not_exist(
    dial, ana, ben, person, chat, op
):
    eve = person("eve")
    receiver, wire = await dial(), await dial()
    await receiver.identify(ben)
    await wire.identify(eve)
    fields: dict[str, Any] = {
        "typing": {},
        "read": {"seq": 1},
        "send": {"client_message_id": "k", "body": {"text": "boo"}},
    }[op]
    codes = []
    for conversation_id in (chat, "cnv_AAAAAAAAAAAAAAAAAAAAAA"):
        await wire.send(op=op, ref=1, conversation_id=conversation_id, **fields)
        codes.append((await wire.until("error"))["error"]["code"])
    assert codes == ["not_found", "not_found"]
    await receiver.send(op="heartbeat")
    assert (await receiver.next())["op"] == "heartbeat_ack"


async def test_w16_who_is_removed_from_a_group_gets_nothing_more(
    dial, ana, ben, person, befriend
):
    cleo = person("cleo")
    befriend(ana, ben)
    befriend(ana, cleo)
    made = ana.post(
        "/v1/conversations", {"member_ids": [ben.id, cleo.id], "title": "Three"}
    )
    group = made["conversation"]["id"]
    wire = await dial()
    await wire.identify(ben)
    ana.call("DELETE", f"/v1/conversations/{group}/members/{ben.id}")
    ana.send(group, "k1", text="without ben")
    ana.get("/v1/me")
    await wire.send(op="read", ref=1, conversation_id=group, seq=1)
    seen = []
    while (message := await wire.next())["op"] != "error":
        seen.append(message)
    assert message["error"]["code"] == "not_found"
    assert "message.created" not in [one.get("type") for one in seen]


async def test_w19_an_acknowledgement_of_the_future_is_refused(dial, ana):
    wire = await dial()
    ready = await wire.identify(ana)
    await wire.send(op="ack", seq=ready["seq"] + 5, ref=9)
    error = await wire.until("error")
    assert error["ref"] == 9
    assert error["error"]["code"] == "bad_ack"


async def test_w19_an_acknowledgement_that_goes_back_is_ignored(dial, ana, ben, chat):
    wire = await dial()
    ready = await wire.identify(ben)
    await asyncio.to_thread(ana.send, chat, "k1", text="hello")
    await wire.until("event")
    await wire.send(op="ack", seq=ready["seq"] + 1)
    await wire.send(op="ack", seq=0)
    await wire.send(op="heartbeat")
    assert (await wire.next())["op"] == "heartbeat_ack"


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
