"""What authorization writes: each step one transaction, its claim first.

The claim is a conditional update whose row count must be one, so that of any number
of parallel redemptions exactly one goes on; what follows a refusal (the code is used
up, the tokens of a replayed code end) is kept, and the refusal raised afterwards.

Source: RFC 6749 sections 4.1.2 and 10.5, RFC 9700 section 4.14. The usual recipe
issues first and deletes the code afterwards: parallel redemptions then mint several.
"""

import hmac
from dataclasses import dataclass

from authlib.oauth2.rfc6749 import InvalidGrantError
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from pierglass.server.errors import UnauthenticatedError
from pierglass.server.oauth.errors import RefusedScopeError
from pierglass.server.services import grants, tokens
from pierglass.server.services.clients import ClientRecord
from pierglass.server.services.context import Context
from pierglass.server.services.inbox import Outbox, commit
from pierglass.server.store.oauth import AuthorizationCode, Grant
from pierglass.server.store.tokens import Token

__all__ = [
    "CODE_LIFETIME_MS",
    "CodeFor",
    "Redemption",
    "redeem_code",
    "rotate_refresh_token",
    "store_code",
]

CODE_LIFETIME_MS = 60_000
KEEP_CODES_MS = 24 * 3600 * 1000
"""A used code is remembered so long that its replay is recognized."""

TokenResponse = dict[str, object]
"""The body of RFC 6749 section 5.1."""


@dataclass(frozen=True)
class CodeFor:
    """What a code stands for."""

    client: ClientRecord
    account_id: str
    redirect_uri: str
    asked: tuple[str, ...]
    granted: tuple[str, ...]
    code_challenge: str
    key_thumbprint: str | None = None
    """The key that alone can redeem it; None for any."""


@dataclass(frozen=True)
class Redemption:
    """What a client presents to get tokens for a code."""

    client_id: str
    code: str
    redirect_uri: str
    code_verifier: str
    key_thumbprint: str | None = None
    """The key that the client proved to have."""
    is_public: bool = False


def store_code(ctx: Context, code: str, meaning: CodeFor) -> None:
    """Store *code* and the consent that it stands for."""

    def write(session: Session, outbox: Outbox) -> None:
        grants.accept(
            ctx,
            session,
            outbox,
            meaning.account_id,
            meaning.client,
            meaning.asked,
            meaning.granted,
        )
        old = AuthorizationCode.expires_at_ms < outbox.now_ms - KEEP_CODES_MS
        session.execute(delete(AuthorizationCode).where(old))
        session.add(
            AuthorizationCode(
                code_hash=tokens.digest(code),
                client_id=meaning.client.id,
                account_id=meaning.account_id,
                redirect_uri=meaning.redirect_uri,
                scopes=list(meaning.granted),
                code_challenge=meaning.code_challenge,
                expires_at_ms=outbox.now_ms + CODE_LIFETIME_MS,
                key_thumbprint=meaning.key_thumbprint,
            )
        )

    commit(ctx, write)


def redeem_code(ctx: Context, redemption: Redemption) -> TokenResponse:
    """Return tokens for the code, once.

    Raises:
        InvalidGrantError: If the code is unknown, used, expired, another client's,
            for another redirect URI, or not proved by the verifier.
    """
    pair = commit(
        ctx, lambda session, outbox: _redeem(ctx, session, outbox, redemption)
    )
    if pair is None:
        raise InvalidGrantError(
            description="The code is unknown, used, expired, or not for this request."
        )
    return _token_response(pair)


def rotate_refresh_token(
    ctx: Context,
    *,
    client_id: str,
    refresh_token: str,
    scope: str | None,
    key_thumbprint: str | None = None,
) -> TokenResponse:
    """Return the successors of *refresh_token*.

    Args:
        ctx: The server's parts.
        client_id: The client that presents it.
        refresh_token: The token.
        scope: Scopes, space separated, for a narrower access token; None for all.
        key_thumbprint: The key that the client proved to have, if it did.

    Raises:
        InvalidGrantError: If the token is not this client's, expired, revoked, or
            was rotated before the grace, which revokes its family.
        RefusedScopeError: If *scope* is wider than what was granted.
    """
    wanted = None if scope is None else _narrower(ctx, refresh_token, scope)
    try:
        pair = tokens.rotate(
            ctx,
            refresh_token,
            client_id=client_id,
            scopes=wanted,
            key_thumbprint=key_thumbprint,
        )
    except UnauthenticatedError as exc:
        raise InvalidGrantError(
            description="The refresh token is unknown, expired, revoked or used."
        ) from exc
    ctx.store.write(
        lambda session: _note_use(
            session, pair.account_id, client_id, ctx.clock.now_ms()
        )
    )
    return _token_response(pair)


