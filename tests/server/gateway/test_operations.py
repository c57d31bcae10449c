"""Rows W4, W5, W10, W16, W19, W20: operations that may not be, or make no sense."""

import asyncio
from typing import Any

import pytest
from tests.server.gateway.raw import HANDSHAKE


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in HANDSHAKE.items() if key != name}


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
