from collections.abc import Callable

import pytest

from pierglass.server.testing import Person, Published, error_of

Befriend = Callable[[Person, Person], None]


def names(entries: list[dict[str, dict[str, str]]]) -> list[str]:
    return [entry["account"]["username"] for entry in entries]


def test_request_and_acceptance_make_friends_both_ways(
    ana: Person, ben: Person, befriend: Befriend
) -> None:
    befriend(ana, ben)
    assert names(ana.get("/v1/friends")["friends"]) == ["ben"]
    assert names(ben.get("/v1/friends")["friends"]) == ["ana"]
    assert ben.get("/v1/friends")["incoming"] == []


def test_request_waits_on_both_sides(ana: Person, ben: Person) -> None:
    ana.post("/v1/friends/requests", {"username": "ben"})
    assert names(ana.get("/v1/friends")["outgoing"]) == ["ben"]
    assert names(ben.get("/v1/friends")["incoming"]) == ["ana"]


def test_asking_twice_is_asking_once(ana: Person, ben: Person) -> None:
    first = ana.post("/v1/friends/requests", {"username": "ben"})
    assert ana.post("/v1/friends/requests", {"username": "ben"}) == first


def test_asking_who_asked_accepts(ana: Person, ben: Person) -> None:
    ana.post("/v1/friends/requests", {"username": "ben"})
    reply = ben.post("/v1/friends/requests", {"username": "ana"})
    assert reply["request"]["state"] == "accepted"
    assert names(ana.get("/v1/friends")["friends"]) == ["ben"]


def test_both_are_told(
    ana: Person, ben: Person, befriend: Befriend, published: Published
) -> None:
    befriend(ana, ben)
    assert published.of(ben.id) == ["friend.requested", "friend.accepted"]
    assert published.of(ana.id) == ["friend.accepted"]


def test_declined_request_is_gone(ana: Person, ben: Person) -> None:
    asked = ana.post("/v1/friends/requests", {"username": "ben"})["request"]
    ben.post(f"/v1/friends/requests/{asked['id']}/decline")
    assert ana.get("/v1/friends")["outgoing"] == []


def test_z1_nobody_accepts_for_another(ana: Person, ben: Person) -> None:
    asked = ana.post("/v1/friends/requests", {"username": "ben"})["request"]
    reply = ana.call("POST", f"/v1/friends/requests/{asked['id']}/accept")
    assert error_of(reply)["code"] == "not_found"
    assert ana.get("/v1/friends")["friends"] == []


def test_nobody_befriends_themselves(ana: Person) -> None:
    reply = ana.call("POST", "/v1/friends/requests", json={"username": "ana"})
    assert error_of(reply)["field"] == "username"


def test_friends_are_not_asked_again(
    ana: Person, ben: Person, befriend: Befriend
) -> None:
    befriend(ana, ben)
    reply = ana.call("POST", "/v1/friends/requests", json={"username": "ben"})
    assert error_of(reply)["code"] == "conflict"


def test_removal_ends_both_directions(
    ana: Person, ben: Person, befriend: Befriend
) -> None:
    befriend(ana, ben)
    assert ana.call("DELETE", f"/v1/friends/{ben.id}").status_code == 204
    assert ben.get("/v1/friends")["friends"] == []
    assert ana.call("DELETE", f"/v1/friends/{ben.id}").status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/accounts?username={name}"),
        ("POST", "/v1/friends/requests"),
    ],
)
def test_z3_blocked_person_meets_nobody(
    ana: Person, ben: Person, method: str, path: str
) -> None:
    ben.call("PUT", f"/v1/blocks/{ana.id}")
    replies = []
    for name in ("ben", "nobody"):
        body = {"username": name} if method == "POST" else None
        reply = ana.call(method, path.format(name=name), json=body)
        error = error_of(reply)
        del error["request_id"]
        replies.append((reply.status_code, error))
    assert replies[0] == replies[1]
    assert replies[0][0] == 404


def test_z3_blocking_back_tells_nothing(ana: Person, ben: Person) -> None:
    ben.call("PUT", f"/v1/blocks/{ana.id}")
    blocked = ana.call("PUT", f"/v1/blocks/{ben.id}")
    absent = ana.call("PUT", "/v1/blocks/usr_nobody")
    assert blocked.status_code == absent.status_code == 404


def test_block_ends_friendship_and_requests(
    ana: Person, ben: Person, befriend: Befriend
) -> None:
    befriend(ana, ben)
    ben.call("PUT", f"/v1/blocks/{ana.id}")
    assert ana.get("/v1/friends")["friends"] == []
    listed = ben.get("/v1/friends")
    assert listed["friends"] == []
    assert [one["username"] for one in listed["blocked"]] == ["ana"]


def test_z3_block_looks_like_unfriending(
    ana: Person, ben: Person, befriend: Befriend, published: Published
) -> None:
    befriend(ana, ben)
    ben.call("PUT", f"/v1/blocks/{ana.id}")
    assert published.of(ana.id)[-1] == "friend.removed"


def test_lifted_block_lets_ask_again(ana: Person, ben: Person) -> None:
    ben.call("PUT", f"/v1/blocks/{ana.id}")
    assert ben.call("DELETE", f"/v1/blocks/{ana.id}").status_code == 204
    assert ana.post("/v1/friends/requests", {"username": "ben"})


def test_who_blocks_must_unblock_to_ask(ana: Person, ben: Person) -> None:
    ana.call("PUT", f"/v1/blocks/{ben.id}")
    reply = ana.call("POST", "/v1/friends/requests", json={"username": "ben"})
    assert error_of(reply)["code"] == "conflict"
