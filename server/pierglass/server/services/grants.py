"""What users granted to lenses, linked apps and third-party servers.

One row an account and client holds the answer, whoever uses it: the host, for a lens
without a server, or the tokens of a client that has one. Narrowing or withdrawing it
ends the client's tokens in the same transaction and tells the account's sessions.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pierglass.server.errors import (
    ForbiddenError,
    NotFoundError,
    PermissionDeniedError,
)
from pierglass.server.services import tokens, webhooks
from pierglass.server.services.clients import ClientRecord, find_client, record_of
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.inbox import Outbox, commit
from pierglass.server.services.resources import check_scopes
from pierglass.server.store.oauth import Client, Grant, Lens
from pierglass.server.store.resources import Mute

__all__ = [
    "HANDED",
    "accept",
    "app_grant",
    "authorized",
    "change",
    "held_scopes",
    "lens_grant",
    "list_grants",
    "put_app_grant",
    "put_lens_grant",
    "require_first_party",
    "require_scope",
    "revoke_grant",
]

HANDED = frozenset({"user.display_name", "user.avatar"})
"""What a linked app may learn by being opened; more it asks for itself, with OAuth."""
USE_NOTED_EVERY_MS = 60_000
"""Use history is for people: a minute is exact enough, and saves writes."""


def require_first_party(principal: Principal) -> None:
    """Return if *principal* is the user's own session.

    A token that a lens holds never decides what that lens may do.

    Raises:
        ForbiddenError: If it is a client's token.
    """
    if not principal.has("*"):
        raise ForbiddenError(reason="only the user's own session can do this")


def require_scope(ctx: Context, account_id: str, lens_id: str, scope: str) -> None:
    """Return if *account_id* has granted *scope* to *lens_id*; note the use.

    Raises:
        PermissionDeniedError: If it has not, or withdrew it; it names the state.
    """
    now_ms = ctx.clock.now_ms()
    row = ctx.store.read(lambda session: _find(session, account_id, lens_id))
    if row is None or row.state != "granted" or scope not in row.scopes:
        state = "never_asked" if row is None else row.state
        state = f"{state}, without this scope" if state == "granted" else state
        raise PermissionDeniedError(scope=scope, lens_id=lens_id, state=state)
    if now_ms - (row.last_used_at_ms or 0) >= USE_NOTED_EVERY_MS:
        grant_id = row.id
        ctx.store.write(lambda session: note_use(session, grant_id, now_ms))


def note_use(session: Session, grant_id: str, now_ms: int) -> None:
    """Record that a grant served a call at *now_ms*."""
    session.execute(
        update(Grant).where(Grant.id == grant_id).values(last_used_at_ms=now_ms)
    )


def accept(
    ctx: Context,
    session: Session,
    outbox: Outbox,
    account_id: str,
    client: ClientRecord,
    asked: Iterable[str],
    granted: Iterable[str],
) -> None:
    """Merge a consent sheet's answer into the grant.

    What the sheet did not ask about stays; what it asked about is as the user left
    it, so that a switch turned off takes a scope back.
    """
    row = _find(session, account_id, client.id)
    before = set(row.scopes) if row is not None else set()
    scopes = (before - set(asked)) | set(granted)
    change(ctx, session, outbox, account_id, client.id, "granted", scopes)


def change(
    ctx: Context,
    session: Session,
    outbox: Outbox,
    account_id: str,
    client_id: str,
    state: str,
    scopes: Iterable[str],
) -> Grant:
    """Set the grant of *account_id* to *client_id*, and end what exceeds it."""
    wanted = sorted(set(scopes))
    row = _find(session, account_id, client_id)
    if row is None:
        row = Grant(
            id=ctx.ids.new("gnt"),
            account_id=account_id,
            client_id=client_id,
            state="",
            scopes=[],
            refused=[],
        )
        session.add(row)
    lost = sorted(set(row.scopes) - set(wanted))
    installed = state == "granted" != row.state
    row.state, row.scopes, row.decided_at_ms = state, wanted, outbox.now_ms
    # What is granted after all was not refused; who refuses all is asked for all anew.
    still = set(row.refused) - set(wanted) if state == "granted" else ()
    row.refused = sorted(still)
    session.flush()
    if installed:
        data = {"scopes": wanted}
        webhooks.tell(ctx, session, outbox, client_id, "installed", account_id, data)
    if lost:
        _end(ctx, session, outbox, row, lost)
    return row


def held_scopes(ctx: Context, account_id: str, client_id: str) -> frozenset[str]:
    """Return what *account_id* has granted to *client_id* until now.

    A consent sheet asks for what is beyond it.
    """
    row = ctx.store.read(lambda session: _find(session, account_id, client_id))
    if row is None or row.state != "granted":
        return frozenset()
    return frozenset(row.scopes)


def lens_grant(ctx: Context, principal: Principal, lens_id: str) -> dict[str, Any]:
    """Return the user's answer to *lens_id*: never_asked, granted or refused.

    Raises:
        NotFoundError: If there is no such lens.
        ForbiddenError: If a client's token asks.
    """
    require_first_party(principal)

    def read(session: Session) -> dict[str, Any]:
        _lens_client(session, lens_id)
        return _view(_find(session, principal.account_id, lens_id))

    return ctx.store.read(read)


def put_lens_grant(
    ctx: Context,
    principal: Principal,
    lens_id: str,
    scopes: Iterable[str] | None,
    refused: Iterable[str] = (),
) -> dict[str, Any]:
    """Record the user's answer to *lens_id*, held by the host, and return it.

    Args:
        ctx: The server's parts.
        principal: The user.
        lens_id: The lens.
        scopes: Exactly what is granted from now on; None if the user refused.
        refused: What the user said no to by name; what they refused before stays so
            until it is granted.

    Raises:
        NotFoundError: If there is no such lens.
        InvalidScopeError: For scopes that its manifest does not ask for.
        ForbiddenError: If a client's token asks.
    """
    require_first_party(principal)

    def write(session: Session, outbox: Outbox) -> dict[str, Any]:
        client = _lens_client(session, lens_id)
        wanted = check_scopes(scopes or (), client.scopes, client.kind)
        said_no = check_scopes(refused, client.scopes, client.kind)
        state = "refused" if scopes is None else "granted"
        who = principal.account_id
        row = change(ctx, session, outbox, who, lens_id, state, wanted)
        row.refused = sorted({*row.refused, *said_no} - set(wanted))
        return _view(row)

    return commit(ctx, write)


def app_grant(ctx: Context, principal: Principal, client_id: str) -> dict[str, Any]:
    """Return the user's answer to the linked app *client_id*.

    Raises:
        NotFoundError: If no such app is listed.
        ForbiddenError: If a client's token asks.
    """
    require_first_party(principal)

    def read(session: Session) -> dict[str, Any]:
        _listed_app(session, client_id)
        return _view(_find(session, principal.account_id, client_id))

    return ctx.store.read(read)


def put_app_grant(
    ctx: Context, principal: Principal, client_id: str, scopes: Iterable[str] | None
) -> dict[str, Any]:
    """Record what a linked app may know when it is opened, and return the grant.

    What it was allowed beyond that, through OAuth, stays.

    Args:
        ctx: The server's parts.
        principal: The user.
        client_id: The app.
        scopes: Of :data:`HANDED`; None if the user refused.

    Raises:
        NotFoundError: If no such app is listed.
        InvalidScopeError: For scopes that are not handed over, or not its own.
        ForbiddenError: If a client's token asks.
    """
    require_first_party(principal)

    def write(session: Session, outbox: Outbox) -> dict[str, Any]:
        app = _listed_app(session, client_id)
        given = check_scopes(scopes or (), HANDED & app.scopes, app.kind)
        who = principal.account_id
        row = _find(session, who, client_id)
        held = set(row.scopes) if row is not None else set()
        wanted = (held - HANDED) | set(given)
        refused = scopes is None and not wanted
        state = "refused" if refused else "granted"
        return _view(change(ctx, session, outbox, who, client_id, state, wanted))

    return commit(ctx, write)


def list_grants(ctx: Context, principal: Principal) -> list[dict[str, Any]]:
    """Return the resources that the user authorized, newest decision first."""
    require_first_party(principal)

    def read(session: Session) -> list[dict[str, Any]]:
        rows = session.execute(
            select(Grant, Client, Mute)
            .join(Client, Client.id == Grant.client_id)
            .outerjoin(
                Mute,
                (Mute.client_id == Grant.client_id)
                & (Mute.account_id == Grant.account_id),
            )
            .where(Grant.account_id == principal.account_id, Grant.state == "granted")
            .order_by(Grant.decided_at_ms.desc(), Grant.id)
        )
        return [
            {
                "id": grant.id,
                "client": record_of(client).public_view(),
                "scopes": grant.scopes,
                "refused": grant.refused,
                "granted_at_ms": grant.decided_at_ms,
                "last_used_at_ms": grant.last_used_at_ms,
                "authorized_at_ms": grant.authorized_at_ms,
                "muted": mute is not None,
            }
            for grant, client, mute in rows
        ]

    return ctx.store.read(read)


def revoke_grant(ctx: Context, principal: Principal, grant_id: str) -> None:
    """Withdraw a grant: its tokens end now, and the next opening asks again.

    Raises:
        NotFoundError: If the user has no such grant.
        ForbiddenError: If a client's token asks.
    """
    require_first_party(principal)

    def write(session: Session, outbox: Outbox) -> None:
        row = session.get(Grant, grant_id)
        if row is None or row.account_id != principal.account_id:
            raise NotFoundError(what="grant")
        lost, row.scopes = list(row.scopes), []
        _end(ctx, session, outbox, row, lost)
        session.delete(row)

    commit(ctx, write)


def authorized(
    ctx: Context, session: Session, outbox: Outbox, account_id: str, client_id: str
) -> None:
    """Note that the client's own server got tokens for *account_id*."""
    row = _find(session, account_id, client_id)
    if row is None:
        return
    row.last_used_at_ms = row.authorized_at_ms = outbox.now_ms
    session.flush()
    data = {"scopes": row.scopes}
    webhooks.tell(ctx, session, outbox, client_id, "authorized", account_id, data)


