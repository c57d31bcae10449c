"""Every error that the client raises; `pierglass.sdk.errors` draws the whole tree.

Local errors (ours: nobody answered, an operation on a closed thing) and remote ones
(theirs: the API or the gateway said no) are different classes. Each has a stable
`code`, a message for people, and `retryable`. Calls over the bridge end in
`pierglass.bridge.errors.CallError`, on both of its ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ApiError",
    "AppMissingError",
    "ConflictError",
    "ForbiddenError",
    "GatewayClosedError",
    "GatewayError",
    "GoneError",
    "InvalidError",
    "LensRefusedError",
    "NotFoundError",
    "PierglassError",
    "RateLimitedError",
    "TransportError",
    "UnauthenticatedError",
    "UnavailableError",
    "api_error",
]


class PierglassError(Exception):
    """The base of every error of the client and the SDK."""

    code: str = "failed"
    retryable: bool = False


class TransportError(PierglassError):
    """Nobody answered, or what came back is not our protocol."""

    code = "transport"
    retryable = True


class AppMissingError(PierglassError):
    """A linked app that is not installed on this device."""

    code = "app_missing"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is not installed here. Install it, or register its command."
        )


class LensRefusedError(PierglassError):
    """The user did not let the lens have what it cannot do without."""

    code = "lens.refused"


class GatewayError(PierglassError):
    """The gateway refused one operation; the connection stays."""

    def __init__(self, error: Mapping[str, Any]) -> None:
        self.code = str(error.get("code", "failed"))
        self.field = error.get("field")
        self.retryable = bool(error.get("retryable", False))
        self.retry_after_s: float | None = error.get("retry_after")
        super().__init__(f"{self.code}: {error.get('message', 'no reason was given')}")


class GatewayClosedError(PierglassError):
    """The gateway closed with a code after which connecting again is no use."""

    def __init__(self, close_code: int, reason: str) -> None:
        self.code = "gateway.closed"
        self.close_code = close_code
        self.reason = reason
        super().__init__(f"The gateway closed with {close_code} ({reason or 'none'}).")


class ApiError(PierglassError):
    """The API said no.

    Attributes:
        code: Stable, machine-readable; the branch to take.
        http_status: The status of the answer.
        field: The field of the request that is wrong, where one is.
        retry_after_s: Seconds to wait before trying again, where the server said.
        request_id: What the server's log calls this request.
    """

    def __init__(
        self, http_status: int, error: Mapping[str, Any], *, request: str = ""
    ) -> None:
        self.http_status = http_status
        self.code = str(error.get("code", f"http_{http_status}"))
        self.field: str | None = error.get("field")
        self.retryable = bool(error.get("retryable", http_status in (429, 502, 503)))
        self.retry_after_s: float | None = error.get("retry_after")
        self.request_id: str | None = error.get("request_id")
        self.message = str(error.get("message", "The server gave no reason."))
        where = f" (field {self.field})" if self.field else ""
        super().__init__(f"{request} {http_status} {self.code}: {self.message}{where}")


class UnauthenticatedError(ApiError):
    """401: the token is missing, expired, revoked or wrong."""


class ForbiddenError(ApiError):
    """403: this account may not do that."""


class NotFoundError(ApiError):
    """404: it is not there, or not for this account."""


class ConflictError(ApiError):
    """409: it is not in the state that this needs."""


class GoneError(ApiError):
    """410: it was there and is over."""


class InvalidError(ApiError):
    """400, 413, 415 or 422: the request itself must change."""


class RateLimitedError(ApiError):
    """429: too many; wait `retry_after_s`."""


class UnavailableError(ApiError):
    """5xx: the server cannot now."""


_BY_STATUS: dict[int, type[ApiError]] = {
    400: InvalidError,
    401: UnauthenticatedError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    410: GoneError,
    413: InvalidError,
    415: InvalidError,
    422: InvalidError,
    429: RateLimitedError,
}


def api_error(
    http_status: int, error: Mapping[str, Any], *, request: str = ""
) -> ApiError:
    """Return the typed error of an answer.

    Args:
        http_status: Of the answer, 400 or more.
        error: The `error` object of its body; may be empty.
        request: Method and path, for the message.
    """
    fallback = UnavailableError if http_status >= 500 else ApiError
    kind = _BY_STATUS.get(http_status, fallback)
    return kind(http_status, error, request=request)
