"""What a lens keeps for an account or for a conversation: small JSON values by key.

``view`` and ``device`` storage never leave the host; these two scopes are the server's.
A conversation's values are shared by its members who granted the lens something: what
an open list of friends could never be read from, a vote can.
"""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pierglass.server.errors import ConflictError, NotFoundError, StorageQuotaError
from pierglass.server.services.activities import reached
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.conversations import member_ids
from pierglass.server.services.inbox import Outbox, commit
from pierglass.server.store.oauth import Client
from pierglass.server.store.resources import StoredValue

__all__ = ["QUOTA_BYTES", "QUOTA_KEYS", "VALUE_BYTES", "Place", "get", "keys", "put"]
__all__ += ["remove"]

QUOTA_KEYS = 128
QUOTA_BYTES = 64 * 1024
"""What one lens keeps in one place, keys and values as JSON."""
VALUE_BYTES = 8 * 1024


@dataclass(frozen=True)
class Place:
    """Where a lens keeps values.

    Attributes:
        client_id: The lens.
        conversation_id: The conversation that shares them; None for the account's.
    """

    client_id: str
    conversation_id: str | None = None

    @property
    def scope(self) -> str:
        """``account`` or ``conversation``."""
        return "account" if self.conversation_id is None else "conversation"


def get(ctx: Context, principal: Principal, place: Place, key: str) -> dict[str, Any]:
    """Return ``{key, value, version}``; version 0 and None where nothing is kept.

    Raises:
        NotFoundError: If there is no such lens, or the caller is not in the
            conversation.
    """

    def read(session: Session) -> dict[str, Any]:
        row = session.get(StoredValue, _row_key(session, principal, place, key))
        return _view(key, row)

    return ctx.store.read(read)


def keys(ctx: Context, principal: Principal, place: Place) -> list[dict[str, Any]]:
    """Return every value of the place, by key.

    Raises:
        NotFoundError: As :func:`get`.
    """

    def read(session: Session) -> list[dict[str, Any]]:
        client_id, scope, owner, _ = _row_key(session, principal, place, "")
        rows = session.scalars(
            select(StoredValue)
            .where(
                StoredValue.client_id == client_id,
                StoredValue.scope == scope,
                StoredValue.owner_id == owner,
            )
            .order_by(StoredValue.key)
        )
        return [_view(row.key, row) for row in rows]

    return ctx.store.read(read)


def put(
    ctx: Context,
    principal: Principal,
    place: Place,
    key: str,
    value: Any,
    if_version: int | None = None,
) -> dict[str, Any]:
    """Keep *value* and return it with its version; members of a conversation are told.

    Args:
        ctx: The server's parts.
        principal: Who keeps it.
        place: Where.
        key: Under which name.
        value: A JSON value.
        if_version: Refuse unless this is the version there (0: nothing is).

    Raises:
        NotFoundError: As :func:`get`.
        ConflictError: If another version is there.
        StorageQuotaError: If the value or the place would grow too large.
        RateLimitedError: If values change too fast.
    """
    me = principal.account_id
    now_ms = ctx.clock.now_ms()
    spent = f"{place.client_id}\0{me}"
    ctx.limits.spend("stored values", spent, now_ms=now_ms, burst=60, per_minute=120)
    size = len(key) + len(json.dumps(value, ensure_ascii=False).encode())
    if size > VALUE_BYTES:
        raise StorageQuotaError(field="value", limit=f"{VALUE_BYTES} bytes a value")

    def write(session: Session, outbox: Outbox) -> dict[str, Any]:
        row_key = _row_key(session, principal, place, key)
        row = session.get(StoredValue, row_key)
        found = row.version if row is not None else 0
        if if_version is not None and if_version != found:
            reason = f"Version {found} is there, not {if_version}; read it again"
            raise ConflictError(reason=reason)
        _check_quota(session, row_key, size, row)
        if row is None:
            client_id, scope, owner, _ = row_key
            row = StoredValue(
                client_id=client_id, scope=scope, owner_id=owner, key=key, version=0
            )
            session.add(row)
        row.value, row.size_bytes, row.version = value, size, found + 1
        row.updated_at_ms, row.updated_by = outbox.now_ms, me
        session.flush()
        _tell(session, outbox, principal, place, key, row.version)
        return _view(key, row)

    return commit(ctx, write)


def remove(ctx: Context, principal: Principal, place: Place, key: str) -> None:
    """Forget a value; again changes nothing.

    Raises:
        NotFoundError: As :func:`get`.
    """

    def write(session: Session, outbox: Outbox) -> None:
        row = session.get(StoredValue, _row_key(session, principal, place, key))
        if row is not None:
            session.delete(row)
            _tell(session, outbox, principal, place, key, 0)

    commit(ctx, write)


def _row_key(
    session: Session, principal: Principal, place: Place, key: str
) -> tuple[str, str, str, str]:
    client = session.get(Client, place.client_id)
    if client is None or client.kind != "applet":
        raise NotFoundError(what="lens")
    me = principal.account_id
    if place.conversation_id is not None:
        reached(session, me, place.conversation_id)
    return place.client_id, place.scope, place.conversation_id or me, key


def _check_quota(
    session: Session,
    row_key: tuple[str, str, str, str],
    size: int,
    row: StoredValue | None,
) -> None:
    client_id, scope, owner, _ = row_key
    count, total = session.execute(
        select(func.count(), func.sum(StoredValue.size_bytes)).where(
            StoredValue.client_id == client_id,
            StoredValue.scope == scope,
            StoredValue.owner_id == owner,
        )
    ).one()
    if row is None and count >= QUOTA_KEYS:
        raise StorageQuotaError(field="key", limit=f"{QUOTA_KEYS} keys")
    before = row.size_bytes if row is not None else 0
    if (total or 0) - before + size > QUOTA_BYTES:
        raise StorageQuotaError(field="value", limit=f"{QUOTA_BYTES} bytes in all")


def _tell(
    session: Session,
    outbox: Outbox,
    principal: Principal,
    place: Place,
    key: str,
    version: int,
) -> None:
    if place.conversation_id is None:
        return
    data = {
        "conversation_id": place.conversation_id,
        "client_id": place.client_id,
        "key": key,
        "version": version,
    }
    members = member_ids(session, place.conversation_id)
    others = [m for m in members if m != principal.account_id]
    outbox.add(others, "storage.changed", data)


def _view(key: str, row: StoredValue | None) -> dict[str, Any]:
    if row is None:
        return {"key": key, "value": None, "version": 0}
    return {"key": key, "value": row.value, "version": row.version}