def _end(
    ctx: Context, session: Session, outbox: Outbox, row: Grant, lost: Iterable[str]
) -> None:
    who, client_id = row.account_id, row.client_id
    tokens.revoke(session, now_ms=outbox.now_ms, account_id=who, client_id=client_id)
    data = {"client_id": client_id, "scopes": sorted(lost)}
    outbox.add([who], "grant.revoked", data)
    webhooks.revoked(ctx, session, outbox, row, lost, row.scopes)


def _find(session: Session, account_id: str, client_id: str) -> Grant | None:
    return session.scalar(
        select(Grant).where(
            Grant.account_id == account_id, Grant.client_id == client_id
        )
    )


def _lens_client(session: Session, lens_id: str) -> ClientRecord:
    client = find_client(session, lens_id)
    if client is None or session.get(Lens, lens_id) is None:
        raise NotFoundError(what="lens")
    return client


def _listed_app(session: Session, client_id: str) -> ClientRecord:
    row = session.get(Client, client_id)
    if row is None or row.kind != "linked_app" or row.listing is None:
        raise NotFoundError(what="linked app")
    return record_of(row)


def _view(row: Grant | None) -> dict[str, Any]:
    if row is None:
        none: dict[str, Any] = {"scopes": [], "refused": [], "granted_at_ms": None}
        return {"state": "never_asked", **none}
    return {
        "state": row.state,
        "scopes": row.scopes,
        "refused": row.refused,
        "granted_at_ms": row.decided_at_ms if row.state == "granted" else None,
    }
