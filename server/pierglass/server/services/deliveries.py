"""Sending what is due: claimed first, so that a crash repeats and loses nothing."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from pierglass.server.errors import PierglassError
from pierglass.server.services import webhooks
from pierglass.server.services.context import Context
from pierglass.server.store.webhooks import WebhookDelivery, WebhookEndpoint

__all__ = ["AT_ONCE", "LEASE_MS", "deliver_due"]

AT_ONCE = 8
"""Events on their way; one a server, so that a slow one delays nobody else."""
LEASE_MS = 60_000
"""When a claimed event is tried again if the process died with it."""
_LONGEST = 120


@dataclass(frozen=True)
class _Claimed:
    row: WebhookDelivery
    endpoint: WebhookEndpoint


def deliver_due(ctx: Context) -> int:
    """Send what is due, the oldest of each server first, and return how many were.

    An answer in 200…299 takes the event. Anything else, a redirect included, is tried
    again after the pauses of :data:`webhooks.BACK_OFF_MS`; 410 ends the address.
    """
    # Looked for by a reader: nothing to do costs the writer nothing.
    if not ctx.store.read(lambda session: _is_due(session, ctx.clock.now_ms())):
        return 0
    claimed = ctx.store.write(lambda session: _claim(session, ctx.clock.now_ms()))
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook") as pool:
        results = list(pool.map(lambda one: _attempt(ctx, one), claimed))
    for one, (status, result) in zip(claimed, results, strict=True):
        now_ms, row_id = ctx.clock.now_ms(), one.row.id
        note = partial(
            _note, now_ms=now_ms, row_id=row_id, status=status, result=result
        )
        ctx.store.write(note)
    return len(claimed)


def _is_due(session: Session, now_ms: int) -> bool:
    due = select(WebhookDelivery.id).where(WebhookDelivery.due_at_ms <= now_ms)
    return session.scalar(due.limit(1)) is not None


def _claim(session: Session, now_ms: int) -> list[_Claimed]:
    due = session.execute(
        select(WebhookDelivery, WebhookEndpoint)
        .join(WebhookEndpoint, WebhookEndpoint.client_id == WebhookDelivery.client_id)
        .where(WebhookDelivery.state == "pending", WebhookDelivery.due_at_ms <= now_ms)
        .order_by(WebhookDelivery.due_at_ms, WebhookDelivery.created_at_ms)
        .limit(AT_ONCE * 8)
    )
    claimed: dict[str, _Claimed] = {}
    for row, endpoint in due:
        if endpoint.client_id not in claimed and len(claimed) < AT_ONCE:
            row.due_at_ms = now_ms + LEASE_MS
            row.attempts += 1
            claimed[endpoint.client_id] = _Claimed(row, endpoint)
    session.flush()
    for one in claimed.values():
        # Read outside of the session from here on.
        session.refresh(one.row)
        session.refresh(one.endpoint)
        session.expunge(one.row)
        session.expunge(one.endpoint)
    return list(claimed.values())


def _attempt(ctx: Context, one: _Claimed) -> tuple[int, str]:
    """Return the status, 0 for none, and what it was in a few words."""
    try:
        status = webhooks.send(ctx, one.row, one.endpoint)
    except PierglassError as exc:
        return 0, exc.message[:_LONGEST]
    except (OSError, ValueError) as exc:
        return 0, f"no answer: {exc}"[:_LONGEST]
    return status, f"answered {status}"


def _note(session: Session, now_ms: int, row_id: str, status: int, result: str) -> None:
    row = session.get(WebhookDelivery, row_id)
    if row is None:
        return
    row.last_result = result
    if 200 <= status < 300:
        row.state, row.due_at_ms = "delivered", None
    elif status == 410:
        session.get_one(WebhookEndpoint, row.client_id).gone_at_ms = now_ms
        row.state, row.due_at_ms = "failed", None
    elif row.attempts > len(webhooks.BACK_OFF_MS):
        row.state, row.due_at_ms = "failed", None
    else:
        row.due_at_ms = now_ms + webhooks.BACK_OFF_MS[row.attempts - 1]
