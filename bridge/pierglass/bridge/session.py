"""The life of a session: handshake, which frames are legal when, and the end.

The transitions are a table at the foot of the file: a frame that is not in it, for
this side and this state, breaks the protocol.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final

from pierglass.bridge.caller import Caller
from pierglass.bridge.capability import Capability
from pierglass.bridge.deadline import RateMeter
from pierglass.bridge.errors import (
    CallClosedError,
    CallError,
    CallFailedError,
    CallTimedOutError,
    CallUnavailableError,
    RemoteProtocolError,
)
from pierglass.bridge.events import (
    CapabilityChanged,
    Closed,
    FrameDropped,
    Notified,
    PeerComplained,
    Ready,
)
from pierglass.bridge.frames import (
    Call,
    Cancel,
    CapabilityChange,
    Close,
    Complaint,
    Frame,
    Hello,
    Notify,
    OutcomeFrame,
    Pause,
    Progress,
    Refuse,
    Resume,
    StreamCredit,
    StreamItem,
    Welcome,
    parse_frame,
)
from pierglass.bridge.policy import METHODS
from pierglass.bridge.responder import Responder
from pierglass.bridge.wire import HANDSHAKE_MS, RETRY_MS, Limits, Wire

__all__ = ["Session", "Side", "State"]


class Side(StrEnum):
    """Which end this is."""

    LENS = "lens"
    HOST = "host"


class State(StrEnum):
    """Where the session stands.

    A lens goes idle, greeting, open, closed; a host listening, open, closed.
    """

    IDLE = "idle"
    GREETING = "greeting"
    LISTENING = "listening"
    OPEN = "open"
    CLOSED = "closed"


class Session:
    """What lies behind a connection.

    Args:
        side: Which end this is.
        wire: What the parts share.
        own: Capabilities that this side offers.
        protocol: Lowest and highest version that it speaks.
        now_ms: The present.
    """

    def __init__(
        self,
        side: Side,
        wire: Wire,
        own: dict[str, Capability],
        protocol: tuple[int, int],
        now_ms: int,
    ) -> None:
        self.side = side
        self.wire = wire
        self.own = own
        self.peer: dict[str, Capability] = {}
        self.protocol = protocol
        is_host = side is Side.HOST
        self.caller = Caller(wire, {} if is_host else METHODS)
        self.responder = Responder(wire, METHODS if is_host else {}, own)
        self.begin(now_ms)

    def begin(self, now_ms: int) -> None:
        """Stand at the start of a session."""
        self.state = State.LISTENING if self.side is Side.HOST else State.IDLE
        self.peer = {}
        self.meter = RateMeter(self.wire.limits, now_ms)
        self._await_handshake(now_ms)

    def greet(self, agent: str | None, now_ms: int) -> None:
        """Say hello."""
        low, high = self.protocol
        self.wire.send(Hello({"min": low, "max": high}, _to_maps(self.own), agent))
        self.state = State.GREETING
        self._await_handshake(now_ms)

    def _await_handshake(self, now_ms: int) -> None:
        self.handshake_ends_ms = now_ms + HANDSHAKE_MS
        self.wire.expect(self.handshake_ends_ms)

    def receive(self, raw: object, now_ms: int, *, gesture: bool) -> None:
        """Take one frame, legal or not."""
        if self.side is Side.HOST and not self.meter.allow(now_ms):
            self._over_rate(raw)
            return
        try:
            frame = parse_frame(raw, self.wire.limits.frame_bytes)
            self._dispatch(frame, now_ms, gesture)
        except RemoteProtocolError as exc:
            self._violation(raw, exc)

    def tick(self, now_ms: int) -> None:
        """End what is over its deadline."""
        if self.is_shaking_hands and now_ms >= self.handshake_ends_ms:
            message = "the peer did not finish the handshake"
            self.end(CallTimedOutError(message), tell=True)
        self.caller.tick(now_ms)
        self.responder.tick(now_ms)

    @property
    def is_shaking_hands(self) -> bool:
        """Whether the peer owes its part of the handshake."""
        return self.state in (State.GREETING, State.LISTENING)

    def end(self, error: CallError, *, tell: bool) -> None:
        """Settle everything, once.

        Args:
            error: Why.
            tell: Whether the peer shall hear of it.
        """
        if self.state is State.CLOSED:
            return
        if tell and self.state is not State.IDLE:
            self.wire.send(Close(error.to_map(), self.wire.epoch or None))
        self.state = State.CLOSED
        self.caller.settle_all(error)
        self.responder.stop_all("closed")
        self.wire.emit(Closed(error))

    def _dispatch(self, frame: Frame, now_ms: int, gesture: bool) -> None:
        if self._is_stale(frame):
            self.wire.counters.stale += 1
            self.wire.emit(FrameDropped("stale_epoch"))
            return
        is_host = self.side is Side.HOST
        if is_host and isinstance(frame, Call) and self.state is State.OPEN:
            self.responder.on_call(frame, now_ms, gesture=gesture)
            return
        handler = _RECEIVE.get((self.side, self.state), {}).get(type(frame))
        if handler is None:
            self._unexpected(frame)
        else:
            handler(self, frame, now_ms)

    def _is_stale(self, frame: Frame) -> bool:
        if self.state is State.CLOSED or isinstance(frame, Welcome):
            return False
        if self.state is State.LISTENING and isinstance(frame, Call):
            return False  # a call before hello: it is told so
        return getattr(frame, "epoch", None) not in (None, self.wire.epoch)

    def _unexpected(self, frame: Frame) -> None:
        is_host = self.side is Side.HOST
        if self.state is State.CLOSED:
            self.wire.emit(FrameDropped("session_closed"))
            if is_host and isinstance(frame, Call):
                self._answer_outside(frame, CallClosedError(code="session_closed"))
        elif is_host and isinstance(frame, Call):
            self._answer_outside(frame, CallFailedError(code="not_ready"))
        elif is_host and isinstance(frame, Hello):
            raise RemoteProtocolError("already_initialised", "hello came twice")
        else:
            message = f"{frame.kind} is not for a {self.side} that is {self.state}"
            raise RemoteProtocolError("invalid_frame", message, "kind")

    def _answer_outside(self, frame: Call, error: CallError) -> None:
        outcome = str(error.outcome)
        self.wire.send(
            OutcomeFrame(frame.epoch, frame.id, outcome, error=error.to_map())
        )

    def _over_rate(self, raw: object) -> None:
        self.wire.counters.rate_limited += 1
        self.wire.emit(FrameDropped("rate_limited"))
        if self.state is State.CLOSED:
            return
        error = CallUnavailableError(code="rate_limited", retry_after_ms=RETRY_MS)
        if self.meter.is_flooded:
            message = "too many frames, for too long"
            self.end(CallClosedError(message, code="protocol_error"), tell=True)
        else:
            self._answer_salvaged(raw, error)

    def _answer_salvaged(self, raw: object, error: CallError) -> bool:
        """Answer a frame that was not parsed, if it is recognisably a call of now."""
        if self.side is Side.LENS or self.state is not State.OPEN:
            return False
        if not isinstance(raw, dict):
            return False
        call_id = raw.get("id")
        if raw.get("kind") != "call" or raw.get("epoch") != self.wire.epoch:
            return False
        if type(call_id) is not int or not 0 < call_id < 2**53:
            return False
        try:
            self.responder.take_id(call_id)
        except RemoteProtocolError:
            return False
        self.responder.refuse(call_id, error)
        return True

    def _violation(self, raw: object, exc: RemoteProtocolError) -> None:
        self.wire.counters.violations += 1
        self.wire.emit(FrameDropped(exc.code))
        if self.state is State.CLOSED:
            return
        error = CallError.of(exc.code, exc.message, field=exc.field)
        if self.wire.counters.violations > self.wire.limits.violations:
            message = f"{self.wire.counters.violations} illegal frames; the last: {exc}"
            self.end(CallClosedError(message, code="protocol_error"), tell=True)
        elif not self._answer_salvaged(raw, error):
            self.wire.send(Complaint(error.to_map(), self.wire.epoch or None))

    def _on_hello(self, frame: Hello, now_ms: int) -> None:
        low, high = self.protocol
        theirs = (frame.protocol.get("min"), frame.protocol.get("max"))
        first, last = theirs
        if type(first) is not int or type(last) is not int or not 1 <= first <= last:
            self._refuse(CallFailedError(code="invalid_frame", field="protocol"))
        elif first > high or last < low:
            self._refuse(
                CallFailedError(
                    f"the lens speaks {first} to {last}, the host {low} to {high}",
                    code="version_unsupported",
                    data={"min": low, "max": high},
                )
            )
        else:
            self._welcome(frame, min(high, last))

    def _refuse(self, error: CallError) -> None:
        self.wire.send(Refuse(error.to_map()))
        self.end(error, tell=False)

    def _welcome(self, frame: Hello, version: int) -> None:
        self.peer = _read_capabilities(frame.capabilities)
        self.wire.version = version
        self.state = State.OPEN
        offered = _to_maps(self.own)
        self.wire.send(
            Welcome(self.wire.epoch, version, offered, self.wire.limits.to_map())
        )
        self.wire.emit(Ready(self.wire.epoch, version, self.peer))

    def _on_welcome(self, frame: Welcome, now_ms: int) -> None:
        low, high = self.protocol
        if not low <= frame.version <= high:
            message = f"welcomed with version {frame.version}, expected {low} to {high}"
            self.end(CallFailedError(message, code="version_unsupported"), tell=True)
            return
        self.wire.epoch = frame.epoch
        self.wire.version = frame.version
        self.wire.limits = Limits.from_map(frame.limits)
        self.peer = _read_capabilities(frame.capabilities)
        self.state = State.OPEN
        self.wire.emit(Ready(frame.epoch, frame.version, self.peer))

    def _on_refuse(self, frame: Refuse, now_ms: int) -> None:
        self.end(CallError.from_map(frame.error), tell=False)

    def _on_outcome(self, frame: OutcomeFrame, now_ms: int) -> None:
        self.caller.on_outcome(frame, now_ms)

    def _on_item(self, frame: StreamItem, now_ms: int) -> None:
        self.caller.on_item(frame, now_ms)

    def _on_credit(self, frame: StreamCredit, now_ms: int) -> None:
        self.responder.on_credit(frame, now_ms)

    def _on_progress(self, frame: Progress, now_ms: int) -> None:
        self.caller.on_progress(frame, now_ms)

    def _on_pause(self, frame: Pause, now_ms: int) -> None:
        self.caller.on_pause(frame, now_ms)

    def _on_resume(self, frame: Resume, now_ms: int) -> None:
        self.caller.on_resume(frame, now_ms)

    def _on_cancel(self, frame: Cancel, now_ms: int) -> None:
        self.responder.on_cancel(frame, now_ms)

    def _on_notify(self, frame: Notify, now_ms: int) -> None:
        self.wire.emit(Notified(frame.name, frame.data))

    def _on_capability(self, frame: CapabilityChange, now_ms: int) -> None:
        capability = Capability.from_map(frame.capability)
        if capability is None:
            raise RemoteProtocolError("invalid_frame", "no capability", "capability")
        self.peer[frame.name] = capability
        self.wire.emit(CapabilityChanged(frame.name, capability))

    def _on_complaint(self, frame: Complaint, now_ms: int) -> None:
        self.wire.emit(PeerComplained(CallError.from_map(frame.error)))

    def _on_close(self, frame: Close, now_ms: int) -> None:
        error = CallError.from_map(frame.error)
        self.end(CallClosedError(error.message, code=error.code), tell=False)


def _to_maps(capabilities: Mapping[str, Capability]) -> dict[str, object]:
    return {name: capability.to_map() for name, capability in capabilities.items()}


def _read_capabilities(body: Mapping[str, object]) -> dict[str, Capability]:
    read = {name: Capability.from_map(value) for name, value in body.items()}
    return {name: cap for name, cap in read.items() if cap is not None}


_Handler = Callable[[Session, Any, int], None]

# Which frames a side takes in which state; a call is taken wherever it is open.
_RECEIVE: Final[Mapping[tuple[Side, State], Mapping[type[Frame], _Handler]]] = {
    (Side.HOST, State.LISTENING): {
        Hello: Session._on_hello,
        Close: Session._on_close,
    },
    (Side.HOST, State.OPEN): {
        Cancel: Session._on_cancel,
        StreamCredit: Session._on_credit,
        Complaint: Session._on_complaint,
        Close: Session._on_close,
    },
    (Side.LENS, State.GREETING): {
        Welcome: Session._on_welcome,
        Refuse: Session._on_refuse,
        Complaint: Session._on_complaint,
        Close: Session._on_close,
    },
    (Side.LENS, State.OPEN): {
        OutcomeFrame: Session._on_outcome,
        StreamItem: Session._on_item,
        Progress: Session._on_progress,
        Pause: Session._on_pause,
        Resume: Session._on_resume,
        Notify: Session._on_notify,
        CapabilityChange: Session._on_capability,
        Complaint: Session._on_complaint,
        Close: Session._on_close,
    },
}
