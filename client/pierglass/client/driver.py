"""Drives one end of the bridge: its connection, its transport, and the clock.

`pierglass.bridge.Connection` does no I/O. The driver reads messages into it, writes
out what it wants sent, and lets its time pass; the host end and the applet end are
built on the same driver.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from pierglass.bridge.codec import decode, encode
from pierglass.bridge.errors import DecodeError
from pierglass.client.transport import (
    MAX_MESSAGE_BYTES,
    ImmediateTransport,
    TransportGoneError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pierglass.bridge import Connection
    from pierglass.bridge.events import Event
    from pierglass.client.clock import Clock
    from pierglass.client.transport import Transport

__all__ = ["Driver"]

# A peer that reads nothing while this many messages wait for it is not coming back.
_MAX_WAITING = 2_000


def _lose(_message: bytes) -> None:
    """Send nothing: nobody is there."""


class Driver:
    """One connection on one transport.

    Args:
        connection: The sans-I/O end.
        transport: What carries its messages.
        clock: What it takes the time from.
        on_event: Told everything that happens, in order.
        gesture: Whether the user has just tapped in the lens; a host knows.
        on_frame: Told each frame that arrives (True) or is sent (False).
    """

    def __init__(
        self,
        connection: Connection,
        transport: Transport,
        clock: Clock,
        on_event: Callable[[Event], None],
        gesture: Callable[[], bool] = lambda: False,
        on_frame: Callable[[object, bool], None] = lambda frame, came: None,
    ) -> None:
        self.connection = connection
        self._transport = transport
        self._clock = clock
        self._on_event = on_event
        self._gesture = gesture
        self._on_frame = on_frame
        self._outgoing: asyncio.Queue[bytes] = asyncio.Queue()
        self._put: Callable[[bytes], None] = (
            transport.send_now
            if isinstance(transport, ImmediateTransport)
            else self._outgoing.put_nowait
        )
        self._wake = asyncio.Event()
        self._wakes_ms: int | None = None

    @property
    def now_ms(self) -> int:
        """The present, by the driver's clock."""
        return self._clock.now_ms()

    def flush(self, events: Iterable[Event] = ()) -> None:
        """Tell *events*, and put what the connection wants sent on its way.

        Call it after every call into the connection.
        """
        for event in events:
            self._on_event(event)
        for frame in self.connection.frames_to_send():
            self._on_frame(frame, False)
            self._put(encode(frame, max_bytes=MAX_MESSAGE_BYTES))
        soonest_ms = self.connection.soonest_ms
        if soonest_ms is not None and (
            self._wakes_ms is None or soonest_ms < self._wakes_ms
        ):
            self._wake.set()

    async def run(self) -> None:
        """Drive until the transport is gone; everything pending is settled then."""
        tasks = [
            asyncio.create_task(work())
            for work in (self._read, self._write, self._tick)
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self.flush(self.connection.lost(self.now_ms))
            self._give_up_sending()
            await self._transport.close()

    async def drain(self) -> None:
        """Return when everything that was flushed has been handed to the transport.

        Once the transport is gone nothing is waited for.
        """
        await self._outgoing.join()

    def _give_up_sending(self) -> None:
        self._put = _lose
        while not self._outgoing.empty():
            self._outgoing.get_nowait()
            self._outgoing.task_done()

    async def _read(self) -> None:
        with contextlib.suppress(TransportGoneError):
            while True:
                self._take(await self._transport.receive())
                if self._outgoing.qsize() > _MAX_WAITING:
                    return

    def _take(self, message: bytes) -> None:
        # On its own, so that nothing of a message is held while the next is awaited.
        try:
            frame: object = decode(message, max_bytes=MAX_MESSAGE_BYTES)
        except DecodeError:
            frame = None  # Not a frame: the connection counts it as such.
        self._on_frame(frame, True)
        self.flush(self.connection.receive(frame, self.now_ms, gesture=self._gesture()))

    async def _write(self) -> None:
        with contextlib.suppress(TransportGoneError):
            while True:
                message = await self._outgoing.get()
                try:
                    await self._transport.send(message)
                finally:
                    self._outgoing.task_done()

    async def _tick(self) -> None:
        while True:
            self._wake.clear()
            # Of deadlines that were met nothing is heard: it may lie too early.
            due_ms = self._wakes_ms = self.connection.soonest_ms
            woken = asyncio.ensure_future(self._wake.wait())
            waits: list[asyncio.Future[object]] = [woken]  # type: ignore[list-item]
            if due_ms is not None:
                seconds = max(0, due_ms - self.now_ms) / 1000
                waits.append(asyncio.ensure_future(self._clock.sleep(seconds)))
            try:
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for each in waits:
                    each.cancel()
            if due_ms is not None and self.now_ms >= due_ms:
                self.flush(self.connection.tick(self.now_ms))
                self.connection.next_tick_ms()
            await asyncio.sleep(0)
