"""The server end for a process that works in threads."""

import logging
import socket
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import Full, Queue
from typing import Any

from pierglass.server.errors import MethodNotAllowedError, OverloadedError
from pierglass.server.rpc import wire
from pierglass.server.rpc.errors import RpcDeadlineError, rendered

__all__ = ["Handler", "RpcServer"]

Handler = Callable[[dict[str, Any]], Any]
"""Takes the arguments of a call and gives its value, or raises."""

_log = logging.getLogger("pierglass.rpc")

_QUEUE = 4096
"""Messages that may wait for one client; a client that is further behind is cut off,
and fetches what it missed when it returns."""


class RpcServer:
    """Answers calls on a Unix socket, each on a thread of a pool.

    Args:
        path: Where the socket goes; a dead socket there is replaced.
        handlers: One function a method.
        workers: Calls worked on at one time.
        waiting: Calls that may wait for a worker; the next is told ``overloaded``.
    """

    def __init__(
        self,
        path: Path,
        handlers: Mapping[str, Handler],
        *,
        workers: int = 32,
        waiting: int = 1024,
    ) -> None:
        self._path = path
        self._handlers = handlers
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="rpc")
        self._places = threading.Semaphore(workers + waiting)
        self._clients: set[_Client] = set()
        self._lock = threading.Lock()
        self._closed = False
        path.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        path.chmod(0o600)

    def start(self) -> None:
        """Begin to accept clients."""
        self._listener.listen(64)
        threading.Thread(target=self._accept, name="rpc-accept", daemon=True).start()

    def publish(self, topic: str, data: Mapping[str, Any]) -> None:
        """Push to every client that subscribed to ``topic``; never blocks."""
        with self._lock:
            clients = [client for client in self._clients if topic in client.topics]
        if clients:
            frame = wire.pack({"push": topic, "data": data})
            for client in clients:
                client.send(frame)

    def close(self) -> None:
        """Accept nothing more, finish the calls at work, then cut the clients off."""
        if self._closed:
            return
        self._closed = True
        # shutdown() wakes the thread in accept(); close() alone would not.
        _shut(self._listener)
        self._listener.close()
        self._pool.shutdown(wait=True)
        with self._lock:
            clients = list(self._clients)
        for client in clients:
            client.finish()
        self._path.unlink(missing_ok=True)

    def _accept(self) -> None:
        while not self._closed:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            client = _Client(connection)
            with self._lock:
                self._clients.add(client)
            threading.Thread(
                target=self._serve, args=(client,), name="rpc-client", daemon=True
            ).start()

    def _serve(self, client: "_Client") -> None:
        try:
            while (message := wire.receive(client.connection)) is not None:
                if "subscribe" in message:
                    client.topics = frozenset(message["subscribe"])
                else:
                    self._take(client, message)
        except wire.FrameError as error:
            _log.warning("a client was cut off: %s", error)
        finally:
            with self._lock:
                self._clients.discard(client)
            client.close()

    def _take(self, client: "_Client", message: dict[str, Any]) -> None:
        if not self._places.acquire(blocking=False):
            error = OverloadedError(what="the server", retry_after=1)
            client.send(wire.pack({"id": message["id"], "error": rendered(error)}))
            return
        try:
            self._pool.submit(self._work, client, message, time.monotonic())
        except RuntimeError:  # the pool is shutting down
            self._places.release()
            client.cut()

    def _work(
        self, client: "_Client", message: dict[str, Any], arrived_s: float
    ) -> None:
        try:
            reply = {"id": message["id"], "ok": self._answer(message, arrived_s)}
            frame = wire.pack(reply)
        except Exception as error:
            body = rendered(error)
            if body["code"] == "internal":
                _log.exception("the call %s failed", message.get("method"))
            frame = wire.pack({"id": message["id"], "error": body})
        finally:
            self._places.release()
        client.send(frame)

    def _answer(self, message: dict[str, Any], arrived_s: float) -> Any:
        method, deadline_s = message["method"], message["deadline_s"]
        # Nobody waits any more for a call that queued too long: skip its work.
        if time.monotonic() - arrived_s > deadline_s:
            raise RpcDeadlineError(method, deadline_s)
        handler = self._handlers.get(method)
        if handler is None:
            raise MethodNotAllowedError(allowed=", ".join(sorted(self._handlers)))
        return handler(message["args"])


class _Client:
    """One connected client: a socket and the thread that writes to it."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.topics: frozenset[str] = frozenset()
        self._queue: Queue[bytes | None] = Queue(_QUEUE)
        self._writer = threading.Thread(
            target=self._write, name="rpc-writer", daemon=True
        )
        self._writer.start()

    def send(self, frame: bytes) -> None:
        try:
            self._queue.put_nowait(frame)
        except Full:
            self.cut()

    def finish(self) -> None:
        """Write what waits, then close."""
        with suppress(Full):
            self._queue.put(None, timeout=1)
            self._writer.join(2)
        self.cut()

    def cut(self) -> None:
        _shut(self.connection)
        with suppress(Full):  # a full queue's writer ends at its next write
            self._queue.put_nowait(None)

    def close(self) -> None:
        """Close the socket; the thread that reads from it calls this at its end."""
        self.cut()
        self._writer.join()
        self.connection.close()

    def _write(self) -> None:
        while (frame := self._queue.get()) is not None:
            try:
                self.connection.sendall(frame)
            except OSError:
                break
        # Not close(): another thread reads, and the peer would not see the end.
        _shut(self.connection)


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):  # already closed by the other side
        connection.shutdown(socket.SHUT_RDWR)
