"""Frames: the maps that cross the wire, as frozen dataclasses.

``bridge/spec/protocol.md`` describes each. A field with a default may be absent.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, ClassVar, Final

from pierglass.bridge.codec import MAX_INTEGER
from pierglass.bridge.codes import Outcome
from pierglass.bridge.errors import EncodeError, RemoteProtocolError
from pierglass.bridge.weight import weigh

__all__ = [
    "FRAMES",
    "MAX_CREDIT",
    "RESERVED",
    "Call",
    "Cancel",
    "CapabilityChange",
    "Close",
    "Complaint",
    "Frame",
    "Hello",
    "Notify",
    "OutcomeFrame",
    "Pause",
    "Progress",
    "Refuse",
    "Resume",
    "StreamCredit",
    "StreamItem",
    "Welcome",
    "parse_frame",
]

Map = Mapping[str, object]

MAX_CREDIT: Final = 1024
"""Items of one stream that may be on their way at once."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Base of all frames."""

    kind: ClassVar[str]

    def to_map(self) -> dict[str, object]:
        """Return the frame as it travels: absent fields left out."""
        body: dict[str, object] = {"kind": self.kind}
        for name, _legal, _expected, required in _FIELDS[type(self)]:
            value = getattr(self, name)
            if value is not None or required:
                body[name] = value
        return body


@dataclass(frozen=True, slots=True)
class Hello(Frame):
    """Lens to host: begin. Unknown fields are ignored: it comes before agreement."""

    kind: ClassVar[str] = "hello"
    protocol: Map
    capabilities: Map
    agent: str | None = None


@dataclass(frozen=True, slots=True)
class Welcome(Frame):
    """Host to lens: agreed. Unknown fields are ignored."""

    kind: ClassVar[str] = "welcome"
    epoch: str
    version: int
    capabilities: Map
    limits: Map


@dataclass(frozen=True, slots=True)
class Refuse(Frame):
    """Host to lens: no session. Unknown fields are ignored."""

    kind: ClassVar[str] = "refuse"
    error: Map


@dataclass(frozen=True, slots=True)
class Call(Frame):
    """A request that gets exactly one outcome."""

    kind: ClassVar[str] = "call"
    epoch: str
    id: int
    method: str
    params: Map
    deadline_ms: int | None = None
    credit: int | None = None


@dataclass(frozen=True, slots=True)
class OutcomeFrame(Frame):
    """How a call ended: *value* with ``ok``, *error* with every other outcome."""

    kind: ClassVar[str] = "outcome"
    epoch: str
    id: int
    outcome: str
    value: object = None
    error: Map | None = None


@dataclass(frozen=True, slots=True)
class Cancel(Frame):
    """The caller wants no answer any more; it has settled the call itself."""

    kind: ClassVar[str] = "cancel"
    epoch: str
    id: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Progress(Frame):
    """The handler is alive; the deadline starts again."""

    kind: ClassVar[str] = "progress"
    epoch: str
    id: int
    fraction: float | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Pause(Frame):
    """The user is deciding: the deadline's clock stops."""

    kind: ClassVar[str] = "pause"
    epoch: str
    id: int


@dataclass(frozen=True, slots=True)
class Resume(Frame):
    """The user decided: the deadline's clock goes on."""

    kind: ClassVar[str] = "resume"
    epoch: str
    id: int


@dataclass(frozen=True, slots=True)
class StreamItem(Frame):
    """Host to lens: one item of a stream, which takes one credit."""

    kind: ClassVar[str] = "stream_item"
    epoch: str
    id: int
    seq: int
    value: object


@dataclass(frozen=True, slots=True)
class StreamCredit(Frame):
    """Lens to host: so many items more may be sent."""

    kind: ClassVar[str] = "stream_credit"
    epoch: str
    id: int
    credit: int


@dataclass(frozen=True, slots=True)
class Notify(Frame):
    """Host to lens: news that wants no answer."""

    kind: ClassVar[str] = "notify"
    epoch: str
    name: str
    data: Map


@dataclass(frozen=True, slots=True)
class CapabilityChange(Frame):
    """Host to lens: one capability's new state."""

    kind: ClassVar[str] = "capability"
    epoch: str
    name: str
    capability: Map


@dataclass(frozen=True, slots=True)
class Complaint(Frame):
    """A frame was refused; the session goes on."""

    kind: ClassVar[str] = "error"
    error: Map
    epoch: str | None = None


