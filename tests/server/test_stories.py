from collections.abc import Callable
from typing import Any

import pytest
from tests.server.publishing.publisher import publish

from pierglass.server.services import withdrawals
from pierglass.server.services.context import Context
from pierglass.server.services.stories import LIFETIME_MS
from pierglass.server.testing import ManualClock, Person, Published, error_of

Befriend = Callable[[Person, Person], None]


@pytest.fixture
def friends(ana: Person, ben: Person, befriend: Befriend) -> None:
    befriend(ana, ben)


def posted(one: Person, **body: Any) -> dict[str, Any]:
    body = {"image_id": one.picture()} | body
    snap: dict[str, Any] = one.post("/v1/stories/mine/snaps", body)["snap"]
    return snap


def seen_by(one: Person) -> list[str]:
    return [
        snap["id"]
        for story in one.get("/v1/stories")["stories"]
        for snap in story["snaps"]
    ]


def test_friend_sees_the_story(friends: None, ana: Person, ben: Person) -> None:
    snap = posted(ana)
    assert seen_by(ben) == [snap["id"]]
    assert ben.call("GET", f"/v1/media/{snap['image']['media_id']}").status_code == 200


def test_author_sees_their_own_story(ana: Person) -> None:
    snap = posted(ana)
    assert seen_by(ana) == [snap["id"]]


def test_z3_stranger_sees_nothing(ana: Person, ben: Person) -> None:
    snap = posted(ana)
    assert seen_by(ben) == []
    assert ben.call("GET", f"/v1/media/{snap['image']['media_id']}").status_code == 404
    reply = ben.call("POST", f"/v1/stories/snaps/{snap['id']}/view")
    assert error_of(reply)["code"] == "not_found"


def test_z3_blocked_friend_sees_nothing(
    friends: None, ana: Person, ben: Person
) -> None:
    snap = posted(ana)
    ana.call("PUT", f"/v1/blocks/{ben.id}")
    assert seen_by(ben) == []
    assert ben.call("GET", f"/v1/media/{snap['image']['media_id']}").status_code == 404


def test_z5_snap_is_gone_after_a_day_to_the_millisecond(
    friends: None,
    ana: Person,
    ben: Person,
    clock: ManualClock,
    client: Any,
) -> None:
    snap = posted(ana)
    clock.ms = snap["created_at_ms"] + LIFETIME_MS - 1
    again = client.post(
        "/v1/sessions", json={"username": "ben", "password": "correct horse"}
    ).json
    ben = Person(client, again["account"], again["session"])
    assert seen_by(ben) == [snap["id"]]
    clock.ms += 1
    assert seen_by(ben) == []
    assert ben.call("GET", f"/v1/media/{snap['image']['media_id']}").status_code == 404
    reply = ben.call("POST", f"/v1/stories/snaps/{snap['id']}/view")
    assert reply.status_code == 404


def test_z10_audience_of_now_counts(friends: None, ana: Person, ben: Person) -> None:
    snap = posted(ana)
    ana.call("PATCH", "/v1/stories/mine", json={"audience": "nobody"})
    assert ana.get("/v1/stories/mine") == {"audience": "nobody"}
    assert seen_by(ben) == []
    assert ben.call("GET", f"/v1/media/{snap['image']['media_id']}").status_code == 404


def test_seen_is_remembered_for_each_viewer(
    friends: None, ana: Person, ben: Person
) -> None:
    snap = posted(ana)
    path = f"/v1/stories/snaps/{snap['id']}/view"
    assert not ben.get("/v1/stories")["stories"][0]["snaps"][0]["seen"]
    assert ben.post(path)["snap"]["seen"]
    assert ben.post(path)["snap"]["seen"]


def test_z1_only_the_author_deletes(friends: None, ana: Person, ben: Person) -> None:
    snap = posted(ana)
    path = f"/v1/stories/snaps/{snap['id']}"
    assert ben.call("DELETE", path).status_code == 404
    ben.post(f"{path}/view")
    assert ana.call("DELETE", path).status_code == 204
    assert seen_by(ben) == []


