"""Every error that the SDK raises, on one page.

PierglassError (pierglass.client.errors)
├── CommandUnavailableError     a command cannot run here; `cure` says what to do
│   ├── ExtraMissingError       its extra is not installed
│   ├── CommandBrokenError      it is declared but cannot be imported
│   └── ToolMissingError        a program or package that it runs is not here
├── LensFolderError             a folder that is no lens, or a place that is taken
├── TransportError              nobody answered, or not in our protocol
├── ApiError                    the API said no: code, field, retryable
│   ├── UnauthenticatedError    401: sign in again
│   ├── ForbiddenError          403
│   ├── NotFoundError           404
│   ├── ConflictError           409
│   ├── GoneError               410: expired
│   ├── InvalidError            400, 413, 415, 422: change the request
│   ├── RateLimitedError        429: wait
│   └── UnavailableError        5xx: try later
├── GatewayError                the gateway refused one operation
├── GatewayClosedError          the gateway connection is over for good
├── AppMissingError             a linked app that is not installed on this device
├── AuthorizationError          the user said no, or an answer to no question of ours
├── WebhookRefusedError         an event that Pierglass did not sign just now
└── LensRefusedError            the user kept back what the lens cannot do without

A bridge call that does not end ok raises `CallError`, whose subclasses are the
outcomes; `pierglass.bridge.errors` draws that tree.
"""

from __future__ import annotations

from pierglass.bridge.errors import CallError
from pierglass.client.errors import (
    ApiError,
    AppMissingError,
    ConflictError,
    ForbiddenError,
    GatewayClosedError,
    GatewayError,
    GoneError,
    InvalidError,
    LensRefusedError,
    NotFoundError,
    PierglassError,
    RateLimitedError,
    TransportError,
    UnauthenticatedError,
    UnavailableError,
)

__all__ = [
    "ApiError",
    "AppMissingError",
    "AuthorizationError",
    "CallError",
    "CommandBrokenError",
    "CommandUnavailableError",
    "ConflictError",
    "ExtraMissingError",
    "ForbiddenError",
    "GatewayClosedError",
    "GatewayError",
    "GoneError",
    "InvalidError",
    "LensFolderError",
    "LensRefusedError",
    "NotFoundError",
    "PierglassError",
    "RateLimitedError",
    "ToolMissingError",
    "TransportError",
    "UnauthenticatedError",
    "UnavailableError",
    "WebhookRefusedError",
]


class CommandUnavailableError(PierglassError):
    """A command that cannot run here.

    Attributes:
        cure: What to do so that it can.
    """

    cure = ""


class ExtraMissingError(CommandUnavailableError):
    """A command was asked for whose extra is not installed."""

    code = "extra_missing"

    def __init__(self, command: str, extra: str) -> None:
        self.command = command
        self.extra = extra
        self.cure = f"pip install 'pierglass[{extra}]'"
        super().__init__(
            f"`pierglass {command}` needs the extra '{extra}', which is not "
            f"installed here. Install it with: {self.cure}"
        )


class CommandBrokenError(CommandUnavailableError):
    """A command that is declared but cannot be imported."""

    code = "command_broken"

    def __init__(self, command: str, cause: ImportError) -> None:
        self.command = command
        self.cure = "pip install --force-reinstall pierglass"
        super().__init__(
            f"`pierglass {command}` cannot be loaded: {cause}. "
            f"Repair the installation with: {self.cure}"
        )


class ToolMissingError(CommandUnavailableError):
    """A program or package that a command runs is not on this machine."""

    code = "tool_missing"

    def __init__(self, what: str, cure: str) -> None:
        self.cure = cure
        super().__init__(f"{what} is not here. Get it with: {cure}")


class LensFolderError(PierglassError):
    """A folder that is no lens, or a place where a new lens cannot go."""

    code = "lens_folder"


class AuthorizationError(PierglassError):
    """An answer to a request for authorization that brings no code.

    Attributes:
        reason: `denied` (the user said no), `mismatch` (an answer to no question of
            this server's: drop it, and ask again) or `failed`.
    """

    code = "authorization"

    def __init__(self, reason: str, why: str) -> None:
        self.reason = reason
        super().__init__(f"The authorization ended {reason}: {why}.")


class WebhookRefusedError(PierglassError):
    """An event that Pierglass did not sign, or not just now."""

    code = "webhook_refused"
