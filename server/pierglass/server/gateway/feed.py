"""The events of one account, to one client: in order, each once, gaps filled."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from websockets.protocol import State

from pierglass.server.gateway.codes import Close
from pierglass.server.gateway.socket import GatewaySocket, SocketLostError, pack
from pierglass.server.rpc.backoff import Backoff
from pierglass.server.rpc.errors import RpcError

__all__ = ["Feed", "Fetch", "Page", "event_frame"]


@dataclass(frozen=True)
class Page:
    """What the inbox holds after a sequence number."""

    events: list[dict[str, Any]]
    newest: int
    more: bool
    reset: str | None
    """Why the stream cannot be continued from there, or None."""


Fetch = Callable[[int | None], Awaitable[Page]]
"""Gives the inbox after a number; after None, its newest number alone."""


def event_frame(seq: int, kind: str, data: object) -> bytes:
    """Encode an event, once for all clients that get it."""
    return pack({"op": "event", "seq": seq, "type": kind, "data": data})


class Feed:
    """Pushes what is next, drops what was delivered, fetches what was missed.

    The bus between the processes may lose, repeat and reorder; the inbox does not.

    Args:
        socket: The client.
        fetch: Reads the client's inbox.
        random: Jitter of the pauses between failed fetches.
        seen: Called with each event as it goes out, or comes from a fetch.
    """

    def __init__(
        self,
        socket: GatewaySocket,
        fetch: Fetch,
        random: Random,
        seen: Callable[[str, dict[str, Any]], None],
    ) -> None:
        self.delivered = 0
        """The newest number that went out."""
        self._socket = socket
        self._fetch = fetch
        self._backoff = Backoff(random, first_s=0.05, cap_s=2.0)
        self._seen = seen
        self._target = 0
        self._begun = False
        self._filling: asyncio.Task[None] | None = None

    def begin(self, delivered: int, page: Page) -> None:
        """Start after ``delivered`` with ``page``, read from there.

        What was offered meanwhile is fetched.
        """
        self.delivered = delivered
        self._begun = True
        if page.events or self._target > delivered:
            self._filling = asyncio.create_task(self._fill(page))

    def offer(self, seq: int, frame: bytes) -> None:
        """Take an event from the bus."""
        if seq <= self.delivered:
            return
        self._target = max(self._target, seq)
        if not self._begun or self._filling is not None:
            return
        if seq == self.delivered + 1:
            self.delivered = seq
            self._socket.push(frame)
        else:
            self.fill()

    def fill(self) -> None:
        """Fetch what is after the last delivered event, unless that is under way."""
        if self._begun and self._filling is None:
            self._filling = asyncio.create_task(self._fill(None))

    async def filled(self) -> None:
        """Wait until what was missed has gone out."""
        if self._filling is not None:
            await asyncio.wait({self._filling})

    def close(self) -> None:
        """Deliver nothing more."""
        self._begun = False
        if self._filling is not None:
            self._filling.cancel()

    async def _fill(self, page: Page | None) -> None:
        try:
            while await self._deliver(page or await self._read()):
                page = None
        except SocketLostError:
            self._begun = False
        finally:
            self._filling = None

    async def _read(self) -> Page:
        while True:
            try:
                page = await self._fetch(self.delivered)
            except RpcError:
                # The api process restarts, or is busy: the inbox keeps what is missed.
                if self._socket.state is not State.OPEN:
                    raise SocketLostError from None
                await asyncio.sleep(self._backoff.next())
            else:
                self._backoff.reset()
                return page

    async def _deliver(self, page: Page) -> bool:
        """Send a page, and say whether another must be read."""
        if page.reset is not None:
            return await self._reset(page.reset)
        for event in page.events:
            if event["seq"] != self.delivered + 1:
                return await self._reset("too_old")
            self._seen(event["type"], event["data"])
            self.delivered = event["seq"]
            await self._socket.reply({"op": "event", **event})
        # A number beyond the inbox is the bus's mistake; the inbox is right.
        self._target = min(self._target, max(page.newest, self.delivered))
        return page.more or self._target > self.delivered

    async def _reset(self, reason: str) -> bool:
        """Tell the client that its stream broke, never a part of what it missed."""
        self._begun = False
        await self._socket.reply({"op": "reset", "reason": reason})
        self._socket.end(Close.BAD_SEQUENCE, reason)
        return False
