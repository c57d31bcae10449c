"""The inbox of an account: effects append to it, the gateway replays from it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from pierglass.server.services.context import Context
from pierglass.server.store.accounts import Account
from pierglass.server.store.inbox import InboxRow

__all__ = ["KEEP_MS", "KEEP_ROWS", "Outbox", "commit", "read"]

T = TypeVar("T")

KEEP_ROWS = 10_000
KEEP_MS = 7 * 24 * 3600 * 1000
"""A client that was away longer reloads by HTTP."""

_TRIM_EVERY = 100
"""Trimming costs a range delete: not on every append."""


@dataclass(frozen=True)
class _Event:
    account_id: str
    seq: int
    type: str
    data: dict[str, Any]


@dataclass
class Outbox:
    """Events of one transaction: durable with it, published after it.

    Attributes:
        now_ms: The time of the transaction.
    """

    session: Session
    now_ms: int
    events: list[_Event] = field(default_factory=list)

    def add(
        self,
        account_ids: Iterable[str],
        event: str,
        data: dict[str, Any],
        rendered: dict[str, Any] | None = None,
    ) -> None:
        """Append *event* to the inbox of each account.

        Args:
            account_ids: Who is told.
            event: The event's type.
            data: What the inbox keeps; content that may expire goes in as an id.
            rendered: What is published now, where it differs from *data*.
        """
        for account_id in account_ids:
            seq = self.session.scalars(
                update(Account)
                .where(Account.id == account_id)
                .values(inbox_seq=Account.inbox_seq + 1)
                .returning(Account.inbox_seq)
                .execution_options(synchronize_session=False)
            ).one()
            self.session.add(
                InboxRow(
                    account_id=account_id,
                    seq=seq,
                    type=event,
                    data=data,
                    created_at_ms=self.now_ms,
                )
            )
            if seq % _TRIM_EVERY == 0:
                self._trim(account_id, seq)
            self.events.append(
                _Event(account_id, seq, event, data if rendered is None else rendered)
            )

    def _trim(self, account_id: str, seq: int) -> None:
        self.session.execute(
            delete(InboxRow).where(
                InboxRow.account_id == account_id,
                (InboxRow.seq <= seq - KEEP_ROWS)
                | (InboxRow.created_at_ms < self.now_ms - KEEP_MS),
            )
        )


def commit(ctx: Context, fn: Callable[[Session, Outbox], T]) -> T:
    """Return ``fn(session, outbox)`` once durable, then publish its events."""
    outboxes: list[Outbox] = []

    def transaction(session: Session) -> T:
        outbox = Outbox(session, ctx.clock.now_ms())
        outboxes.append(outbox)
        return fn(session, outbox)

    result = ctx.store.write(transaction)
    for outbox in outboxes:
        _publish(ctx, outbox.events)
    return result


def _publish(ctx: Context, events: list[_Event]) -> None:
    try:
        for event in events:
            ctx.publish(event.account_id, event.seq, event.type, event.data)
    except Exception as exc:
        # The effect is durable and must be acknowledged; the inbox has the event.
        ctx.log.warning("publish_failed", reason=str(exc), events=len(events))


def read(
    session: Session, account_id: str, after_seq: int | None, limit: int
) -> tuple[list[InboxRow], int, str | None]:
    """Return rows after *after_seq*, the newest number, and why not, if not.

    Returns:
        Rows in order; the account's newest sequence number; and the reason for
        which the stream cannot be resumed from *after_seq*, or None. There is
        never a part of what was missed without a reason.
    """
    newest = session.scalar(select(Account.inbox_seq).where(Account.id == account_id))
    newest = newest or 0
    if after_seq is None or after_seq == newest:
        return [], newest, None
    if after_seq > newest:
        return [], newest, "bad_sequence"
    oldest = session.scalar(
        select(func.min(InboxRow.seq)).where(InboxRow.account_id == account_id)
    )
    if oldest is None or oldest > after_seq + 1:
        return [], newest, "too_old"
    rows = session.scalars(
        select(InboxRow)
        .where(InboxRow.account_id == account_id, InboxRow.seq > after_seq)
        .order_by(InboxRow.seq)
        .limit(limit)
    ).all()
    return list(rows), newest, None