@dataclass(frozen=True, slots=True)
class Close(Frame):
    """The session is over; everything pending is settled as closed."""

    kind: ClassVar[str] = "close"
    error: Map
    epoch: str | None = None


FRAMES: Final[Mapping[str, type[Frame]]] = {
    cls.kind: cls
    for cls in (
        Hello,
        Welcome,
        Refuse,
        Call,
        OutcomeFrame,
        Cancel,
        Progress,
        Pause,
        Resume,
        StreamItem,
        StreamCredit,
        Notify,
        CapabilityChange,
        Complaint,
        Close,
    )
}

RESERVED: Final = frozenset(["stream_open", "stream_end", "ping", "pong"])
"""Kinds kept for later; every protocol so far refuses them."""

_OPEN_ENDED: Final = frozenset(["hello", "welcome", "refuse"])


def parse_frame(raw: object, max_weight: int) -> Frame:
    """Return the frame that *raw* holds.

    Raises:
        RemoteProtocolError: If it is none; no other error, for any value.
    """
    if not isinstance(raw, dict):
        raise RemoteProtocolError("invalid_frame", "expected a map")
    try:
        weigh(raw, max_weight)
    except EncodeError as exc:
        raise RemoteProtocolError(exc.code, str(exc), exc.path or None) from exc
    kind = raw.get("kind")
    cls = FRAMES.get(kind) if isinstance(kind, str) else None
    if cls is None:
        reserved = isinstance(kind, str) and kind in RESERVED
        what = "reserved for a later protocol" if reserved else "unknown"
        raise RemoteProtocolError("invalid_frame", f"this kind is {what}", "kind")
    return cls(**_values(cls, raw))


def _values(cls: type[Frame], raw: Map) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, legal, expected, required in _FIELDS[cls]:
        if name in raw:
            value = raw[name]
            if not legal(value):
                raise RemoteProtocolError("invalid_frame", f"expected {expected}", name)
            values[name] = value
        elif required:
            raise RemoteProtocolError("invalid_frame", "missing", name)
    if cls.kind not in _OPEN_ENDED and len(values) + 1 != len(raw):
        extra = next(key for key in raw if key != "kind" and key not in values)
        raise RemoteProtocolError("invalid_frame", "unknown field", extra)
    return values


def _is_map(value: object) -> bool:
    return isinstance(value, dict)


def _is_int(least: int, most: int) -> Callable[[object], bool]:
    return lambda value: type(value) is int and least <= value <= most


def _is_text(most: int) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and 1 <= len(value) <= most


def _is_fraction(value: object) -> bool:
    return (
        type(value) in (int, float)
        and isinstance(value, int | float)
        and 0 <= value <= 1
    )


def _is_outcome(value: object) -> bool:
    return isinstance(value, str) and value in _OUTCOMES


_OUTCOMES: Final = frozenset(str(outcome) for outcome in Outcome)

_A_MAP = (_is_map, "a map")

_CHECKS: Final[Mapping[str, tuple[Callable[[object], bool], str]]] = {
    "agent": (_is_text(200), "a string of 1 to 200"),
    "capabilities": _A_MAP,
    "capability": _A_MAP,
    "credit": (_is_int(1, MAX_CREDIT), f"1 to {MAX_CREDIT}"),
    "data": _A_MAP,
    "deadline_ms": (_is_int(1, 3_600_000), "1 to 3600000"),
    "epoch": (_is_text(64), "a string of 1 to 64"),
    "error": _A_MAP,
    "fraction": (_is_fraction, "0 to 1"),
    "id": (_is_int(1, MAX_INTEGER), "a positive integer"),
    "limits": _A_MAP,
    "method": (_is_text(64), "a string of 1 to 64"),
    "name": (_is_text(64), "a string of 1 to 64"),
    "note": (_is_text(200), "a string of 1 to 200"),
    "outcome": (_is_outcome, f"one of {', '.join(Outcome)}"),
    "params": _A_MAP,
    "protocol": _A_MAP,
    "reason": (_is_text(64), "a string of 1 to 64"),
    "seq": (_is_int(1, MAX_INTEGER), "a positive integer"),
    "value": (lambda value: True, "anything"),
    "version": (_is_int(1, 1_000_000), "a protocol version"),
}

# Read off the classes once: name, what is legal there and its words, whether required.
_FIELDS: Final = {
    cls: tuple(
        (spec.name, *_CHECKS[spec.name], spec.default is MISSING)
        for spec in fields(cls)
    )
    for cls in FRAMES.values()
}
