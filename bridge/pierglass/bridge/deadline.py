"""A deadline whose clock can stop, and the meter that notices a flood."""

from pierglass.bridge.wire import MAX_DEADLINE_MS, MAX_PAUSE_MS, Limits

__all__ = ["Deadline", "RateMeter"]


class Deadline:
    """The end of one call's time.

    Args:
        length_ms: Time allowed, in milliseconds of running clock.
        now_ms: The present, on any clock that never goes back.
    """

    __slots__ = (
        "_ends_ms",
        "_extendable_ms",
        "_left_ms",
        "_length_ms",
        "_pause_ends_ms",
    )

    def __init__(self, length_ms: int, now_ms: int) -> None:
        self._length_ms = min(length_ms, MAX_DEADLINE_MS)
        self._ends_ms = now_ms + self._length_ms
        self._left_ms: int | None = None
        self._pause_ends_ms = 0
        self._extendable_ms = MAX_DEADLINE_MS

    @property
    def ends_ms(self) -> int | None:
        """When it passes; a standing clock stands for a day at most."""
        return self._ends_ms if self._left_ms is None else self._pause_ends_ms

    def is_over(self, now_ms: int) -> bool:
        """Whether it has passed."""
        ends_ms = self.ends_ms
        return ends_ms is not None and now_ms >= ends_ms

    def pause(self, now_ms: int) -> bool:
        """Stop the clock; return whether it ran."""
        if self._left_ms is not None:
            return False
        self._left_ms = max(0, self._ends_ms - now_ms)
        self._pause_ends_ms = now_ms + MAX_PAUSE_MS
        return True

    def resume(self, now_ms: int) -> bool:
        """Let the clock go on; return whether it stood."""
        if self._left_ms is None:
            return False
        self._ends_ms = now_ms + self._left_ms
        self._left_ms = None
        return True

    def extend(self, now_ms: int) -> None:
        """Give the full time again, within what progress may add to a call."""
        left_ms = self._ends_ms - now_ms if self._left_ms is None else self._left_ms
        added_ms = min(max(0, self._length_ms - left_ms), self._extendable_ms)
        self._extendable_ms -= added_ms
        if self._left_ms is None:
            self._ends_ms += added_ms
        else:
            self._left_ms += added_ms

    def renew(self, now_ms: int) -> None:
        """Start the full time again, however often it was."""
        if self._left_ms is None:
            self._ends_ms = now_ms + self._length_ms
        else:
            self._left_ms = self._length_ms


class RateMeter:
    """Counts frames against a rate: a bucket that refills.

    Args:
        limits: Its ``frames_per_s``, ``burst`` and ``flood_frames``.
        now_ms: The present.
    """

    __slots__ = ("_at_ms", "_limits", "_refused", "_tokens")

    def __init__(self, limits: Limits, now_ms: int) -> None:
        self._limits = limits
        self._tokens = limits.burst * 1000
        self._at_ms = now_ms
        self._refused = 0

    @property
    def is_flooded(self) -> bool:
        """Whether so much was refused without a rest that the session shall end."""
        return self._refused > self._limits.flood_frames

    def allow(self, now_ms: int) -> bool:
        """Return whether one more frame is within the rate."""
        # Thousandths of a frame, so that the sum is the same in every language.
        elapsed_ms = max(0, now_ms - self._at_ms)
        full = self._limits.burst * 1000
        self._tokens = min(full, self._tokens + elapsed_ms * self._limits.frames_per_s)
        self._at_ms = max(self._at_ms, now_ms)
        if self._tokens == full:
            self._refused = 0
        if self._tokens < 1000:
            self._refused += 1
            return False
        self._tokens -= 1000
        return True