def test_z14_friends_are_told_ids_alone(
    friends: None, ana: Person, ben: Person, published: Published
) -> None:
    posted(ana)
    who, _, kind, data = published.events[-1]
    assert (who, kind, data) == (ben.id, "story.posted", {"account_id": ana.id})


def test_same_key_posts_once(ana: Person) -> None:
    body = {"image_id": ana.picture()}
    key = {"Idempotency-Key": "k"}
    first = ana.call("POST", "/v1/stories/mine/snaps", json=body, headers=key)
    again = ana.call("POST", "/v1/stories/mine/snaps", json=body, headers=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json == first.json
    other = {"image_id": ana.picture()}
    refused = ana.call("POST", "/v1/stories/mine/snaps", json=other, headers=key)
    assert error_of(refused)["code"] == "idempotency_mismatch"


def test_z7_timer_beyond_the_policy_is_refused(ana: Person) -> None:
    body = {"image_id": ana.picture(), "expires_at_ms": 10**15}
    reply = ana.call("POST", "/v1/stories/mine/snaps", json=body)
    assert error_of(reply)["field"] == "expires_at_ms"


CARD = {"lens_id": "test-lens", "title": "Round gold frames"}


@pytest.fixture
def worn(friends: None, ana: Person, manifest: dict[str, Any]) -> dict[str, Any]:
    """A snap of Ana's with a card of a lens that Ana published."""
    publish(ana, manifest)
    return posted(ana, card=CARD)


def withdraw(publisher: Person) -> None:
    path = "/v1/lenses/test-lens/withdrawal"
    reply = publisher.call("POST", path, json={"reason": "The shop is closed."})
    assert reply.status_code == 200, reply.json


def test_a_snap_outlives_the_lens_of_its_card(
    worn: dict[str, Any], ana: Person, ben: Person
) -> None:
    withdraw(ana)

    path = f"/v1/media/{worn['image']['media_id']}"
    for viewer in (ana, ben):
        ((snap,),) = (story["snaps"] for story in viewer.get("/v1/stories")["stories"])
        assert (snap["id"], snap["card"]) == (worn["id"], CARD)
        assert viewer.call("GET", path).status_code == 200
        standing = viewer.get("/v1/lenses/test-lens/standing")["standing"]
        assert (standing["state"], standing["name"]) == ("withdrawn", "Test lens")


def test_an_answer_that_was_lost_comes_again_though_its_lens_ended(
    friends: None, ana: Person, manifest: dict[str, Any]
) -> None:
    publish(ana, manifest)
    body = {"image_id": ana.picture(), "card": CARD}
    key = {"Idempotency-Key": "k"}
    first = ana.call("POST", "/v1/stories/mine/snaps", json=body, headers=key)
    withdraw(ana)
    again = ana.call("POST", "/v1/stories/mine/snaps", json=body, headers=key)
    assert (again.status_code, again.json) == (200, first.json)


def test_who_sees_a_card_in_a_story_is_told_that_its_lens_ended(
    worn: dict[str, Any],
    ana: Person,
    ben: Person,
    person: Callable[[str], Person],
    published: Published,
) -> None:
    person("cleo")
    withdraw(ana)
    told = {event[0] for event in published.events if event[2] == "lens.withdrawn"}
    # Cleo is nobody's friend, and never opened it.
    assert told == {ana.id, ben.id}


def test_who_no_longer_sees_the_story_is_not_told(
    worn: dict[str, Any], ana: Person, ben: Person, published: Published
) -> None:
    ana.call("PATCH", "/v1/stories/mine", json={"audience": "nobody"})
    withdraw(ana)
    assert "lens.withdrawn" not in published.of(ben.id)


def test_a_story_that_is_over_tells_nobody(
    worn: dict[str, Any],
    ana: Person,
    ben: Person,
    ctx: Context,
    clock: ManualClock,
    published: Published,
) -> None:
    clock.ms = worn["created_at_ms"] + LIFETIME_MS
    withdrawals.tell(ctx, "test-lens", ["1.0.0"], "withdrawn", "The shop is closed.")
    assert "lens.withdrawn" not in published.of(ben.id)
