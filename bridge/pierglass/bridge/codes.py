"""The stable words for how things end: outcomes and error codes.

A release may add a code, never rename or reuse one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["CODES", "DECODE_CODES", "Code", "Outcome"]


class Outcome(StrEnum):
    """How a call ended. Every call has exactly one."""

    OK = "ok"
    CANCELLED = "cancelled"
    DENIED = "denied"
    UNAVAILABLE = "unavailable"
    TIMED_OUT = "timed_out"
    FAILED = "failed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Code:
    """What one error code promises."""

    outcome: Outcome
    meaning: str
    retryable: bool = False


CODES: Mapping[str, Code] = {
    # cancelled
    "cancelled": Code(Outcome.CANCELLED, "The user closed the sheet or the picker."),
    "aborted": Code(Outcome.CANCELLED, "The caller gave the call up."),
    # denied
    "denied": Code(Outcome.DENIED, "The user said no."),
    "permission_denied": Code(
        Outcome.DENIED, "The call needs a permission that the lens does not have."
    ),
    "permission_revoked": Code(
        Outcome.DENIED, "The user withdrew the permission while the call was open."
    ),
    "gesture_required": Code(
        Outcome.DENIED, "The call must follow a tap or a key press of the user.", True
    ),
    # unavailable
    "unavailable": Code(Outcome.UNAVAILABLE, "The service cannot answer now.", True),
    "busy": Code(
        Outcome.UNAVAILABLE, "Too many calls are open; wait, then try again.", True
    ),
    "rate_limited": Code(
        Outcome.UNAVAILABLE, "Too many frames in a second; slow down.", True
    ),
    "unsupported": Code(Outcome.UNAVAILABLE, "This host cannot do that."),
    "unknown_method": Code(
        Outcome.UNAVAILABLE, "No such method in the agreed protocol version."
    ),
    "search.not_ready": Code(
        Outcome.UNAVAILABLE, "The catalogue is being read for photo search.", True
    ),
    "model_missing": Code(
        Outcome.UNAVAILABLE, "The network that this needs is not installed."
    ),
    # timed out
    "timed_out": Code(Outcome.TIMED_OUT, "The deadline passed.", True),
    # failed
    "failed": Code(Outcome.FAILED, "The handler failed."),
    "invalid_params": Code(Outcome.FAILED, "A parameter is missing or wrong."),
    "invalid_payload": Code(Outcome.FAILED, "The value cannot travel on the bridge."),
    "invalid_frame": Code(Outcome.FAILED, "The frame breaks the protocol."),
    "payload_too_large": Code(Outcome.FAILED, "The value is over the size cap."),
    "not_ready": Code(Outcome.FAILED, "The handshake is not finished.", True),
    "already_initialised": Code(Outcome.FAILED, "The handshake was done before."),
    "version_unsupported": Code(
        Outcome.FAILED, "The two sides share no protocol version."
    ),
    "unsafe_sandbox": Code(
        Outcome.FAILED, "The frame would run scripts on the host's own origin."
    ),
    "not_found": Code(Outcome.FAILED, "No such thing."),
    "handle_unknown": Code(Outcome.FAILED, "No such handle in this session."),
    "handle_expired": Code(Outcome.FAILED, "The handle's time is over."),
    "handle_revoked": Code(Outcome.FAILED, "The handle was withdrawn."),
    "handle_kind": Code(Outcome.FAILED, "The handle names another kind of thing."),
    "stream_broken": Code(Outcome.FAILED, "An item of the stream went missing."),
    "conflict": Code(Outcome.FAILED, "Another version is there; read it again."),
    "storage_quota": Code(Outcome.FAILED, "The lens would keep more than it may."),
    "idempotency_mismatch": Code(
        Outcome.FAILED, "The idempotency key was used before with other content."
    ),
    "tryon.no_person": Code(Outcome.FAILED, "No person was found in the picture."),
    "tryon.cannot_place": Code(
        Outcome.FAILED, "The part of the body for this item is not in the picture."
    ),
    "search.no_person": Code(Outcome.FAILED, "No person was found in the photo."),
    "search.no_garment": Code(
        Outcome.FAILED, "The person wears nothing of the kind that was asked for."
    ),
    # closed
    "closed": Code(Outcome.CLOSED, "The session ended before the answer came."),
    "lost": Code(Outcome.CLOSED, "The other end is gone: reloaded, crashed or cut."),
    "protocol_error": Code(
        Outcome.CLOSED, "The session ended: the peer broke the protocol too often."
    ),
    "session_closed": Code(Outcome.CLOSED, "The session is over; start a new one."),
    "lens.withdrawn": Code(
        Outcome.CLOSED, "The lens's publisher took it back while it was open."
    ),
    "lens.blocked": Code(
        Outcome.CLOSED, "The platform's review blocked the lens while it was open."
    ),
}
"""Every code a call or a session can end with."""

DECODE_CODES: Mapping[str, str] = {
    "decode_depth": "nested deeper than the limit",
    "decode_duplicate_key": "a map names one key twice",
    "decode_ext": "extension types are not used",
    "decode_invalid": "a byte that begins no value",
    "decode_key": "a map key is not a string",
    "decode_number": "a number outside ±(2^53 - 1), not finite",
    "decode_not_a_map": "the message is not a map",
    "decode_too_large": "longer than the limit",
    "decode_trailing": "bytes after the message",
    "decode_truncated": "the message ends early",
    "decode_utf8": "a string is not UTF-8",
}
"""Every code of :class:`DecodeError`."""
