"""What a client does after each way that a gateway connection ends."""

from __future__ import annotations

from enum import Enum

__all__ = ["Next", "after_close"]


class Next(Enum):
    """The next step."""

    RESUME = "resume"
    """Connect again and go on where it stopped."""
    IDENTIFY = "identify"
    """Connect again as if new; the session is gone."""
    RENEW = "renew"
    """Renew the access token, then resume."""
    STOP = "stop"
    """Connecting again is no use."""


_AFTER: dict[int, Next] = {
    4400: Next.STOP,  # bad_frame: a fault of this program
    4401: Next.RENEW,  # unauthenticated
    4402: Next.RESUME,  # auth_timeout
    4403: Next.STOP,  # forbidden
    4408: Next.RESUME,  # slow_consumer
    4409: Next.STOP,  # session_replaced
    4410: Next.RENEW,  # session_expired
    4412: Next.IDENTIFY,  # bad_sequence
    4413: Next.STOP,  # frame_too_large
    4422: Next.STOP,  # unknown_op
    4426: Next.STOP,  # version_unsupported
    4429: Next.RESUME,  # rate_limited
    4440: Next.STOP,  # token_revoked
    4503: Next.RESUME,  # shutting_down
}


def after_close(code: int | None) -> Next:
    """Return what to do after a close with *code*; None is a cut without one."""
    return _AFTER.get(code or 1006, Next.RESUME)
