"""Openings, activities, notices and mutes of lenses."""

from typing import Any

import pytest
from tests.server.test_lens_storage import put

from pierglass.server.services.activities import LEASE_MS
from pierglass.server.services.notices import HEARD_PER_HOUR
from pierglass.server.services.openings import KEPT
from pierglass.server.testing import ManualClock, Person, Published, error_of


def opened(person: Person, lens: str, **body: Any) -> Any:
    path = f"/v1/resources/{lens}/uses"
    return person.call("POST", path, json={"source": "tray", **body})


def activities(person: Person, chat: str) -> list[tuple[str, bool]]:
    listed = person.get(f"/v1/conversations/{chat}/activities")["activities"]
    return [(one["account"]["display_name"], one["active"]) for one in listed]


def begin(person: Person, chat: str, lens: str) -> str:
    path = f"/v1/conversations/{chat}/activities"
    return str(person.post(path, {"client_id": lens})["activity"]["id"])


def notice(person: Person, lens: str, **body: Any) -> Any:
    path = f"/v1/resources/{lens}/notices"
    return person.call("POST", path, json={"text": "Ready!", **body})


@pytest.fixture
def manifest(manifest: dict[str, Any]) -> dict[str, Any]:
    manifest["scopes"].append(
        {"scope": "notify", "reason": "To tell you more", "optional": True}
    )
    return manifest


@pytest.fixture
def lens(ana: Person, test_lens: str) -> str:
    """The id of a lens that ana may send notices with."""
    body = {"scopes": ["items.read", "notify"]}
    ana.call("PUT", f"/v1/lenses/{test_lens}/grant", json=body)
    return test_lens


# --- openings -----------------------------------------------------------------


def test_openings_are_listed_newest_first_and_bounded(
    ana: Person, lens: str, clock: ManualClock
) -> None:
    for _ in range(KEPT + 3):
        clock.advance(1)
        assert opened(ana, lens).status_code == 201

    uses = ana.get(f"/v1/resources/{lens}/uses")["uses"]
    assert len(uses) == KEPT
    assert uses[0]["opened_at_ms"] == clock.ms


def test_an_opening_is_the_grants_last_use(
    ana: Person, lens: str, clock: ManualClock
) -> None:
    clock.advance(60)
    opened(ana, lens)

    (grant,) = ana.get("/v1/grants")["grants"]
    assert grant["last_used_at_ms"] == clock.ms


def test_openings_are_nobody_elses(ana: Person, ben: Person, lens: str) -> None:
    opened(ana, lens)

    assert ben.get(f"/v1/resources/{lens}/uses")["uses"] == []


def test_an_opening_names_a_card_of_the_lens(
    ana: Person, ben: Person, chat: str, lens: str
) -> None:
    message = ben.send(chat, "k", text="no card").json["message"]  # type: ignore[index]

    no_card = opened(ana, lens, source="card", message_id=message["id"])
    absent = opened(ana, lens, source="card", message_id="msg_absent")

    assert (no_card.status_code, absent.status_code) == (422, 404)


# --- activities -----------------------------------------------------------------


def test_members_see_what_goes_on_and_are_told(
    ana: Person, ben: Person, chat: str, lens: str, published: Published
) -> None:
    begin(ana, chat, lens)

    assert activities(ben, chat) == [("Ana", True)]
    assert published.of(ben.id)[-1] == "activity.began"
    assert "activity.began" not in published.of(ana.id)


