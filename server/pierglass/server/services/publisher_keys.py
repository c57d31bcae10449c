"""The keys with which publishers sign, and whether a signature is theirs.

An account has one key that is not retired. The first is registered by the signed-in
publisher and signs its own registration; another takes its place only when the key
before it signs too, so that a stolen session alone publishes nothing. A key that was
lost is taken away by the platform's staff.
"""

import base64
import binascii
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from pierglass.bridge.signing import key_id, key_statement, version_statement
from pierglass.server.errors import (
    LensSignatureInvalidError,
    LensSignatureRequiredError,
    PublisherKeyInvalidError,
)
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.grants import require_first_party
from pierglass.server.store.releases import PublisherKey

__all__ = ["active_key", "check_version", "is_signed", "list_keys", "register_key"]
__all__ += ["retire_key"]


def list_keys(ctx: Context, principal: Principal) -> list[dict[str, Any]]:
    """Return the caller's keys, the active one first."""
    require_first_party(principal)

    def read(session: Session) -> list[dict[str, Any]]:
        rows = session.scalars(
            select(PublisherKey)
            .where(PublisherKey.account_id == principal.account_id)
            .order_by(
                PublisherKey.retired_at_ms.is_not(None),
                PublisherKey.created_at_ms.desc(),
            )
            .limit(50)
        )
        return [_view(row) for row in rows]

    return ctx.store.read(read)


def register_key(
    ctx: Context,
    principal: Principal,
    public_key: str,
    proof: str,
    endorsement: str | None,
) -> dict[str, Any]:
    """Register the caller's key, in place of the one before it if there is one.

    Args:
        ctx: The server's parts.
        principal: The publisher.
        public_key: The new key, 32 bytes in base64.
        proof: Its signature of ``bridge.signing.key_statement``, in base64.
        endorsement: The same signed by the key whose place it takes.

    Raises:
        PublisherKeyInvalidError: Naming the value that is wrong.
    """
    require_first_party(principal)
    me = principal.account_id
    name = _name_of(public_key)

    def write(session: Session) -> dict[str, Any]:
        before = active_key(session, me)
        statement = key_statement(me, name, before.id if before else "")
        if before is not None and before.id == name:
            return _view(before)
        if session.get(PublisherKey, name) is not None:
            reason = "this key was used before; make a new one"
            raise PublisherKeyInvalidError(field="public_key", reason=reason)
        if not _is_signature(public_key, statement, proof):
            reason = "the new key did not sign this registration"
            raise PublisherKeyInvalidError(field="proof", reason=reason)
        if before is not None:
            if not _is_signature(before.public_key, statement, endorsement or ""):
                reason = "the key before it must sign too; without it, ask the staff"
                raise PublisherKeyInvalidError(field="endorsement", reason=reason)
            before.retired_at_ms = ctx.clock.now_ms()
        row = PublisherKey(
            id=name,
            account_id=me,
            public_key=public_key,
            created_at_ms=ctx.clock.now_ms(),
        )
        session.add(row)
        session.flush()
        return _view(row)

    return ctx.store.write(write)


def retire_key(session: Session, account_id: str, now_ms: int) -> None:
    """Take an account's key away: it signs nothing new, another may be registered."""
    row = active_key(session, account_id)
    if row is not None:
        row.retired_at_ms = now_ms


def active_key(session: Session, account_id: str) -> PublisherKey | None:
    """Return the key with which the account signs now."""
    return session.scalar(
        select(PublisherKey).where(
            PublisherKey.account_id == account_id,
            PublisherKey.retired_at_ms.is_(None),
        )
    )


def check_version(
    session: Session,
    account_id: str,
    statement: tuple[str, str, str],
    signature: dict[str, str] | None,
    *,
    required: bool,
) -> None:
    """Refuse a version that its publisher did not sign.

    Args:
        session: The transaction.
        account_id: The publisher.
        statement: Lens, version and content hash.
        signature: ``{key_id, value}`` as it was sent.
        required: Whether an unsigned one is refused; it always is for a publisher
            who has a key.

    Raises:
        LensSignatureRequiredError: If there is none.
        LensSignatureInvalidError: If it is another key's, or of something else.
    """
    key = active_key(session, account_id)
    if signature is None:
        if not required and key is None:
            return
        reason = "every version is signed here" if key is None else "you have a key"
        raise LensSignatureRequiredError(field="signature", reason=reason)
    if key is None or key.id != signature["key_id"]:
        reason = "this key is not the one that you registered, or it was retired"
        raise LensSignatureInvalidError(field="signature.key_id", reason=reason)
    message = version_statement(*statement)
    if not _is_signature(key.public_key, message, signature["value"]):
        reason = "it is not of this lens, this version and these files"
        raise LensSignatureInvalidError(field="signature.value", reason=reason)


def is_signed(
    session: Session, key: str, statement: tuple[str, str, str], signature: str
) -> bool:
    """Return whether the key called *key*, retired or not, signed a version."""
    row = session.get(PublisherKey, key)
    return row is not None and _is_signature(
        row.public_key, version_statement(*statement), signature
    )


# Keyed by everything that it depends on: what changes is looked at again.
@lru_cache(maxsize=4096)
def _is_signature(public_key: str, message: bytes, signature: str) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
        key.verify(base64.b64decode(signature, validate=True), message)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def _name_of(public_key: str) -> str:
    try:
        raw = base64.b64decode(public_key, validate=True)
        # What is registered can be used, and is written in one way alone.
        Ed25519PublicKey.from_public_bytes(raw)
    except (binascii.Error, ValueError) as exc:
        reason = "expected the 32 bytes of an Ed25519 key in base64"
        raise PublisherKeyInvalidError(field="public_key", reason=reason) from exc
    if base64.b64encode(raw).decode() != public_key:
        reason = "expected base64 as it is written, without anything beside it"
        raise PublisherKeyInvalidError(field="public_key", reason=reason)
    return key_id(raw)


def _view(row: PublisherKey) -> dict[str, Any]:
    return {
        "id": row.id,
        "public_key": row.public_key,
        "created_at_ms": row.created_at_ms,
        "retired_at_ms": row.retired_at_ms,
    }
