"""Everything that can go wrong on the bridge, on one page.

::

    BridgeError
    ├── CallError                 a call ended without a value
    │   ├── CallCancelledError    the user closed the sheet, or the caller gave up
    │   ├── CallDeniedError       permission refused, revoked, or no user gesture
    │   ├── CallUnavailableError  not now or not here: busy, unsupported, rate limited
    │   ├── CallTimedOutError     the deadline passed
    │   ├── CallFailedError       the call was wrong, or its handler failed
    │   └── CallClosedError       the session ended first
    ├── DecodeError               bytes that are not a legal message
    ├── EncodeError               a value that may not be a message
    ├── ManifestError             a lens manifest that may not be installed
    ├── LocalProtocolError        this side used the connection wrongly
    └── RemoteProtocolError       the peer sent a frame that the protocol forbids

The codes themselves are in :mod:`pierglass.bridge.codes`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pierglass.bridge.codes import CODES, DECODE_CODES, Outcome

__all__ = [
    "BridgeError",
    "CallCancelledError",
    "CallClosedError",
    "CallDeniedError",
    "CallError",
    "CallFailedError",
    "CallTimedOutError",
    "CallUnavailableError",
    "DecodeError",
    "EncodeError",
    "LocalProtocolError",
    "ManifestError",
    "Problem",
    "RemoteProtocolError",
]


class BridgeError(Exception):
    """Any error of the bridge."""

    code: str = "failed"


class CallError(BridgeError):
    """A call ended without a value.

    Raise the class of the outcome, with a code of that outcome when the plain one
    is too coarse; :meth:`of` chooses the class from the code.

    Args:
        message: What was found, what was expected, the cure. Default: the code's
            meaning.
        code: One of :data:`CODES`. Default: the class's own.
        field: The parameter, permission or key path it is about.
        retry_after_ms: When to try again, in milliseconds.
        data: More facts, for programs.
    """

    code = "failed"
    outcome: Outcome = Outcome.FAILED

    def __init__(
        self,
        message: str = "",
        *,
        code: str | None = None,
        field: str | None = None,
        retry_after_ms: int | None = None,
        data: Mapping[str, object] | None = None,
    ) -> None:
        self.code = code or type(self).code
        known = CODES.get(self.code)
        self.message = message or (known.meaning if known else self.code)
        self.field = field
        self.retry_after_ms = retry_after_ms
        self.data = dict(data) if data else None
        super().__init__(f"{self.code}: {self.message}")

    @property
    def retryable(self) -> bool:
        """Whether the same call may succeed later."""
        known = CODES.get(self.code)
        return known.retryable if known else False

    @classmethod
    def of(
        cls,
        code: str,
        message: str = "",
        *,
        outcome: Outcome | None = None,
        field: str | None = None,
        retry_after_ms: int | None = None,
        data: Mapping[str, object] | None = None,
    ) -> "CallError":
        """Return the error of the class that belongs to *code*.

        An unknown code (a newer peer's) takes the class of *outcome*, else
        :class:`CallFailedError`.
        """
        known = CODES.get(code)
        chosen = known.outcome if known else outcome or Outcome.FAILED
        return CLASSES.get(chosen, CallFailedError)(
            message, code=code, field=field, retry_after_ms=retry_after_ms, data=data
        )

    def to_map(self) -> dict[str, object]:
        """Return the error as it travels in a frame."""
        body: dict[str, object] = {"code": self.code, "message": self.message}
        optional = {
            "field": self.field,
            "retry_after_ms": self.retry_after_ms,
            "data": self.data,
        }
        body.update({key: value for key, value in optional.items() if value})
        return body

    @classmethod
    def from_map(
        cls, body: Mapping[str, object], outcome: Outcome | None = None
    ) -> "CallError":
        """Return the error that a frame carries; odd parts are left out."""
        code, message = body.get("code"), body.get("message")
        field, after, data = (
            body.get("field"),
            body.get("retry_after_ms"),
            body.get("data"),
        )
        return cls.of(
            code if isinstance(code, str) else "failed",
            message if isinstance(message, str) else "",
            outcome=outcome,
            field=field if isinstance(field, str) else None,
            retry_after_ms=after if isinstance(after, int) else None,
            data=data if isinstance(data, dict) else None,
        )


class CallCancelledError(CallError):
    """The user closed the sheet, or the caller gave up."""

    code = "cancelled"
    outcome = Outcome.CANCELLED


class CallDeniedError(CallError):
    """Permission refused, revoked, or no user gesture."""

    code = "denied"
    outcome = Outcome.DENIED


class CallUnavailableError(CallError):
    """Not now or not here."""

    code = "unavailable"
    outcome = Outcome.UNAVAILABLE


class CallTimedOutError(CallError):
    """The deadline passed."""

    code = "timed_out"
    outcome = Outcome.TIMED_OUT


class CallFailedError(CallError):
    """The call was wrong, or its handler failed."""

    code = "failed"
    outcome = Outcome.FAILED


class CallClosedError(CallError):
    """The session ended first."""

    code = "closed"
    outcome = Outcome.CLOSED


CLASSES: Mapping[Outcome, type[CallError]] = {
    Outcome.CANCELLED: CallCancelledError,
    Outcome.DENIED: CallDeniedError,
    Outcome.UNAVAILABLE: CallUnavailableError,
    Outcome.TIMED_OUT: CallTimedOutError,
    Outcome.FAILED: CallFailedError,
    Outcome.CLOSED: CallClosedError,
}


class DecodeError(BridgeError):
    """Bytes that are not a legal message.

    Args:
        code: One of :data:`DECODE_CODES`.
        offset: Where in the bytes, from 0.
        found: What stood there, when a word helps.
    """

    def __init__(self, code: str, offset: int, found: str = "") -> None:
        self.code = code
        self.offset = offset
        detail = f" ({found})" if found else ""
        super().__init__(f"{code} at byte {offset}: {DECODE_CODES[code]}{detail}")


class EncodeError(BridgeError):
    """A value that may not be a message.

    Args:
        code: ``invalid_payload`` or ``payload_too_large``.
        path: Where in the value, for example ``card.state``.
        message: What was found and what was expected.
    """

    def __init__(self, code: str, path: str, message: str) -> None:
        self.code = code
        self.path = path
        super().__init__(f"{code} at {path or 'the top'}: {message}")


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a manifest.

    Attributes:
        path: The key path, for example ``scopes[1].reason``; empty for the whole.
        code: Stable word for the rule.
        message: What was found, what was expected, the cure.
    """

    path: str
    code: str
    message: str


class ManifestError(BridgeError):
    """A lens manifest that may not be installed.

    Args:
        problems: Every fault found, in the manifest's order.
    """

    code = "manifest_invalid"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        lines = "; ".join(f"{p.path or 'manifest'}: {p.message}" for p in problems)
        super().__init__(lines)


class LocalProtocolError(BridgeError):
    """This side used the connection wrongly: a fault in the calling program."""

    code = "failed"


class RemoteProtocolError(BridgeError):
    """The peer sent a frame that the protocol forbids.

    Args:
        code: One of :data:`CODES`.
        message: What was found and what was expected.
        field: The frame's field it is about.
    """

    def __init__(self, code: str, message: str, field: str | None = None) -> None:
        self.code = code
        self.message = message
        self.field = field
        super().__init__(f"{code}: {message}")
