"""Why the server closes a connection, and what the client may do then."""

from enum import IntEnum

__all__ = ["Close", "RefusedError"]


class Close(IntEnum):
    """Close codes; the reason sent with one is a stable code too."""

    BAD_FRAME = 4400
    """The client is broken: stop."""
    UNAUTHENTICATED = 4401
    """Sign in again."""
    AUTH_TIMEOUT = 4402
    """Connect again and identify in time."""
    FORBIDDEN = 4403
    """The token may not do this: stop."""
    SLOW_CONSUMER = 4408
    """Resume; read faster."""
    SESSION_REPLACED = 4409
    """The same device connected again: stop."""
    SESSION_EXPIRED = 4410
    """Refresh the token, then resume."""
    BAD_SEQUENCE = 4412
    """Reload by HTTP, then identify."""
    RATE_LIMITED = 4429
    """Wait, then resume."""
    TOKEN_REVOKED = 4440
    """The session is over: stop."""
    SHUTTING_DOWN = 4503
    """Resume after a random pause."""


class RefusedError(Exception):
    """Ends the connection that it is raised in.

    Args:
        code: The close code.
        reason: A stable code that says more, such as ``decode_depth``.
    """

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{int(code)} {reason}")
        self.code = int(code)
        self.reason = reason
