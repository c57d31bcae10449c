"""Friends and blocks: requests, answers, ends.

A block is silent: to the one who is blocked, the other account is as absent as one
that never was.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pierglass.server.errors import ConflictError, InvalidFieldError, NotFoundError
from pierglass.server.services import accounts, relations
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.inbox import Outbox, commit
from pierglass.server.store.accounts import Account
from pierglass.server.store.relations import FriendRequest, Relation

__all__ = [
    "accept",
    "block",
    "decline",
    "list_all",
    "remove",
    "request",
    "unblock",
]


def list_all(ctx: Context, principal: Principal) -> dict[str, Any]:
    """Return the caller's friends, requests in both directions, and blocks."""
    me = principal.account_id

    def look(session: Session) -> dict[str, Any]:
        edges = session.scalars(
            select(Relation)
            .where(Relation.subject_id == me)
            .order_by(Relation.created_at_ms, Relation.object_id)
        ).all()
        requests = session.scalars(
            select(FriendRequest)
            .where((FriendRequest.from_id == me) | (FriendRequest.to_id == me))
            .order_by(FriendRequest.created_at_ms, FriendRequest.id)
        ).all()
        known = accounts.render_many(
            session,
            [edge.object_id for edge in edges]
            + [row.to_id if row.from_id == me else row.from_id for row in requests],
        )
        return {
            "friends": [
                {"account": known[edge.object_id], "since_ms": edge.created_at_ms}
                for edge in edges
                if edge.kind == "friend"
            ],
            "incoming": [
                _render(row, known[row.from_id]) for row in requests if row.to_id == me
            ],
            "outgoing": [
                _render(row, known[row.to_id]) for row in requests if row.from_id == me
            ],
            "blocked": [
                known[edge.object_id] for edge in edges if edge.kind == "block"
            ],
        }

    return ctx.store.read(look)


def request(ctx: Context, principal: Principal, username: str) -> dict[str, Any]:
    """Return the request to be friends with *username*; asking twice is asking once.

    If that account asked already, its request is accepted.

    Raises:
        NotFoundError: If there is no such account, or it blocked the caller.
        ConflictError: If the two are friends, or the caller blocked the other.
        InvalidFieldError: If the caller asks the caller.
    """
    me = principal.account_id
    now_ms = ctx.clock.now_ms()
    ctx.limits.spend("friend requests", me, now_ms=now_ms, burst=60, per_minute=30)

    def transaction(session: Session, outbox: Outbox) -> dict[str, Any]:
        other = accounts.visible(session, me, username)
        if other.id == me:
            raise InvalidFieldError(field="username", reason="this is you")
        if relations.holds(session, me, other.id, "block"):
            raise ConflictError(reason="You blocked this account; unblock it first")
        if relations.are_friends(session, me, other.id):
            raise ConflictError(reason="You are friends already")
        theirs = _pending(session, other.id, me)
        if theirs is not None:
            _befriend(session, outbox, theirs)
            return _render(theirs, accounts.render(other), "accepted")
        mine = _pending(session, me, other.id)
        if mine is None:
            mine = FriendRequest(
                id=ctx.ids.new("frq"),
                from_id=me,
                to_id=other.id,
                created_at_ms=outbox.now_ms,
            )
            session.add(mine)
            asker = accounts.render(session.get_one(Account, me))
            outbox.add(
                [other.id], "friend.requested", {"request": _render(mine, asker)}
            )
        return _render(mine, accounts.render(other), "pending")

    return commit(ctx, transaction)


def accept(ctx: Context, principal: Principal, request_id: str) -> dict[str, Any]:
    """Return the new friend.

    Raises:
        NotFoundError: If no such request waits for the caller.
    """

    def transaction(session: Session, outbox: Outbox) -> dict[str, Any]:
        row = _incoming(session, principal, request_id)
        _befriend(session, outbox, row)
        other = session.get_one(Account, row.from_id)
        return {"account": accounts.render(other), "since_ms": outbox.now_ms}

    return commit(ctx, transaction)


def decline(ctx: Context, principal: Principal, request_id: str) -> None:
    """Drop a request that waits for the caller, or that the caller made.

    Raises:
        NotFoundError: If there is no such request.
    """

    def transaction(session: Session) -> None:
        row = session.get(FriendRequest, request_id)
        if row is None or principal.account_id not in {row.to_id, row.from_id}:
            raise NotFoundError(what="friend request")
        session.delete(row)

    ctx.store.write(transaction)


def remove(ctx: Context, principal: Principal, account_id: str) -> None:
    """End a friendship.

    Raises:
        NotFoundError: If there is none.
    """

    def transaction(session: Session, outbox: Outbox) -> None:
        if not relations.part(session, principal.account_id, account_id):
            raise NotFoundError(what="friend")
        _tell_parted(outbox, principal.account_id, account_id)

    commit(ctx, transaction)


def block(ctx: Context, principal: Principal, account_id: str) -> None:
    """Block an account: it no longer finds, asks or writes to the caller.

    Raises:
        NotFoundError: If there is no such account, or it blocked the caller.
    """
    me = principal.account_id

    def transaction(session: Session, outbox: Outbox) -> None:
        hidden = relations.holds(session, account_id, me, "block")
        mine = relations.holds(session, me, account_id, "block")
        if (hidden and not mine) or session.get(Account, account_id) is None:
            raise NotFoundError(what="account")
        if account_id == me:
            raise InvalidFieldError(field="account_id", reason="this is you")
        if relations.part(session, me, account_id):
            _tell_parted(outbox, me, account_id)
        relations.add(session, me, account_id, "block", outbox.now_ms)

    commit(ctx, transaction)


def unblock(ctx: Context, principal: Principal, account_id: str) -> None:
    """Lift a block; without one nothing happens."""

    def transaction(session: Session) -> None:
        edge = session.get(Relation, (principal.account_id, account_id, "block"))
        if edge is not None:
            session.delete(edge)

    ctx.store.write(transaction)


def _pending(session: Session, from_id: str, to_id: str) -> FriendRequest | None:
    return session.scalar(
        select(FriendRequest).where(
            FriendRequest.from_id == from_id, FriendRequest.to_id == to_id
        )
    )


def _incoming(session: Session, principal: Principal, request_id: str) -> FriendRequest:
    row = session.get(FriendRequest, request_id)
    if row is None or row.to_id != principal.account_id:
        raise NotFoundError(what="friend request")
    return row


def _befriend(session: Session, outbox: Outbox, row: FriendRequest) -> None:
    pair = (row.from_id, row.to_id)
    for one, other in (pair, pair[::-1]):
        relations.add(session, one, other, "friend", outbox.now_ms)
        account = accounts.render(session.get_one(Account, other))
        friend = {"account": account, "since_ms": outbox.now_ms}
        outbox.add([one], "friend.accepted", {"friend": friend})
    session.delete(row)


def _tell_parted(outbox: Outbox, one: str, other: str) -> None:
    # Unfriended and blocked look the same from outside.
    outbox.add([one], "friend.removed", {"account_id": other})
    outbox.add([other], "friend.removed", {"account_id": one})


def _render(
    row: FriendRequest, account: dict[str, Any], state: str | None = None
) -> dict[str, Any]:
    body = {"id": row.id, "account": account, "created_at_ms": row.created_at_ms}
    return body if state is None else body | {"state": state}
