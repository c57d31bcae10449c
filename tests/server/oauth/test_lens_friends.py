"""The user's friends for one lens: by its permission, and under ids of its own."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from tests.server.oauth.conftest import REDIRECT, Flow

from pierglass.server.services.context import Context
from pierglass.server.services.releases import is_reached
from pierglass.server.services.subjects import subject_of
from pierglass.server.store.relations import Relation
from pierglass.server.testing import Person, error_of, lens_files

Befriend = Callable[[Person, Person], None]
SCOPE = {"scope": "user.friends", "reason": "To find who wears it too."}


@pytest.fixture
def publish(ana: Person, manifest: dict[str, Any]) -> Callable[..., str]:
    """Return a function that publishes a lens of ana's which asks for friends."""

    def make(lens_id: str = "test-lens", percent: int = 100, **changes: Any) -> str:
        scopes = [*manifest["scopes"], SCOPE]
        body = {**manifest, "id": lens_id, "scopes": scopes, **changes}
        files = {"manifest": body, "files": lens_files(), "percent": percent}
        ana.post("/v1/lenses", files)
        return lens_id

    return make


@pytest.fixture
def lens(publish: Callable[..., str], ben: Person) -> str:
    """A lens that ben gave the permission."""
    lens_id = publish()
    allow(ben, lens_id)
    return lens_id


@pytest.fixture
def three(person: Callable[[str], Person], ben: Person, befriend: Befriend) -> Any:
    """Three friends of ben's, by name."""
    people = {name: person(name) for name in ("cleo", "dora", "emil")}
    for one in people.values():
        befriend(ben, one)
    return people


def allow(person: Person, lens: str, *scopes: str) -> None:
    body = {"scopes": list(scopes or ("user.friends",))}
    reply = person.call("PUT", f"/v1/lenses/{lens}/grant", json=body)
    assert reply.status_code == 200, reply.text


def ask(person: Person, lens: str, query: str = "") -> Any:
    return person.call("GET", f"/v1/lenses/{lens}/friends{query}")


def names(body: Any) -> set[str]:
    return {one["display_name"] for one in body["friends"]}


def test_friends_come_with_name_and_avatar_and_nothing_else(
    ben: Person, lens: str, three: Any
) -> None:
    look = {"style": "round", "colour": "#112233", "characteristics": {"hair": "red"}}
    three["cleo"].call("PATCH", "/v1/me", json={"avatar": look})
    body: Any = ask(ben, lens).json
    assert names(body) == {"Cleo", "Dora", "Emil"}
    (cleo,) = [one for one in body["friends"] if one["display_name"] == "Cleo"]
    assert set(cleo) == {"id", "display_name", "avatar"}
    assert cleo["avatar"] == {"style": "round", "colour": "#112233"}
    assert "next_cursor" not in body


def test_ids_are_the_lenss_own(
    ctx: Context, ben: Person, lens: str, three: Any, publish: Callable[..., str]
) -> None:
    other = publish("other-lens")
    allow(ben, other)
    here, there = (ask(ben, one).json["friends"] for one in (lens, other))
    ids, others = ({one["id"] for one in found} for found in (here, there))
    assert ids.isdisjoint(others)
    assert ids.isdisjoint({one.id for one in three.values()})
    # The name by which webhooks tell the same lens of the same person.
    assert subject_of(ctx.key, lens, three["cleo"].id) in ids


def test_pages_are_as_long_as_asked_and_hold_everybody_once(
    ben: Person, lens: str, three: Any
) -> None:
    first: Any = ask(ben, lens, "?limit=2").json
    assert len(first["friends"]) == 2
    second: Any = ask(ben, lens, f"?limit=2&cursor={first['next_cursor']}").json
    assert len(second["friends"]) == 1
    assert "next_cursor" not in second
    assert names(first) | names(second) == {"Cleo", "Dora", "Emil"}


def test_a_cursor_is_an_id_that_the_lens_has(
    ben: Person, lens: str, three: Any
) -> None:
    first: Any = ask(ben, lens, "?limit=1").json
    assert first["next_cursor"] == first["friends"][0]["id"]


@pytest.mark.parametrize("query", ["?limit=0", "?limit=101", "?cursor=usr_1"])
def test_a_page_out_of_bounds_is_refused(ben: Person, lens: str, query: str) -> None:
    assert ask(ben, lens, query).status_code == 422


def test_whoever_is_blocked_is_left_out_from_either_side(
    ctx: Context, ben: Person, lens: str, three: Any
) -> None:
    def block(session: Any) -> None:
        # Beside a friendship that stands, as no request leaves it.
        for one, other in (("cleo", None), (None, "dora")):
            session.add(
                Relation(
                    subject_id=three[one].id if one else ben.id,
                    object_id=three[other].id if other else ben.id,
                    kind="block",
                    created_at_ms=1,
                )
            )

    ctx.store.write(block)
    assert names(ask(ben, lens).json) == {"Emil"}


