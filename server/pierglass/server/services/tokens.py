"""Opaque tokens, of first-party sessions and OAuth clients alike.

A refresh rotates. The successor is derived from the token that was presented and
the installation's key, so that a repeat within the grace gets the *same* pair
and no token is kept in a form that could be used. A later repeat revokes the
whole family.

Source: RFC 9700 section 4.14 (refresh token rotation).
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from pierglass.server.errors import (
    InvalidDpopProofError,
    PierglassError,
    RefreshReusedError,
    TokenExpiredError,
    TokenInvalidError,
    TokenRevokedError,
)
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.inbox import Outbox, commit
from pierglass.server.store.tokens import Token

__all__ = [
    "ACCESS_MS",
    "GRACE_MS",
    "REFRESH_MS",
    "TokenPair",
    "authenticate",
    "digest",
    "issue",
    "revoke",
    "rotate",
]

ACCESS_MS = 3600 * 1000
REFRESH_MS = 30 * 24 * 3600 * 1000
GRACE_MS = 10_000
"""A client whose reply was lost retries within this and gets the same pair."""
LONGEST = 256
"""Characters; a longer bearer is refused unread."""


@dataclass(frozen=True)
class TokenPair:
    """What a client is handed; the server keeps digests."""

    access_token: str
    refresh_token: str
    expires_in_s: int
    scopes: tuple[str, ...]
    account_id: str
    device_id: str | None
    client_id: str | None
    family_id: str
    key_thumbprint: str | None = None
    """The key that the access token is bound to; None for a bearer."""


def digest(token: str) -> str:
    """Return the form in which a token is stored and found."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def authenticate(
    ctx: Context, token: str, *, key_thumbprint: str | None = None
) -> Principal:
    """Return who presents the access token *token*.

    Args:
        ctx: The world.
        token: What the caller presents.
        key_thumbprint: The key that the caller proved to have; None for a bearer.

    Raises:
        InvalidDpopProofError: If the token is bound to another key, or to none where
            one was proved.
        TokenInvalidError: If it was never issued or is not an access token.
        TokenExpiredError: If its time is over.
        TokenRevokedError: If it was revoked.
    """
    if len(token) > LONGEST:
        raise TokenInvalidError
    row = ctx.store.read(lambda session: session.get(Token, digest(token)))
    if row is None or row.kind != "access":
        raise TokenInvalidError
    if row.key_thumbprint != key_thumbprint:
        found = "another key" if row.key_thumbprint else "no key; send it as Bearer"
        raise InvalidDpopProofError(reason=f"this token is bound to {found}")
    _check_alive(row, ctx.clock.now_ms())
    return Principal(
        account_id=row.account_id,
        device_id=row.device_id,
        client_id=row.client_id,
        scopes=frozenset(row.scopes),
        token_id=row.token_hash,
        family_id=row.family_id,
        expires_at_ms=row.expires_at_ms,
    )


def issue(
    ctx: Context,
    session: Session,
    *,
    account_id: str,
    scopes: Iterable[str],
    now_ms: int,
    device_id: str | None = None,
    client_id: str | None = None,
    key_thumbprint: str | None = None,
    bind_refresh: bool = False,
) -> TokenPair:
    """Return the first pair of a new family, added to *session*.

    With *key_thumbprint* the access token is bound to a key, and with *bind_refresh*
    the refresh token as well: a public client has nothing else to show.
    """
    pair = TokenPair(
        access_token=ctx.ids.secret(),
        refresh_token=ctx.ids.secret(),
        expires_in_s=ACCESS_MS // 1000,
        scopes=tuple(sorted(scopes)),
        account_id=account_id,
        device_id=device_id,
        client_id=client_id,
        family_id=ctx.ids.new("fam"),
        key_thumbprint=key_thumbprint,
    )
    bound = key_thumbprint if bind_refresh else None
    _add(session, pair, now_ms, pair.scopes, bound)
    return pair


def rotate(
    ctx: Context,
    refresh_token: str,
    *,
    client_id: str | None = None,
    scopes: Iterable[str] | None = None,
    key_thumbprint: str | None = None,
) -> TokenPair:
    """Return the successors of *refresh_token*, durable.

    Args:
        ctx: The world.
        refresh_token: What the client presents.
        client_id: The OAuth client that presents it; None for first-party.
        scopes: A narrower set; the caller has checked that it is narrower.
        key_thumbprint: The key that the new access token is bound to.

    Raises:
        TokenInvalidError: If it is unknown, of another kind, another client's or
            another key's.
        TokenExpiredError: If its time is over.
        TokenRevokedError: If its family was revoked.
        RefreshReusedError: If it was exchanged before; the family is now revoked
            and the account is told.
    """
    outcome = commit(
        ctx,
        lambda session, outbox: _rotate(
            ctx, session, outbox, refresh_token, client_id, scopes, key_thumbprint
        ),
    )
    # Raised here and not inside: the revocation must be kept.
    if isinstance(outcome, PierglassError):
        raise outcome
    return outcome


