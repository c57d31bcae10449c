"""A clock that a test turns."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from pierglass.client.testing import ManualClock

if TYPE_CHECKING:
    from collections.abc import Coroutine

__all__ = ["Clock"]

T = TypeVar("T")

_STEP_S = 0.25
# Longer than the longest deadline (ten minutes) with all that progress may add to it.
_PATIENCE_S = 1_500.0


class Clock(ManualClock):
    """Time that stands still until the test lets it pass; no test ever waits."""

    def jump(self, seconds: float) -> None:
        """Jump ahead, as the clock of a machine that slept: nothing runs meanwhile."""
        self.set(self.now_ms() + round(seconds * 1000))

    async def pass_until(self, work: Coroutine[object, object, T]) -> T:
        """Return what *work* returns, letting as much time pass as it needs.

        Raises:
            TimeoutError: It is still going on after 25 minutes of this clock: a call
                that never ends.
        """
        task = asyncio.ensure_future(work)
        passed_s = 0.0
        await self.settle()
        while not task.done():
            if passed_s > _PATIENCE_S:
                task.cancel()
                raise TimeoutError(
                    f"no end after {_PATIENCE_S:g} s; expected an outcome"
                )
            await self.turn(_STEP_S)
            passed_s += _STEP_S
        return task.result()
