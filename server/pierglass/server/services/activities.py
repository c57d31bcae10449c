"""Who has which lens open in a conversation, so that others can join.

An activity lives while its host renews it; one that ended, or fell silent, is listed as
recent for a day. Members are told when one begins, not more than once in five minutes
for the same person and lens.
"""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pierglass.server.errors import ForbiddenError, NotFoundError
from pierglass.server.services import accounts
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.conversations import member_ids, membership
from pierglass.server.services.inbox import Outbox, commit
from pierglass.server.services.messages import check_may_write
from pierglass.server.store.accounts import Account
from pierglass.server.store.oauth import Client
from pierglass.server.store.resources import Activity, Mute

__all__ = ["LEASE_MS", "QUIET_MS", "RECENT_MS", "end", "list_activities", "renew"]
__all__ += ["begin", "hide", "is_hidden", "reached", "unmuted"]

LEASE_MS = 90_000
"""How long an activity counts as going on after its host was last heard."""
RECENT_MS = 24 * 3600 * 1000
QUIET_MS = 5 * 60 * 1000


def begin(
    ctx: Context, principal: Principal, client_id: str, conversation_id: str
) -> dict[str, Any]:
    """Say that the user has *client_id* open in a conversation; return the activity.

    Beginning again while it goes on is the same activity.

    Raises:
        NotFoundError: If there is no such lens, or the user is not in the conversation.
        ForbiddenError: If the user hides their activity.
        RateLimitedError: If activities begin too fast.
    """
    me = principal.account_id
    now_ms = ctx.clock.now_ms()
    ctx.limits.spend("activities", me, now_ms=now_ms, burst=30, per_minute=10)

    def write(session: Session, outbox: Outbox) -> dict[str, Any]:
        client = session.get(Client, client_id)
        if client is None or client.kind == "server":
            raise NotFoundError(what="resource")
        if session.get_one(Account, me).activity_hidden:
            reason = "You keep to yourself which lens you have open"
            raise ForbiddenError(reason=reason)
        members = reached(session, me, conversation_id)
        last = _latest(session, me, client_id, conversation_id)
        if last is not None and _goes_on(last, outbox.now_ms):
            last.seen_at_ms = outbox.now_ms
            person = accounts.render_many(session, [me])[me]
            return _view(last, client, person, outbox.now_ms)
        row = Activity(
            id=ctx.ids.new("act"),
            account_id=me,
            client_id=client_id,
            conversation_id=conversation_id,
            started_at_ms=outbox.now_ms,
            seen_at_ms=outbox.now_ms,
        )
        session.add(row)
        session.flush()
        if last is None or outbox.now_ms - last.started_at_ms >= QUIET_MS:
            data = {"conversation_id": conversation_id, "activity_id": row.id}
            others = [m for m in members if m != me]
            outbox.add(unmuted(session, others, client_id), "activity.began", data)
        person = accounts.render_many(session, [me])[me]
        return _view(row, client, person, outbox.now_ms)

    return commit(ctx, write)


def renew(ctx: Context, principal: Principal, activity_id: str) -> None:
    """Say that an activity of the user's goes on.

    Raises:
        NotFoundError: If the user has no such activity, or it ended.
    """

    def write(session: Session) -> None:
        row = _own(session, principal, activity_id)
        if row.ended_at_ms is not None:
            raise NotFoundError(what="activity")
        row.seen_at_ms = ctx.clock.now_ms()

    ctx.store.write(write)


def end(ctx: Context, principal: Principal, activity_id: str) -> None:
    """Say that an activity of the user's is over; again changes nothing.

    Raises:
        NotFoundError: If the user has no such activity.
    """

    def write(session: Session, outbox: Outbox) -> None:
        row = _own(session, principal, activity_id)
        if row.ended_at_ms is not None:
            return
        row.ended_at_ms = row.seen_at_ms = outbox.now_ms
        data = {"conversation_id": row.conversation_id, "activity_id": row.id}
        members = member_ids(session, row.conversation_id)
        others = [m for m in members if m != principal.account_id]
        outbox.add(unmuted(session, others, row.client_id), "activity.ended", data)

    commit(ctx, write)


