"""The client end for a process that works on an event loop."""

import asyncio
import itertools
import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

from pierglass.server.rpc import wire
from pierglass.server.rpc.backoff import Backoff
from pierglass.server.rpc.errors import (
    RpcDeadlineError,
    RpcError,
    RpcUnavailableError,
)

__all__ = ["AsyncRpcClient"]

_log = logging.getLogger("pierglass.rpc")


class AsyncRpcClient:
    """One connection that carries many calls, and returns when it is lost.

    Args:
        path: The server's socket.
        random: Jitter of the pauses between attempts.
        topics: What to subscribe to.
        on_push: Called with each push; must not block.
        on_connect: Called after each connection: pushes may have been missed.
    """

    def __init__(
        self,
        path: Path,
        random: Random,
        *,
        topics: tuple[str, ...] = (),
        on_push: Callable[[str, dict[str, Any]], None] | None = None,
        on_connect: Callable[[], None] | None = None,
    ) -> None:
        self._path = path
        self._backoff = Backoff(random, first_s=0.02, cap_s=1.0)
        self._topics = topics
        self._on_push = on_push or (lambda topic, data: None)
        self._on_connect = on_connect or (lambda: None)
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._connected = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def connected(self) -> bool:
        """Whether the server's end is there now."""
        return self._connected.is_set()

    async def start(self) -> None:
        """Begin to connect, and to connect again whenever the connection is lost."""
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """End the connection; calls that wait raise ``RpcUnavailableError``."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def wait_connected(self) -> None:
        """Wait until the server answers on its socket."""
        await self._connected.wait()

    async def call(
        self, method: str, args: dict[str, Any], *, deadline_s: float = 5.0
    ) -> Any:
        """Call ``method`` and give its value.

        Raises:
            RpcError: The handler's own error.
            RpcUnavailableError: The connection was lost, or never came.
            RpcDeadlineError: No answer came in ``deadline_s`` seconds.

        """
        number = next(self._ids)
        try:
            async with asyncio.timeout(deadline_s):
                # A process that restarts is back in a moment: wait for it.
                await self._connected.wait()
                writer = self._writer
                if writer is None:
                    raise RpcUnavailableError("its connection was lost")
                reply: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
                self._waiting[number] = reply
                writer.write(
                    wire.pack(
                        {
                            "id": number,
                            "method": method,
                            "args": args,
                            "deadline_s": deadline_s,
                        }
                    )
                )
                return await reply
        except TimeoutError as error:
            if not self.connected:
                raise RpcUnavailableError("it is not running") from error
            raise RpcDeadlineError(method, deadline_s) from error
        finally:
            self._waiting.pop(number, None)

    async def _run(self) -> None:
        while True:
            try:
                reader, writer = await asyncio.open_unix_connection(str(self._path))
            except OSError:
                await asyncio.sleep(self._backoff.next())
                continue
            try:
                await self._converse(reader, writer)
            except wire.FrameError as error:
                _log.warning("the connection to %s broke: %s", self._path.name, error)
            finally:
                self._lose(writer)
            await asyncio.sleep(self._backoff.next())

    async def _converse(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if self._topics:
            writer.write(wire.pack({"subscribe": list(self._topics)}))
        self._writer = writer
        self._connected.set()
        self._on_connect()
        while (message := await wire.read(reader)) is not None:
            self._backoff.reset()
            if "push" in message:
                self._on_push(message["push"], message["data"])
            else:
                self._settle(message)

    def _settle(self, message: dict[str, Any]) -> None:
        reply = self._waiting.get(message["id"])
        if reply is None or reply.done():
            return  # its caller gave up
        if "error" in message:
            reply.set_exception(RpcError(message["error"]))
        else:
            reply.set_result(message["ok"])

    def _lose(self, writer: asyncio.StreamWriter) -> None:
        self._connected.clear()
        self._writer = None
        writer.close()
        for reply in self._waiting.values():
            if not reply.done():
                reply.set_exception(RpcUnavailableError("its connection was lost"))
