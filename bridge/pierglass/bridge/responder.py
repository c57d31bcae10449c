"""The handling half of a connection: the peer's calls, each answered once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from pierglass.bridge.admission import (
    capabilities_needed,
    check_permission,
    consent_needed,
    too_new,
)
from pierglass.bridge.capability import Capability
from pierglass.bridge.codes import Outcome
from pierglass.bridge.deadline import Deadline
from pierglass.bridge.errors import (
    CallDeniedError,
    CallError,
    CallFailedError,
    CallTimedOutError,
    CallUnavailableError,
    EncodeError,
    LocalProtocolError,
    RemoteProtocolError,
)
from pierglass.bridge.events import (
    CallCredited,
    CallReceived,
    CallStopped,
    FrameDropped,
)
from pierglass.bridge.frames import (
    MAX_CREDIT,
    Call,
    Cancel,
    OutcomeFrame,
    Pause,
    Progress,
    Resume,
    StreamCredit,
    StreamItem,
)
from pierglass.bridge.policy import Method
from pierglass.bridge.stream import Stream
from pierglass.bridge.weight import weigh
from pierglass.bridge.wire import RETRY_MS, Wire

__all__ = ["Responder"]

_NOTE_LENGTH: Final = 200
_MESSAGE_LENGTH: Final = 500
_ERROR_BYTES: Final = 4096


@dataclass(slots=True)
class _Open:
    """A call that our handler is working on."""

    method: Method
    deadline: Deadline
    needs: tuple[str, ...]


class Responder:
    """The peer's open calls.

    Args:
        wire: What the connection's parts share.
        methods: The methods that this side handles.
        capabilities: Their states; the connection changes them.
    """

    def __init__(
        self,
        wire: Wire,
        methods: Mapping[str, Method],
        capabilities: Mapping[str, Capability],
    ) -> None:
        self._wire = wire
        self._methods = methods
        self._capabilities = capabilities
        self._open: dict[int, _Open] = {}
        self._revoked: set[str] = set()
        self._last_id = 0

    @property
    def open_ids(self) -> tuple[int, ...]:
        """The calls that have no answer yet."""
        return tuple(self._open)

    def on_call(self, frame: Call, now_ms: int, *, gesture: bool) -> None:
        """Admit the call, or answer it at once.

        Raises:
            RemoteProtocolError: If its id was used before.
        """
        self.take_id(frame.id)
        try:
            method = self._admit(frame, gesture)
        except CallError as exc:
            self.refuse(frame.id, exc)
            return
        length_ms, credit = frame.deadline_ms or method.deadline_ms, frame.credit
        deadline = (
            Deadline(length_ms, now_ms)
            if credit is None
            else Stream(length_ms, now_ms, credit)
        )
        self._wire.expect(deadline.ends_ms)
        needs = capabilities_needed(method, frame.params)
        self._open[frame.id] = _Open(method, deadline, needs)
        consent = consent_needed(method, frame.params, self._capabilities)
        self._wire.emit(
            CallReceived(frame.id, frame.method, frame.params, consent, credit)
        )

    def take_id(self, call_id: int) -> None:
        """Note that the peer used *call_id*.

        Raises:
            RemoteProtocolError: If it is not higher than every one before.
        """
        if call_id <= self._last_id:
            message = f"{call_id} is not above {self._last_id}, the last one"
            raise RemoteProtocolError("invalid_frame", message, "id")
        self._last_id = call_id

    def refuse(self, call_id: int, error: CallError) -> None:
        """Answer a call that reached no handler."""
        self._answer(call_id, error)

    def respond(self, call_id: int, value: object) -> bool:
        """Answer with a value; return whether anybody waited."""
        call = self._take(call_id)
        if call is None:
            return False
        try:
            weigh(value, call.method.result_bytes)
        except EncodeError as exc:
            self._answer(call_id, CallError.of(exc.code, f"the result: {exc}"))
            return True
        epoch = self._wire.epoch
        self._wire.send(OutcomeFrame(epoch, call_id, str(Outcome.OK), value))
        return True

    def send_item(self, call_id: int, value: object, now_ms: int) -> bool:
        """Send one item of a stream; return whether anybody waits for more.

        Raises:
            LocalProtocolError: If the call is no stream, or has no credit left.
        """
        call = self._open.get(call_id)
        if call is None:
            self._wire.counters.late += 1
            return False
        if not self.credit(call_id) or not isinstance(call.deadline, Stream):
            raise LocalProtocolError(f"call {call_id} has no credit; wait for some")
        try:
            weigh(value, call.method.result_bytes)
        except EncodeError as exc:
            del self._open[call_id]
            self._answer(call_id, CallError.of(exc.code, f"the item: {exc}"))
            return False
        seq = call.deadline.take(now_ms)
        self._wire.send(StreamItem(self._wire.epoch, call_id, seq, value))
        return True

    def credit(self, call_id: int) -> int:
        """Return how many items of a stream may be sent now."""
        call = self._open.get(call_id)
        stream = call.deadline if call else None
        return stream.credit if isinstance(stream, Stream) else 0

    def on_credit(self, frame: StreamCredit, now_ms: int) -> None:
        """Let a stream go on.

        Raises:
            RemoteProtocolError: If it is no stream, or too much would be on its way.
        """
        call = self._open.get(frame.id)
        if call is None:
            self._late(frame.id)
            return
        if not isinstance(call.deadline, Stream):
            raise RemoteProtocolError("invalid_frame", "no stream has this id", "id")
        if call.deadline.credit + frame.credit > MAX_CREDIT:
            message = f"over {MAX_CREDIT} on their way"
            raise RemoteProtocolError("invalid_frame", message, "credit")
        call.deadline.grant(frame.credit, now_ms)
        self._wire.expect(call.deadline.ends_ms)
        self._wire.emit(CallCredited(frame.id, call.deadline.credit))

    def fail(self, call_id: int, error: CallError) -> bool:
        """Answer with an error; return whether anybody waited."""
        if self._take(call_id) is None:
            return False
        self._answer(call_id, error)
        return True

    def progress(
        self, call_id: int, now_ms: int, fraction: float | None, note: str | None
    ) -> bool:
        """Tell the caller that the handler is alive."""
        call = self._open.get(call_id)
        if call is None:
            return False
        call.deadline.extend(now_ms)
        share = None if fraction is None else min(1.0, max(0.0, fraction))
        words = (note or "")[:_NOTE_LENGTH] or None
        self._wire.send(Progress(self._wire.epoch, call_id, share, words))
        return True

    def pause(self, call_id: int, now_ms: int) -> bool:
        """Stop the call's clock on both sides."""
        call = self._open.get(call_id)
        if call is None or not call.deadline.pause(now_ms):
            return False
        self._wire.send(Pause(self._wire.epoch, call_id))
        return True

    def resume(self, call_id: int, now_ms: int) -> bool:
        """Let the call's clock go on, on both sides."""
        call = self._open.get(call_id)
        if call is None or not call.deadline.resume(now_ms):
            return False
        self._wire.expect(call.deadline.ends_ms)
        self._wire.send(Resume(self._wire.epoch, call_id))
        return True

    def on_cancel(self, frame: Cancel, now_ms: int) -> None:
        """Stop the handler; the caller has settled the call itself."""
        if self._open.pop(frame.id, None) is not None:
            self._wire.emit(CallStopped(frame.id, frame.reason or "aborted"))
        else:
            self._late(frame.id)

    def _late(self, call_id: int) -> None:
        if call_id > self._last_id:
            raise RemoteProtocolError("invalid_frame", "no call has this id", "id")
        # It crossed our answer on the way: no fault of anybody's.
        self._wire.counters.late += 1
        self._wire.emit(FrameDropped("late"))

    def revoke(self, scopes: Collection[str]) -> None:
        """End, as denied, the open calls that need one of *scopes*."""
        self._revoked.update(scopes)
        for call_id, call in list(self._open.items()):
            lost = [name for name in call.needs if name in scopes]
            if lost:
                error = CallDeniedError(code="permission_revoked", field=lost[0])
                self._stop(call_id, error)

    def permit(self, name: str) -> None:
        """Forget that a permission was withdrawn: it has a new state."""
        self._revoked.discard(name)

    def tick(self, now_ms: int) -> None:
        """End the calls whose time is over."""
        for call_id, call in list(self._open.items()):
            if call.deadline.is_over(now_ms):
                self._stop(call_id, CallTimedOutError())

    def deadlines_ms(self) -> list[int]:
        """Return when the running deadlines pass."""
        ends = (call.deadline.ends_ms for call in self._open.values())
        return [end for end in ends if end is not None]

    def stop_all(self, code: str) -> None:
        """Stop every handler: the session is over and nobody listens."""
        for call_id in self._open:
            self._wire.emit(CallStopped(call_id, code))
        self._open.clear()

    def restart(self) -> None:
        """Accept ids from 1 again: a new peer counts them."""
        self._last_id = 0

    def _admit(self, frame: Call, gesture: bool) -> Method:
        method = self._methods.get(frame.method)
        if method is None:
            raise CallUnavailableError(code="unknown_method", field=frame.method)
        too_new(frame.method, method, self._wire.version)
        if (method.item is None) != (frame.credit is None):
            found = "no stream, and" if frame.credit else "a stream, and has no"
            raise CallFailedError(
                f"{frame.method} is {found} credit",
                code="invalid_params",
                field="credit",
            )
        check_permission(
            method, frame.params, self._capabilities, self._revoked, gesture=gesture
        )
        limits = self._wire.limits
        if len(self._open) >= limits.calls_in_flight or (
            method.user and self._asking() >= limits.user_calls_in_flight
        ):
            raise CallUnavailableError(code="busy", retry_after_ms=RETRY_MS)
        return method

    def _asking(self) -> int:
        return sum(call.method.user for call in self._open.values())

    def _stop(self, call_id: int, error: CallError) -> None:
        del self._open[call_id]
        self._answer(call_id, error)
        self._wire.emit(CallStopped(call_id, error.code))

    def _take(self, call_id: int) -> _Open | None:
        call = self._open.pop(call_id, None)
        if call is None:
            self._wire.counters.late += 1
        return call

    def _answer(self, call_id: int, error: CallError) -> None:
        body = error.to_map()
        body["message"] = error.message[:_MESSAGE_LENGTH]
        try:
            weigh(body, _ERROR_BYTES)
        except EncodeError:
            # Facts that cannot travel shall not keep the outcome from arriving.
            body.pop("data", None)
        epoch, outcome = self._wire.epoch, str(error.outcome)
        self._wire.send(OutcomeFrame(epoch, call_id, outcome, error=body))
