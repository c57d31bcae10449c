"""What a call to another process can end in, beside its value."""

from collections.abc import Mapping
from typing import Any

from pierglass.server.errors import InternalError, PierglassError

__all__ = ["RpcDeadlineError", "RpcError", "RpcUnavailableError", "rendered", "revived"]


class RpcError(Exception):
    """The other process answered with an error of the contract.

    Args:
        body: ``{code, message, retryable, field?, retry_after?, close_code?}``.
    """

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.body = dict(body)
        self.code = str(body.get("code", "internal"))
        self.message = str(body.get("message", "The call failed."))
        self.retryable = bool(body.get("retryable", False))
        self.close_code: int | None = body.get("close_code")
        super().__init__(f"{self.code}: {self.message}")


class RpcUnavailableError(RpcError):
    """Nobody answers: the other process is dead, starting or full.

    Whether the call took effect is unknown; repeat it with the same key.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(
            {
                "code": "unavailable",
                "message": f"A part of the server does not answer ({reason}). "
                "Send the request again.",
                "retryable": True,
                "retry_after": 1,
            }
        )


class RpcDeadlineError(RpcUnavailableError):
    """No answer came before the deadline."""

    def __init__(self, method: str, deadline_s: float) -> None:
        super().__init__(f"{method} took longer than {deadline_s:g} s")


def rendered(error: Exception) -> dict[str, Any]:
    """Give the body that carries ``error`` to the calling process."""
    if isinstance(error, RpcError):
        return error.body
    if not isinstance(error, PierglassError):
        error = InternalError()
    body = error.render()
    if error.close_code is not None:
        body["close_code"] = error.close_code
    return body


def revived(body: Mapping[str, Any]) -> PierglassError:
    """Give the error that another process rendered, as one of this process."""
    kind = _kinds(PierglassError).get(str(body.get("code")), InternalError)
    # Its message is made already: the values that went into it are not needed.
    error = kind.__new__(kind)
    error.field = body.get("field")
    error.retry_after = body.get("retry_after")
    error.data = {}
    error.message = str(body.get("message", kind.template))
    error.args = (error.message,)
    return error


def _kinds(base: type[PierglassError]) -> dict[str, type[PierglassError]]:
    """Give the error classes by code; where two share one, the more general."""
    kinds: dict[str, type[PierglassError]] = {}
    waiting = [base]
    while waiting:
        kind = waiting.pop(0)
        kinds.setdefault(kind.code, kind)
        waiting.extend(kind.__subclasses__())
    return kinds
