"""Growing, jittered pauses between attempts."""

from random import Random

__all__ = ["Backoff"]


class Backoff:
    """Pauses that double from ``first_s`` up to ``cap_s``, each cut by up to half.

    The jitter keeps several clients of one restarted process from returning together.
    """

    def __init__(self, random: Random, *, first_s: float = 0.05, cap_s: float = 5.0):
        self._random = random
        self._first_s = first_s
        self._cap_s = cap_s
        self._next_s = first_s

    def reset(self) -> None:
        """Forget the failures: the next pause is the first one again."""
        self._next_s = self._first_s

    def next(self) -> float:
        """Give the next pause in seconds."""
        pause = self._next_s
        self._next_s = min(self._cap_s, pause * 2)
        return pause * (0.5 + self._random.random() / 2)
