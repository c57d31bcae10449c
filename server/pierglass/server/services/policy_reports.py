"""Reports of browsers that a lens tried what its policy forbids.

Anybody can send one: it is counted against a version that exists, by rule and origin,
in a bounded number of rows; nothing of a user is kept.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pierglass.server.errors import InvalidFieldError, NotFoundError
from pierglass.server.services.context import Context, Principal
from pierglass.server.store.oauth import Lens, LensVersion
from pierglass.server.store.policy_reports import PolicyReport

__all__ = ["KEPT", "list_reports", "take_report"]

KEPT = 50
"""Kinds of report a version; what comes after counts as ``other``."""

_DIRECTIVE = re.compile(r"[a-z-]{3,40}")
_WORD = re.compile(r"[a-z-]{1,40}")


def take_report(
    ctx: Context, lens_id: str, version: str, report: dict[str, Any], address: str
) -> None:
    """Count *report*, a ``csp-report`` body, against a lens version.

    Raises:
        NotFoundError: If there is no such version.
        InvalidFieldError: If the report names no rule.
        RateLimitedError: If too many come from one address.
    """
    now_ms = ctx.clock.now_ms()
    ctx.limits.spend("reports", address, now_ms=now_ms, burst=60, per_minute=60)
    body = report.get("csp-report")
    found = body if isinstance(body, dict) else {}
    named = found.get("effective-directive") or found.get("violated-directive")
    directive = str(named).partition(" ")[0]
    if not _DIRECTIVE.fullmatch(directive):
        field, reason = "csp-report.effective-directive", "expected a directive's name"
        raise InvalidFieldError(field=field, reason=reason)
    key = (lens_id, version, directive, _origin(found.get("blocked-uri")))
    ctx.log.warning("lens.policy", lens=lens_id, directive=directive, blocked=key[3])
    ctx.store.write(lambda session: _count(session, key, now_ms))


def list_reports(
    ctx: Context, principal: Principal, lens_id: str
) -> list[dict[str, Any]]:
    """Return what was counted against a lens of the caller's, latest first.

    Raises:
        NotFoundError: If the caller publishes no such lens.
    """

    def read(session: Session) -> list[dict[str, Any]]:
        lens = session.get(Lens, lens_id)
        if lens is None or lens.publisher_id != principal.account_id:
            raise NotFoundError(what="lens")
        rows = session.scalars(
            select(PolicyReport)
            .where(PolicyReport.lens_id == lens_id)
            .order_by(PolicyReport.last_ms.desc())
            .limit(200)
        )
        return [
            {
                "version": row.version,
                "directive": row.directive,
                "blocked": row.blocked,
                "count": row.count,
                "first_ms": row.first_ms,
                "last_ms": row.last_ms,
            }
            for row in rows
        ]

    return ctx.store.read(read)


def _count(session: Session, key: tuple[str, str, str, str], now_ms: int) -> None:
    lens_id, version = key[:2]
    if session.get(LensVersion, (lens_id, version)) is None:
        raise NotFoundError(what="lens version")
    row = session.get(PolicyReport, key)
    if row is None:
        kept = session.scalar(
            select(func.count())
            .select_from(PolicyReport)
            .where(PolicyReport.lens_id == lens_id, PolicyReport.version == version)
        )
        if (kept or 0) >= KEPT:
            key = (lens_id, version, "other", "other")
            row = session.get(PolicyReport, key)
    if row is None:
        row = PolicyReport(
            lens_id=key[0],
            version=key[1],
            directive=key[2],
            blocked=key[3],
            count=0,
            first_ms=now_ms,
        )
        session.add(row)
    row.count, row.last_ms = row.count + 1, now_ms


def _origin(value: object) -> str:
    """Return the origin of an address, or the word that stands for one."""
    text = value if isinstance(value, str) else ""
    if _WORD.fullmatch(text):
        return text
    try:
        parts = urlsplit(text)
        port = f":{parts.port}" if parts.port else ""
        host = parts.hostname or ""
    except ValueError:
        return "other"
    origin = f"{parts.scheme}://{host}{port}" if host else f"{parts.scheme}:"
    fits = len(origin) <= 120 and origin.isascii() and origin.isprintable()
    return origin if fits and parts.scheme else "other"