def test_an_activity_that_ended_is_recent_for_a_while(
    ana: Person,
    ben: Person,
    chat: str,
    lens: str,
    clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pierglass.server.services.activities.RECENT_MS", 1_800_000)
    activity = begin(ana, chat, lens)
    ana.call("DELETE", f"/v1/activities/{activity}")

    assert activities(ben, chat) == [("Ana", False)]
    clock.advance(1800)
    assert activities(ben, chat) == []


def test_an_activity_whose_host_fell_silent_is_over(
    ana: Person, ben: Person, chat: str, lens: str, clock: ManualClock
) -> None:
    activity = begin(ana, chat, lens)
    clock.advance(LEASE_MS / 1000 - 1)
    ana.call("PUT", f"/v1/activities/{activity}")
    clock.advance(LEASE_MS / 1000 - 1)
    assert activities(ben, chat) == [("Ana", True)]
    clock.advance(1)
    assert activities(ben, chat) == [("Ana", False)]


def test_opening_and_closing_again_and_again_tells_once(
    ana: Person, ben: Person, chat: str, lens: str, published: Published
) -> None:
    for _ in range(3):
        activity = begin(ana, chat, lens)
        ana.call("DELETE", f"/v1/activities/{activity}")

    assert published.of(ben.id).count("activity.began") == 1


def test_z1_activities_are_the_members_alone(
    ana: Person, chat: str, lens: str, person: Any
) -> None:
    activity = begin(ana, chat, lens)
    eve = person("eve")
    path = f"/v1/conversations/{chat}/activities"

    assert eve.call("GET", path).status_code == 404
    assert eve.call("POST", path, json={"client_id": lens}).status_code == 404
    assert eve.call("DELETE", f"/v1/activities/{activity}").status_code == 404


def test_who_keeps_to_themselves_is_not_seen_anywhere(
    ana: Person, ben: Person, chat: str, lens: str
) -> None:
    begin(ana, chat, lens)
    ana.call("PUT", "/v1/me/privacy", json={"shows_activity": False})

    path = f"/v1/conversations/{chat}/activities"
    refused = ana.call("POST", path, json={"client_id": lens})

    assert refused.status_code == 403
    assert activities(ben, chat) == []
    assert ana.get("/v1/me/privacy")["privacy"] == {"shows_activity": False}
    ana.call("PUT", "/v1/me/privacy", json={"shows_activity": True})
    begin(ana, chat, lens)
    assert activities(ben, chat) == [("Ana", True)]


# --- notices --------------------------------------------------------------------


def test_a_notice_reaches_the_others_under_the_lenss_name(
    ana: Person, ben: Person, chat: str, lens: str, published: Published
) -> None:
    reply = notice(ana, lens, conversation_id=chat, item_id="hat")

    assert (reply.status_code, reply.json) == (201, {"told": 1})
    who, _, kind, data = published.events[-1]
    assert (who, kind) == (ben.id, "lens.notice")
    assert data["client"] == {"id": lens, "name": "Test lens"}
    assert (data["text"], data["sender_id"]) == ("Ready!", ana.id)


def test_who_muted_the_lens_hears_nothing_and_nobody_learns_it(
    ana: Person, ben: Person, chat: str, lens: str, published: Published
) -> None:
    ben.call("PUT", f"/v1/resources/{lens}/mute", json={"muted": True})

    reply = notice(ana, lens, conversation_id=chat)
    begin(ana, chat, lens)

    assert reply.json == {"told": 1}
    assert not {"lens.notice", "activity.began"} & set(published.of(ben.id))


def test_a_mute_is_taken_back(
    ana: Person, ben: Person, chat: str, lens: str, published: Published
) -> None:
    for muted in (True, False):
        ben.call("PUT", f"/v1/resources/{lens}/mute", json={"muted": muted})

    notice(ana, lens, conversation_id=chat)

    assert "lens.notice" in published.of(ben.id)


def test_notices_are_slowed_down(ana: Person, chat: str, lens: str) -> None:
    codes = [notice(ana, lens, conversation_id=chat).status_code for _ in range(4)]

    assert codes == [201, 201, 201, 429]


def test_one_account_hears_only_so_many_of_one_lens(
    ana: Person,
    ben: Person,
    chat: str,
    lens: str,
    clock: ManualClock,
    published: Published,
) -> None:
    for _ in range(HEARD_PER_HOUR + 5):
        clock.advance(60)
        assert notice(ana, lens, conversation_id=chat).status_code == 201

    assert published.of(ben.id).count("lens.notice") <= HEARD_PER_HOUR + 3


def test_a_notice_needs_the_permission(ben: Person, chat: str, lens: str) -> None:
    error = error_of(notice(ben, lens, conversation_id=chat))

    assert error["code"] == "permission_denied"


def test_a_notice_of_a_stranger_to_the_chat_is_not_found(
    ana: Person, lens: str
) -> None:
    assert notice(ana, lens, conversation_id="cnv_x").status_code == 404


def test_z3_who_was_blocked_hears_and_reads_nothing_more(
    ana: Person, ben: Person, chat: str, lens: str, published: Published
) -> None:
    begin(ana, chat, lens)
    ben.call("PUT", f"/v1/blocks/{ana.id}")
    heard = len(published.of(ben.id))

    refused = [
        notice(ana, lens, conversation_id=chat),
        put(ana, lens, "vote", 1, conversation_id=chat),
        ana.call(
            "POST", f"/v1/conversations/{chat}/activities", json={"client_id": lens}
        ),
        ana.call("GET", f"/v1/conversations/{chat}/activities"),
    ]

    assert {reply.status_code for reply in refused} == {404}
    assert len(published.of(ben.id)) == heard
