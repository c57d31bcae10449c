"""A clock that passes when a test says so."""

from __future__ import annotations

import asyncio

__all__ = ["ManualClock"]

# Turns of the event loop after which everything that could run has run.
_TURNS = 50


class ManualClock:
    """A clock that stands still until a test turns it."""

    def __init__(self) -> None:
        self._now_ms = 1_000_000
        self._sleepers: list[tuple[int, asyncio.Future[None]]] = []

    def now_ms(self) -> int:
        """Return the time that was set."""
        return self._now_ms

    async def sleep(self, seconds: float) -> None:
        """Return once the clock was turned that far."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._now_ms + round(seconds * 1000), woken))
        await woken

    async def turn(self, seconds: float) -> None:
        """Turn the clock, and let everything happen that was waiting for it."""
        await self.settle()
        self.set(self._now_ms + round(seconds * 1000))
        await self.settle()

    def set(self, now_ms: int) -> None:
        """Set the clock; what waited for that time runs when it gets its turn."""
        self._now_ms = now_ms
        due = [woken for at_ms, woken in self._sleepers if at_ms <= self._now_ms]
        self._sleepers = [one for one in self._sleepers if one[0] > self._now_ms]
        for woken in due:
            if not woken.done():
                woken.set_result(None)

    async def leap(self) -> bool:
        """Set the clock to when the next sleeper wakes, once nothing else can run.

        Returns:
            Whether anybody slept.
        """
        await self.settle()
        self._sleepers = [one for one in self._sleepers if not one[1].done()]
        if not self._sleepers:
            return False
        self.set(max(self._now_ms, min(at_ms for at_ms, _ in self._sleepers)))
        return True

    async def settle(self) -> None:
        """Let everything run that can run without time passing."""
        for _ in range(_TURNS):
            await asyncio.sleep(0)
