"""Webhooks: what a lens's own server is told, signed, at least once.

An event is a row of the transaction that it is about: nothing that happened goes
untold, nothing that did not happen is told. :func:`deliver_due` sends what is due, and
again later what was not taken, for two days. Form and signature are those of the
Standard Webhooks specification, version 1.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pierglass.bridge.manifest import Manifest
from pierglass.server.errors import NotFoundError
from pierglass.server.services import outgoing
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.inbox import Outbox
from pierglass.server.services.subjects import subject_of
from pierglass.server.store.oauth import Client, Grant
from pierglass.server.store.webhooks import WebhookDelivery, WebhookEndpoint

__all__ = [
    "BACK_OFF_MS",
    "KEEP_MS",
    "PENDING",
    "declare",
    "list_deliveries",
    "secret_of",
    "send",
    "sign",
    "tell",
]

_MINUTE = 60_000
BACK_OFF_MS = (
    5_000,
    30_000,
    2 * _MINUTE,
    10 * _MINUTE,
    30 * _MINUTE,
    2 * 60 * _MINUTE,
    6 * 60 * _MINUTE,
    12 * 60 * _MINUTE,
    24 * 60 * _MINUTE,
)
"""Pauses between attempts; after the last one an event is given up."""
PENDING = 1000
"""Events that may wait for one server; with more, the oldest are given up."""
KEEP_MS = 7 * 24 * 3600 * 1000
"""How long an event that ended is listed."""
OVERLAP_MS = 24 * 3600 * 1000
"""How long events are signed with the secret before the last rotation too."""


def declare(ctx: Context, session: Session, manifest: Manifest, now_ms: int) -> None:
    """Keep where the lens of *manifest* listens from now on, if anywhere.

    Raises:
        UrlBlockedError: If the address can never be sent to.
    """
    endpoint = session.get(WebhookEndpoint, manifest.id)
    if manifest.webhook_url is None:
        if endpoint is not None:
            session.delete(endpoint)
        return
    outgoing.check_url(manifest.webhook_url, local_hosts(ctx), "manifest.webhook.url")
    if endpoint is None:
        endpoint = WebhookEndpoint(
            client_id=manifest.id, generation=1, rotated_at_ms=now_ms
        )
        session.add(endpoint)
    endpoint.url = manifest.webhook_url
    endpoint.events = list(manifest.webhook_events)
    endpoint.gone_at_ms = None
    session.flush()


def tell(
    ctx: Context,
    session: Session,
    outbox: Outbox,
    client_id: str,
    event: str,
    account_id: str,
    data: dict[str, Any],
) -> None:
    """Note that the server of *client_id* is to be told of *event*.

    Args:
        ctx: The server's parts.
        session: The transaction of what happened.
        outbox: Its time.
        client_id: The lens.
        event: One of ``pierglass.bridge.manifest_rules.WEBHOOK_EVENTS``.
        account_id: Whom it is about. The server reads a name that it alone knows them
            by, and the account's id once they authorized it.
        data: What happened.
    """
    endpoint = session.get(WebhookEndpoint, client_id)
    if endpoint is None or event not in endpoint.events or endpoint.gone_at_ms:
        return
    _make_room(session, client_id)
    row_id = ctx.ids.new("whk")
    session.add(
        WebhookDelivery(
            id=row_id,
            client_id=client_id,
            event=event,
            body={
                "type": event,
                "timestamp_ms": outbox.now_ms,
                "data": {
                    "lens_id": client_id,
                    "subject": subject_of(ctx.key, client_id, account_id),
                    "account_id": _known_id(session, client_id, account_id),
                    **data,
                },
            },
            created_at_ms=outbox.now_ms,
            state="pending",
            attempts=0,
            due_at_ms=outbox.now_ms,
        )
    )


def secret_of(
    ctx: Context, principal: Principal, lens_id: str, *, rotate: bool
) -> dict[str, Any]:
    """Return the secret with which events of *lens_id* are signed.

    Args:
        ctx: The server's parts.
        principal: The lens's publisher.
        lens_id: The lens.
        rotate: Whether to begin a new one; the one before signs for a day more.

    Raises:
        NotFoundError: If the caller publishes no such lens, or it has no webhook.
    """

    def write(session: Session) -> dict[str, Any]:
        endpoint = _own_endpoint(session, principal, lens_id)
        if rotate:
            endpoint.generation += 1
            endpoint.rotated_at_ms = ctx.clock.now_ms()
        return {
            "secret": _secret(ctx, lens_id, endpoint.generation),
            "url": endpoint.url,
            "events": endpoint.events,
        }

    return ctx.store.write(write)


def list_deliveries(
    ctx: Context, principal: Principal, lens_id: str
) -> list[dict[str, Any]]:
    """Return the latest events of a lens of the caller's, and how they fared.

    Raises:
        NotFoundError: As :func:`secret_of`.
    """

    def read(session: Session) -> list[dict[str, Any]]:
        _own_endpoint(session, principal, lens_id)
        rows = session.scalars(
            select(WebhookDelivery)
            .where(WebhookDelivery.client_id == lens_id)
            .order_by(WebhookDelivery.created_at_ms.desc(), WebhookDelivery.id)
            .limit(100)
        )
        return [
            {
                "id": row.id,
                "event": row.event,
                "state": row.state,
                "attempts": row.attempts,
                "created_at_ms": row.created_at_ms,
                "due_at_ms": row.due_at_ms,
                "last_result": row.last_result,
            }
            for row in rows
        ]

    return ctx.store.read(read)


def sign(secret: str, message_id: str, timestamp_s: int, body: bytes) -> str:
    """Return the signature of an event: ``v1,`` and base64.

    Source: Standard Webhooks, "Signature scheme".
    """
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp_s}.".encode() + body
    mac = hmac.new(key, signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(mac).decode()}"


def send(ctx: Context, row: WebhookDelivery, endpoint: WebhookEndpoint) -> int:
    """Send one event, and return the status of the answer.

    Raises:
        UrlBlockedError: If the address is not a public one now.
        OSError: If nobody answered in time.
    """
    now_ms = ctx.clock.now_ms()
    body = json.dumps(row.body, ensure_ascii=False, separators=(",", ":")).encode()
    secrets = [_secret(ctx, row.client_id, endpoint.generation)]
    if endpoint.generation > 1 and now_ms - endpoint.rotated_at_ms < OVERLAP_MS:
        secrets.append(_secret(ctx, row.client_id, endpoint.generation - 1))
    stamp = now_ms // 1000
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Pierglass-Webhooks/1",
        "webhook-id": row.id,
        "webhook-timestamp": str(stamp),
        "webhook-signature": " ".join(sign(s, row.id, stamp, body) for s in secrets),
    }
    return outgoing.post(
        outgoing.Request(endpoint.url, body, headers), local_hosts(ctx)
    )


def local_hosts(ctx: Context) -> frozenset[str]:
    """Return the hosts that may be private, for development."""
    named = ctx.settings.webhook_hosts.split(",")
    return frozenset(host.strip() for host in named if host.strip())


def revoked(
    ctx: Context,
    session: Session,
    outbox: Outbox,
    grant: Grant,
    lost: Iterable[str],
    left: Iterable[str],
) -> None:
    """Tell that a user took permissions back."""
    data = {"scopes": sorted(lost), "remaining_scopes": sorted(left)}
    who = grant.account_id
    tell(ctx, session, outbox, grant.client_id, "revoked", who, data)


def _make_room(session: Session, client_id: str) -> None:
    waiting = (
        select(WebhookDelivery)
        .where(
            WebhookDelivery.client_id == client_id, WebhookDelivery.state == "pending"
        )
        .order_by(WebhookDelivery.created_at_ms)
    )
    count = session.scalar(select(func.count()).select_from(waiting.subquery())) or 0
    for row in session.scalars(waiting.limit(max(0, count - PENDING + 1))):
        row.state, row.due_at_ms = "failed", None
        row.last_result = "given up: too many events wait"


def _own_endpoint(
    session: Session, principal: Principal, lens_id: str
) -> WebhookEndpoint:
    client = session.get(Client, lens_id)
    endpoint = session.get(WebhookEndpoint, lens_id)
    if client is None or client.owner_id != principal.account_id or endpoint is None:
        raise NotFoundError(what="webhook")
    return endpoint


def _secret(ctx: Context, client_id: str, generation: int) -> str:
    # Derived, so that no secret is kept in a form that could be stolen from a copy.
    message = f"webhook\0{client_id}\0{generation}".encode()
    key = hmac.new(ctx.key, message, hashlib.sha256).digest()
    return f"whsec_{base64.b64encode(key).decode()}"


def _known_id(session: Session, client_id: str, account_id: str) -> str | None:
    authorized = session.scalar(
        select(Grant.authorized_at_ms).where(
            Grant.account_id == account_id, Grant.client_id == client_id
        )
    )
    return account_id if authorized is not None else None
