"""Budgets: how often a caller may try something."""

import math
import threading
from collections import OrderedDict

from pierglass.server.errors import RateLimitedError

__all__ = ["Limits"]

KEYS = 10_000
"""Callers remembered; the longest silent are forgotten first."""


class Limits:
    """Token buckets in memory, one a key.

    A single process serves the API, so that memory is the whole truth; after a
    restart the budgets are full again (fail open).
    """

    def __init__(self) -> None:
        self._buckets: OrderedDict[tuple[str, str], tuple[float, int]] = OrderedDict()
        self._lock = threading.Lock()

    def spend(
        self, what: str, key: str, *, now_ms: int, burst: int, per_minute: float
    ) -> None:
        """Take one from the budget of *key* for *what*.

        Args:
            what: The plural that the error names, such as ``sign-ins``.
            key: Whose budget.
            now_ms: The time.
            burst: The full budget.
            per_minute: How fast it refills.

        Raises:
            RateLimitedError: If the budget is empty; it says when it is not.
        """
        rate = per_minute / 60_000
        with self._lock:
            left, at_ms = self._buckets.pop((what, key), (float(burst), now_ms))
            left = min(float(burst), left + max(0, now_ms - at_ms) * rate)
            allowed = left >= 1
            self._buckets[what, key] = (left - 1 if allowed else left, now_ms)
            while len(self._buckets) > KEYS:
                self._buckets.popitem(last=False)
        if not allowed:
            wait_s = (1 - left) / rate / 1000
            raise RateLimitedError(what=what, retry_after=math.ceil(wait_s))
