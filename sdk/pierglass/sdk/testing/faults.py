"""Faults by schedule: one number says what goes wrong, and says it again.

The schedule is drawn from a seeded generator as frames travel. Kit, host and bridge
run on one thread and a clock that the test turns, so the same number gives the same
run.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pierglass.client.transport import TransportGoneError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pierglass.client.clock import Clock
    from pierglass.client.transport import Transport

__all__ = ["FAULTS", "Fault", "FaultSchedule", "FaultyTransport"]

FAULTS: Final[Mapping[str, str]] = {
    "latency": "a frame arrives late",
    "loss": "a frame never arrives",
    "duplicate": "a frame arrives twice",
    "reorder": "a frame is overtaken by the next",
    "reload": "the lens's page is loaded again in the middle of everything",
    "kill": "the client is killed while the lens is open",
    "clock_jump": "the clock jumps ahead by up to twenty minutes, as after a sleep",
    "old_host": "the host is older and lacks a capability",
    "denied": "the user keeps an optional permission back",
    "revoked": "the user takes a permission away while the lens is open",
}
"""What can go wrong."""

_ON_THE_WIRE = ("latency", "loss", "duplicate", "reorder")
_IN_THE_SESSION = ("reload", "revoked", "kill", "clock_jump")
_ENDS_THE_WIRE = ("reload", "kill")

# A frame in three meets a fault, a frame in thirty an event of the session: often
# enough that a run of ten calls meets several, seldom enough that some calls succeed.
_WIRE_SHARE = 0.30
_SESSION_SHARE = 0.03
_OPENING_SHARE = 0.30
_LATEST_MS = 20_000
# Of the clock: the longest jump for a millisecond of latest delay.
JUMP = 60


@dataclass(frozen=True)
class Fault:
    """One thing that went wrong.

    Attributes:
        kind: Key of :data:`FAULTS`.
        at: Number of the frame, 0 for the opening.
        detail: The capability or permission, or the delay in milliseconds.
    """

    kind: str
    at: int
    detail: str = ""


class FaultSchedule:
    """What goes wrong in one run.

    Args:
        seed: The number that says it.
        kinds: Faults that may happen; all when None.
    """

    def __init__(self, seed: int, kinds: Sequence[str] | None = None) -> None:
        unknown = set(kinds or ()) - set(FAULTS)
        if unknown:
            known = ", ".join(FAULTS)
            raise ValueError(f"unknown faults {sorted(unknown)}; known: {known}")
        self.seed = seed
        self.happened: list[Fault] = []
        """Every fault so far, in order; two runs of one seed have equal lists."""
        self._kinds = frozenset(FAULTS if kinds is None else kinds)
        # A schedule must repeat, and keeps no secret.
        self._random = random.Random(seed)  # noqa: S311
        self._frames = 0

    def at_opening(self, kind: str, candidates: Sequence[str]) -> str | None:
        """Return which of *candidates* is denied, or missing from an old host."""
        chance, choice = self._random.random(), self._random.random()
        if kind not in self._kinds or not candidates or chance >= _OPENING_SHARE:
            return None
        chosen = candidates[int(choice * len(candidates))]
        self.happened.append(Fault(kind, 0, chosen))
        return chosen

    def on_frame(self) -> Fault | None:
        """Return what happens to the next frame."""
        self._frames += 1
        chance, choice = self._random.random(), self._random.random()
        detail = int(self._random.random() * _LATEST_MS)
        kinds: tuple[str, ...]
        if chance < _SESSION_SHARE:
            kinds = _IN_THE_SESSION
        elif chance < _SESSION_SHARE + _WIRE_SHARE:
            kinds = _ON_THE_WIRE
        else:
            return None
        kind = kinds[int(choice * len(kinds))]
        if kind not in self._kinds:
            return None
        fault = Fault(kind, self._frames, str(detail))
        self.happened.append(fault)
        return fault


class FaultyTransport:
    """A transport on which a schedule's faults happen, both ways.

    Args:
        inner: What carries the messages.
        schedule: What goes wrong.
        clock: What delays are measured with.
        on_session: Told of `reload`, `revoked`, `kill` and `clock_jump`, with a number
            that says which permission, or how far.
    """

    def __init__(
        self,
        inner: Transport,
        schedule: FaultSchedule,
        clock: Clock,
        on_session: Callable[[str, int], None],
    ) -> None:
        self._inner = inner
        self._schedule = schedule
        self._clock = clock
        self._on_session = on_session
        self._held: list[bytes] = []
        self._arrived: list[bytes] = []
        # The handshake is spared: what it does alone is the bridge's own tests' matter.
        self._greetings = {"send": 1, "receive": 1}

    async def send(self, message: bytes) -> None:
        """Carry *message*, or not."""
        for each in await self._bend(message, "send"):
            await self._inner.send(each)

    async def receive(self) -> bytes:
        """Return the next message that arrives."""
        while not self._arrived:
            self._arrived = await self._bend(await self._inner.receive(), "receive")
        return self._arrived.pop(0)

    async def close(self) -> None:
        """Be gone."""
        await self._inner.close()

    async def _bend(self, message: bytes, way: str) -> list[bytes]:
        """Return what arrives, in order, when *message* is sent."""
        if self._greetings[way]:
            self._greetings[way] -= 1
            return [message]
        fault = self._schedule.on_frame()
        held, self._held = self._held, []
        if fault is None:
            return [message, *held]
        if fault.kind == "reorder":
            self._held = [*held, message]
            return []
        if fault.kind == "loss":
            return held
        if fault.kind == "duplicate":
            return [message, message, *held]
        if fault.kind == "latency":
            await self._clock.sleep(int(fault.detail) / 1000)
            return [message, *held]
        self._on_session(fault.kind, int(fault.detail))
        if fault.kind in _ENDS_THE_WIRE:
            await self._inner.close()
            raise TransportGoneError
        return [message, *held]
