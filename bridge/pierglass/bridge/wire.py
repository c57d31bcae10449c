"""What the parts of one connection share: limits, counters, and the two out-trays."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Final

from pierglass.bridge.events import Event
from pierglass.bridge.frames import Frame

__all__ = [
    "HANDSHAKE_MS",
    "MAX_DEADLINE_MS",
    "MAX_PAUSE_MS",
    "RETRY_MS",
    "Counters",
    "Limits",
    "Wire",
]

HANDSHAKE_MS: Final = 10_000
"""A peer that says nothing this long is not there."""

MAX_DEADLINE_MS: Final = 600_000
"""Longest deadline that a caller may ask for, and the longest a call may be extended
by progress."""

MAX_PAUSE_MS: Final = 86_400_000
"""A clock that stood for a day stands no longer: what would have let it go on was lost.
The call ends ``timed_out``."""

RETRY_MS: Final = 250
"""What "busy" and "rate limited" advise: a few frames of animation."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a host allows a lens; announced in the welcome.

    Attributes:
        calls_in_flight: Open calls at once.
        user_calls_in_flight: Of those, calls in which the user decides.
        frame_bytes: Largest weight of a frame.
        frames_per_s: Sustained rate of frames.
        burst: Frames allowed at once above that rate.
        flood_frames: Refused frames after which the session ends.
        violations: Illegal frames after which the session ends.
    """

    calls_in_flight: int = 32
    user_calls_in_flight: int = 1
    frame_bytes: int = 96 * 1024
    frames_per_s: int = 200
    burst: int = 400
    flood_frames: int = 5_000
    violations: int = 20

    def to_map(self) -> dict[str, object]:
        """Return the limits as they travel."""
        return asdict(self)

    @classmethod
    def from_map(cls, body: Mapping[str, object]) -> "Limits":
        """Return the limits in *body*; absent or odd ones keep their default."""
        known: dict[str, int] = {}
        for spec in fields(cls):
            value = body.get(spec.name)
            if type(value) is int and value >= 1:
                known[spec.name] = value
        return cls(**known)


@dataclass(slots=True)
class Counters:
    """What was ignored or refused, for telemetry and tests.

    Attributes:
        stale: Frames of an older epoch.
        late: Answers to calls that had ended, from the peer or from our handlers.
        violations: Frames that the protocol forbids.
        rate_limited: Frames over the rate.
    """

    stale: int = 0
    late: int = 0
    violations: int = 0
    rate_limited: int = 0


@dataclass(slots=True)
class Wire:
    """The state that the parts of a connection share."""

    limits: Limits
    epoch: str = ""
    version: int = 1
    counters: Counters = field(default_factory=Counters)
    frames: list[Frame] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    soonest_ms: int | None = None
    """No running deadline ends before it; None while there is none."""

    def send(self, frame: Frame) -> None:
        """Put *frame* where ``frames_to_send`` finds it."""
        self.frames.append(frame)

    def expect(self, ends_ms: int | None) -> None:
        """Note that a deadline ends then; None for one that has no end now."""
        if ends_ms is None:
            return
        if self.soonest_ms is None or ends_ms < self.soonest_ms:
            self.soonest_ms = ends_ms

    def emit(self, event: Event) -> None:
        """Put *event* where the next return finds it."""
        self.events.append(event)
