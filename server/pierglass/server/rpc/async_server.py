"""The server end for a process that works on an event loop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from pierglass.server.errors import MethodNotAllowedError
from pierglass.server.rpc import wire
from pierglass.server.rpc.errors import RpcDeadlineError, rendered

__all__ = ["AsyncHandler", "AsyncRpcServer"]

AsyncHandler = Callable[[dict[str, Any]], Awaitable[Any]]
"""Takes the arguments of a call and gives its value, or raises."""

_log = logging.getLogger("pierglass.rpc")


class AsyncRpcServer:
    """Answers calls on a Unix socket, each in a task.

    Handlers bound their own queues: a call that cannot be taken raises at once.

    Args:
        path: Where the socket goes; a dead socket there is replaced.
        handlers: One coroutine function a method.
    """

    def __init__(self, path: Path, handlers: Mapping[str, AsyncHandler]) -> None:
        self._path = path
        self._handlers = handlers
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin to accept clients."""
        self._path.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._accept, str(self._path))
        self._path.chmod(0o600)

    async def close(self) -> None:
        """Accept nothing more and cut the clients off."""
        if self._server is not None:
            self._server.close()
        for task in list(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        self._path.unlink(missing_ok=True)

    def _accept(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        calls: set[asyncio.Task[None]] = set()
        try:
            while (message := await wire.read(reader)) is not None:
                call = asyncio.create_task(self._work(message, writer))
                calls.add(call)
                call.add_done_callback(calls.discard)
        except wire.FrameError as error:
            _log.warning("a client was cut off: %s", error)
        finally:
            for call in calls:
                call.cancel()
            writer.close()

    async def _work(
        self, message: dict[str, Any], writer: asyncio.StreamWriter
    ) -> None:
        try:
            frame = wire.pack({"id": message["id"], "ok": await self._answer(message)})
        except Exception as error:
            body = rendered(error)
            if body["code"] == "internal":
                _log.exception("the call %s failed", message.get("method"))
            frame = wire.pack({"id": message["id"], "error": body})
        if not writer.is_closing():
            writer.write(frame)
            await writer.drain()

    async def _answer(self, message: dict[str, Any]) -> Any:
        method, deadline_s = message["method"], message["deadline_s"]
        handler = self._handlers.get(method)
        if handler is None:
            raise MethodNotAllowedError(allowed=", ".join(sorted(self._handlers)))
        try:
            async with asyncio.timeout(deadline_s):
                return await handler(message["args"])
        except TimeoutError as error:
            raise RpcDeadlineError(method, deadline_s) from error
