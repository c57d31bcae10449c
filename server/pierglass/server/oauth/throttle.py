"""A limit on failures: guessing secrets, codes and tokens is slow.

Success costs nothing and is never refused for its own sake; a place that failed too
often waits until its window ends. Keys hold the peer's address beside the client, so
that a stranger cannot lock a client out of its own account.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from pierglass.server.oauth.errors import SlowDownError

__all__ = ["FailureThrottle", "Limit"]

MAX_KEYS = 10_000


@dataclass(frozen=True)
class Limit:
    """So many failures in so long a window."""

    failures: int
    window_ms: int


@dataclass
class _Window:
    started_ms: int
    failures: int


class FailureThrottle:
    """Counts failures by key in fixed windows; safe across threads.

    Args:
        limit: The failures that one key may have in a window.
        now_ms: The clock.
    """

    def __init__(self, limit: Limit, now_ms: Callable[[], int]):
        self._limit = limit
        self._now_ms = now_ms
        self._windows: OrderedDict[tuple[str, ...], _Window] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, *key: str) -> None:
        """Return if *key* may try.

        Raises:
            SlowDownError: With the seconds until its window ends.
        """
        now_ms = self._now_ms()
        with self._lock:
            window = self._windows.get(key)
            if window is None:
                return
            left_ms = window.started_ms + self._limit.window_ms - now_ms
            if left_ms <= 0:
                del self._windows[key]
            elif window.failures >= self._limit.failures:
                raise SlowDownError(-(-left_ms // 1000))

    def fail(self, *key: str) -> None:
        """Count one failure of *key*."""
        now_ms = self._now_ms()
        with self._lock:
            window = self._windows.get(key)
            if window is None or now_ms - window.started_ms >= self._limit.window_ms:
                self._windows[key] = _Window(now_ms, 1)
                while len(self._windows) > MAX_KEYS:
                    self._windows.popitem(last=False)
            else:
                window.failures += 1
