"""Rows W6 to W9: frames against the protocol, and bytes that are no message."""

import struct

import pytest

from pierglass.server.gateway.limits import Limits


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
