"""What was shared under which idempotency key; it outlives a reload of the lens."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pierglass.bridge.errors import CallFailedError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Ledger"]

_ID_CHARS = 22  # 128 bits in base64, as every identifier of the platform


@dataclass
class Ledger:
    """The shares of one account in one client, by lens and key."""

    _done: dict[tuple[str, str], tuple[str, dict[str, object]]] = field(
        default_factory=dict
    )

    def recall(
        self, lens_id: str, method: str, params: Mapping[str, Any]
    ) -> dict[str, object] | None:
        """Return the result of an earlier call with the same key, or None.

        Raises:
            CallFailedError: `idempotency_mismatch`, when that call said other things.
        """
        entry = self._done.get((lens_id, str(params["idempotency_key"])))
        if entry is None:
            return None
        digest, result = entry
        if digest != _digest(method, params):
            raise CallFailedError(
                "This idempotency_key was used for another share; make a new key for "
                "each thing that the user shares.",
                code="idempotency_mismatch",
                field="idempotency_key",
            )
        return dict(result)

    def record(
        self,
        lens_id: str,
        method: str,
        params: Mapping[str, Any],
        result: dict[str, object],
    ) -> None:
        """Remember how a share ended."""
        key = (lens_id, str(params["idempotency_key"]))
        self._done[key] = (_digest(method, params), dict(result))


def client_message_id(lens_id: str, conversation_id: str, key: str) -> str:
    """Return the message id under which the server knows a share for good.

    It follows from the lens, the chat and the lens's key, so that even a host that
    forgot its ledger does not send twice.
    """
    source = "\0".join((lens_id, conversation_id, key)).encode()
    digest = base64.urlsafe_b64encode(hashlib.sha256(source).digest()).decode()
    return f"cmi_{digest[:_ID_CHARS]}"


def _digest(method: str, params: Mapping[str, Any]) -> str:
    text = json.dumps([method, params], sort_keys=True, default=repr)
    return hashlib.sha256(text.encode()).hexdigest()
