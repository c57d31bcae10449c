"""The sans-I/O connection: frames in, events and frames out.

One object is one end of one session. It owns no clock, no transport, no thread: the
program passes the time in, hands it what arrived, and carries what
:meth:`Connection.frames_to_send` gives. ``bridge/spec/protocol.md`` is its
specification, ``bridge/spec/vectors`` its behaviour in both languages.
"""

from collections.abc import Collection, Mapping

from pierglass.bridge.capability import (
    Capability,
    CapabilityState,
    lens_capabilities,
)
from pierglass.bridge.errors import (
    CallClosedError,
    CallError,
    CallFailedError,
    EncodeError,
    LocalProtocolError,
)
from pierglass.bridge.events import Event
from pierglass.bridge.frames import CapabilityChange, Notify
from pierglass.bridge.policy import NOTIFICATIONS, PROTOCOL_MAX, PROTOCOL_MIN
from pierglass.bridge.session import Session, Side, State
from pierglass.bridge.weight import weigh
from pierglass.bridge.wire import Counters, Limits, Wire

__all__ = ["Connection"]


class Connection:
    """One end of a session.

    Args:
        side: ``"lens"`` or ``"host"``.
        now_ms: The present, in milliseconds of a clock that never goes back; so in
            every method.
        epoch: A host's new, unguessable word for this session; a lens has none.
        capabilities: What this side offers. A host's come from
            ``host_capabilities``; a lens's default is every notification.
        limits: What a host allows. A lens learns them from the welcome.
        protocol: Lowest and highest protocol version that this side speaks.
        agent: A lens's SDK name and version, for logs.
    """

    def __init__(
        self,
        side: str,
        *,
        now_ms: int,
        epoch: str = "",
        capabilities: Mapping[str, Capability] | None = None,
        limits: Limits | None = None,
        protocol: tuple[int, int] = (PROTOCOL_MIN, PROTOCOL_MAX),
        agent: str | None = None,
    ) -> None:
        self.side = Side(side)
        if self.side is Side.HOST and not epoch:
            raise LocalProtocolError("a host needs an epoch: a fresh random word")
        own = dict(lens_capabilities() if capabilities is None else capabilities)
        self._agent = agent
        self._wire = Wire(limits or Limits(), epoch)
        self._session = Session(self.side, self._wire, own, protocol, now_ms)

    # What can be asked

    @property
    def state(self) -> State:
        """Where the session stands."""
        return self._session.state

    @property
    def epoch(self) -> str:
        """The session's word; empty before a lens was welcomed."""
        return self._wire.epoch

    @property
    def version(self) -> int:
        """The agreed protocol version."""
        return self._wire.version

    @property
    def limits(self) -> Limits:
        """What the host allows."""
        return self._wire.limits

    @property
    def counters(self) -> Counters:
        """What was ignored or refused so far."""
        return self._wire.counters

    @property
    def capabilities(self) -> Mapping[str, Capability]:
        """The host's capabilities, on either side."""
        return self._session.own if self.side is Side.HOST else self._session.peer

    @property
    def pending(self) -> tuple[int, ...]:
        """Our calls that have no outcome yet."""
        return self._session.caller.open_ids

    @property
    def handling(self) -> tuple[int, ...]:
        """The peer's calls that have no answer yet."""
        return self._session.responder.open_ids

    def frames_to_send(self) -> list[dict[str, object]]:
        """Return, once, the frames that the transport shall carry, in order."""
        frames = [frame.to_map() for frame in self._wire.frames]
        self._wire.frames.clear()
        return frames

    def next_tick_ms(self) -> int | None:
        """Return when :meth:`tick` has something to do; None if never."""
        ends = [
            *self._session.caller.deadlines_ms(),
            *self._session.responder.deadlines_ms(),
        ]
        if self._session.is_shaking_hands:
            ends.append(self._session.handshake_ends_ms)
        self._wire.soonest_ms = min(ends, default=None)
        return self._wire.soonest_ms

    @property
    def soonest_ms(self) -> int | None:
        """A time before which :meth:`tick` has nothing to do; None if never.

        It is known without a look at every call, and may lie before the true one:
        a program that sleeps until then wakes again only when this is sooner.
        """
        return self._wire.soonest_ms

    # What a lens does

    def start(self, now_ms: int) -> None:
        """Say hello. A lens's first act.

        Raises:
            LocalProtocolError: If this is a host, or hello was said before.
        """
        if self.state is not State.IDLE:
            raise LocalProtocolError(f"start in state {self.state}, expected idle")
        self._session.greet(self._agent, now_ms)

    def call(
        self,
        method: str,
        params: Mapping[str, object],
        now_ms: int,
        *,
        deadline_ms: int | None = None,
        credit: int | None = None,
    ) -> int:
        """Send a call; return its id, which one ``CallSettled`` will name.

        Args:
            method: Key of ``METHODS``.
            params: What it takes.
            now_ms: The present.
            deadline_ms: Another deadline than the method's own.
            credit: Items that a stream may send before :meth:`grant`; 1 to 1024.

        Raises:
            CallError: If it was refused here: ``not_ready``, ``session_closed``,
                ``unknown_method``, ``invalid_payload``, ``busy``… That was its outcome.
        """
        if self.state is State.CLOSED:
            raise CallClosedError(code="session_closed")
        if self.state is not State.OPEN:
            raise CallFailedError(code="not_ready")
        return self._session.caller.call(method, params, now_ms, deadline_ms, credit)

    def grant(self, call_id: int, credit: int, now_ms: int) -> bool:
        """Let a stream send *credit* items more; return False if it had ended."""
        return self._session.caller.grant(call_id, credit, now_ms)

    def cancel(self, call_id: int, now_ms: int) -> list[Event]:
        """Give a call up: it is settled as ``aborted``, and its handler is told."""
        self._session.caller.cancel(call_id)
        return self._events()

    # What a host does

    def respond(self, call_id: int, value: object, now_ms: int) -> bool:
        """Answer with a value; return False if the call had ended before."""
        return self._session.responder.respond(call_id, value)

    def send_item(self, call_id: int, value: object, now_ms: int) -> bool:
        """Send one item of a stream; return False if nobody waits any more.

        Raises:
            LocalProtocolError: If there is no credit: wait for ``CallCredited``.
        """
        return self._session.responder.send_item(call_id, value, now_ms)

    def credit(self, call_id: int) -> int:
        """Return how many items of a stream may be sent now; 0 if it ended."""
        return self._session.responder.credit(call_id)

    def fail(self, call_id: int, error: CallError, now_ms: int) -> bool:
        """Answer with an error; return False if the call had ended before."""
        return self._session.responder.fail(call_id, error)

    def progress(
        self,
        call_id: int,
        now_ms: int,
        fraction: float | None = None,
        note: str | None = None,
    ) -> bool:
        """Say that a call is being worked on: its deadline starts again."""
        return self._session.responder.progress(call_id, now_ms, fraction, note)

    def pause(self, call_id: int, now_ms: int) -> bool:
        """Stop a call's clock, on both sides: the user is deciding."""
        return self._session.responder.pause(call_id, now_ms)

    def resume(self, call_id: int, now_ms: int) -> bool:
        """Let a call's clock go on, on both sides."""
        return self._session.responder.resume(call_id, now_ms)

    def notify(self, name: str, data: Mapping[str, object], now_ms: int) -> bool:
        """Send news; return False if the lens does not understand it or is not open.

        Raises:
            LocalProtocolError: If no such notification exists or *data* cannot travel.
        """
        if name not in NOTIFICATIONS:
            raise LocalProtocolError(f"{name!r} is not in policy.NOTIFICATIONS")
        try:
            weigh(dict(data), self.limits.frame_bytes // 2)
        except EncodeError as exc:
            raise LocalProtocolError(str(exc)) from exc
        if self.state is not State.OPEN or name not in self._session.peer:
            return False
        self._wire.send(Notify(self.epoch, name, dict(data)))
        return True

    def set_capability(self, name: str, capability: Capability, now_ms: int) -> None:
        """Change the state of one capability and tell the lens."""
        self._session.own[name] = capability
        self._session.responder.permit(name)
        if self.state is State.OPEN:
            self._wire.send(CapabilityChange(self.epoch, name, capability.to_map()))

    def revoke(self, scopes: Collection[str], now_ms: int) -> list[Event]:
        """Withdraw permissions now: open calls that need them end as denied."""
        for name in scopes:
            denied = Capability(CapabilityState.DENIED, reason="withdrawn by the user")
            self.set_capability(name, denied, now_ms)
        self._session.responder.revoke(scopes)
        self.notify("grant.revoked", {"scopes": sorted(scopes)}, now_ms)
        return self._events()

    # What both do

    def receive(
        self, raw: object, now_ms: int, *, gesture: bool = False
    ) -> list[Event]:
        """Take one frame that arrived.

        Args:
            raw: The frame as the transport gave it; any value at all is handled.
            now_ms: The present.
            gesture: Whether the user has just tapped or pressed a key in the lens, as
                the host itself knows (``navigator.userActivation`` in a page).

        Returns:
            What happened, in order.
        """
        self._session.receive(raw, now_ms, gesture=gesture)
        return self._events()

    def tick(self, now_ms: int) -> list[Event]:
        """Let the time pass: what is over its deadline ends."""
        self._session.tick(now_ms)
        return self._events()

    def close(
        self, now_ms: int, code: str = "closed", message: str = ""
    ) -> list[Event]:
        """End the session: tell the peer and settle everything."""
        self._session.end(CallClosedError(message, code=code), tell=True)
        return self._events()

    def lost(self, now_ms: int) -> list[Event]:
        """Note that the transport is gone: settle everything, tell nobody."""
        self._session.end(CallClosedError(code="lost"), tell=False)
        return self._events()

    def restart(self, now_ms: int, epoch: str = "") -> list[Event]:
        """Begin a new epoch on the same transport, as after a reload of the lens.

        Everything of the old epoch is settled. A host gives the new *epoch*; a lens
        calls :meth:`start` next.

        Raises:
            LocalProtocolError: If a host gives no new word.
        """
        if self.side is Side.HOST and epoch in ("", self.epoch):
            raise LocalProtocolError("a new session needs a new epoch")
        self._session.end(CallClosedError("the lens was reloaded"), tell=False)
        self._wire.frames.clear()
        self._wire.epoch = epoch
        self._session.responder.restart()
        self._session.begin(now_ms)
        return self._events()

    def _events(self) -> list[Event]:
        events, self._wire.events = self._wire.events, []
        return events
