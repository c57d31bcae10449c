"""Events as they arrive: kept until taken, and told to whoever listens."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from typing import TYPE_CHECKING, Any

from pierglass.client.errors import PierglassError, TransportError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pierglass.client.gateway import Event, Gateway

__all__ = ["Inbox"]

# Events that nobody takes must not grow without end; a client reads far sooner.
_KEPT = 1000


class Inbox:
    """The events of one client, read from its gateway by one task."""

    def __init__(self) -> None:
        self._kept: deque[Event] = deque(maxlen=_KEPT)
        self._arrived = asyncio.Condition()
        self._listeners: list[Callable[[Event], None]] = []
        self._failure: Exception | None = None
        self._reader: asyncio.Task[None] | None = None

    def start(self, gateway: Gateway) -> None:
        """Read *gateway* from now on."""
        self._reader = asyncio.create_task(self._read(gateway))

    async def stop(self) -> None:
        """Read no more."""
        if self._reader is not None:
            self._reader.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reader

    def listen(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Tell *listener* every event; return what makes it stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def take(
        self,
        type_: str,
        where: Callable[[dict[str, Any]], bool] = lambda _: True,
        *,
        patience_s: float = 15.0,
    ) -> Event:
        """Return the first event of a type that has come or comes, and keep the rest.

        Args:
            type_: Such as `message.created`.
            where: Tells from its data whether it is the one.
            patience_s: How long to wait for it.

        Raises:
            TransportError: When it did not come in time, or the gateway is gone.
        """
        try:
            async with asyncio.timeout(patience_s), self._arrived:
                while True:
                    for event in self._kept:
                        if event.type == type_ and where(event.data):
                            self._kept.remove(event)
                            return event
                    if self._failure is not None:
                        raise TransportError(str(self._failure)) from self._failure
                    await self._arrived.wait()
        except TimeoutError as exc:
            raise TransportError(
                f"No {type_} arrived within {patience_s:g} s."
            ) from exc

    async def _read(self, gateway: Gateway) -> None:
        try:
            async for event in gateway.events():
                for listener in list(self._listeners):
                    listener(event)
                async with self._arrived:
                    self._kept.append(event)
                    self._arrived.notify_all()
        except PierglassError as exc:
            await self._end(exc)
            return
        await self._end(TransportError("The gateway connection was closed."))

    async def _end(self, failure: Exception) -> None:
        async with self._arrived:
            self._failure = failure
            self._arrived.notify_all()
