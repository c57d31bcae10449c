"""Grants: asked once, remembered, narrowed and withdrawn."""

from typing import Any

import pytest

from pierglass.server.errors import PermissionDeniedError
from pierglass.server.services.context import Context
from pierglass.server.services.grants import require_scope
from pierglass.server.services.resources import visible_account
from pierglass.server.testing import (
    ManualClock,
    Person,
    Published,
    error_of,
    lens_files,
)


@pytest.fixture
def lens(ana: Person, manifest: dict[str, Any]) -> str:
    """A lens without a server, published by ana."""
    ana.post("/v1/lenses", {"manifest": manifest, "files": lens_files()})
    return str(manifest["id"])


def put(person: Person, lens: str, body: dict[str, Any]) -> Any:
    reply = person.call("PUT", f"/v1/lenses/{lens}/grant", json=body)
    assert reply.status_code == 200, reply.text
    return reply.json["grant"]  # type: ignore[index]


def test_a_lens_that_never_asked_says_so(ben: Person, lens: str) -> None:
    grant = ben.get(f"/v1/lenses/{lens}/grant")["grant"]

    empty = {"scopes": [], "refused": [], "granted_at_ms": None}
    assert grant == {"state": "never_asked", **empty}


def test_a_granted_lens_may_do_what_was_granted(
    ben: Person, lens: str, ctx: Context, clock: ManualClock
) -> None:
    grant = put(ben, lens, {"scopes": ["items.read"]})

    assert grant["state"] == "granted"
    assert grant["granted_at_ms"] == clock.now_ms()
    require_scope(ctx, ben.id, lens, "items.read")


@pytest.mark.parametrize("scope", ["camera.tryon", "friends.list"])
def test_what_was_not_granted_is_denied_by_name(
    ben: Person, lens: str, ctx: Context, scope: str
) -> None:
    put(ben, lens, {"scopes": ["items.read"]})

    with pytest.raises(PermissionDeniedError, match=scope):
        require_scope(ctx, ben.id, lens, scope)


def test_one_users_grant_is_not_anothers(
    ana: Person, ben: Person, lens: str, ctx: Context
) -> None:
    put(ben, lens, {"scopes": ["items.read"]})

    with pytest.raises(PermissionDeniedError, match="never_asked"):
        require_scope(ctx, ana.id, lens, "items.read")


def test_a_refusal_is_remembered(ben: Person, lens: str, ctx: Context) -> None:
    put(ben, lens, {"state": "refused"})

    assert ben.get(f"/v1/lenses/{lens}/grant")["grant"]["state"] == "refused"
    assert ben.get("/v1/grants")["grants"] == []
    with pytest.raises(PermissionDeniedError, match="refused"):
        require_scope(ctx, ben.id, lens, "items.read")


def test_what_was_refused_by_name_stays_so_until_it_is_granted(
    ben: Person, lens: str
) -> None:
    put(ben, lens, {"scopes": ["items.read"], "refused": ["camera.tryon"]})

    # A later answer that does not speak of it leaves it as it is.
    assert put(ben, lens, {"scopes": ["items.read"]})["refused"] == ["camera.tryon"]
    (listed,) = ben.get("/v1/grants")["grants"]
    assert listed["refused"] == ["camera.tryon"]

    both = {"scopes": ["items.read", "camera.tryon"], "refused": ["camera.tryon"]}
    assert put(ben, lens, both)["refused"] == []


def test_who_refuses_the_lens_forgets_what_was_refused_by_name(
    ben: Person, lens: str
) -> None:
    put(ben, lens, {"scopes": [], "refused": ["camera.tryon"]})

    assert put(ben, lens, {"state": "refused"})["refused"] == []


def test_a_scope_that_the_manifest_does_not_ask_is_refused(
    ben: Person, lens: str
) -> None:
    reply = ben.call("PUT", f"/v1/lenses/{lens}/grant", json={"scopes": ["chat.share"]})

    assert reply.status_code == 400
    assert error_of(reply)["code"] == "invalid_scope"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"scopes": [], "state": "refused"},
        {"state": "refused", "refused": ["camera.tryon"]},
    ],
)
def test_an_answer_is_one_of_two(ben: Person, lens: str, body: dict[str, Any]) -> None:
    reply = ben.call("PUT", f"/v1/lenses/{lens}/grant", json=body)

    assert reply.status_code == 422


def test_an_unknown_lens_has_no_grant(ben: Person) -> None:
    assert ben.call("GET", "/v1/lenses/no-such-lens/grant").status_code == 404


def test_authorized_resources_are_listed_with_their_use(
    flow: Any, clock: ManualClock
) -> None:
    flow.tokens()

    (grant,) = flow.user.get("/v1/grants")["grants"]

    assert grant["client"] == {
        "id": flow.client_id,
        "name": "The Shop",
        "kind": "server",
    }
    assert grant["scopes"] == ["items.read", "user.display_name"]
    assert grant["last_used_at_ms"] == clock.now_ms()


