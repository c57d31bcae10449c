"""The calling half of a connection: our calls, and how each ends, once."""

from collections.abc import Mapping

from pierglass.bridge.admission import too_new
from pierglass.bridge.codes import Outcome
from pierglass.bridge.deadline import Deadline
from pierglass.bridge.errors import (
    CallCancelledError,
    CallError,
    CallFailedError,
    CallTimedOutError,
    CallUnavailableError,
    EncodeError,
    RemoteProtocolError,
)
from pierglass.bridge.events import (
    CallPaused,
    CallProgressed,
    CallResumed,
    CallSettled,
    CallYielded,
    FrameDropped,
)
from pierglass.bridge.frames import (
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
from pierglass.bridge.wire import MAX_DEADLINE_MS, RETRY_MS, Wire

__all__ = ["Caller"]


class Caller:
    """Our open calls.

    Args:
        wire: What the connection's parts share.
        methods: The methods that the peer handles.
    """

    def __init__(self, wire: Wire, methods: Mapping[str, Method]) -> None:
        self._wire = wire
        self._methods = methods
        self._open: dict[int, Deadline] = {}
        # Never starts again, not even with a new epoch: an old answer finds nobody.
        self._last_id = 0

    @property
    def open_ids(self) -> tuple[int, ...]:
        """The calls that have no outcome yet."""
        return tuple(self._open)

    def call(
        self,
        name: str,
        params: Mapping[str, object],
        now_ms: int,
        deadline_ms: int | None,
        credit: int | None,
    ) -> int:
        """Send a call, with *credit* for a stream; return its id.

        Raises:
            CallError: If it was refused here; that was its outcome.
        """
        method = self._methods.get(name)
        if method is None:
            raise CallUnavailableError(code="unknown_method", field=name)
        too_new(name, method, self._wire.version)
        # The host judges the parameters, and it alone: here they need only travel.
        try:
            weigh(dict(params), method.params_bytes)
        except EncodeError as exc:
            field = exc.path or None
            raise CallFailedError(str(exc), code=exc.code, field=field) from exc
        if len(self._open) >= self._wire.limits.calls_in_flight:
            raise CallUnavailableError(
                f"{len(self._open)} calls are open, as many as the host allows",
                code="busy",
                retry_after_ms=RETRY_MS,
            )
        if deadline_ms is not None:
            deadline_ms = max(1, min(deadline_ms, MAX_DEADLINE_MS))
        self._last_id += 1
        length_ms, call_id = deadline_ms or method.deadline_ms, self._last_id
        deadline = self._open[call_id] = (
            Deadline(length_ms, now_ms)
            if credit is None
            else Stream(length_ms, now_ms, credit)
        )
        self._wire.expect(deadline.ends_ms)
        epoch, sent = self._wire.epoch, dict(params)
        self._wire.send(Call(epoch, call_id, name, sent, deadline_ms, credit))
        return call_id

    def grant(self, call_id: int, credit: int, now_ms: int) -> bool:
        """Let a stream send more; return False if it had ended."""
        stream = self._open.get(call_id)
        if not isinstance(stream, Stream):
            return False
        stream.grant(credit, now_ms)
        self._wire.expect(stream.ends_ms)
        self._wire.send(StreamCredit(self._wire.epoch, call_id, credit))
        return True

    def cancel(self, call_id: int) -> bool:
        """Settle a call as given up and tell the handler."""
        return self._give_up(call_id, CallCancelledError(code="aborted"))

    def on_outcome(self, frame: OutcomeFrame, now_ms: int) -> None:
        """Settle the call that *frame* answers."""
        if not self._is_open(frame.id):
            return
        del self._open[frame.id]
        outcome = Outcome(frame.outcome)
        if outcome is Outcome.OK:
            self._wire.emit(CallSettled(frame.id, outcome, frame.value))
            return
        error = CallError.from_map(frame.error or {"code": frame.outcome}, outcome)
        if error.code == "unknown_method":
            # We know every method that we call: the host is of an older release.
            error = CallUnavailableError(
                "this host is older", code="unsupported", field=error.field
            )
        self._wire.emit(CallSettled(frame.id, error.outcome, None, error))

    def on_item(self, frame: StreamItem, now_ms: int) -> None:
        """Take the next item of a stream; one out of turn breaks it."""
        if not self._is_open(frame.id):
            return
        stream = self._open[frame.id]
        if not isinstance(stream, Stream):
            raise RemoteProtocolError("invalid_frame", "no stream has this id", "id")
        if frame.seq <= stream.seq:
            self._drop_late()
        elif frame.seq > stream.seq + 1 or not stream.credit:
            self._give_up(frame.id, CallFailedError(code="stream_broken"))
        else:
            stream.take(now_ms)
            self._wire.emit(CallYielded(frame.id, frame.seq, frame.value))

    def on_progress(self, frame: Progress, now_ms: int) -> None:
        """Give the call its full time again."""
        if self._is_open(frame.id):
            self._open[frame.id].extend(now_ms)
            self._wire.emit(CallProgressed(frame.id, frame.fraction, frame.note))

    def on_pause(self, frame: Pause, now_ms: int) -> None:
        """Stop the call's clock: the user is deciding."""
        if self._is_open(frame.id) and self._open[frame.id].pause(now_ms):
            self._wire.emit(CallPaused(frame.id))

    def on_resume(self, frame: Resume, now_ms: int) -> None:
        """Let the call's clock go on."""
        if self._is_open(frame.id) and self._open[frame.id].resume(now_ms):
            self._wire.expect(self._open[frame.id].ends_ms)
            self._wire.emit(CallResumed(frame.id))

    def tick(self, now_ms: int) -> None:
        """Settle the calls whose time is over."""
        for call_id in [i for i, end in self._open.items() if end.is_over(now_ms)]:
            self._give_up(call_id, CallTimedOutError())

    def deadlines_ms(self) -> list[int]:
        """Return when the running deadlines pass."""
        ends = (deadline.ends_ms for deadline in self._open.values())
        return [end for end in ends if end is not None]

    def settle_all(self, error: CallError) -> None:
        """Settle every open call: the session is over."""
        for call_id in self._open:
            self._wire.emit(CallSettled(call_id, error.outcome, None, error))
        self._open.clear()

    def _give_up(self, call_id: int, error: CallError) -> bool:
        if self._open.pop(call_id, None) is None:
            return False
        self._wire.send(Cancel(self._wire.epoch, call_id, error.code))
        self._wire.emit(CallSettled(call_id, error.outcome, None, error))
        return True

    def _is_open(self, call_id: int) -> bool:
        if call_id in self._open:
            return True
        if call_id > self._last_id:
            raise RemoteProtocolError("invalid_frame", "no call has this id", "id")
        self._drop_late()
        return False

    def _drop_late(self) -> None:
        self._wire.counters.late += 1
        self._wire.emit(FrameDropped("late"))
