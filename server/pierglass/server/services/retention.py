"""Rows that only time ends: tokens and codes, openings and activities, deliveries."""

from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from pierglass.server.services.activities import RECENT_MS
from pierglass.server.services.context import Context
from pierglass.server.services.webhooks import KEEP_MS
from pierglass.server.store.oauth import AuthorizationCode, AuthorizationTicket
from pierglass.server.store.resources import Activity, AppLaunch, ResourceUse
from pierglass.server.store.tokens import Token
from pierglass.server.store.webhooks import WebhookDelivery

__all__ = ["BATCH", "sweep_over"]

BATCH = 50
"""Rows in one transaction: the writer serves others after a few milliseconds."""
DAY_MS = 24 * 3600 * 1000
USES_MS = 365 * DAY_MS


class _Ending(NamedTuple):
    key: InstrumentedAttribute[Any]
    at_ms: InstrumentedAttribute[Any]
    kept_ms: int
    """How long after that time a row stays."""


ENDINGS = {
    # For a day an old token still says that it has expired, not that it never was.
    "tokens": _Ending(Token.token_hash, Token.expires_at_ms, DAY_MS),
    "codes": _Ending(
        AuthorizationCode.code_hash, AuthorizationCode.expires_at_ms, DAY_MS
    ),
    "tickets": _Ending(
        AuthorizationTicket.ticket_hash, AuthorizationTicket.expires_at_ms, 0
    ),
    "launches": _Ending(AppLaunch.token_hash, AppLaunch.expires_at_ms, 0),
    "uses": _Ending(ResourceUse.id, ResourceUse.opened_at_ms, USES_MS),
    "activities": _Ending(Activity.id, Activity.seen_at_ms, RECENT_MS),
    "deliveries": _Ending(WebhookDelivery.id, WebhookDelivery.created_at_ms, KEEP_MS),
}
"""Kind to what ends it."""


def sweep_over(ctx: Context) -> dict[str, int]:
    """Delete what is over, and return how much of each kind it was."""
    now_ms = ctx.clock.now_ms()
    return {
        kind: _sweep(ctx, ending.key, ending.at_ms < now_ms - ending.kept_ms)
        for kind, ending in ENDINGS.items()
    }


def _sweep(
    ctx: Context, key: InstrumentedAttribute[Any], over: ColumnElement[bool]
) -> int:
    count = 0
    while True:
        ids = ctx.store.read(partial(_batch, key=key, over=over))
        if not ids:
            return count
        ctx.store.write(partial(_remove, key=key, ids=ids))
        count += len(ids)


def _batch(
    session: Session, key: InstrumentedAttribute[Any], over: ColumnElement[bool]
) -> list[str]:
    return list(session.scalars(select(key).where(over).limit(BATCH)))


def _remove(session: Session, key: InstrumentedAttribute[Any], ids: list[str]) -> None:
    session.execute(
        delete(key.class_)
        .where(key.in_(ids))
        .execution_options(synchronize_session=False)
    )
