from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from pierglass.server.errors import PierglassError, TokenInvalidError
from pierglass.server.services import tokens
from pierglass.server.services.context import Context
from pierglass.server.store.tokens import Token
from pierglass.server.testing import ManualClock, Person, Published, error_of


def refresh(client: FlaskClient, token: str) -> Any:
    return client.post("/v1/sessions/refresh", json={"refresh_token": token})


def me(client: FlaskClient, token: str) -> Any:
    return client.get("/v1/me", headers={"Authorization": f"Bearer {token}"})


def test_tokens_are_stored_as_digests(ctx: Context, ana: Person) -> None:
    stored = ctx.store.read(lambda session: list(session.scalars(select(Token))))
    assert tokens.digest(ana.token) in {row.token_hash for row in stored}
    assert all(ana.token not in str(vars(row)) for row in stored)


def test_expired_token_is_refused(ana: Person, clock: ManualClock) -> None:
    clock.advance(tokens.ACCESS_MS / 1000)
    assert error_of(ana.call("GET", "/v1/me"))["code"] == "token_expired"


def test_token_lives_until_its_last_millisecond(
    ana: Person, clock: ManualClock
) -> None:
    clock.ms += tokens.ACCESS_MS - 1
    assert ana.call("GET", "/v1/me").status_code == 200


@pytest.mark.parametrize("token", ["x", "x" * 10_000, "%00", "a b", "é"])
def test_unknown_token_is_refused(client: FlaskClient, token: str) -> None:
    reply = me(client, token)
    assert (reply.status_code, error_of(reply)["code"]) == (401, "invalid_token")


def test_refresh_token_is_no_access_token(client: FlaskClient, ana: Person) -> None:
    assert error_of(me(client, ana.session["refresh_token"]))["code"] == "invalid_token"


def test_access_token_is_no_refresh_token(client: FlaskClient, ana: Person) -> None:
    assert error_of(refresh(client, ana.token))["code"] == "invalid_token"


def test_refresh_gives_the_next_pair_on_the_same_device(
    client: FlaskClient, ana: Person
) -> None:
    session = refresh(client, ana.session["refresh_token"]).json["session"]
    assert session["device_id"] == ana.session["device_id"]
    assert session["access_token"] != ana.token
    assert me(client, session["access_token"]).status_code == 200


def test_refresh_repeated_within_the_grace_gives_the_same_pair(
    client: FlaskClient, ana: Person, clock: ManualClock
) -> None:
    first = refresh(client, ana.session["refresh_token"]).json
    clock.ms += tokens.GRACE_MS
    assert refresh(client, ana.session["refresh_token"]).json == first


def test_refresh_replayed_after_the_grace_revokes_the_family(
    client: FlaskClient, ana: Person, clock: ManualClock, published: Published
) -> None:
    first = refresh(client, ana.session["refresh_token"]).json["session"]
    clock.ms += tokens.GRACE_MS + 1
    replay = refresh(client, ana.session["refresh_token"])
    assert error_of(replay)["code"] == "refresh_reused"
    assert error_of(me(client, first["access_token"]))["code"] == "token_revoked"
    assert error_of(refresh(client, first["refresh_token"]))["code"] == "token_revoked"
    assert published.of(ana.id) == ["session.revoked"]


def test_refresh_replayed_in_the_grace_after_its_successor_was_used_is_reuse(
    client: FlaskClient, ana: Person
) -> None:
    first = refresh(client, ana.session["refresh_token"]).json["session"]
    refresh(client, first["refresh_token"])
    replay = refresh(client, ana.session["refresh_token"])
    assert error_of(replay)["code"] == "refresh_reused"


def test_expired_refresh_token_is_refused(
    client: FlaskClient, ana: Person, clock: ManualClock
) -> None:
    clock.ms += tokens.REFRESH_MS
    reply = refresh(client, ana.session["refresh_token"])
    assert error_of(reply)["code"] == "token_expired"


def test_o14_refresh_in_parallel_makes_one_pair(ctx: Context, ana: Person) -> None:
    token = ana.session["refresh_token"]
    with ThreadPoolExecutor(8) as pool:
        pairs = list(pool.map(lambda _: tokens.rotate(ctx, token), range(8)))
    assert len({pair.refresh_token for pair in pairs}) == 1
    stored = ctx.store.read(lambda session: list(session.scalars(select(Token))))
    assert len(stored) == 4


def test_refresh_token_of_a_client_is_not_a_session(ctx: Context, ana: Person) -> None:
    pair = ctx.store.write(
        lambda session: tokens.issue(
            ctx,
            session,
            account_id=ana.id,
            scopes=["items.read"],
            now_ms=ctx.clock.now_ms(),
            client_id="fitting-room",
        )
    )
    with pytest.raises(TokenInvalidError):
        tokens.rotate(ctx, pair.refresh_token)
    assert tokens.rotate(ctx, pair.refresh_token, client_id="fitting-room")


def test_narrowed_refresh_keeps_the_grant_of_the_refresh_token(
    ctx: Context, ana: Person
) -> None:
    pair = ctx.store.write(
        lambda session: tokens.issue(
            ctx,
            session,
            account_id=ana.id,
            scopes=["items.read", "user.avatar"],
            now_ms=ctx.clock.now_ms(),
            client_id="fitting-room",
        )
    )
    narrow = tokens.rotate(
        ctx, pair.refresh_token, client_id="fitting-room", scopes=["items.read"]
    )
    assert tokens.authenticate(ctx, narrow.access_token).scopes == {"items.read"}
    wide = tokens.rotate(ctx, narrow.refresh_token, client_id="fitting-room")
    assert wide.scopes == ("items.read", "user.avatar")


def test_scope_that_was_not_granted_is_named(
    ctx: Context, client: FlaskClient, ana: Person
) -> None:
    pair = ctx.store.write(
        lambda session: tokens.issue(
            ctx,
            session,
            account_id=ana.id,
            scopes=["user.display_name"],
            now_ms=ctx.clock.now_ms(),
            client_id="fitting-room",
        )
    )
    refused = client.get(
        "/v1/items", headers={"Authorization": f"Bearer {pair.access_token}"}
    )
    assert (refused.status_code, error_of(refused)["code"]) == (
        403,
        "insufficient_scope",
    )
    assert "items.read" in error_of(refused)["message"]
    assert set(me(client, pair.access_token).json["account"]) == {"id", "display_name"}
    friends = client.get(
        "/v1/friends", headers={"Authorization": f"Bearer {pair.access_token}"}
    )
    assert error_of(friends)["code"] == "insufficient_scope"


def test_revoke_without_saying_whose_is_refused(ctx: Context) -> None:
    with pytest.raises(ValueError, match="whose"):
        ctx.store.write(lambda session: tokens.revoke(session, now_ms=1))


def test_revocation_that_raised_is_kept(
    ctx: Context, ana: Person, clock: ManualClock
) -> None:
    tokens.rotate(ctx, ana.session["refresh_token"])
    clock.ms += tokens.GRACE_MS + 1
    with pytest.raises(PierglassError):
        tokens.rotate(ctx, ana.session["refresh_token"])
    rows = ctx.store.read(lambda session: list(session.scalars(select(Token))))
    assert all(row.revoked_at_ms == clock.ms for row in rows)
