from collections.abc import Callable

import pytest

from pierglass.server.testing import Person, Published, error_of

Befriend = Callable[[Person, Person], None]


@pytest.fixture
def cleo(person: Callable[[str], Person]) -> Person:
    return person("cleo")


@pytest.fixture
def group(ana: Person, ben: Person, cleo: Person, befriend: Befriend) -> str:
    befriend(ana, ben)
    befriend(ana, cleo)
    body = {"member_ids": [ben.id, cleo.id], "title": "Shopping"}
    return str(ana.post("/v1/conversations", body)["conversation"]["id"])


def members(one: Person) -> list[str]:
    conversation = one.get("/v1/conversations")["conversations"][0]
    return [member["username"] for member in conversation["members"]]


def test_direct_conversation_is_one_a_pair(chat: str, ana: Person, ben: Person) -> None:
    mine = ana.post("/v1/conversations", {"member_ids": [ben.id]})["conversation"]
    theirs = ben.post("/v1/conversations", {"member_ids": [ana.id]})["conversation"]
    assert {mine["id"], theirs["id"]} == {chat}
    assert mine["kind"] == "direct"


def test_both_are_told_of_a_new_conversation(
    chat: str, ana: Person, ben: Person, published: Published
) -> None:
    assert published.of(ana.id)[-1] == "conversation.created"
    assert published.of(ben.id)[-1] == "conversation.created"


def test_title_makes_a_group_of_two(chat: str, ana: Person, ben: Person) -> None:
    body = {"member_ids": [ben.id], "title": "Shoes"}
    made = ana.post("/v1/conversations", body)["conversation"]
    assert (made["kind"], made["title"]) == ("group", "Shoes")


def test_z3_strangers_and_nobody_answer_alike(ana: Person, ben: Person) -> None:
    codes = []
    for other in (ben.id, "usr_nobody"):
        reply = ana.call("POST", "/v1/conversations", json={"member_ids": [other]})
        codes.append((reply.status_code, error_of(reply)["message"]))
    assert codes[0] == codes[1]
    assert codes[0][0] == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"member_ids": []}, "member_ids"),
        ({"member_ids": "x"}, "member_ids"),
        ({"member_ids": [1]}, "member_ids[0]"),
        ({}, "member_ids"),
        ({"member_ids": ["x"], "owner_id": "y"}, "owner_id"),
        ({"member_ids": ["x"], "title": ""}, "title"),
    ],
)
def test_body_that_does_not_fit_names_the_field(
    ana: Person, body: dict[str, object], field: str
) -> None:
    reply = ana.call("POST", "/v1/conversations", json=body)
    assert (reply.status_code, error_of(reply)["field"]) == (422, field)


def test_list_shows_the_most_recent_first(chat: str, group: str, ana: Person) -> None:
    ana.send(group, "a", text="one")
    ana.send(chat, "b", text="two")
    ana.send(group, "c", text="three")
    listed = ana.get("/v1/conversations")["conversations"]
    assert {one["id"] for one in listed} == {chat, group}
    assert listed[0]["last_message"]["seq"] in {1, 2}


def test_z1_conversation_of_others_is_not_there(chat: str, cleo: Person) -> None:
    for path in ("messages", "messages?after_seq=0"):
        reply = cleo.call("GET", f"/v1/conversations/{chat}/{path}")
        assert error_of(reply)["code"] == "not_found"
    assert cleo.send(chat, "k", text="hello").status_code == 404
    assert cleo.call("PUT", f"/v1/conversations/{chat}/read", json={"seq": 0})
    assert cleo.get("/v1/conversations")["conversations"] == []


def test_read_goes_forward_alone(chat: str, ana: Person, ben: Person) -> None:
    for key in "abc":
        ana.send(chat, key, text=key)
    path = f"/v1/conversations/{chat}/read"
    assert ben.call("PUT", path, json={"seq": 2}).json == {
        "conversation_id": chat,
        "read_seq": 2,
    }
    back = ben.call("PUT", path, json={"seq": 1}).json
    assert back is not None
    assert back["read_seq"] == 2


def test_w19_reading_what_was_never_sent_is_refused(chat: str, ben: Person) -> None:
    reply = ben.call("PUT", f"/v1/conversations/{chat}/read", json={"seq": 1})
    assert (reply.status_code, error_of(reply)["field"]) == (422, "seq")


def test_z11_member_who_was_removed_sees_nothing_more(
    group: str, ana: Person, ben: Person
) -> None:
    ana.send(group, "a", text="before")
    path = f"/v1/conversations/{group}/members/{ben.id}"
    assert ana.call("DELETE", path).status_code == 204
    assert ben.call("GET", f"/v1/conversations/{group}/messages").status_code == 404
    assert ben.send(group, "b", text="still here?").status_code == 404


def test_z11_member_who_comes_later_sees_what_comes_later(
    group: str, ana: Person, ben: Person
) -> None:
    ana.send(group, "a", text="secret")
    ana.call("DELETE", f"/v1/conversations/{group}/members/{ben.id}")
    ana.post(f"/v1/conversations/{group}/members", {"member_ids": [ben.id]})
    ana.send(group, "b", text="welcome")
    texts = [
        one["text"]
        for one in ben.get(f"/v1/conversations/{group}/messages")["messages"]
    ]
    assert texts == ["welcome"]


def test_z11_inviting_twice_changes_nothing(
    group: str, ana: Person, ben: Person
) -> None:
    ana.post(f"/v1/conversations/{group}/members", {"member_ids": [ben.id]})
    assert sorted(members(ana)) == ["ana", "ben", "cleo"]


def test_z11_owner_who_leaves_hands_the_group_on(
    group: str, ana: Person, ben: Person, cleo: Person
) -> None:
    ana.call("DELETE", f"/v1/conversations/{group}/members/{ana.id}")
    first, second = sorted((ben, cleo), key=lambda one: one.id)
    path = f"/v1/conversations/{group}/members/{second.id}"
    assert first.call("DELETE", path).status_code == 204


def test_member_does_not_remove_others(group: str, ben: Person, cleo: Person) -> None:
    reply = ben.call("DELETE", f"/v1/conversations/{group}/members/{cleo.id}")
    assert (reply.status_code, error_of(reply)["code"]) == (403, "forbidden")


def test_direct_conversation_takes_nobody_in(
    chat: str, ana: Person, cleo: Person, befriend: Befriend
) -> None:
    befriend(ana, cleo)
    path = f"/v1/conversations/{chat}/members"
    reply = ana.call("POST", path, json={"member_ids": [cleo.id]})
    assert error_of(reply)["code"] == "conflict"
