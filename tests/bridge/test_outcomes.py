"""Calls in, outcomes out: under any order of calls, cancels, kills and clocks."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from pierglass.bridge import (
    CallError,
    CallReceived,
    CallSettled,
    CallStopped,
    Connection,
    Event,
    Limits,
    host_capabilities,
)
from pierglass.bridge.frames import FRAMES as FRAME_KINDS

CALLS = st.sampled_from(
    [
        ("launch.get", {}),
        ("items.list", {}),
        ("items.list", {"limit": 0}),
        ("tryon.start", {"item_id": "hat"}),
        ("photo.pick", {}),
        ("capture.snap", {}),
        ("tryon.watch", {}),
        ("story.read", {}),
        ("user.get", {"fields": ["avatar"]}),
    ]
)
SCOPES = ["items.read", "camera.tryon"]


class Bridge(RuleBasedStateMachine):
    """A lens and a host joined by a transport that anything can happen to."""

    @initialize()
    def begin(self) -> None:
        self.now = 0
        self.epochs = 0
        self.epoch = "e0"
        self.made: set[int] = set()
        self.settled: list[int] = []
        self.received: list[tuple[str, int]] = []
        self.ended: list[tuple[str, int]] = []
        self.to_host: list[dict[str, Any]] = []
        self.to_lens: list[dict[str, Any]] = []
        self.lens = Connection("lens", now_ms=0)
        self.host = Connection(
            "host",
            now_ms=0,
            epoch="e0",
            capabilities=host_capabilities(SCOPES, ["items.read"]),
            limits=Limits(calls_in_flight=4, burst=60, frames_per_s=20),
        )
        self.lens.start(0)
        self.carry_all()

    def pump(self, events: list[Event]) -> None:
        self.to_host += self.lens.frames_to_send()
        self.to_lens += self.host.frames_to_send()
        for event in events:
            match event:
                case CallSettled(id=call_id):
                    self.settled.append(call_id)
                case CallReceived(id=call_id):
                    self.received.append((self.epoch, call_id))
                case CallStopped(id=call_id):
                    self.ended.append((self.epoch, call_id))

    def answer(self, call_id: int, done: bool) -> None:
        if done:
            self.ended.append((self.epoch, call_id))
        self.pump([])

    @rule(call=CALLS, deadline=st.none() | st.integers(1, 90_000))
    def call(self, call: tuple[str, dict[str, Any]], deadline: int | None) -> None:
        credit = 2 if call[0] == "tryon.watch" else None
        try:
            made = self.lens.call(*call, self.now, deadline_ms=deadline, credit=credit)
        except CallError:
            return  # Refused here: that was its outcome.
        assert made not in self.made
        self.made.add(made)
        self.pump([])

    @rule(at=st.integers(0, 30))
    def cancel(self, at: int) -> None:
        self.pump(self.lens.cancel(at, self.now))

    @rule(at=st.integers(0, 30), value=st.none() | st.just({"a": 1}))
    def respond(self, at: int, value: object) -> None:
        self.answer(at, self.host.respond(at, value, self.now))

    @rule(at=st.integers(0, 30), code=st.sampled_from(["denied", "busy", "unheard_of"]))
    def fail(self, at: int, code: str) -> None:
        self.answer(at, self.host.fail(at, CallError.of(code), self.now))

    @rule(at=st.integers(0, 30), what=st.sampled_from(["pause", "resume", "progress"]))
    def hold(self, at: int, what: str) -> None:
        getattr(self.host, what)(at, self.now)
        self.pump([])

    @rule(at=st.integers(0, 30))
    def send_item(self, at: int) -> None:
        if self.host.credit(at):
            assert self.host.send_item(at, {"placed": True}, self.now)
        self.pump([])

    @rule(at=st.integers(0, 30), credit=st.integers(1, 3))
    def grant(self, at: int, credit: int) -> None:
        self.lens.grant(at, credit, self.now)
        self.pump([])

    @rule(by=st.sampled_from([1, 300, 5_000, 61_000]))
    def wait(self, by: int) -> None:
        self.now += by
        self.pump(self.lens.tick(self.now))
        self.pump(self.host.tick(self.now))

    @rule(gesture=st.booleans(), count=st.integers(1, 5))
    def carry_to_host(self, gesture: bool, count: int) -> None:
        frames, self.to_host = self.to_host[:count], self.to_host[count:]
        for frame in frames:
            self.pump(self.host.receive(frame, self.now, gesture=gesture))

    @rule(count=st.integers(1, 5))
    def carry_to_lens(self, count: int) -> None:
        frames, self.to_lens = self.to_lens[:count], self.to_lens[count:]
        for frame in frames:
            self.pump(self.lens.receive(frame, self.now))

    @rule()
    def carry_all(self) -> None:
        self.pump([])
        while self.to_host or self.to_lens:
            self.carry_to_host(True, 100)
            self.carry_to_lens(100)

    @rule()
    def lose_what_travels(self) -> None:
        self.to_host, self.to_lens = [], []

    @rule()
    def repeat_what_travels(self) -> None:
        self.to_host, self.to_lens = self.to_host[:20] * 2, self.to_lens[:20] * 2

    @rule()
    def revoke(self) -> None:
        self.pump(self.host.revoke(["items.read"], self.now))

    @rule(how=st.sampled_from(["close", "lost"]), side=st.sampled_from("lh"))
    def end(self, how: str, side: str) -> None:
        connection = self.lens if side == "l" else self.host
        self.pump(getattr(connection, how)(self.now))

    @rule(keep=st.booleans())
    def reload(self, keep: bool) -> None:
        self.epochs += 1
        host = self.host.restart(self.now, f"e{self.epochs}")
        self.pump([*self.lens.restart(self.now), *host])
        self.epoch = self.host.epoch
        if not keep:
            self.lose_what_travels()
        self.lens.start(self.now)
        self.carry_all()

    @invariant()
    def no_call_ends_twice(self) -> None:
        assert len(self.settled) == len(set(self.settled))
        assert len(self.ended) == len(set(self.ended))

    @invariant()
    def what_is_open_has_not_ended(self) -> None:
        assert not set(self.lens.pending) & set(self.settled)

    def teardown(self) -> None:
        if not hasattr(self, "lens"):
            return
        self.pump(self.lens.close(self.now))
        self.pump(self.host.close(self.now))
        assert set(self.settled) == self.made
        assert len(self.settled) == len(self.made)
        assert sorted(self.ended) == sorted(self.received)
        assert not self.lens.pending
        assert not self.host.handling


TestBridge = Bridge.TestCase
TestBridge.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=10)
    | st.binary(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=6) | st.integers(), inner, max_size=4)
    ),
    max_leaves=6,
)
KINDS = st.sampled_from([*FRAME_KINDS, "stream_open", "ping", "x"])
FRAMES = st.fixed_dictionaries(
    {"kind": KINDS | JSON},
    optional={
        "epoch": st.sampled_from(["e1", "e0", ""]) | JSON,
        "id": st.integers(-1, 3) | JSON,
        "method": st.sampled_from(["launch.get", "user.get"]) | JSON,
        "params": st.just({}) | st.just({"fields": ["avatar"]}) | JSON,
        "outcome": st.sampled_from(["ok", "denied"]) | JSON,
        "error": st.just({"code": "denied"}) | JSON,
        "protocol": st.just({"min": 1, "max": 1}) | JSON,
        "capabilities": JSON,
        "capability": JSON,
        "limits": JSON,
        "data": JSON,
        "name": JSON,
        "version": st.just(1) | JSON,
        "deadline_ms": JSON,
    },
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["lens", "host"]), st.lists(FRAMES | JSON, max_size=8))
def test_no_frame_at_all_makes_receive_raise(side: str, frames: list[Any]) -> None:
    connection = Connection(
        side,
        now_ms=0,
        epoch="e1" if side == "host" else "",
        capabilities=host_capabilities([], []) if side == "host" else None,
    )
    if side == "lens":
        connection.start(0)
    for frame in frames:
        connection.receive(frame, 0, gesture=True)
        connection.frames_to_send()
