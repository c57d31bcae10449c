"""Openings of lenses and linked apps: the user's own history, and cards that worked."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pierglass.server.errors import InvalidFieldError, NotFoundError
from pierglass.server.services import messages, releases, webhooks
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.inbox import Outbox, commit
from pierglass.server.store.oauth import Client, Grant
from pierglass.server.store.resources import Mute, ResourceUse

__all__ = ["KEPT", "SOURCES", "list_uses", "mute", "note_opening"]

SOURCES = ("tray", "card", "link", "invite", "activity")
KEPT = 20
"""Openings that are remembered, an account and resource."""


def note_opening(
    ctx: Context,
    principal: Principal,
    client_id: str,
    source: str,
    message_id: str | None,
) -> dict[str, Any]:
    """Record that the user opened *client_id*, and return the entry.

    A card that is opened by somebody who granted the lens something is told to the
    lens's server.

    Args:
        ctx: The server's parts.
        principal: The user.
        client_id: A lens or a linked app.
        source: One of :data:`SOURCES`.
        message_id: The message whose card was tapped.

    Raises:
        NotFoundError: If there is no such resource, or the message is not there for
            the user.
        InvalidFieldError: If the message carries no card of this resource.
        LensWithdrawnError: If its publisher took it back.
        LensBlockedError: If the platform blocked it.
        RateLimitedError: If openings come too fast.
    """
    me = principal.account_id
    now_ms = ctx.clock.now_ms()
    ctx.limits.spend("openings", me, now_ms=now_ms, burst=60, per_minute=30)

    def write(session: Session, outbox: Outbox) -> dict[str, Any]:
        client = session.get(Client, client_id)
        if client is None or client.kind == "server":
            raise NotFoundError(what="resource")
        releases.refuse_gone(session, client_id)
        row = ResourceUse(
            id=ctx.ids.new("use"),
            account_id=me,
            client_id=client_id,
            source=source,
            opened_at_ms=outbox.now_ms,
        )
        session.add(row)
        grant = _grant(session, me, client_id)
        if grant is not None:
            grant.last_used_at_ms = outbox.now_ms
        if message_id is not None:
            card = _card(session, me, message_id, client_id)
            if grant is not None:
                webhooks.tell(ctx, session, outbox, client_id, "card.opened", me, card)
        session.flush()
        _trim(session, me, client_id)
        return _view(row)

    return commit(ctx, write)


def list_uses(
    ctx: Context, principal: Principal, client_id: str
) -> list[dict[str, Any]]:
    """Return the user's latest openings of *client_id*, newest first."""

    def read(session: Session) -> list[dict[str, Any]]:
        rows = session.scalars(_history(principal.account_id, client_id).limit(KEPT))
        return [_view(row) for row in rows]

    return ctx.store.read(read)


def mute(ctx: Context, principal: Principal, client_id: str, muted: bool) -> None:
    """Take no more notices of *client_id*, or take them again.

    Raises:
        NotFoundError: If there is no such resource.
    """
    key = (principal.account_id, client_id)

    def write(session: Session) -> None:
        if session.get(Client, client_id) is None:
            raise NotFoundError(what="resource")
        row = session.get(Mute, key)
        if muted and row is None:
            now_ms = ctx.clock.now_ms()
            session.add(Mute(account_id=key[0], client_id=key[1], muted_at_ms=now_ms))
        if not muted and row is not None:
            session.delete(row)

    ctx.store.write(write)


def _card(session: Session, me: str, message_id: str, client_id: str) -> dict[str, Any]:
    message = messages.show(session, me, message_id)
    card = message.card
    if card is None or card.get("lens_id") != client_id:
        reason = "this message carries no card of this resource"
        raise InvalidFieldError(field="message_id", reason=reason)
    return {"item_id": card.get("item_id"), "state": card.get("state")}


def _grant(session: Session, account_id: str, client_id: str) -> Grant | None:
    return session.scalar(
        select(Grant).where(
            Grant.account_id == account_id,
            Grant.client_id == client_id,
            Grant.state == "granted",
        )
    )


def _history(account_id: str, client_id: str) -> Any:
    return (
        select(ResourceUse)
        .where(ResourceUse.account_id == account_id, ResourceUse.client_id == client_id)
        .order_by(ResourceUse.opened_at_ms.desc(), ResourceUse.id)
    )


def _trim(session: Session, account_id: str, client_id: str) -> None:
    old = session.scalars(_history(account_id, client_id).offset(KEPT)).all()
    if old:
        ids = [row.id for row in old]
        session.execute(delete(ResourceUse).where(ResourceUse.id.in_(ids)))


def _view(row: ResourceUse) -> dict[str, Any]:
    return {"source": row.source, "opened_at_ms": row.opened_at_ms}
