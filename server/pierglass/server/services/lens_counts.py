"""A lens's own analytics: how often something happened, by day; of people, nothing.

A count has no account, no conversation and no time of day. A lens has few names a day
for what it counts, so that no name can stand for a person.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from pierglass.server.errors import NotFoundError, StorageQuotaError
from pierglass.server.services.context import Context, Principal
from pierglass.server.store.lens_counts import LensCount
from pierglass.server.store.oauth import Client

__all__ = ["EVENTS_A_DAY", "KEPT_DAYS", "add", "totals"]

EVENTS_A_DAY = 32
"""Names that one lens may count under on one day."""
KEPT_DAYS = 90


def add(
    ctx: Context, principal: Principal, lens_id: str, event: str, by: int = 1
) -> None:
    """Count *event*.

    Args:
        ctx: The server's parts.
        principal: In whose client the lens is open; not kept.
        lens_id: The lens.
        event: What happened.
        by: How often, 1 to 1,000.

    Raises:
        NotFoundError: If there is no such lens.
        StorageQuotaError: If the lens has too many names already today.
        RateLimitedError: If this client counts too fast.
    """
    now_ms = ctx.clock.now_ms()
    spent = f"{lens_id}\0{principal.account_id}"
    ctx.limits.spend("counted events", spent, now_ms=now_ms, burst=60, per_minute=120)
    day = _day(now_ms)

    def write(session: Session) -> None:
        client = session.get(Client, lens_id)
        if client is None or client.kind != "applet":
            raise NotFoundError(what="lens")
        row = session.get(LensCount, (lens_id, day, event))
        if row is None:
            of_today = LensCount.lens_id == lens_id, LensCount.day == day
            names = session.scalar(select(func.count()).where(*of_today)) or 0
            if names >= EVENTS_A_DAY:
                raise StorageQuotaError(field="event", limit=f"{EVENTS_A_DAY} names")
            old = LensCount.lens_id == lens_id, LensCount.day < _day(now_ms, KEPT_DAYS)
            session.execute(delete(LensCount).where(*old))
            row = LensCount(lens_id=lens_id, day=day, event=event, count=0)
            session.add(row)
        row.count += by

    ctx.store.write(write)


def totals(
    ctx: Context, principal: Principal, lens_id: str, days: int
) -> list[dict[str, Any]]:
    """Return ``{day, event, count}`` of the last *days* days, the newest day first.

    Raises:
        NotFoundError: If the caller publishes no such lens.
    """
    first = _day(ctx.clock.now_ms(), days - 1)

    def read(session: Session) -> list[dict[str, Any]]:
        client = session.get(Client, lens_id)
        if client is None or client.owner_id != principal.account_id:
            raise NotFoundError(what="lens")
        rows = session.scalars(
            select(LensCount)
            .where(LensCount.lens_id == lens_id, LensCount.day >= first)
            .order_by(LensCount.day.desc(), LensCount.event)
        )
        return [{"day": r.day, "event": r.event, "count": r.count} for r in rows]

    return ctx.store.read(read)


def _day(now_ms: int, before: int = 0) -> str:
    now = datetime.fromtimestamp(now_ms / 1000, UTC) - timedelta(days=before)
    return now.date().isoformat()
