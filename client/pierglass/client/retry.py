"""When to send a request again, and after how long. Pure: no clock, no socket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pierglass.client.errors import ApiError, PierglassError, TransportError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pierglass.client.call import Call

__all__ = ["BackOff", "Retry"]


@dataclass(frozen=True)
class BackOff:
    """Waits that double up to a cap, spread so that clients do not return at once.

    Attributes:
        first_s: The wait after the first failure.
        cap_s: No wait is longer.
        jitter: Gives a number in [0, 1); a wait is halved by up to that much.
    """

    jitter: Callable[[], float]
    first_s: float = 0.2
    cap_s: float = 15.0

    def wait_s(self, failures: int) -> float:
        """Return the wait after *failures* (1 or more) failures in a row."""
        full = min(self.cap_s, self.first_s * 2.0 ** min(failures - 1, 16))
        return full * (1.0 - 0.5 * self.jitter())


@dataclass(frozen=True)
class Retry:
    """The rule by which a failed request is sent again.

    Attributes:
        attempts: How often one request is sent at most.
        patience_s: A server that asks for a longer wait than this is not waited for.
    """

    back_off: BackOff
    attempts: int = 4
    patience_s: float = 20.0

    def wait_s(self, call: Call[Any], error: PierglassError, sent: int) -> float | None:
        """Return the seconds until the next attempt, or None to give up.

        Args:
            call: The request.
            error: How the last attempt ended.
            sent: How often it was sent.
        """
        if sent >= self.attempts or not _may_repeat(call, error):
            return None
        asked = getattr(error, "retry_after_s", None)
        if asked is None:
            return self.back_off.wait_s(sent)
        return float(asked) if asked <= self.patience_s else None


def _may_repeat(call: Call[Any], error: PierglassError) -> bool:
    if isinstance(error, TransportError):
        # Whether a lost request was carried out is unknown: only what may happen
        # twice is sent twice, unless it never left this machine.
        return call.repeatable or error.code == "transport.unreachable"
    return isinstance(error, ApiError) and error.retryable
