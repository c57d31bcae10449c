"""Bodies on their way in: collected on the event loop, at a pace and under caps.

No thread waits for a client. A body has to keep up a pace: each byte that came buys
time, so that one that stops ends after the grace period and what it had bought, and
one that trickles ends likewise. What is refused is still taken and thrown away, at
the same pace: a client reads no answer before it has sent its body.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pierglass.server.errors import (
    OverloadedError,
    PayloadTooLargeError,
    PierglassError,
    RateLimitedError,
    RequestTimeoutError,
)
from pierglass.server.http.routing import JSON_BYTES
from pierglass.server.services.pictures import MAX_BYTES

__all__ = ["Body", "ClientLeftError", "Intake", "Pace"]

Receive = Callable[[], Awaitable[Mapping[str, Any]]]

SMALL_BYTES = JSON_BYTES
"""What anybody may send; the number of connections bounds their sum."""
LARGE_BYTES = MAX_BYTES
"""What somebody who is signed in may send."""
AT_ONCE = 4
"""Large bodies of one account on their way at one time."""
DISCARDED_BYTES = 32 * 1024 * 1024
"""How much of a refused body is taken and thrown away; then the line is cut."""


class ClientLeftError(Exception):
    """The client went away before its body was here."""


@dataclass(frozen=True)
class Pace:
    """How fast a body has to come.

    Attributes:
        grace_s: What each body gets, however slow.
        bytes_per_s: The pace that it must keep on the average afterwards.
    """

    grace_s: float = 10.0
    bytes_per_s: float = 64 * 1024

    def due_s(self, began_s: float, size: int) -> float:
        """Return when a body that has *size* bytes so far must go on at the latest."""
        return began_s + self.grace_s + size / self.bytes_per_s


@dataclass(frozen=True)
class Body:
    """What came of a body.

    Attributes:
        data: The bytes; none if it was refused.
        refused: Why, for the application to say.
    """

    data: bytes = b""
    refused: PierglassError | None = None


class Intake:
    """The large bodies of all clients under one cap.

    Not safe across threads: one event loop collects.

    Args:
        pace: What every body must keep up.
        room_bytes: What all large bodies together may hold.
    """

    def __init__(self, pace: Pace, room_bytes: int) -> None:
        self._pace = pace
        self._room_bytes = room_bytes
        self._held_bytes = 0
        self._at_once: Counter[str] = Counter()

    @property
    def held_bytes(self) -> int:
        """How much the large bodies on their way hold now."""
        return self._held_bytes

    async def collect(self, receive: Receive, account_id: str | None) -> Body:
        """Return a body once it is here, or the reason for which it is not taken.

        Args:
            receive: Gives the ASGI events of the request.
            account_id: Who sends it; None for anybody, who may send little.

        Raises:
            ClientLeftError: If nobody waits for an answer any more.
        """
        taken = _Taken(self, LARGE_BYTES if account_id else SMALL_BYTES)
        if account_id is not None:
            if self._at_once[account_id] >= AT_ONCE:
                taken.refuse(
                    RateLimitedError(what="uploads at one time", retry_after=5)
                )
            self._at_once[account_id] += 1
        try:
            return await self._take(receive, taken)
        finally:
            taken.drop()
            if account_id is not None:
                self._at_once[account_id] -= 1
                if not self._at_once[account_id]:
                    del self._at_once[account_id]

    async def _take(self, receive: Receive, taken: "_Taken") -> Body:
        began_s = asyncio.get_running_loop().time()
        more = True
        while more and taken.size <= DISCARDED_BYTES:
            try:
                async with asyncio.timeout_at(self._pace.due_s(began_s, taken.size)):
                    event = await receive()
            except TimeoutError:
                return Body(refused=taken.refused or RequestTimeoutError())
            if event["type"] != "http.request":
                raise ClientLeftError
            taken.add(event.get("body", b""))
            more = event.get("more_body", False)
        return taken.body()

    def hold(self, size: int) -> bool:
        """Take room for *size* more bytes, if there is some."""
        if self._held_bytes + size > self._room_bytes:
            return False
        self._held_bytes += size
        return True

    def let_go(self, size: int) -> None:
        """Give room back."""
        self._held_bytes -= size


class _Taken:
    """One body as it grows."""

    def __init__(self, intake: Intake, limit_bytes: int) -> None:
        self.size = 0
        self.refused: PierglassError | None = None
        self._intake = intake
        self._limit_bytes = limit_bytes
        self._chunks: list[bytes] = []
        self._held_bytes = 0

    def add(self, chunk: bytes) -> None:
        self.size += len(chunk)
        if self.refused is not None:
            return
        if self.size > self._limit_bytes:
            self.refuse(PayloadTooLargeError(limit_bytes=self._limit_bytes))
            return
        if self.size > SMALL_BYTES:
            more = self.size - max(SMALL_BYTES, self.size - len(chunk))
            if not self._intake.hold(more):
                self.refuse(OverloadedError(what="uploads", retry_after=5))
                return
            self._held_bytes += more
        self._chunks.append(chunk)

    def refuse(self, why: PierglassError) -> None:
        self.refused = why
        self.drop()

    def drop(self) -> None:
        self._intake.let_go(self._held_bytes)
        self._held_bytes = 0
        self._chunks = []

    def body(self) -> Body:
        if self.refused is not None:
            return Body(refused=self.refused)
        return Body(b"".join(self._chunks))
