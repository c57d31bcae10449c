"""From what the server refused to what the lens is told, in the bridge's codes."""

from __future__ import annotations

from pierglass.bridge.codes import CODES
from pierglass.bridge.errors import CallError
from pierglass.client.errors import (
    ApiError,
    ForbiddenError,
    GatewayError,
    NotFoundError,
    PierglassError,
    RateLimitedError,
    TransportError,
    UnauthenticatedError,
    UnavailableError,
)

__all__ = ["call_error"]

_BY_KIND: tuple[tuple[type[PierglassError], str], ...] = (
    (TransportError, "unavailable"),
    (UnavailableError, "unavailable"),
    (RateLimitedError, "rate_limited"),
    (NotFoundError, "not_found"),
    (UnauthenticatedError, "unavailable"),
    (ForbiddenError, "permission_denied"),
)


def call_error(error: PierglassError) -> CallError:
    """Return the error with which a call ends when the server answered *error*.

    A code that the bridge knows goes through as it is; anything else becomes the
    nearest that it knows, so that a lens never meets a word outside its contract.
    """
    after_s = getattr(error, "retry_after_s", None)
    code = error.code if error.code in CODES else _nearest(error)
    return CallError.of(
        code,
        _message(error),
        field=getattr(error, "field", None),
        retry_after_ms=int(after_s * 1000) if after_s is not None else None,
    )


def _nearest(error: PierglassError) -> str:
    for kind, code in _BY_KIND:
        if isinstance(error, kind):
            return code
    if isinstance(error, GatewayError) and error.retryable:
        return "unavailable"
    return "failed"


def _message(error: PierglassError) -> str:
    # The request's path is the host's business; the lens gets the server's sentence.
    return error.message if isinstance(error, ApiError) else str(error)
