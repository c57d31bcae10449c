"""The chat gateway: who comes in, what is sent, what arrives, what a cut loses."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from pierglass.server.gateway.limits import Limits
from pierglass.server.rpc.paths import socket_path
from pierglass.server.rpc.threaded_server import RpcServer
from pierglass.server.supervisor.api import rpc_handlers
from pierglass.server.testing import Person


def say(chat: str, key: str, text: str = "hello", ref: Any = 1) -> dict[str, Any]:
    return {
        "op": "send",
        "ref": ref,
        "conversation_id": chat,
        "client_message_id": key,
        "body": {"text": text},
    }


async def test_hello_names_the_heartbeat_and_the_epoch(dial):
    wire = await dial()
    hello = await wire.next()
    assert hello["op"] == "hello"
    assert hello["heartbeat_s"] == 30
    assert hello["epoch"].startswith("epo_")


async def test_identify_says_who_is_in_and_where_the_stream_stands(dial, ana):
    wire = await dial()
    ready = await wire.identify(ana)
    assert ready["account_id"] == ana.id
    assert ready["session_id"].startswith("ses_")
    assert ready["seq"] == 0


async def test_a_message_reaches_the_other_and_is_acknowledged(dial, ana, ben, chat):
    sender, receiver = await dial(), await dial()
    await sender.identify(ana)
    await receiver.identify(ben)
    await sender.send(**say(chat, "k1", "look at these"))
    sent = await sender.until("sent")
    assert sent["ref"] == 1
    assert sent["replayed"] is False
    event = await receiver.until("event")
    assert event["type"] == "message.created"
    assert event["data"]["message"]["text"] == "look at these"
    assert event["data"]["message"]["id"] == sent["message"]["id"]


async def test_the_same_key_again_gives_the_same_message(dial, ana, chat):
    wire = await dial()
    await wire.identify(ana)
    await wire.send(**say(chat, "k1"))
    first = await wire.until("sent")
    await wire.send(**say(chat, "k1", ref=2))
    again = await wire.until("sent")
    assert again["ref"] == 2
    assert again["replayed"] is True
    assert again["message"]["id"] == first["message"]["id"]


async def test_f13_parallel_sends_of_one_key_make_one_message(dial, ana, chat):
    wire = await dial()
    await wire.identify(ana)
    await wire.send(**say(chat, "same-key", ref="f13"))
    replies = await asyncio.gather(
        *(
            asyncio.to_thread(ana.send, chat, "same-key", text="hello")
            for _ in range(99)
        )
    )
    sent = await wire.until("sent")
    ids = {reply.json["message"]["id"] for reply in replies} | {sent["message"]["id"]}
    assert len(ids) == 1
    created = sum(reply.status_code == 201 for reply in replies)
    assert created + (not sent["replayed"]) == 1
    listed = ana.get(f"/v1/conversations/{chat}/messages")["messages"]
    assert len(listed) == 1


async def test_typing_reaches_the_others_and_not_oneself(dial, ana, ben, chat):
    sender, receiver = await dial(), await dial()
    await sender.identify(ana)
    await receiver.identify(ben)
    await sender.send(op="typing", conversation_id=chat)
    assert await receiver.until("typing") == {
        "op": "typing",
        "conversation_id": chat,
        "account_id": ana.id,
    }
    await sender.send(op="heartbeat", seq=0)
    assert (await sender.next())["op"] == "heartbeat_ack"


async def test_a_heartbeat_is_acknowledged(dial, ana):
    wire = await dial()
    await wire.identify(ana)
    await wire.send(op="heartbeat", seq=0)
    assert await wire.next() == {"op": "heartbeat_ack"}


async def test_resume_brings_what_was_missed_in_order(dial, ana, ben, chat):
    wire = await dial()
    hello = await wire.next()
    await wire.send(op="identify", token=ben.token)
    ready = await wire.until("ready")
    await wire.socket.close()
    for n in range(5):
        ana.send(chat, f"k{n}", text=f"{n}")
    again = await dial()
    await again.send(
        op="resume",
        token=ben.token,
        session_id=ready["session_id"],
        epoch=hello["epoch"],
        seq=ready["seq"],
    )
    await again.until("resumed")
    missed = [await again.next() for _ in range(5)]
    assert [one["data"]["message"]["text"] for one in missed] == list("01234")
    assert [one["seq"] for one in missed] == list(
        range(ready["seq"] + 1, ready["seq"] + 6)
    )
    done = await again.next()
    assert done == {"op": "resumed_done", "seq": ready["seq"] + 5}


@pytest.mark.parametrize("limits", [Limits(page=4)])
async def test_more_than_a_page_is_missed_and_all_of_it_comes(dial, ana, ben, chat):
    before = ben.get("/v1/conversations")
    assert before["conversations"]
    for n in range(25):
        ana.send(chat, f"k{n}", text=f"{n}")
    wire = await dial()
    await wire.until("hello")
    await wire.send(op="identify", token=ben.token, last_seq=0)
    await wire.until("ready")
    texts: list[str] = []
    while len(texts) < 25:
        event = await wire.until("event")
        if event["type"] == "message.created":
            texts.append(event["data"]["message"]["text"])
    assert texts == [f"{n}" for n in range(25)]


async def test_another_epoch_is_a_reset_and_the_client_identifies_again(dial, ana):
    wire = await dial()
    ready = await wire.identify(ana)
    await wire.socket.close()
    again = await dial()
    await again.until("hello")
    await again.send(
        op="resume",
        token=ana.token,
        session_id=ready["session_id"],
        epoch="epo_other",
        seq=0,
    )
    assert await again.next() == {"op": "reset", "reason": "epoch_changed"}
    await again.send(op="identify", token=ana.token)
    assert (await again.next())["op"] == "ready"


def lose_some(event: dict[str, Any]) -> list[dict[str, Any]]:
    return [] if event["seq"] % 3 == 0 else [event]


def repeat_all(event: dict[str, Any]) -> list[dict[str, Any]]:
    return [event, event]


def claim_more(event: dict[str, Any]) -> list[dict[str, Any]]:
    return [event | {"seq": event["seq"] + 100}, event]


@pytest.mark.parametrize("fault", [lose_some, repeat_all, claim_more])
async def test_f14_a_faulty_bus_loses_and_doubles_nothing(
    dial, ana, ben, chat, published, fault: Callable[..., Any]
):
    receiver = await dial()
    ready = await receiver.identify(ben)
    published.fault = fault
    for n in range(20):
        await asyncio.to_thread(ana.send, chat, f"k{n}", text=f"{n}")
    published.fault = lambda event: [event]
    await asyncio.to_thread(ana.send, chat, "last", text="last")
    got: list[dict[str, Any]] = []
    while not got or got[-1]["data"]["message"]["text"] != "last":
        got.append(await receiver.until("event"))
    seqs = [one["seq"] for one in got]
    assert seqs == list(range(ready["seq"] + 1, ready["seq"] + 22))


async def test_the_newer_connection_of_a_device_replaces_the_older(dial, ana):
    older, newer = await dial(), await dial()
    await older.identify(ana)
    await newer.identify(ana)
    assert await older.closed() == (4409, "session_replaced")
    await newer.send(op="heartbeat", seq=0)
    assert (await newer.next())["op"] == "heartbeat_ack"


async def test_revoking_a_session_closes_its_socket_at_once(dial, ana):
    wire = await dial()
    await wire.identify(ana)
    ana.call("DELETE", "/v1/sessions/current")
    assert await wire.closed() == (4440, "token_revoked")


async def test_revoking_one_device_leaves_the_other_and_tells_it(
    dial, ana: Person, client
):
    reply = client.post(
        "/v1/sessions",
        json={
            "username": "ana",
            "password": "correct horse",
            "device": {"name": "phone", "platform": "web"},
        },
    )
    phone = Person(client, reply.json["account"], reply.json["session"])
    one, other = await dial(), await dial()
    await one.identify(ana)
    await other.identify(phone)
    ana.call("DELETE", f"/v1/me/devices/{phone.session['device_id']}")
    assert (await other.closed())[0] == 4440
    event = await one.until("event")
    assert event["type"] == "session.revoked"


@pytest.mark.parametrize("limits", [Limits(recheck_s=0.05)])
async def test_a_lost_revocation_is_found_by_the_periodic_check(dial, ana, published):
    wire = await dial()
    await wire.identify(ana)
    published.fault = lambda event: []
    ana.call("DELETE", "/v1/sessions/current")
    assert (await wire.closed())[0] == 4440


@pytest.mark.parametrize("limits", [Limits(recheck_s=0.05)])
async def test_an_expired_token_ends_the_connection_with_4410(dial, ana, clock):
    wire = await dial()
    await wire.identify(ana)
    clock.advance(2 * 3600)
    assert await wire.closed() == (4410, "token_expired")


async def test_events_go_on_after_api_restarted(
    dial, ana, ben, chat, ctx, published, api
):
    wire = await dial()
    ready = await wire.identify(ben)
    await asyncio.to_thread(api.close)
    published.server = None
    await asyncio.to_thread(ana.send, chat, "k1", text="while it was away")
    again = RpcServer(socket_path(ctx.settings.data_dir, "api"), rpc_handlers(ctx))
    published.server = again
    again.start()
    event = await wire.until("event")
    assert event["seq"] == ready["seq"] + 1
    assert event["data"]["message"]["text"] == "while it was away"
    await asyncio.to_thread(again.close)


async def test_closing_the_gateway_tells_clients_that_they_may_resume(dial, ports, ana):
    wire = await dial()
    await wire.identify(ana)
    await ports.gateway.close()
    assert await wire.closed() == (4503, "shutting_down")