def _redeem(
    ctx: Context, session: Session, outbox: Outbox, redemption: Redemption
) -> tokens.TokenPair | None:
    """Return tokens, or None for a refusal whose effects are to be kept."""
    code_hash = tokens.digest(redemption.code)
    claimed = session.execute(
        update(AuthorizationCode)
        .where(
            AuthorizationCode.code_hash == code_hash,
            AuthorizationCode.claimed_at_ms.is_(None),
        )
        .values(claimed_at_ms=outbox.now_ms)
        .execution_options(synchronize_session=False)
    )
    row = session.get(AuthorizationCode, code_hash)
    if row is None:
        return None
    if not isinstance(claimed, CursorResult) or claimed.rowcount != 1:
        _replayed(session, outbox, row)
        return None
    if not _fits(row, redemption, outbox.now_ms) or not _granted(session, row):
        return None
    pair = tokens.issue(
        ctx,
        session,
        account_id=row.account_id,
        scopes=row.scopes,
        now_ms=outbox.now_ms,
        client_id=row.client_id,
        key_thumbprint=redemption.key_thumbprint,
        bind_refresh=redemption.is_public,
    )
    row.family_id = pair.family_id
    grants.authorized(ctx, session, outbox, row.account_id, row.client_id)
    return pair


def _replayed(session: Session, outbox: Outbox, row: AuthorizationCode) -> None:
    # Someone else has the code too: which of the two is the thief is unknown.
    if row.family_id is None:
        return
    ended = tokens.revoke(session, now_ms=outbox.now_ms, family_id=row.family_id)
    if ended:
        data = {
            "client_id": row.client_id,
            "device_id": None,
            "family_id": row.family_id,
            "reason": "code_reused",
        }
        outbox.add([row.account_id], "session.revoked", data)


def _fits(row: AuthorizationCode, redemption: Redemption, now_ms: int) -> bool:
    challenge = create_s256_code_challenge(redemption.code_verifier)
    return (
        now_ms < row.expires_at_ms
        and row.client_id == redemption.client_id
        and row.redirect_uri == redemption.redirect_uri
        and row.key_thumbprint in {None, redemption.key_thumbprint}
        and hmac.compare_digest(row.code_challenge, challenge)
    )


def _granted(session: Session, row: AuthorizationCode) -> bool:
    # The user may have withdrawn the grant since the code was made.
    scopes = session.scalar(
        select(Grant.scopes).where(
            Grant.account_id == row.account_id,
            Grant.client_id == row.client_id,
            Grant.state == "granted",
        )
    )
    return set(row.scopes) <= set(scopes or ())


def _narrower(ctx: Context, refresh_token: str, scope: str) -> tuple[str, ...] | None:
    row = ctx.store.read(lambda s: s.get(Token, tokens.digest(refresh_token)))
    if row is None:
        # rotate() says that it is unknown, as it does without a scope.
        return None
    asked = set(scope.split())
    if not asked or not asked <= set(row.scopes):
        raise RefusedScopeError(asked - set(row.scopes), row.scopes)
    return tuple(sorted(asked))


def _note_use(session: Session, account_id: str, client_id: str, now_ms: int) -> None:
    session.execute(
        update(Grant)
        .where(Grant.account_id == account_id, Grant.client_id == client_id)
        .values(last_used_at_ms=now_ms)
        .execution_options(synchronize_session=False)
    )


def _token_response(pair: tokens.TokenPair) -> TokenResponse:
    return {
        "access_token": pair.access_token,
        "token_type": "DPoP" if pair.key_thumbprint else "Bearer",
        "expires_in": pair.expires_in_s,
        "refresh_token": pair.refresh_token,
        "scope": " ".join(pair.scopes),
    }
