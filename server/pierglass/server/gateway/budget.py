"""Counting what a client uses, over time that is handed in."""

from collections import deque

__all__ = ["Budget", "Window"]


class Budget:
    """A token bucket: ``rate`` a second, ``burst`` at once.

    Args:
        rate: Units that come back in a second.
        burst: Units at the start, and at most.
        now_s: The time.
    """

    __slots__ = ("_at_s", "_burst", "_left", "_rate")

    def __init__(self, rate: float, burst: float, now_s: float) -> None:
        self._rate = rate
        self._burst = burst
        self._left = burst
        self._at_s = now_s

    def take(self, now_s: float) -> bool:
        """Use one unit, if there is one."""
        passed_s = max(0.0, now_s - self._at_s)
        self._left = min(self._burst, self._left + passed_s * self._rate)
        self._at_s = now_s
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def wait_s(self) -> float:
        """Give the seconds from the last use until there is a unit."""
        return max(0.0, (1 - self._left) / self._rate)


class Window:
    """Counts what happened within the last minute."""

    __slots__ = ("_limit", "_times_s")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._times_s: deque[float] = deque(maxlen=limit + 1)

    def add(self, now_s: float) -> bool:
        """Count one more, and say whether the limit is passed."""
        self._times_s.append(now_s)
        while self._times_s[0] <= now_s - 60:
            self._times_s.popleft()
        return len(self._times_s) > self._limit
