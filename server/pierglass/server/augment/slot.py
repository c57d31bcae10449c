"""A model process, seen from the broker: one call at a time, replaced when it fails."""

import asyncio
import itertools
import multiprocessing
import os
import socket
from collections.abc import Callable
from random import Random
from typing import Any

from pierglass.server.augment import worker
from pierglass.server.augment.engine import Engine
from pierglass.server.errors import AugmentationUnavailableError
from pierglass.server.rpc import wire
from pierglass.server.rpc.backoff import Backoff
from pierglass.server.rpc.errors import RpcError

__all__ = ["Slot"]

_START_S = 60.0
_BROKEN_S = 30.0
_HANG_S = {"photo": 30.0, "frame": 10.0, "close": 10.0, "look": 30.0, "embed": 30.0}
"""How long one call may run before its process counts as hung."""
_URGENT = {"frame": 0, "close": 0, "photo": 1, "look": 1, "embed": 2}
"""Live frames go first; what nobody waits for goes last."""
_WAITED_FOR = frozenset({"photo", "look"})

_Call = tuple[str, dict[str, Any], "asyncio.Future[Any]"]


class Slot:
    """A place for one model process, and the calls that wait for it.

    Args:
        make: Makes the engine, in the process.
        random: Jitter of the pauses between restarts.
        log: The broker's log.
        hang_s: Replaces how long each method may run.
        broken_s: Pause before a process whose models are missing is tried again.
    """

    def __init__(
        self,
        make: Callable[[], Engine],
        random: Random,
        log: Any,
        hang_s: dict[str, float] | None = None,
        broken_s: float = _BROKEN_S,
    ) -> None:
        self._make = make
        self._log = log
        self._hang_s = hang_s or _HANG_S
        self._broken_s = broken_s
        self._backoff = Backoff(random, first_s=0.1, cap_s=10.0)
        self._calls: asyncio.PriorityQueue[tuple[int, int, _Call]]
        self._calls = asyncio.PriorityQueue()
        self._order = itertools.count()
        self._task: asyncio.Task[None] | None = None
        self.settled = asyncio.Event()
        """Set when the first start has ended, well or badly."""
        self.broken: str | None = None
        """Why the models cannot be used, or None."""
        self.pid: int | None = None
        self.photos = 0
        """Photos that wait or are at work, to try an item on or to search with."""

    def start(self) -> None:
        """Begin to run a process, and another whenever one ends."""
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """End the process; calls that wait are told that it is gone."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        while not self._calls.empty():
            _, _, (_, _, reply) = self._calls.get_nowait()
            _fail(reply, "it is stopping")

    async def call(self, method: str, args: dict[str, Any]) -> Any:
        """Have the process do a call; cancelling gives up what has not begun.

        Raises:
            RpcError: The engine's own error.
            AugmentationUnavailableError: The models are missing, or the process died.
        """
        if self.broken is not None:
            raise AugmentationUnavailableError(
                reason=self.broken, retry_after=self._broken_s
            )
        reply: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        entry = (_URGENT[method], next(self._order), (method, args, reply))
        self._calls.put_nowait(entry)
        is_photo = method in _WAITED_FOR
        self.photos += is_photo
        try:
            return await reply
        finally:
            self.photos -= is_photo

    async def _run(self) -> None:
        while True:
            pause_s = await self._life()
            self.pid = None
            self.settled.set()
            await asyncio.sleep(pause_s)

    async def _life(self) -> float:
        """Run one process until it ends, and give the pause before the next."""
        ours, theirs = socket.socketpair()
        process = multiprocessing.get_context("spawn").Process(
            target=worker.main,
            args=(theirs, self._make, os.getpid()),
            name="augment-worker",
            daemon=True,
        )
        process.start()
        theirs.close()
        end: Callable[[], None] = ours.close
        try:
            reader, writer = await asyncio.open_unix_connection(sock=ours)
            end = writer.transport.abort
            reason = await self._begin(reader)
            if reason is not None:
                return self._broken_s
            reason = await self._work(reader, writer)
        finally:
            end()
            process.kill()
            await asyncio.to_thread(process.join)
        pause_s = self._backoff.next()
        self._log.warning(
            "a model process ended; starting it again",
            reason=reason,
            status=process.exitcode,
            pause_s=round(pause_s, 2),
        )
        return pause_s

    async def _begin(self, reader: asyncio.StreamReader) -> str | None:
        """Wait until the models are loaded; give why they are not."""
        try:
            async with asyncio.timeout(_START_S):
                hello = await wire.read(reader)
        except TimeoutError:
            hello = {"ready": False, "reason": "the models took too long to load"}
        if hello is None:
            hello = {"ready": False, "reason": "the process died while loading models"}
        if hello["ready"]:
            self.pid, self.broken = hello["pid"], None
        else:
            self.broken = str(hello["reason"])
            self._log.warning("try-on is unavailable", reason=self.broken)
            while not self._calls.empty():
                _, _, (_, _, reply) = self._calls.get_nowait()
                _fail(reply, self.broken)
        self.settled.set()
        return self.broken

    async def _work(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> str:
        """Hand calls over until the process fails; give what happened."""
        ended = asyncio.ensure_future(wire.read(reader))
        while True:
            wanted = asyncio.ensure_future(self._calls.get())
            await asyncio.wait({ended, wanted}, return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                if wanted.done():
                    self._calls.put_nowait(wanted.result())
                wanted.cancel()
                return "it died while idle"
            _, _, (method, args, reply) = wanted.result()
            if reply.done():
                continue  # its caller gave up
            try:
                writer.write(wire.pack({"method": method, "args": args}))
                async with asyncio.timeout(self._hang_s[method]):
                    answer = await asyncio.shield(ended)
            except TimeoutError:
                _fail(reply, "the models hang")
                ended.cancel()
                return f"{method} took longer than {self._hang_s[method]:g} s"
            except asyncio.CancelledError:
                _fail(reply, "it is stopping")
                ended.cancel()
                raise
            if answer is None:
                _fail(reply, "the models crashed")
                return f"it died in {method}"
            self._backoff.reset()
            _settle(reply, answer)
            ended = asyncio.ensure_future(wire.read(reader))


def _settle(reply: "asyncio.Future[Any]", answer: dict[str, Any]) -> None:
    if reply.done():
        return
    if "error" in answer:
        reply.set_exception(RpcError(answer["error"]))
    else:
        reply.set_result(answer["ok"])


def _fail(reply: "asyncio.Future[Any]", reason: str) -> None:
    if not reply.done():
        reply.set_exception(AugmentationUnavailableError(reason=reason, retry_after=1))
