"""How long a beginner needs, by the quickstart's own commands."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.guide.script import QUICKSTART, read_steps

if TYPE_CHECKING:
    from tests.guide.walk import Walk

__all__ = ["Timed", "to_a_try_on"]

_LAST = "See it"


@dataclass(frozen=True)
class Timed:
    """What it took.

    Attributes:
        commands: Those that were typed, in order.
        seconds: Of the clock on the wall, from the first of them to the item on the
            camera picture.
    """

    commands: tuple[str, ...]
    seconds: float

    def line(self) -> str:
        """Return it for people."""
        typed = "\n".join(f"  {one}" for one in self.commands)
        count = len(self.commands)
        return f"{self.seconds:.1f} s, {count} commands to a try-on:\n{typed}"


def to_a_try_on(walk: Walk) -> Timed:
    """Take the quickstart's steps until an item is on the camera picture.

    Raises:
        AssertionError: A step does not do what the quickstart says.
    """
    began = time.perf_counter()
    for step in read_steps(QUICKSTART):
        walk.take(step)
        if step.title == _LAST:
            break
    walk.windows.wait_for_try_on()
    return Timed(tuple(walk.commands), time.perf_counter() - began)