def revoke(
    session: Session,
    *,
    now_ms: int,
    family_id: str | None = None,
    account_id: str | None = None,
    device_id: str | None = None,
    client_id: str | None = None,
) -> int:
    """Revoke every live token that matches all of what is given.

    Returns:
        How many were revoked.
    """
    filters = {
        Token.family_id: family_id,
        Token.account_id: account_id,
        Token.device_id: device_id,
        Token.client_id: client_id,
    }
    conditions = [column == value for column, value in filters.items() if value]
    if not conditions:
        raise ValueError("revoke() needs to be told whose tokens")
    result = session.execute(
        update(Token)
        .where(Token.revoked_at_ms.is_(None), *conditions)
        .values(revoked_at_ms=now_ms)
        .execution_options(synchronize_session=False)
    )
    return result.rowcount if isinstance(result, CursorResult) else 0


def _rotate(
    ctx: Context,
    session: Session,
    outbox: Outbox,
    presented: str,
    client_id: str | None,
    scopes: Iterable[str] | None,
    key: str | None,
) -> TokenPair | PierglassError:
    now_ms = outbox.now_ms
    row = session.get(Token, digest(presented))
    if row is None or row.kind != "refresh" or row.client_id != client_id:
        return TokenInvalidError()
    if row.key_thumbprint not in {None, key}:
        return TokenInvalidError()
    try:
        _check_alive(row, now_ms)
    except PierglassError as exc:
        return exc
    if row.used_at_ms is not None:
        return _repeat(ctx, session, outbox, presented, row, key)
    wanted = row.scopes if scopes is None else scopes
    pair = _successors(ctx, presented, row, wanted, key)
    row.used_at_ms = now_ms
    # RFC 6749 section 6: the new refresh token keeps the old one's scope.
    _add(session, pair, now_ms, row.scopes, row.key_thumbprint)
    return pair


def _repeat(
    ctx: Context,
    session: Session,
    outbox: Outbox,
    presented: str,
    row: Token,
    key: str | None,
) -> TokenPair | PierglassError:
    access = session.get(Token, digest(_derive(ctx.key, "access", presented)))
    successor = session.get(Token, digest(_derive(ctx.key, "refresh", presented)))
    in_grace = outbox.now_ms - (row.used_at_ms or 0) <= GRACE_MS
    unused = successor is not None and successor.used_at_ms is None
    if in_grace and unused and access and access.key_thumbprint == key:
        return _successors(ctx, presented, row, access.scopes, key)
    revoke(session, now_ms=outbox.now_ms, family_id=row.family_id)
    outbox.add(
        [row.account_id],
        "session.revoked",
        {
            "device_id": row.device_id,
            "client_id": row.client_id,
            "family_id": row.family_id,
            "reason": RefreshReusedError.code,
        },
    )
    return RefreshReusedError()


def _successors(
    ctx: Context, presented: str, row: Token, scopes: Iterable[str], key: str | None
) -> TokenPair:
    return TokenPair(
        access_token=_derive(ctx.key, "access", presented),
        refresh_token=_derive(ctx.key, "refresh", presented),
        expires_in_s=ACCESS_MS // 1000,
        scopes=tuple(sorted(scopes)),
        account_id=row.account_id,
        device_id=row.device_id,
        client_id=row.client_id,
        family_id=row.family_id,
        key_thumbprint=key,
    )


def _derive(key: bytes, kind: str, presented: str) -> str:
    message = f"{kind}\0{presented}".encode("utf-8", "surrogatepass")
    mac = hmac.new(key, message, hashlib.sha256).digest()
    return urlsafe_b64encode(mac).rstrip(b"=").decode()


def _add(
    session: Session,
    pair: TokenPair,
    now_ms: int,
    refresh_scopes: Iterable[str],
    refresh_key: str | None,
) -> None:
    key = pair.key_thumbprint
    for kind, token, lifetime_ms, scopes, bound in (
        ("access", pair.access_token, ACCESS_MS, pair.scopes, key),
        ("refresh", pair.refresh_token, REFRESH_MS, refresh_scopes, refresh_key),
    ):
        session.add(
            Token(
                token_hash=digest(token),
                kind=kind,
                account_id=pair.account_id,
                client_id=pair.client_id,
                device_id=pair.device_id,
                scopes=list(scopes),
                family_id=pair.family_id,
                created_at_ms=now_ms,
                expires_at_ms=now_ms + lifetime_ms,
                key_thumbprint=bound,
            )
        )


def _check_alive(row: Token, now_ms: int) -> None:
    if row.revoked_at_ms is not None:
        raise TokenRevokedError
    if row.expires_at_ms <= now_ms:
        raise TokenExpiredError
