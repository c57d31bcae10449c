"""Tickets of the consent page: who signed in there, for which request.

A ticket is a 256-bit secret in the page's form, kept as a digest, worth something
only in the browser that signed in, for ten minutes, once.
"""

import hmac
from dataclasses import dataclass

from sqlalchemy import CursorResult, delete, update
from sqlalchemy.orm import Session

from pierglass.server.services.context import Context
from pierglass.server.services.tokens import digest
from pierglass.server.store.oauth import AuthorizationTicket

__all__ = ["TICKET_LIFETIME_MS", "Ticket", "claim_ticket", "csrf_token", "issue_ticket"]

TICKET_LIFETIME_MS = 10 * 60 * 1000


@dataclass(frozen=True)
class Ticket:
    """Who is about to decide, and on what."""

    account_id: str
    request: dict[str, str]


def csrf_token(ctx: Context, browser: str) -> str:
    """Return the token that a form must carry to come from *browser*'s own page.

    Args:
        ctx: The server's parts.
        browser: The value of the page's cookie.
    """
    return hmac.new(ctx.key, f"csrf\0{browser}".encode(), "sha256").hexdigest()


def issue_ticket(ctx: Context, ticket: Ticket, browser: str) -> str:
    """Return a secret that stands for *ticket* in *browser*."""
    secret = ctx.ids.secret()
    now_ms = ctx.clock.now_ms()
    row = AuthorizationTicket(
        ticket_hash=digest(secret),
        account_id=ticket.account_id,
        browser_hash=digest(browser),
        request=ticket.request,
        expires_at_ms=now_ms + TICKET_LIFETIME_MS,
    )

    def write(session: Session) -> None:
        old = AuthorizationTicket.expires_at_ms < now_ms
        session.execute(delete(AuthorizationTicket).where(old))
        session.add(row)

    ctx.store.write(write)
    return secret


def claim_ticket(ctx: Context, secret: str, browser: str) -> Ticket | None:
    """Return what *secret* stands for, once; None if it is worth nothing."""
    now_ms = ctx.clock.now_ms()

    def write(session: Session) -> Ticket | None:
        claimed = session.execute(
            update(AuthorizationTicket)
            .where(
                AuthorizationTicket.ticket_hash == digest(secret),
                AuthorizationTicket.browser_hash == digest(browser),
                AuthorizationTicket.expires_at_ms > now_ms,
                AuthorizationTicket.claimed_at_ms.is_(None),
            )
            .values(claimed_at_ms=now_ms)
            .execution_options(synchronize_session=False)
        )
        row = session.get(AuthorizationTicket, digest(secret))
        won = isinstance(claimed, CursorResult) and claimed.rowcount == 1
        return Ticket(row.account_id, row.request) if won and row is not None else None

    return ctx.store.write(write)
