"""Events: what a connection tells the program that drives it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pierglass.bridge.capability import Capability
from pierglass.bridge.codes import Outcome
from pierglass.bridge.errors import CallError

__all__ = [
    "CallCredited",
    "CallPaused",
    "CallProgressed",
    "CallReceived",
    "CallResumed",
    "CallSettled",
    "CallStopped",
    "CallYielded",
    "CapabilityChanged",
    "Closed",
    "Event",
    "FrameDropped",
    "Notified",
    "PeerComplained",
    "Ready",
]


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events."""


@dataclass(frozen=True, slots=True)
class Ready(Event):
    """The handshake is done; calls may be made."""

    epoch: str
    version: int
    capabilities: Mapping[str, Capability]


@dataclass(frozen=True, slots=True)
class CallReceived(Event):
    """The peer calls; answer with ``respond`` or ``fail``, once.

    Attributes:
        id: Names the call in ``respond``, ``fail``, ``progress``, ``pause``.
        method: Key of ``policy.METHODS``.
        params: Checked against the method's declaration.
        consent: Permissions that the user must give first, in a sheet; empty when
            all are granted.
        credit: Items that may be sent at once, for a stream; None for other calls.
    """

    id: int
    method: str
    params: Mapping[str, object]
    consent: tuple[str, ...] = ()
    credit: int | None = None


@dataclass(frozen=True, slots=True)
class CallStopped(Event):
    """The handler of this call shall stop: nobody waits for its answer.

    Attributes:
        code: ``aborted``, ``timed_out``, ``permission_revoked``, ``closed``…
    """

    id: int
    code: str


@dataclass(frozen=True, slots=True)
class CallSettled(Event):
    """A call of ours ended; the one and only outcome.

    Attributes:
        value: The result, with ``ok``.
        error: What to raise, with every other outcome.
    """

    id: int
    outcome: Outcome
    value: object = None
    error: CallError | None = None


@dataclass(frozen=True, slots=True)
class CallProgressed(Event):
    """A call of ours is being worked on."""

    id: int
    fraction: float | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class CallYielded(Event):
    """A stream of ours gave an item.

    Attributes:
        seq: Its number in the stream, from 1.
    """

    id: int
    seq: int
    value: object


@dataclass(frozen=True, slots=True)
class CallCredited(Event):
    """The peer wants more items of a stream.

    Attributes:
        credit: Items that may be sent now.
    """

    id: int
    credit: int


@dataclass(frozen=True, slots=True)
class CallPaused(Event):
    """The user is deciding about a call of ours."""

    id: int


@dataclass(frozen=True, slots=True)
class CallResumed(Event):
    """The user decided about a call of ours."""

    id: int


@dataclass(frozen=True, slots=True)
class Notified(Event):
    """The host sent news."""

    name: str
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CapabilityChanged(Event):
    """The host changed the state of a capability."""

    name: str
    capability: Capability


@dataclass(frozen=True, slots=True)
class PeerComplained(Event):
    """The peer refused a frame of ours: a fault in this program."""

    error: CallError


@dataclass(frozen=True, slots=True)
class FrameDropped(Event):
    """A frame was ignored and counted.

    Attributes:
        reason: ``stale_epoch``, ``late``, ``rate_limited``, or an error code.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class Closed(Event):
    """The session is over; every call was settled before this event."""

    error: CallError