def list_activities(
    ctx: Context, principal: Principal, conversation_id: str
) -> list[dict[str, Any]]:
    """Return what goes on in a conversation, then what did within a day.

    Raises:
        NotFoundError: If the caller is not in the conversation.
    """
    now_ms = ctx.clock.now_ms()

    def read(session: Session) -> list[dict[str, Any]]:
        members = reached(session, principal.account_id, conversation_id)
        rows = session.execute(
            select(Activity, Client)
            .join(Client, Client.id == Activity.client_id)
            .where(
                Activity.conversation_id == conversation_id,
                Activity.account_id.in_(members),
                Activity.seen_at_ms > now_ms - RECENT_MS,
            )
            .order_by(Activity.seen_at_ms.desc(), Activity.id)
            .limit(50)
        ).all()
        people = accounts.render_many(session, [row.account_id for row, _ in rows])
        views = [_view(r, c, people[r.account_id], now_ms) for r, c in rows]
        return sorted(views, key=lambda view: not view["active"])

    return ctx.store.read(read)


def hide(ctx: Context, principal: Principal, hidden: bool) -> None:
    """Let nobody learn which lenses the user has open, or let members of chats."""

    def write(session: Session) -> None:
        account = session.get_one(Account, principal.account_id)
        account.activity_hidden = hidden
        if hidden:
            session.execute(
                delete(Activity).where(Activity.account_id == principal.account_id)
            )

    ctx.store.write(write)


def is_hidden(ctx: Context, principal: Principal) -> bool:
    """Return whether the user hides their activity."""
    who = principal.account_id
    return ctx.store.read(lambda s: s.get_one(Account, who).activity_hidden)


def reached(session: Session, me: str, conversation_id: str) -> list[str]:
    """Return the members of a conversation in which *me* may be heard.

    Raises:
        NotFoundError: If *me* is not in it, or the other of two is no friend any more.
        ForbiddenError: If *me* blocked the other of two.
    """
    conversation, _ = membership(session, me, conversation_id)
    members = member_ids(session, conversation_id)
    check_may_write(session, me, conversation, members)
    return members


def unmuted(session: Session, account_ids: list[str], client_id: str) -> list[str]:
    """Return those of *account_ids* who take notices of *client_id*."""
    muted = set(
        session.scalars(
            select(Mute.account_id).where(
                Mute.client_id == client_id, Mute.account_id.in_(account_ids)
            )
        )
    )
    return [one for one in account_ids if one not in muted]


def _own(session: Session, principal: Principal, activity_id: str) -> Activity:
    row = session.get(Activity, activity_id)
    if row is None or row.account_id != principal.account_id:
        raise NotFoundError(what="activity")
    return row


def _latest(
    session: Session, account_id: str, client_id: str, conversation_id: str
) -> Activity | None:
    return session.scalar(
        select(Activity)
        .where(
            Activity.account_id == account_id,
            Activity.client_id == client_id,
            Activity.conversation_id == conversation_id,
        )
        .order_by(Activity.started_at_ms.desc())
        .limit(1)
    )


def _goes_on(row: Activity, now_ms: int) -> bool:
    return row.ended_at_ms is None and now_ms - row.seen_at_ms < LEASE_MS


def _view(
    row: Activity, client: Client, account: dict[str, Any], now_ms: int
) -> dict[str, Any]:
    return {
        "id": row.id,
        "conversation_id": row.conversation_id,
        "account": account,
        "client": {"id": client.id, "name": client.name, "kind": client.kind},
        "started_at_ms": row.started_at_ms,
        "active": _goes_on(row, now_ms),
    }
