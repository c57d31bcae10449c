from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from pierglass.server.services import messages
from pierglass.server.services.context import Context, Principal
from pierglass.server.store.messages import Message
from pierglass.server.testing import ManualClock, Person, Published, error_of

CARD = {"lens_id": "no-such-lens", "title": "Frames"}


def sent(one: Person, chat: str, key: str = "k", **body: Any) -> dict[str, Any]:
    reply = one.send(chat, key, **body)
    assert reply.status_code == 201, reply.text
    assert reply.json is not None
    message: dict[str, Any] = reply.json["message"]
    return message


def listed(one: Person, chat: str, query: str = "") -> list[dict[str, Any]]:
    messages = one.get(f"/v1/conversations/{chat}/messages{query}")["messages"]
    return list(messages)


def test_message_reaches_the_other(chat: str, ana: Person, ben: Person) -> None:
    message = sent(ana, chat, text="hello")
    assert listed(ben, chat) == [message]
    assert message["receiver_ids"] == [ben.id]


def test_message_carries_every_part(chat: str, ana: Person) -> None:
    picture = ana.picture()
    message = sent(
        ana,
        chat,
        text="here",
        image_id=picture,
        geolocations=[{"lat": 52.5, "lon": 13.4, "label": "Berlin"}],
        tags=[{"text": "shoes"}, {"text": "red", "source": "recognition"}],
    )
    assert message["image"] == {
        "media_id": picture,
        "width": 60,
        "height": 40,
        "generated": False,
    }
    assert message["tags"][0] == {"text": "shoes", "source": "manual"}
    assert message["geolocations"][0]["label"] == "Berlin"


def test_sequence_numbers_are_whole(chat: str, ana: Person, ben: Person) -> None:
    for index, one in enumerate([ana, ben, ana, ben]):
        sent(one, chat, f"k{index}", text="x")
    assert [one["seq"] for one in listed(ana, chat)] == [1, 2, 3, 4]


def test_pages_go_both_ways(chat: str, ana: Person) -> None:
    for index in range(5):
        sent(ana, chat, f"k{index}", text=str(index))
    assert [m["seq"] for m in listed(ana, chat, "?after_seq=1&limit=2")] == [2, 3]
    assert [m["seq"] for m in listed(ana, chat, "?before_seq=4&limit=2")] == [2, 3]
    assert [m["seq"] for m in listed(ana, chat, "?limit=2")] == [4, 5]


@pytest.mark.parametrize("limit", ["0", "101", "1000000000", "-1", "ten", "1e1", ""])
def test_a6_limit_out_of_range(chat: str, ana: Person, limit: str) -> None:
    reply = ana.call("GET", f"/v1/conversations/{chat}/messages?limit={limit}")
    error = error_of(reply)
    assert (error["code"], error["field"]) == ("limit_out_of_range", "limit")


def test_f1_same_key_gives_the_same_message(
    chat: str, ana: Person, published: Published
) -> None:
    first = ana.send(chat, "k", text="once")
    told = len(published.events)
    again = ana.send(chat, "k", text="once")
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (200, "true")
    assert again.json == first.json
    assert len(published.events) == told


def test_f13_a_hundred_equal_sends_make_one_message(
    ctx: Context, chat: str, ana: Person
) -> None:
    principal = Principal(ana.id, device_id="dev", scopes=frozenset("*"))

    def send(_: int) -> bool:
        body = {"text": "once"}
        return messages.send(ctx, principal, chat, "k", body)[1]

    with ThreadPoolExecutor(16) as pool:
        replayed = list(pool.map(send, range(100)))
    assert replayed.count(False) == 1
    count = ctx.store.read(
        lambda session: session.scalar(select(func.count(Message.id)))
    )
    assert count == 1


def test_a7_same_key_with_another_body_is_refused(chat: str, ana: Person) -> None:
    sent(ana, chat, text="one")
    reply = ana.send(chat, "k", text="two")
    assert (reply.status_code, error_of(reply)["code"]) == (422, "idempotency_mismatch")
    assert len(listed(ana, chat)) == 1


