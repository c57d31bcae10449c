"""One round of calls while everything goes wrong, by a number.

A lens of the test kit calls the real headless host through a seeded fault schedule, and
every call is counted where it is made, where its connection settles it, where the lens
is told, and where the host's handler ran.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from pierglass.bridge import CallError
from pierglass.bridge.events import CallSettled, Closed, Event
from pierglass.client.applet import Applet
from pierglass.client.host.ledger import client_message_id
from pierglass.client.user import ScriptedUser
from pierglass.sdk.lens.folder import LensFolder
from pierglass.sdk.testing import (
    Camera,
    Clock,
    Conversation,
    Fault,
    FaultSchedule,
    Grants,
)
from pierglass.sdk.testing import Host as KitHost

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from typing import TypeAlias

    _Act: TypeAlias = Callable[["Round", Applet], Awaitable[Any]]

__all__ = ["Round", "Tally"]

WORKERS: Final = 16
HURRIED: Final = 48
"""Workers in a round without rests: more than may be open, faster than the rate."""
WEATHER: Final = (0.01, 0.03, 0.1, 0.3, 1.0)
"""Shares of the frames of which the schedule is asked; a round has one of them."""
_RESTS_S: Final = (0.1, 0.1, 0.2, 0.4)
_STUCK: Final = 2_000
"""Turns of the clock in which no call ends: none ever will."""
ITEM: Final = "glasses-round-gold"

LENS = LensFolder(
    Path("soak"),
    {
        "id": "soak",
        "name": "Soak",
        "version": "1.0.0",
        "kind": "applet",
        "summary": "Calls and calls.",
        "entry": "index.html",
        "box_art": "box-art.svg",
        "landing": {"title": "Soak"},
        "scopes": [
            {"scope": scope, "reason": "To call.", "optional": True}
            for scope in (
                "items.read",
                "user.display_name",
                "user.avatar",
                "camera.tryon",
                "chat.share",
                "story.share",
            )
        ],
        "network": {"connect": []},
        "resource_type": "applet",
        "protocol": {"min": 1, "max": 2},
    },
    {},
)


@dataclass
class Tally:
    """What became of a round's calls.

    Attributes:
        asked: Calls that the lens made or tried to make, by method.
        refused: Those that ended where they were made: they never got an id.
        settled: How often each call that got an id was settled; once each is right.
        outcomes: How they ended, refused ones too.
        told: What the lens was told of calls that are no streams, once each.
        streams: Calls that are streams.
        handled: How often the handler of a call ran, of calls that can be told apart.
        faults: What went wrong, by kind.
    """

    asked: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    settled: Counter[tuple[int, int]] = field(default_factory=Counter)
    made: set[tuple[int, int]] = field(default_factory=set)
    outcomes: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    streams: int = 0
    handled: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)

    @property
    def calls(self) -> int:
        """Every call that was asked for."""
        return self.asked.total()

    def faulty(self) -> list[str]:
        """Return what is wrong; nothing, it is hoped."""
        twice = {call for call, times in self.settled.items() if times > 1}
        found = {
            "calls without an outcome": len(self.made - set(self.settled)),
            "calls with two outcomes": len(twice),
            "outcomes of no call": len(set(self.settled) - self.made),
            "outcomes more than calls": self.outcomes.total() - self.calls,
            "calls whose caller heard nothing": (
                self.calls - self.streams - self.told.total()
            ),
            "calls handled twice": sum(n > 1 for n in self.handled.values()),
        }
        return [f"{count} {what}" for what, count in found.items() if count]


class CountedApplet(Applet):
    """The SDK's applet, with a tally of all that it does."""

    def __init__(self, tally: Tally, number: int, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.gone = False
        self._tally = tally
        self._number = number
        self._made_call = self._connection.call
        self._connection.call = self._count_call  # type: ignore[method-assign]

    async def call(
        self,
        method: str,
        params: Mapping[str, Any] | None = None,
        *,
        deadline_ms: int | None = None,
    ) -> Any:
        try:
            value = await super().call(method, params, deadline_ms=deadline_ms)
        except CallError as error:
            self._tally.told[str(error.outcome)] += 1
            raise
        except asyncio.CancelledError:
            self._tally.told["cancelled"] += 1
            raise
        self._tally.told["ok"] += 1
        return value

    def _count_call(self, method: str, *args: Any, **options: Any) -> int:
        self._tally.asked[method] += 1
        self._tally.streams += options.get("credit") is not None
        try:
            made = self._made_call(method, *args, **options)
        except CallError as error:
            self._tally.refused += 1
            self._tally.outcomes[str(error.outcome)] += 1
            raise
        self._tally.made.add((self._number, made))
        return made

    def _on_event(self, event: Event) -> None:
        if isinstance(event, CallSettled):
            self._tally.settled[self._number, event.id] += 1
            self._tally.outcomes[str(event.outcome)] += 1
        if isinstance(event, Closed):
            self.gone = True
        super()._on_event(event)


class Weather(FaultSchedule):
    """A schedule that is asked about some frames only: a quieter one.

    Args:
        seed: The schedule's.
        share: Of the frames.
        chance: Says which.
    """

    def __init__(self, seed: int, share: float, chance: random.Random) -> None:
        super().__init__(seed)
        self._share = share
        self._chance = chance

    def on_frame(self) -> Fault | None:
        return super().on_frame() if self._chance.random() < self._share else None


class SlowUser(ScriptedUser):
    """A user who takes up to a minute, and often says no."""

    def __init__(self, clock: Clock, chance: random.Random, chat: str) -> None:
        super().__init__(chat=chat, photo=b"\xff\xd8\xff photo")
        self._clock = clock
        self._chance = chance

    async def choose_chat(self, *about: Any) -> str | None:
        await self._clock.sleep(self._chance.random() * 60)
        return self.chat if self._chance.random() < 0.7 else None

    async def pick_photo(self) -> bytes | None:
        await self._clock.sleep(self._chance.random() * 60)
        return self.photo if self._chance.random() < 0.7 else None


class Round:
    """One lens, one host, one number.

    Args:
        seed: The number; it says what is called, and what goes wrong.
        calls: How many calls.
    """

    def __init__(self, seed: int, calls: int) -> None:
        # A schedule must repeat, and keeps no secret.
        self.chance = random.Random(seed)  # noqa: S311
        self.clock = Clock()
        self.tally = Tally()
        weather = self.chance.choice(WEATHER)
        self.faults = Weather(seed, weather, self.chance)
        self.conversation = Conversation()
        self.shared: set[str] = set()
        self._seed = seed
        self._left = calls
        self._applets = 0
        self._keys = 0
        self._unsure: list[str] = []
        self._hurried = self.chance.random() < 0.05
        user = SlowUser(self.clock, self.chance, self.conversation.id)
        self.host = KitHost(
            LENS,
            user,
            self.clock,
            Camera(),
            self.conversation,
            Grants(user),
            self.faults,
        )

    async def run(self) -> Tally:
        """Make every call, wait for every outcome, and return the tally.

        Raises:
            AssertionError: Calls are open and nothing will ever end them.
        """
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("pierglass.sdk.testing.host.Applet", self._applet)
            work = asyncio.ensure_future(self._open_again_and_again())
            time = asyncio.ensure_future(self._let_time_pass())
            try:
                await asyncio.wait([work, time], return_when=asyncio.FIRST_COMPLETED)
                (work if work.done() else time).result()
            finally:
                time.cancel()
                work.cancel()
                await asyncio.gather(work, time, return_exceptions=True)
        asked = (args[0] for name, args in self.host.api.called if name == "item")
        self.tally.handled.update(item for item in asked if item != ITEM)
        self.tally.faults.update(fault.kind for fault in self.faults.happened)
        return self.tally

    def lost_shares(self) -> list[str]:
        """Return the keys of shares that ended ok and are not in the chat, once."""
        sent = Counter(m["client_message_id"] for m in self.conversation.messages)
        chat = self.conversation.id
        return [
            key
            for key in sorted(self.shared)
            if sent[client_message_id("soak", chat, key)] != 1
        ]

    def _applet(self, *args: Any, **options: Any) -> CountedApplet:
        self._applets += 1
        return CountedApplet(self.tally, self._applets, *args, **options)

    async def _let_time_pass(self) -> None:
        idle = ended = 0
        while idle < _STUCK:
            await self.clock.leap()
            idle = idle + 1 if ended == self.tally.outcomes.total() else 0
            ended = self.tally.outcomes.total()
        raise AssertionError(f"seed {self._seed}: calls are open and nothing ends them")

    async def _open_again_and_again(self) -> None:
        while self._left > 0:
            async with self.host.open(in_chat=True) as lens:
                session = self.host.session
                await self._use(lens)
                while self._left > 0 and not session.closed.is_set():
                    async with self.host.connect() as again:
                        await self._use(again)
            if session.pending:
                raise AssertionError(f"seed {self._seed}: {session.pending} handlers")

    async def _use(self, lens: Any) -> None:
        count = HURRIED if self._hurried else WORKERS
        await asyncio.gather(*(self._work(lens) for _ in range(count)))
        await self.clock.settle()

    async def _work(self, lens: CountedApplet) -> None:
        while self._left > 0 and not lens.gone:
            self._left -= 1
            if not self._hurried:
                await self.clock.sleep(self.chance.choice(_RESTS_S))
            if self.chance.random() < 0.3:
                self.host.tap()
            (act,) = self.chance.choices(_ACTS, _WEIGHTS)
            call = asyncio.ensure_future(act(self, lens))
            if self.chance.random() < 0.03:
                await self.clock.sleep(0.1)
                call.cancel()
            try:
                await asyncio.wait([call])
            finally:
                call.cancel()
            error = None if call.cancelled() else call.exception()
            if error is not None and not isinstance(error, CallError):
                raise error

    async def try_unknown(self, lens: Applet) -> None:
        """Try on what nobody else asks for."""
        self._keys += 1
        await lens.try_on.start(f"no-such-item-{self._keys}")

    async def share(self, lens: Applet) -> None:
        """Share under a new key, or try again under one of which nothing is known."""
        if self._unsure and self.chance.random() < 0.5:
            key = self._unsure.pop()
        else:
            self._keys += 1
            key = f"soak-share-{self._keys}"
        self._unsure.append(key)
        await lens.share.chat(title=key, idempotency_key=key)
        if key in self._unsure:  # another task, which tried it again, may know already
            self._unsure.remove(key)
        self.shared.add(key)

    async def watch(self, lens: Applet) -> None:
        """Take a few items of a stream, and leave it."""
        async with lens.try_on.watch(every_ms=100, credit=2) as states:
            left = self.chance.randrange(1, 4)
            async for _ in states:
                left -= 1
                if not left:
                    break


def _call(method: str, **params: Any) -> _Act:
    return lambda _, lens: lens.call(method, params)


# What a lens calls, and how often.
_CALLS: Final[Mapping[_Act, int]] = {
    _call("storage.get", scope="view", key="a"): 24,
    _call("storage.set", scope="view", key="a", value={"n": 1}): 8,
    _call("launch.get"): 20,
    _call("items.list", kind="glasses"): 12,
    _call("user.get", fields=["display_name"]): 10,
    _call("tryon.start", item_id=ITEM): 4,
    Round.try_unknown: 10,
    _call("capture.snap"): 3,
    _call("photo.pick"): 2,
    _call("items.list", limit=0): 1,
    _call("no.such.method"): 1,
    Round.share: 4,
    Round.watch: 2,
}
_ACTS: Final = tuple(_CALLS)
_WEIGHTS: Final = tuple(_CALLS.values())