def test_asking_for_more_adds_to_the_grant(flow: Any) -> None:
    flow.tokens()
    flow.tokens(scope="chat.share")

    (grant,) = flow.user.get("/v1/grants")["grants"]
    assert grant["scopes"] == ["chat.share", "items.read", "user.display_name"]


def test_a_sheet_that_shows_what_is_new_keeps_the_rest(flow: Any) -> None:
    first = flow.tokens(scope="items.read")
    sheet = ["user.display_name"]
    code = flow.consent(granted_scopes=sheet, shown_scopes=sheet).json["code"]

    assert flow.exchange(code).json["scope"] == "items.read user.display_name"
    assert flow.is_active(first["access_token"])


def test_what_a_sheet_did_not_show_is_not_granted_by_it(flow: Any) -> None:
    sheet = ["user.display_name"]
    code = flow.consent(granted_scopes=sheet, shown_scopes=sheet).json["code"]

    assert flow.exchange(code).json["scope"] == "user.display_name"


def test_asking_for_more_leaves_living_tokens_alone(flow: Any) -> None:
    first = flow.tokens()
    flow.tokens(scope="chat.share")

    assert flow.is_active(first["access_token"])


def test_taking_a_scope_back_ends_the_tokens(flow: Any) -> None:
    tokens = flow.tokens()
    flow.consent(granted_scopes=["items.read"])

    assert not flow.is_active(tokens["access_token"])


def test_revoking_ends_every_token_and_tells_the_account(
    flow: Any, published: Published
) -> None:
    first, second = flow.tokens(), flow.tokens()
    (grant,) = flow.user.get("/v1/grants")["grants"]

    reply = flow.user.call("DELETE", f"/v1/grants/{grant['id']}")

    assert reply.status_code == 204
    assert flow.user.get("/v1/grants")["grants"] == []
    for tokens in (first, second):
        assert not flow.is_active(tokens["access_token"])
        assert flow.refresh(tokens["refresh_token"]).json["error"] == "invalid_grant"
    account, _, kind, data = published.events[-1]
    assert (account, kind) == (flow.user.id, "grant.revoked")
    assert data["client_id"] == flow.client_id


def test_revoking_ends_a_code_that_is_on_its_way(flow: Any) -> None:
    code = flow.code()
    (grant,) = flow.user.get("/v1/grants")["grants"]
    flow.user.call("DELETE", f"/v1/grants/{grant['id']}")

    assert flow.exchange(code).json["error"] == "invalid_grant"


def test_revoking_leaves_other_clients_alone(flow: Any, other_flow: Any) -> None:
    flow.tokens()
    other = other_flow.tokens()
    grants = flow.user.get("/v1/grants")["grants"]
    mine = next(g for g in grants if g["client"]["id"] == flow.client_id)

    flow.user.call("DELETE", f"/v1/grants/{mine['id']}")

    assert other_flow.is_active(other["access_token"])


def test_a_lens_is_asked_again_after_its_grant_was_withdrawn(
    ben: Person, lens: str, ctx: Context
) -> None:
    put(ben, lens, {"scopes": ["items.read"]})
    (grant,) = ben.get("/v1/grants")["grants"]
    ben.call("DELETE", f"/v1/grants/{grant['id']}")

    with pytest.raises(PermissionDeniedError, match="never_asked"):
        require_scope(ctx, ben.id, lens, "items.read")


def test_anothers_grant_reads_as_nonexistent(flow: Any, ana: Person) -> None:
    flow.tokens()
    (grant,) = flow.user.get("/v1/grants")["grants"]

    assert ana.call("DELETE", f"/v1/grants/{grant['id']}").status_code == 404
    assert flow.user.get("/v1/grants")["grants"]


def test_a_clients_token_decides_nothing(flow: Any, lens: str) -> None:
    headers = {"Authorization": f"Bearer {flow.tokens()['access_token']}"}

    for method, path in (
        ("GET", "/v1/grants"),
        ("PUT", f"/v1/lenses/{lens}/grant"),
        ("DELETE", "/v1/grants/gnt_x"),
        ("POST", "/v1/lenses"),
        ("POST", "/v1/oauth/clients"),
    ):
        reply = flow.http.open(path, method=method, headers=headers, json={})
        assert reply.status_code == 403, path


ACCOUNT = {
    "id": "usr_x",
    "username": "ana",
    "display_name": "Ana",
    "avatar": {
        "style": "round",
        "colour": "#a0b0c0",
        "characteristics": {"hair": "red"},
    },
}


def test_an_applet_sees_the_avatar_with_its_characteristics() -> None:
    seen = visible_account(ACCOUNT, {"user.avatar"}, "applet")

    assert seen == {"id": "usr_x", "avatar": ACCOUNT["avatar"]}


def test_a_linked_app_sees_an_avatar_without_characteristics() -> None:
    seen = visible_account(ACCOUNT, {"user.avatar", "camera.pixels"}, "linked_app")

    assert seen["avatar"] == {"style": "round", "colour": "#a0b0c0"}


def test_without_a_grant_nothing_but_the_id_is_seen() -> None:
    assert visible_account(ACCOUNT, (), "applet") == {"id": "usr_x"}