def test_a7_missing_key_is_refused(chat: str, ana: Person) -> None:
    reply = ana.call(
        "POST", f"/v1/conversations/{chat}/messages", json={"body": {"text": "x"}}
    )
    assert (reply.status_code, error_of(reply)["code"]) == (
        400,
        "idempotency_key_required",
    )


@pytest.mark.parametrize("key", ["k" * 129, "a b", "é"])
def test_a7_key_of_other_characters_is_refused(
    chat: str, ana: Person, key: str
) -> None:
    assert ana.send(chat, key, text="x").status_code == 422


def test_key_belongs_to_its_device(chat: str, ana: Person, client: Any) -> None:
    sent(ana, chat, text="from here")
    signed = client.post(
        "/v1/sessions", json={"username": "ana", "password": "correct horse"}
    ).json
    there = Person(client, signed["account"], signed["session"])
    assert sent(there, chat, text="from there")["seq"] == 2


def test_key_outlives_the_token(chat: str, ana: Person, client: Any) -> None:
    sent(ana, chat, text="once")
    renewed = client.post(
        "/v1/sessions/refresh", json={"refresh_token": ana.session["refresh_token"]}
    ).json
    again = Person(client, ana.account, renewed["session"])
    assert again.send(chat, "k", text="once").status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body"),
        ({"duration_s": 5}, "body"),
        ({"text": ""}, "body.text"),
        ({"text": " \n "}, "body.text"),
        ({"text": "\u200b"}, "body.text"),
        ({"text": "x" * 5001}, "body.text"),
        ({"text": "e" + "\u0301" * 4000}, "body.text"),
        ({"text": "e" + "\u0316" * 50}, "body.text"),
        ({"text": {"a": 1}}, "body.text"),
        ({"text": "x", "created_at_ms": 1}, "body.created_at_ms"),
        ({"text": "x", "sender_id": "usr_x"}, "body.sender_id"),
        ({"text": "x", "duration_s": 0}, "body.duration_s"),
        ({"text": "x", "duration_s": 61}, "body.duration_s"),
        ({"text": "x", "duration_s": -5}, "body.duration_s"),
        ({"text": "x", "duration_s": 1.5}, "body.duration_s"),
        ({"text": "x", "duration_s": True}, "body.duration_s"),
        ({"text": "x", "max_views": 0}, "body.max_views"),
        ({"text": "x", "max_views": 10**9}, "body.max_views"),
        ({"text": "x", "image_id": "../../etc"}, "body.image_id"),
        ({"text": "x", "tags": [{"text": "t", "source": "magic"}]}, None),
        ({"card": {"title": "x"}}, "body.card.lens_id"),
        ({"card": CARD | {"link": "javascript:alert(1)"}}, "body.card.link"),
        ({"card": CARD | {"state": {"s": "x" * 5000}}}, "body.card.state"),
        ({"card": CARD | {"title": "x" * 121}}, "body.card.title"),
        ({"card": CARD | {"state": [1]}}, "body.card.state"),
    ],
)
def test_a3_a8_z7_b12_body_that_does_not_fit_names_the_field(
    chat: str, ana: Person, body: dict[str, Any], field: str | None
) -> None:
    reply = ana.send(chat, "k", **body)
    assert reply.status_code == 422
    assert error_of(reply)["field"] == (field or "body.tags[0].source")
    assert listed(ana, chat) == []


@pytest.mark.parametrize(
    "point",
    [{"lat": 91, "lon": 0}, {"lat": 0, "lon": 181}, {"lat": 1e308, "lon": 0}],
)
def test_a10_point_off_the_earth_is_named(
    chat: str, ana: Person, point: dict[str, float]
) -> None:
    good = {"lat": 1, "lon": 1}
    error = error_of(ana.send(chat, "k", text="x", geolocations=[good, point]))
    assert error["code"] == "geo.invalid"
    assert error["field"].startswith("body.geolocations[1]")