def test_a_block_takes_a_friend_off_the_list(
    ben: Person, lens: str, three: Any
) -> None:
    ben.call("PUT", f"/v1/blocks/{three['cleo'].id}")
    assert names(ask(ben, lens).json) == {"Dora", "Emil"}


def test_who_was_only_asked_is_no_friend(
    ben: Person, lens: str, person: Callable[[str], Person]
) -> None:
    ben.post("/v1/friends/requests", {"username": person("fay").username})
    assert ask(ben, lens).json["friends"] == []


def test_without_the_permission_it_is_denied_with_its_name(
    ben: Person, publish: Callable[..., str]
) -> None:
    lens = publish()
    error = error_of(ask(ben, lens))
    assert error["code"] == "permission_denied"
    assert "user.friends" in error["message"]
    allow(ben, lens, "items.read")
    assert ask(ben, lens).status_code == 403


def test_what_is_withdrawn_bites_at_once(ben: Person, lens: str, three: Any) -> None:
    assert ask(ben, lens).status_code == 200
    (grant,) = ben.get("/v1/grants")["grants"]
    ben.call("DELETE", f"/v1/grants/{grant['id']}")
    assert error_of(ask(ben, lens))["code"] == "permission_denied"


def test_one_users_permission_is_not_anothers(
    ana: Person, ben: Person, lens: str
) -> None:
    assert ask(ana, lens).status_code == 403


def test_who_gets_a_version_that_reaches_the_network_lists_nobody(
    ben: Person, lens: str, publish: Callable[..., str]
) -> None:
    # Others keep the version that asks, and ben keeps his grant.
    versions = (f"2.0.{number}" for number in range(100))
    version = next(v for v in versions if is_reached(ben.id, lens, v, 50))
    network = {"connect": ["https://shop.example"]}
    publish(version=version, scopes=[], network=network, percent=50)
    (grant,) = ben.get("/v1/grants")["grants"]
    assert grant["scopes"] == ["user.friends"]
    error = error_of(ask(ben, lens))
    assert error["code"] == "permission_denied"
    assert "another version" in error["message"]


def test_a_list_with_the_network_is_never_published(
    ana: Person, manifest: dict[str, Any]
) -> None:
    scopes, network = [SCOPE], {"connect": ["https://shop.example"]}
    body = {**manifest, "scopes": scopes, "network": network}
    files = {"manifest": body, "files": lens_files()}
    error = error_of(ana.call("POST", "/v1/lenses", json=files))
    assert "'user.friends' is sensitive" in error["message"]


@pytest.mark.parametrize("kind", ["server", "linked_app"])
def test_only_a_lens_may_ever_have_it(ana: Person, kind: str) -> None:
    body = {
        "name": "The Shop",
        "redirect_uris": [REDIRECT],
        "scopes": ["user.friends"],
        "kind": kind,
    }
    reply = ana.call("POST", "/v1/oauth/clients", json=body)
    error = error_of(reply)
    assert error["code"] == "invalid_client_metadata"
    assert "user.friends" in error["message"]


def test_asking_is_slowed_down(ben: Person, lens: str) -> None:
    statuses = [ask(ben, lens).status_code for _ in range(61)]
    assert (statuses[0], statuses[-1]) == (200, 429)


@pytest.fixture
def flow(client: FlaskClient, ben: Person, publish: Callable[..., str]) -> Flow:
    """A lens with a server of its own, and ben as its user."""
    lens = publish(oauth={"redirect_uris": [REDIRECT]})
    return Flow(client, ben, {"id": lens})


def by_token(flow: Flow, token: str, lens: str | None = None) -> Any:
    return flow.http.get(
        f"/v1/lenses/{lens or flow.client_id}/friends",
        headers={"Authorization": f"Bearer {token}"},
    )


def test_the_lenss_own_server_lists_them_with_its_token(flow: Flow, three: Any) -> None:
    token = flow.tokens(scope="user.friends")["access_token"]
    assert names(by_token(flow, token).json) == {"Cleo", "Dora", "Emil"}


def test_a_token_without_the_permission_lists_nobody(flow: Flow) -> None:
    token = flow.tokens(scope="items.read")["access_token"]
    assert error_of(by_token(flow, token))["code"] == "insufficient_scope"


def test_a_token_is_worth_nothing_for_another_lens(
    flow: Flow, publish: Callable[..., str]
) -> None:
    allow(flow.user, publish("other-lens"))
    token = flow.tokens(scope="user.friends")["access_token"]
    assert by_token(flow, token, "other-lens").status_code == 403


def test_a_withdrawn_token_lists_nobody(flow: Flow, three: Any) -> None:
    token = flow.tokens(scope="user.friends")["access_token"]
    (grant,) = flow.user.get("/v1/grants")["grants"]
    flow.user.call("DELETE", f"/v1/grants/{grant['id']}")
    assert by_token(flow, token).status_code == 401
