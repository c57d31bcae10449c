"""How long a connection may stay: revocation of clients, and the token's end. W18."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from pierglass.server.errors import RefreshReusedError
from pierglass.server.gateway.hub import Principal
from pierglass.server.gateway.limits import Limits
from pierglass.server.services import grants, tokens
from pierglass.server.services.context import Context
from pierglass.server.services.inbox import commit
from pierglass.server.services.tokens import ACCESS_MS, GRACE_MS, TokenPair
from pierglass.server.store.oauth import Client
from pierglass.server.testing import ManualClock, Person

Stream = Callable[[str], Any]
SHOP = "shop"


@pytest.fixture
def stream(dial: Any, ports: Any) -> Stream:
    """Return a function that opens a live stream with a token."""

    async def start(token: str) -> Any:
        wire = await dial(ports.live)
        await wire.send(op="start", token=token, item_id="glasses-test")
        await wire.until("started")
        return wire

    return start


def register(ctx: Context, owner: Person) -> None:
    """Register the shop as a client."""

    def write(session: Session) -> None:
        session.add(
            Client(
                id=SHOP,
                owner_id=owner.id,
                kind="server",
                name="Shop",
                redirect_uris=[],
                scopes=["camera.tryon"],
                created_at_ms=ctx.clock.now_ms(),
            )
        )

    ctx.store.write(write)


def issue(ctx: Context, who: Person, client_id: str = SHOP) -> TokenPair:
    return ctx.store.write(
        lambda session: tokens.issue(
            ctx,
            session,
            account_id=who.id,
            scopes=["camera.tryon"],
            now_ms=ctx.clock.now_ms(),
            client_id=client_id,
        )
    )


def reuse(ctx: Context, clock: ManualClock, pair: TokenPair, client_id: str) -> None:
    """Present a refresh token again after the grace, which ends its family."""
    tokens.rotate(ctx, pair.refresh_token, client_id=client_id)
    clock.advance(GRACE_MS / 1000 + 1)
    with pytest.raises(RefreshReusedError):
        tokens.rotate(ctx, pair.refresh_token, client_id=client_id)


async def beats(wire: Any) -> bool:
    await wire.send(op="heartbeat")
    return bool((await wire.next())["op"] == "heartbeat_ack")


# --- revocation ------------------------------------------------------------------


async def test_a_clients_ended_session_closes_its_stream(
    ctx: Context, clock: ManualClock, ana: Person, stream: Stream
):
    pair = issue(ctx, ana)
    wire = await stream(pair.access_token)
    reuse(ctx, clock, pair, SHOP)
    assert await wire.closed() == (4440, "token_revoked")


async def test_a_clients_ended_session_leaves_its_other_sessions(
    ctx: Context, clock: ManualClock, ana: Person, stream: Stream
):
    pair, other = issue(ctx, ana), issue(ctx, ana)
    wire = await stream(other.access_token)
    reuse(ctx, clock, pair, SHOP)
    assert await beats(wire)


async def test_a_clients_ended_session_leaves_devices_and_other_clients(
    ctx: Context, clock: ManualClock, ana: Person, stream: Stream
):
    pair = issue(ctx, ana)
    own = await stream(ana.token)
    other = await stream(issue(ctx, ana, "market").access_token)
    reuse(ctx, clock, pair, SHOP)
    assert await beats(own)
    assert await beats(other)


async def test_an_event_without_a_family_closes_every_socket_of_the_client(
    ctx: Context, ana: Person, stream: Stream, ports: Any
):
    wires = [await stream(issue(ctx, ana).access_token) for _ in range(2)]
    data = {"device_id": None, "client_id": SHOP}
    ports.gateway.desk.hub.revoke(ana.id, "session.revoked", data)
    for wire in wires:
        assert (await wire.closed())[0] == 4440


async def test_a_withdrawn_grant_closes_every_stream_of_the_client(
    ctx: Context, ana: Person, stream: Stream
):
    register(ctx, ana)
    commit(
        ctx,
        lambda session, outbox: grants.change(
            ctx, session, outbox, ana.id, SHOP, "granted", ["camera.tryon"]
        ),
    )
    wire = await stream(issue(ctx, ana).access_token)
    own = await stream(ana.token)
    commit(
        ctx,
        lambda session, outbox: grants.change(
            ctx, session, outbox, ana.id, SHOP, "refused", []
        ),
    )
    assert await wire.closed() == (4440, "token_revoked")
    assert await beats(own)


# --- the token's end -------------------------------------------------------------


async def test_w18_a_client_is_told_before_its_token_ends(
    dial: Any, ana: Person, clock: ManualClock
):
    clock.advance(ACCESS_MS / 1000 - 100)
    wire = await dial()
    await wire.identify(ana)
    assert await wire.next() == {"op": "token_expiring", "expires_in_s": 100}
    assert await beats(wire)


@pytest.mark.parametrize("port", ["chat", "live"])
async def test_w18_the_connection_ends_with_the_token(
    dial: Any, ana: Person, clock: ManualClock, stream: Stream, port: str
):
    clock.ms += ACCESS_MS - 300
    if port == "chat":
        wire = await dial()
        await wire.identify(ana)
    else:
        wire = await stream(ana.token)
    assert (await wire.until("token_expiring"))["expires_in_s"] == 0
    assert await wire.closed() == (4410, "token_expired")


@pytest.mark.parametrize("limits", [Limits(expiring_s=3600)])
async def test_w18_a_refreshed_client_that_resumes_stays(
    dial: Any, ana: Person, clock: ManualClock
):
    clock.ms += ACCESS_MS - 500
    wire = await dial()
    hello = await wire.next()
    await wire.send(op="identify", token=ana.token)
    ready = await wire.until("ready")
    await wire.until("token_expiring")
    asked = {"refresh_token": ana.session["refresh_token"]}
    fresh = ana.client.post("/v1/sessions/refresh", json=asked).json["session"]
    again = await dial()
    await again.send(
        op="resume",
        token=fresh["access_token"],
        session_id=ready["session_id"],
        epoch=hello["epoch"],
        seq=ready["seq"],
    )
    await again.until("resumed_done")
    assert await wire.closed() == (4409, "session_replaced")
    assert (await again.until("token_expiring"))["expires_in_s"] == 3600


def test_a_span_becomes_a_time_of_this_processs_clock():
    found = {
        "account_id": "usr_a",
        "device_id": None,
        "client_id": SHOP,
        "token_id": "t",
        "family_id": "fam_a",
        "scopes": ["camera.tryon"],
        "expires_in_ms": 1500,
    }
    assert Principal.of(found, 10.0).ends_s == 11.5
