"""The base of every error, and the two sides that can be at fault."""

from typing import Any, ClassVar

__all__ = ["LocalError", "PierglassError", "RemoteError"]


class PierglassError(Exception):
    """The base of every error that crosses an edge of the server.

    Args:
        field: Path to the value at fault, such as ``card.state``.
        retry_after: Seconds until a repeat may succeed.
        data: Values for the placeholders of :attr:`template`.
    """

    code: ClassVar[str] = "internal"
    """Stable name that a program can act on."""
    http_status: ClassVar[int] = 500
    close_code: ClassVar[int | None] = None
    """Gateway close code, where this error ends a connection."""
    retryable: ClassVar[bool] = False
    template: ClassVar[str] = "Something failed here."
    """What was found, what was expected, and the cure."""

    def __init__(
        self,
        *,
        field: str | None = None,
        retry_after: float | None = None,
        **data: object,
    ) -> None:
        self.field = field
        self.retry_after = retry_after
        self.data = data
        self.message = self.template.format(field=field, **data)
        super().__init__(self.message)

    def render(self) -> dict[str, Any]:
        """Return the body of the error contract, without the request id."""
        body: dict[str, Any] = {
            "code": self.code,
            "message": self.message,
            "retryable": self.retryable,
        }
        if self.field is not None:
            body["field"] = self.field
        if self.retry_after is not None:
            body["retry_after"] = self.retry_after
        return body


class LocalError(PierglassError):
    """Our fault: nothing is wrong with what the caller sent."""


class RemoteError(PierglassError):
    """The caller's input, permission or timing is at fault."""

    code = "invalid_request"
    http_status = 400
