"""A stream of the bridge as an asynchronous iterator."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pierglass.bridge.errors import CallError

__all__ = ["AppletStream", "StreamWire"]


class StreamWire(Protocol):
    """What a stream needs of its applet."""

    def open_stream(self, stream: AppletStream) -> int:
        """Send the call; return its id."""
        ...

    def grant(self, call_id: int, credit: int) -> None:
        """Let so many items more come."""
        ...

    def cancel(self, call_id: int) -> None:
        """Give the call up."""
        ...


class AppletStream:
    """Items of one call, as they come.

    ::

        async with lens.try_on.watch() as states:
            async for state in states:
                ...

    The call is made when the first item is asked for. Leaving the block cancels it; a
    loop without the block leaves it open until the session ends. Items come as fast as
    they are taken and no faster.

    Args:
        wire: The applet.
        method: A stream of `pierglass.bridge.METHODS`.
        params: What it takes.
        credit: Items that may be on their way at once, 1 to 1024.
        deadline_ms: Another length of silence than the method's own.
    """

    def __init__(
        self,
        wire: StreamWire,
        method: str,
        params: Mapping[str, Any],
        *,
        credit: int = 8,
        deadline_ms: int | None = None,
    ) -> None:
        self.method = method
        self.params = params
        self.credit = credit
        self.deadline_ms = deadline_ms
        self._wire = wire
        self._id: int | None = None
        self._items: deque[Any] = deque()
        self._taken = 0
        self._news = asyncio.Event()
        self._over = False
        self._error: CallError | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Any:
        if self._id is None and not self._over:
            self._id = self._wire.open_stream(self)
        while not self._items:
            if self._error is not None:
                raise self._error
            if self._over:
                raise StopAsyncIteration
            self._news.clear()
            await self._news.wait()
        item = self._items.popleft()
        self._taken += 1
        # Half a window at once: one frame for several items.
        if self._taken * 2 >= self.credit and self._id is not None and not self._over:
            self._wire.grant(self._id, self._taken)
            self._taken = 0
        return item

    async def aclose(self) -> None:
        """Give the stream up; its handler is told."""
        open_id = None if self._over else self._id
        self._over = True
        if open_id is not None:
            self._wire.cancel(open_id)

    def put(self, item: Any) -> None:
        """Take an item that came."""
        self._items.append(item)
        self._news.set()

    def end(self, error: CallError | None) -> None:
        """Note the outcome; what came before is still given."""
        self._over = True
        self._error = error
        self._news.set()
