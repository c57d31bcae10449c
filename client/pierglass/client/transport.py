"""How bridge messages travel: in memory, or over a websocket. Same bytes on both."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from websockets.exceptions import ConnectionClosed

if TYPE_CHECKING:
    from websockets.asyncio.connection import Connection as Websocket

__all__ = [
    "MAX_MESSAGE_BYTES",
    "ImmediateTransport",
    "Transport",
    "TransportGoneError",
    "WebsocketTransport",
    "memory_pair",
]

# The connection's cap is on a frame's weight (96 KiB); msgpack adds a little to it.
MAX_MESSAGE_BYTES = 128 * 1024


class TransportGoneError(Exception):
    """The other end is gone; nothing more comes or goes."""


class Transport(Protocol):
    """Carries whole messages, in order, both ways."""

    async def send(self, message: bytes) -> None:
        """Carry *message*; raise TransportGoneError when there is nobody."""
        ...

    async def receive(self) -> bytes:
        """Return the next message; raise TransportGoneError when there is nobody."""
        ...

    async def close(self) -> None:
        """Be gone, for the other end too."""
        ...


@runtime_checkable
class ImmediateTransport(Transport, Protocol):
    """A transport whose sender never has to wait."""

    def send_now(self, message: bytes) -> None:
        """Carry *message*; where there is nobody, it is lost."""
        ...


class _Pipe:
    """Messages one way, to one reader; None says that the sender is gone."""

    def __init__(self) -> None:
        self._messages: deque[bytes | None] = deque()
        self._news: asyncio.Future[None] | None = None

    def put(self, message: bytes | None) -> None:
        self._messages.append(message)
        if self._news is not None and not self._news.done():
            self._news.set_result(None)

    async def get(self) -> bytes | None:
        while not self._messages:
            self._news = asyncio.get_running_loop().create_future()
            await self._news
        return self._messages.popleft()


class _Memory:
    """One end of a pair of pipes."""

    def __init__(self, coming: _Pipe, going: _Pipe) -> None:
        self._coming = coming
        self._going = going
        self._gone = False

    async def send(self, message: bytes) -> None:
        if self._gone:
            raise TransportGoneError
        self.send_now(message)

    def send_now(self, message: bytes) -> None:
        if not self._gone:
            self._going.put(message)

    async def receive(self) -> bytes:
        if self._gone:
            raise TransportGoneError
        message = await self._coming.get()
        if message is None:
            self._gone = True
            raise TransportGoneError
        return message

    async def close(self) -> None:
        self._gone = True
        self._going.put(None)
        self._coming.put(None)


def memory_pair() -> tuple[ImmediateTransport, ImmediateTransport]:
    """Return the two ends of a transport inside this process."""
    one, two = _Pipe(), _Pipe()
    return _Memory(one, two), _Memory(two, one)


class WebsocketTransport:
    """A transport over an open websocket."""

    def __init__(self, socket: Websocket) -> None:
        self._socket = socket

    async def send(self, message: bytes) -> None:
        """Carry *message*."""
        try:
            await self._socket.send(message)
        except ConnectionClosed as exc:
            raise TransportGoneError from exc

    async def receive(self) -> bytes:
        """Return the next message."""
        try:
            message = await self._socket.recv()
        except ConnectionClosed as exc:
            raise TransportGoneError from exc
        # A text frame is not ours; the strict decoder says so in its own words.
        return message.encode() if isinstance(message, str) else message

    async def close(self) -> None:
        """Close the websocket."""
        await self._socket.close()
