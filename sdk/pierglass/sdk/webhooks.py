"""Webhooks at a lens's own server: is this event Pierglass's, is it new, what is it.

    from pierglass.sdk.webhooks import Receiver

    receiver = Receiver(secret)
    event = receiver.read(request.headers, request.body, now_s)
    if event is not None and event.type == "revoked":
        forget(event.data["subject"])

Answer with a status of 200 to 299 once the event is safe with you; anything else is
sent again. Events may come twice and in any order: `read` gives None for one that was
there before. The form is that of the Standard Webhooks specification, so that its
libraries in other languages read these events too.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pierglass.sdk.errors import WebhookRefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Receiver", "WebhookEvent", "verify"]

WINDOW_S = 300
"""How old, or how far ahead, a time stamp may be."""
REMEMBERED = 10_000
"""Events that a receiver recognizes when they come again."""


@dataclass(frozen=True)
class WebhookEvent:
    """One event.

    Attributes:
        id: The same each time that this event is sent.
        type: `installed`, `authorized`, `revoked` or `card.opened`.
        timestamp_ms: When it happened, in milliseconds UTC.
        data: `lens_id`, `subject` (a name by which your lens alone knows the user),
            `account_id` (None until the user authorized your server), and what the
            event adds: `scopes`, `remaining_scopes`, `item_id`, `state`.
    """

    id: str
    type: str
    timestamp_ms: int
    data: dict[str, Any]


def verify(
    secret: str, headers: Mapping[str, str], body: bytes, now_s: float
) -> WebhookEvent:
    """Return the event that *body* holds, if Pierglass signed it just now.

    Args:
        secret: `whsec_…`, as `POST /v1/lenses/{id}/webhook/secret` shows it.
        headers: The request's headers, whatever the case of their names.
        body: The request's body, byte by byte as it came.
        now_s: The present time, in seconds since 1970.

    Raises:
        WebhookRefusedError: If a header is absent, the time stamp is outside of five
            minutes, no signature fits, or the body is no event.
    """
    sent = {name.lower(): value for name, value in headers.items()}
    message_id, stamp = sent.get("webhook-id", ""), sent.get("webhook-timestamp", "")
    if not message_id or not stamp.isascii() or not stamp.isdigit():
        raise WebhookRefusedError("webhook-id and webhook-timestamp are needed")
    if abs(now_s - int(stamp)) > WINDOW_S:
        raise WebhookRefusedError(
            f"the time stamp is {round(now_s - int(stamp))} s old; at most {WINDOW_S}"
        )
    expected = _signature(secret, message_id, stamp, body)
    given = sent.get("webhook-signature", "").split(" ")
    if not any(hmac.compare_digest(expected, one.encode()) for one in given):
        raise WebhookRefusedError("no signature fits this secret and this body")
    return _read(message_id, body)


class Receiver:
    """Verifies events, and knows those that came before.

    One process's memory: a server of several keeps the ids in its database instead.

    Args:
        secret: As :func:`verify` takes it.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._seen: OrderedDict[str, None] = OrderedDict()

    def read(
        self, headers: Mapping[str, str], body: bytes, now_s: float
    ) -> WebhookEvent | None:
        """Return the event, or None if it came before.

        Raises:
            WebhookRefusedError: As :func:`verify`.
        """
        event = verify(self._secret, headers, body, now_s)
        if event.id in self._seen:
            return None
        self._seen[event.id] = None
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return event


def _signature(secret: str, message_id: str, stamp: str, body: bytes) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as exc:
        raise WebhookRefusedError("the secret is not of the form whsec_…") from exc
    mac = hmac.new(key, f"{message_id}.{stamp}.".encode() + body, hashlib.sha256)
    return b"v1," + base64.b64encode(mac.digest())


def _read(message_id: str, body: bytes) -> WebhookEvent:
    try:
        value = json.loads(body)
        return WebhookEvent(
            message_id, value["type"], value["timestamp_ms"], dict(value["data"])
        )
    except (ValueError, KeyError, TypeError) as exc:
        raise WebhookRefusedError("the body is no event") from exc