def test_b12_card_state_nested_too_deep(chat: str, ana: Person) -> None:
    state: dict[str, Any] = {}
    for _ in range(100):
        state = {"card": state}
    error = error_of(ana.send(chat, "k", card=CARD | {"state": state}))
    assert (error["code"], error["field"]) == ("card.too_deep", "body.card.state")


def test_b11_card_of_an_unpublished_lens_is_refused(chat: str, ana: Person) -> None:
    error = error_of(ana.send(chat, "k", card=CARD))
    assert (error["code"], error["field"]) == ("card.invalid", "card.lens_id")


def test_a8_message_larger_than_the_cap_is_413(chat: str, ana: Person) -> None:
    reply = ana.send(chat, "k", text="x" * 1_000_000)
    assert (reply.status_code, error_of(reply)["code"]) == (413, "payload_too_large")


def test_a8_text_is_stored_composed(chat: str, ana: Person) -> None:
    assert sent(ana, chat, text=" Ame\u0301lie\u202e ")["text"] == "Amélie"


def test_z1_picture_of_another_cannot_be_sent(
    chat: str, ana: Person, ben: Person
) -> None:
    theirs = ben.picture()
    for picture in (theirs, "med_nobody"):
        reply = ana.send(chat, "k", image_id=picture)
        assert (reply.status_code, error_of(reply)["field"]) == (404, "image_id")


def test_z3_who_was_blocked_writes_to_nobody(
    chat: str, ana: Person, ben: Person
) -> None:
    ben.call("PUT", f"/v1/blocks/{ana.id}")
    blocked, absent = ana.send(chat, "k", text="x"), ana.send("cnv_no", "k", text="x")
    one, other = error_of(blocked), error_of(absent)
    del one["request_id"], other["request_id"]
    assert one == other
    assert one["code"] == "not_found"
    assert listed(ben, chat) == []


def test_who_blocks_is_told_to_unblock(chat: str, ana: Person, ben: Person) -> None:
    ana.call("PUT", f"/v1/blocks/{ben.id}")
    assert error_of(ana.send(chat, "k", text="x"))["code"] == "forbidden"


def test_each_member_is_told(
    chat: str, ana: Person, ben: Person, published: Published
) -> None:
    message = sent(ana, chat, text="hello")
    told = [event for event in published.events if event[2] == "message.created"]
    assert [(who, data) for who, _, _, data in told] == [
        (ana.id, {"message": message}),
        (ben.id, {"message": message}),
    ]


# --- timers and views ---------------------------------------------------------


def opened(one: Person, message: dict[str, Any]) -> Any:
    return one.call("POST", f"/v1/messages/{message['id']}/open")


def test_timed_message_is_sealed_until_opened(
    chat: str, ana: Person, ben: Person
) -> None:
    message = sent(ana, chat, text="secret", duration_s=5)
    sealed = listed(ben, chat)[0]
    assert (sealed["text"], sealed["view"], sealed["duration_s"]) == (None, None, 5)
    assert opened(ben, message).json["message"]["text"] == "secret"


def test_timed_message_is_sealed_in_what_is_pushed(
    chat: str, ana: Person, ben: Person, published: Published
) -> None:
    sent(ana, chat, text="secret", duration_s=5)
    pushed = [data for who, _, _, data in published.events if who == ben.id][-1]
    assert pushed["message"]["text"] is None


def test_z5_timer_ends_at_its_millisecond(
    chat: str, ana: Person, ben: Person, clock: ManualClock
) -> None:
    message = sent(ana, chat, image_id=ana.picture(), duration_s=5)
    picture = opened(ben, message).json["message"]["image"]["media_id"]
    clock.ms += 4999
    assert listed(ben, chat)[0]["image"] is not None
    assert ben.call("GET", f"/v1/media/{picture}").status_code == 200
    clock.ms += 1
    gone = listed(ben, chat)[0]
    assert (gone["state"], gone["image"]) == ("expired", None)
    for path in (f"/v1/media/{picture}", f"/v1/media/{picture}?size=thumb"):
        assert ben.call("GET", path).status_code == 404
    again = opened(ben, message)
    assert (again.status_code, error_of(again)["code"]) == (410, "expired")


