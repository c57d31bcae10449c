"""A stream's account: what may still be sent, and how long it may be silent."""

from pierglass.bridge.deadline import Deadline

__all__ = ["Stream"]


class Stream(Deadline):
    """The time of one open stream, and its credit.

    Its clock measures silence: each item, and each sign of life, starts it again. It
    stands while there is no credit, since nobody may speak then.

    Args:
        silence_ms: How long it may be silent, in milliseconds.
        now_ms: The present.
        credit: Items that may be sent.
    """

    __slots__ = ("credit", "seq")

    def __init__(self, silence_ms: int, now_ms: int, credit: int) -> None:
        super().__init__(silence_ms, now_ms)
        self.credit = credit
        self.seq = 0

    @property
    def ends_ms(self) -> int | None:
        """When it was silent too long; None while there is no credit."""
        return super().ends_ms if self.credit else None

    def extend(self, now_ms: int) -> None:
        """Start the time again."""
        self.renew(now_ms)

    def grant(self, credit: int, now_ms: int) -> None:
        """Let so many items more be sent."""
        if not self.credit:
            self.renew(now_ms)
        self.credit += credit

    def take(self, now_ms: int) -> int:
        """Count one item; return its number."""
        self.credit -= 1
        self.seq += 1
        self.renew(now_ms)
        return self.seq
