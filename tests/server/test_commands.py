from typing import Any

import pytest

from pierglass.server.errors import InvalidFieldError, NotFoundError
from pierglass.server.services import inbox
from pierglass.server.services.commands import COMMANDS
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.inbox import commit
from pierglass.server.testing import ManualClock, Person, Published


def principal(one: Person) -> Principal:
    return Principal(one.id, one.session["device_id"], None, frozenset("*"))


def run(ctx: Context, one: Person, name: str, **args: Any) -> dict[str, Any]:
    return COMMANDS[name](ctx, principal(one), args)


def test_send_and_its_replay(ctx: Context, chat: str, ana: Person) -> None:
    args = {
        "conversation_id": chat,
        "client_message_id": "k",
        "body": {"text": "hello"},
    }
    first = run(ctx, ana, "message.send", **args)
    again = run(ctx, ana, "message.send", **args)
    assert (first["replayed"], again["replayed"]) == (False, True)
    assert first["message"] == again["message"]


def test_same_key_over_http_and_gateway_is_one_message(
    ctx: Context, chat: str, ana: Person
) -> None:
    ana.send(chat, "k", text="hello")
    args = {"conversation_id": chat, "client_message_id": "k"}
    again = run(ctx, ana, "message.send", **args, body={"text": "hello"})
    assert again["replayed"]


@pytest.mark.parametrize(
    ("name", "args", "field"),
    [
        ("message.send", {"conversation_id": "c", "client_message_id": "k"}, "body"),
        ("message.open", {"message_id": 5}, "message_id"),
        ("conversation.read", {"conversation_id": "c", "seq": "1"}, "seq"),
        ("conversation.read", {"conversation_id": "c", "seq": -1}, "seq"),
        ("inbox.fetch", {"after_seq": 1.5}, "after_seq"),
        ("inbox.fetch", {"after_seq": -1}, "after_seq"),
        ("inbox.fetch", {"after_seq": 2**63}, "after_seq"),
        ("inbox.fetch", {"limit": 10**9}, "limit"),
        ("typing", {"conversation_id": b"c"}, "conversation_id"),
        ("typing", {"conversation_id": "c", "extra": 1}, "extra"),
    ],
)
def test_w10_w5_arguments_that_do_not_fit_name_the_field(
    ctx: Context, ana: Person, name: str, args: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidFieldError) as caught:
        run(ctx, ana, name, **args)
    assert caught.value.field == field


def test_fetch_gives_what_was_pushed(
    ctx: Context, chat: str, ana: Person, ben: Person, published: Published
) -> None:
    ana.send(chat, "a", text="one")
    ana.send(chat, "b", text="two")
    fetched = run(ctx, ben, "inbox.fetch", after_seq=0)
    pushed = [event[1:] for event in published.events if event[0] == ben.id]
    events = [(one["seq"], one["type"], one["data"]) for one in fetched["events"]]
    # What a conversation shows moves on; every other event is as it was pushed.
    assert [e for e in events if e[1] != "conversation.created"] == [
        e for e in pushed if e[1] != "conversation.created"
    ]
    assert [e[0] for e in events] == list(range(1, len(events) + 1))
    assert fetched["seq"] == events[-1][0]
    assert (fetched["more"], fetched["reset"]) == (False, None)


def test_fetch_pages(ctx: Context, chat: str, ana: Person, ben: Person) -> None:
    for key in "abc":
        ana.send(chat, key, text=key)
    first = run(ctx, ben, "inbox.fetch", after_seq=0, limit=2)
    assert ([e["seq"] for e in first["events"]], first["more"]) == ([1, 2], True)


def test_fetch_without_a_number_gives_the_newest(
    ctx: Context, chat: str, ben: Person
) -> None:
    fetched = run(ctx, ben, "inbox.fetch")
    assert (fetched["events"], fetched["seq"]) == ([], 3)


def test_w5_number_from_the_future_resets(ctx: Context, ana: Person) -> None:
    assert run(ctx, ana, "inbox.fetch", after_seq=9)["reset"] == "bad_sequence"


def test_what_was_trimmed_resets_and_is_never_partial(
    ctx: Context, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "KEEP_ROWS", 50)
    for _ in range(100):
        commit(ctx, lambda session, outbox: outbox.add([ana.id], "read", {}))
    assert run(ctx, ana, "inbox.fetch", after_seq=49)["reset"] == "too_old"
    whole = run(ctx, ana, "inbox.fetch", after_seq=50)
    assert [e["seq"] for e in whole["events"]] == list(range(51, 101))


def test_z5_replayed_stream_has_nothing_that_was_deleted(
    ctx: Context, chat: str, ana: Person, ben: Person
) -> None:
    sent = ana.send(chat, "k", text="regret").json
    assert sent is not None
    ana.call("DELETE", f"/v1/messages/{sent['message']['id']}")
    fetched = run(ctx, ben, "inbox.fetch", after_seq=0)
    assert "regret" not in str(fetched)


def test_z5_replayed_stream_has_nothing_that_expired(
    ctx: Context, chat: str, ana: Person, ben: Person, clock: ManualClock
) -> None:
    sent = ana.send(chat, "k", text="fleeting", duration_s=1).json
    assert sent is not None
    ben.post(f"/v1/messages/{sent['message']['id']}/open")
    assert "fleeting" in str(run(ctx, ben, "inbox.fetch", after_seq=0))
    clock.advance(1)
    assert "fleeting" not in str(run(ctx, ben, "inbox.fetch", after_seq=0))


def test_z11_removed_member_replays_voids(
    ctx: Context, chat: str, ana: Person, ben: Person
) -> None:
    body = {"member_ids": [ben.id], "title": "Group"}
    group = ana.post("/v1/conversations", body)["conversation"]["id"]
    ana.send(group, "k", text="secret")
    ana.call("DELETE", f"/v1/conversations/{group}/members/{ben.id}")
    fetched = run(ctx, ben, "inbox.fetch", after_seq=3)
    assert [event["type"] for event in fetched["events"]] == [
        "void",
        "void",
        "conversation.updated",
    ]
    assert "secret" not in str(fetched)


def test_typing_names_the_others(
    ctx: Context, chat: str, ana: Person, ben: Person
) -> None:
    assert run(ctx, ana, "typing", conversation_id=chat)["account_ids"] == [ben.id]


def test_w20_typing_in_a_conversation_of_others_is_not_found(
    ctx: Context, ana: Person
) -> None:
    with pytest.raises(NotFoundError):
        run(ctx, ana, "typing", conversation_id="cnv_no")


def test_read_and_open_over_the_gateway(
    ctx: Context, chat: str, ana: Person, ben: Person
) -> None:
    sent = ana.send(chat, "k", text="x", max_views=1).json
    assert sent is not None
    read = run(ctx, ben, "conversation.read", conversation_id=chat, seq=1)
    assert read["read_seq"] == 1
    opened = run(ctx, ben, "message.open", message_id=sent["message"]["id"])
    assert opened["message"]["text"] == "x"


def test_publisher_that_fails_does_not_fail_the_send(
    chat: str, ana: Person, published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*event: object) -> None:
        raise ConnectionError("the gateway is away")

    monkeypatch.setattr(Published, "__call__", fail)
    assert ana.send(chat, "k", text="x").status_code == 201