def test_z7_opening_again_does_not_restart_the_timer(
    chat: str, ana: Person, ben: Person, clock: ManualClock
) -> None:
    message = sent(ana, chat, text="x", duration_s=10)
    first = opened(ben, message).json["message"]["view"]
    clock.advance(5)
    assert opened(ben, message).json["message"]["view"] == first


def test_picture_of_a_sealed_message_is_not_served(
    chat: str, ana: Person, ben: Person
) -> None:
    picture = ana.picture()
    sent(ana, chat, image_id=picture, duration_s=5)
    assert ben.call("GET", f"/v1/media/{picture}").status_code == 404
    assert ana.call("GET", f"/v1/media/{picture}").status_code == 200


def test_view_limit_counts_every_opening(chat: str, ana: Person, ben: Person) -> None:
    message = sent(ana, chat, text="x", max_views=2)
    lefts = [opened(ben, message).json["message"]["view"]["views_left"] for _ in "ab"]
    assert lefts == [1, 0]
    third = opened(ben, message)
    assert (third.status_code, error_of(third)["code"]) == (409, "view_limit_reached")


def test_z6_parallel_openings_succeed_exactly_as_often_as_allowed(
    ctx: Context, chat: str, ana: Person, ben: Person
) -> None:
    message = sent(ana, chat, text="x", max_views=3)
    principal = Principal(ben.id, device_id="d", scopes=frozenset("*"))

    def once(_: int) -> bool:
        try:
            messages.open_message(ctx, principal, message["id"])
        except messages.ViewLimitReachedError:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(once, range(40))) == 3


def test_views_that_are_used_up_leave_an_expired_message(
    chat: str, ana: Person, ben: Person, clock: ManualClock
) -> None:
    message = sent(ana, chat, text="x", max_views=1)
    opened(ben, message)
    clock.ms += messages.VIEW_MS
    assert listed(ben, chat)[0]["state"] == "expired"


def test_sender_sees_and_is_not_counted(chat: str, ana: Person, ben: Person) -> None:
    message = sent(ana, chat, text="x", max_views=1)
    assert opened(ana, message).json["message"]["text"] == "x"
    assert opened(ben, message).status_code == 200


def test_z1_stranger_opens_nothing(
    chat: str, ana: Person, person: Callable[[str], Person]
) -> None:
    message = sent(ana, chat, text="x", max_views=1)
    assert error_of(opened(person("cleo"), message))["code"] == "not_found"


# --- deletion -------------------------------------------------------------------


def test_z5_deleted_message_leaves_no_content(
    chat: str, ana: Person, ben: Person, published: Published
) -> None:
    picture = ana.picture()
    message = sent(ana, chat, text="regret", image_id=picture)
    assert ana.call("DELETE", f"/v1/messages/{message['id']}").status_code == 204
    tomb = listed(ben, chat)[0]
    assert (tomb["state"], tomb["text"], tomb["image"]) == ("deleted", None, None)
    assert ben.call("GET", f"/v1/media/{picture}").status_code == 404
    assert opened(ben, message).status_code == 404
    assert published.of(ben.id)[-1] == "message.deleted"


def test_z5_replay_of_a_deleted_message_has_no_content(chat: str, ana: Person) -> None:
    message = sent(ana, chat, text="regret")
    ana.call("DELETE", f"/v1/messages/{message['id']}")
    replay = ana.send(chat, "k", text="regret").json
    assert replay is not None
    assert (replay["message"]["state"], replay["message"]["text"]) == ("deleted", None)


def test_z1_receiver_does_not_delete(chat: str, ana: Person, ben: Person) -> None:
    message = sent(ana, chat, text="stays")
    reply = ben.call("DELETE", f"/v1/messages/{message['id']}")
    assert error_of(reply)["code"] == "not_found"
    assert listed(ben, chat)[0]["text"] == "stays"
