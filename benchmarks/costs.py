"""What a call costs: wall time, and CPU time of this process and of others."""

import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

__all__ = ["Costs", "timed"]

T = TypeVar("T")


def _nothing() -> float:
    return 0.0


@dataclass
class Costs:
    """Milliseconds of each of many calls."""

    wall_ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    others_ms: float = 0.0
    """CPU of other processes over all calls; the kernel counts it in steps of 10 ms."""

    def report(self) -> dict[str, Any]:
        """Return median and 95th percentile; of other processes' CPU the mean."""
        others = self.others_ms / len(self.wall_ms)
        return {
            "wall_ms": _spread(self.wall_ms),
            "cpu_ms": _spread([own + others for own in self.cpu_ms]),
            "calls": len(self.wall_ms),
        }


def timed(
    calls: Sequence[Callable[[], T]],
    others_s: Callable[[], float] = _nothing,
    most_s: float = math.inf,
) -> tuple[list[T], Costs]:
    """Run *calls* one after the other; return what they gave and what they cost.

    The first is run once before the clock starts: caches fill, networks load.

    Args:
        calls: One or more.
        others_s: The CPU seconds that other processes have used until now.
        most_s: After so many seconds no further call is made.
    """
    calls[0]()
    costs, given = Costs(), []
    before_s, began_s = others_s(), time.perf_counter()
    for call in calls:
        if given and time.perf_counter() - began_s > most_s:
            break
        wall_s, cpu_s = time.perf_counter(), time.process_time()
        given.append(call())
        costs.cpu_ms.append((time.process_time() - cpu_s) * 1e3)
        costs.wall_ms.append((time.perf_counter() - wall_s) * 1e3)
    costs.others_ms = (others_s() - before_s) * 1e3
    return given, costs


def _spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "median": round(statistics.median(ordered), 3),
        "p95": round(ordered[math.ceil(0.95 * len(ordered)) - 1], 3),
    }
