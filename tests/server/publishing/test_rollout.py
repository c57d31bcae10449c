"""Roll-out by a stable share, roll-back, and withdrawal."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.server.publishing.publisher import (
    Manifest,
    Signer,
    approve,
    block,
    publish,
)

from pierglass.server.services.chat_cards import SHOWN
from pierglass.server.services.releases import is_reached, rank
from pierglass.server.testing import Person, Published, error_of

LENS = {"Host": "localhost:8700"}


def version_of(person: Person) -> str:
    return str(person.get("/v1/lenses/test-lens")["lens"]["version"])


def roll(person: Person, percent: int, **more: str) -> Any:
    body = {"percent": percent, **more}
    return person.call("PUT", "/v1/lenses/test-lens/rollout", json=body)


def withdraw(person: Person, **more: str) -> Any:
    body = {"reason": "it is broken", **more}
    return person.call("POST", "/v1/lenses/test-lens/withdrawal", json=body)


def told(published: Published) -> set[str]:
    """Return who heard that a lens ended."""
    return {event[0] for event in published.events if event[2] == "lens.withdrawn"}


def test_a_share_is_stable_and_only_grows() -> None:
    accounts = [f"usr_{n}" for n in range(2000)]
    before: set[str] = set()
    for percent in (0, 1, 25, 50, 99, 100):
        reached = {a for a in accounts if is_reached(a, "specs", "1.2.0", percent)}
        assert before <= reached
        assert abs(len(reached) / 20 - percent) < 3
        before = reached
    assert len(before) == 2000


def test_another_version_begins_with_other_accounts() -> None:
    accounts = [f"usr_{n}" for n in range(2000)]
    one = {a for a in accounts if is_reached(a, "specs", "1.2.0", 20)}
    other = {a for a in accounts if is_reached(a, "specs", "1.3.0", 20)}
    assert len(one & other) < 160


def test_versions_are_ordered_as_numbers() -> None:
    assert rank("1.9.0") < rank("1.10.0") < rank("2.0.0")


def test_who_is_not_reached_keeps_the_version_before(
    ana: Person, ben: Person, manifest: Manifest
) -> None:
    publish(ana, manifest)

    publish(ana, {**manifest, "version": "1.1.0"}, percent=0)
    assert version_of(ben) == "1.0.0"

    for percent in range(0, 101, 10):
        roll(ana, percent)
        reached = is_reached(ben.id, "test-lens", "1.1.0", percent)
        assert version_of(ben) == ("1.1.0" if reached else "1.0.0")
    assert version_of(ben) == "1.1.0"


def test_a_roll_back_is_at_once_and_an_open_lens_goes_on(
    ana: Person, ben: Person, manifest: Manifest, published: Published
) -> None:
    publish(ana, manifest)
    publish(ana, {**manifest, "version": "1.1.0"})
    opened = ben.get("/v1/lenses/test-lens")["lens"]
    ben.post("/v1/resources/test-lens/uses", {"source": "tray"})

    roll(ana, 0, version="1.1.0")

    assert version_of(ben) == "1.0.0"
    page = opened["entry_url"].removeprefix("http://localhost:8700")
    assert ben.client.get(page, headers=LENS).status_code == 200
    assert "lens.withdrawn" not in published.of(ben.id)


def test_a_version_in_review_is_rolled_out_once_it_is_approved(
    reviewed: Person, ana_signs: Person, ben: Person, manifest: Manifest, key: Signer
) -> None:
    publish(ana_signs, manifest, key)
    approve(reviewed)
    publish(ana_signs, {**manifest, "version": "1.1.0"}, key, percent=0)

    roll(ana_signs, 100)
    assert version_of(ben) == "1.0.0"

    approve(reviewed, "1.1.0")
    assert version_of(ben) == "1.1.0"


def test_the_last_version_cannot_be_rolled_back_to_nothing(
    ana: Person, ben: Person, manifest: Manifest
) -> None:
    publish(ana, manifest)

    reply = roll(ana, 0)

    assert (reply.status_code, error_of(reply)["code"]) == (409, "conflict")
    assert version_of(ben) == "1.0.0"


def test_another_neither_rolls_out_nor_withdraws(
    ana: Person, ben: Person, manifest: Manifest
) -> None:
    publish(ana, manifest)

    assert roll(ben, 50).status_code == 404
    assert withdraw(ben).status_code == 404


@pytest.mark.parametrize("percent", [-1, 101, 2.5, "all", None])
def test_what_is_no_share_is_refused(
    ana: Person, manifest: Manifest, percent: Any
) -> None:
    publish(ana, manifest)

    assert roll(ana, percent).status_code == 422


def test_scopes_may_be_asked_for_while_some_account_gets_them(
    ana: Person, ben: Person, manifest: Manifest
) -> None:
    publish(ana, manifest)
    more = [*manifest["scopes"], {"scope": "notify", "reason": "To say it is sold"}]
    publish(ana, {**manifest, "version": "1.1.0", "scopes": more}, percent=50)
    wanted = {"scopes": ["camera.tryon", "notify"]}
    path = "/v1/lenses/test-lens/grant"

    assert ben.call("PUT", path, json=wanted).status_code == 200
    roll(ana, 0)

    assert ben.get(path)["grant"]["scopes"] == ["camera.tryon"]


def test_a_withdrawn_lens_is_launched_no_more_and_who_has_it_open_is_told(
    ana: Person, ben: Person, manifest: Manifest, published: Published
) -> None:
    publish(ana, manifest)
    ben.post("/v1/resources/test-lens/uses", {"source": "tray"})
    page = "/lenses/test-lens/1.0.0/index.html"

    assert withdraw(ana).status_code == 200

    reply = ben.call("GET", "/v1/lenses/test-lens")
    assert (reply.status_code, error_of(reply)["code"]) == (410, "lens.withdrawn")
    assert "it is broken" in error_of(reply)["message"]
    assert ben.get("/v1/lenses")["lenses"] == []
    assert ben.get("/v1/resources")["resources"] == []
    assert ben.client.get(page, headers=LENS).status_code == 410
    used = ben.call("POST", "/v1/resources/test-lens/uses", json={"source": "card"})
    assert used.status_code == 410
    (event,) = [e for e in published.events if e[2] == "lens.withdrawn"]
    assert event[0] == ben.id
    assert event[3] == {
        "lens_id": "test-lens",
        "versions": ["1.0.0"],
        "state": "withdrawn",
        "remains": False,
        "reason": "it is broken",
    }


def test_a_card_of_a_withdrawn_lens_says_so_and_no_new_one_is_sent(
    ana: Person, ben: Person, manifest: Manifest, chat: str
) -> None:
    publish(ana, manifest)
    card = {"lens_id": "test-lens", "title": "Look"}
    assert ana.send(chat, "key-1", card=card).status_code == 201

    withdraw(ana)

    standing = ben.get("/v1/lenses/test-lens/standing")["standing"]
    assert (standing["name"], standing["state"]) == ("Test lens", "withdrawn")
    assert standing["reason"] == "it is broken"
    assert standing["box_art_url"].startswith("http://localhost:8700/assets/box-art/")
    assert error_of(ana.send(chat, "key-2", card=card))["code"] == "card.invalid"


def test_who_has_a_card_of_a_withdrawn_lens_in_a_chat_is_told(
    ana: Person,
    ben: Person,
    person: Callable[[str], Person],
    manifest: Manifest,
    chat: str,
    published: Published,
) -> None:
    person("cleo")
    publish(ana, manifest)
    ana.send(chat, "key-1", card={"lens_id": "test-lens", "title": "Look"})

    withdraw(ana)

    # Cleo is not in the chat.
    assert told(published) == {ana.id, ben.id}


def test_a_card_far_up_in_a_chat_tells_nobody(
    ana: Person, manifest: Manifest, chat: str, published: Published
) -> None:
    publish(ana, manifest)
    ana.send(chat, "key-old", card={"lens_id": "test-lens", "title": "Look"})
    for number in range(SHOWN):
        ana.send(chat, f"key-{number}", text="later")

    withdraw(ana)

    assert told(published) == set()


def test_a_deleted_card_tells_nobody(
    ana: Person, manifest: Manifest, chat: str, published: Published
) -> None:
    publish(ana, manifest)
    card = {"lens_id": "test-lens", "title": "Look"}
    sent = ana.send(chat, "key-1", card=card).json["message"]
    assert ana.call("DELETE", f"/v1/messages/{sent['id']}").status_code < 300

    withdraw(ana)

    assert told(published) == set()


def test_a_withdrawn_version_gives_way_to_the_one_before(
    ana: Person, ben: Person, manifest: Manifest, published: Published
) -> None:
    publish(ana, manifest)
    publish(ana, {**manifest, "version": "1.1.0"})
    ben.post("/v1/resources/test-lens/uses", {"source": "tray"})

    withdraw(ana, version="1.1.0")

    assert version_of(ben) == "1.0.0"
    (event,) = [e for e in published.events if e[2] == "lens.withdrawn"]
    assert (event[3]["versions"], event[3]["remains"]) == (["1.1.0"], True)
    page = "/lenses/test-lens/1.1.0/index.html"
    assert ben.client.get(page, headers=LENS).status_code == 410


def test_a_new_version_brings_a_withdrawn_lens_back(
    ana: Person, ben: Person, manifest: Manifest
) -> None:
    publish(ana, manifest)
    withdraw(ana)
    assert withdraw(ana).status_code == 409

    publish(ana, {**manifest, "version": "1.0.1"})

    assert version_of(ben) == "1.0.1"


def test_a_lens_blocked_after_approval_loses_its_grants_at_once(
    reviewed: Person,
    ana_signs: Person,
    ben: Person,
    manifest: Manifest,
    key: Signer,
    published: Published,
) -> None:
    publish(ana_signs, manifest, key)
    approve(reviewed)
    ben.call("PUT", "/v1/lenses/test-lens/grant", json={"scopes": ["camera.tryon"]})
    ben.post("/v1/resources/test-lens/uses", {"source": "tray"})

    block(reviewed)

    reply = ben.call("GET", "/v1/lenses/test-lens")
    assert (reply.status_code, error_of(reply)["code"]) == (410, "lens.blocked")
    assert ben.get("/v1/grants")["grants"] == []
    told = [e for e in published.of(ben.id) if e in ("grant.revoked", "lens.withdrawn")]
    # Why comes first: an open lens ends for that, not as if ben withdrew something.
    assert told == ["lens.withdrawn", "grant.revoked"]
    asked = ben.call("PUT", "/v1/lenses/test-lens/grant", json={"scopes": []})
    assert asked.status_code == 404
