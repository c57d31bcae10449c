"""The client end for threads: one connection a call at a time, kept for the next."""

import socket
import threading
import time
from pathlib import Path
from typing import Any

from pierglass.server.rpc import wire
from pierglass.server.rpc.errors import (
    RpcDeadlineError,
    RpcError,
    RpcUnavailableError,
)

__all__ = ["RpcClient"]

_KEPT = 8
"""Idle connections that are kept."""


class RpcClient:
    """Calls from any thread; each waits on a connection of its own.

    Args:
        path: The server's socket.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: list[socket.socket] = []
        self._lock = threading.Lock()

    def call(self, method: str, args: dict[str, Any], *, deadline_s: float) -> Any:
        """Call ``method`` and give its value.

        Raises:
            RpcError: The handler's own error.
            RpcUnavailableError: The other process is not there, or died.
            RpcDeadlineError: No answer came in ``deadline_s`` seconds.

        """
        call = {"id": 1, "method": method, "args": args, "deadline_s": deadline_s}
        frame = wire.pack(call)
        ends_s = time.monotonic() + deadline_s
        connection = self._connection(deadline_s)
        try:
            reply = self._exchange(connection, frame, ends_s)
        except TimeoutError as error:
            connection.close()
            raise RpcDeadlineError(method, deadline_s) from error
        except (OSError, wire.FrameError) as error:
            connection.close()
            raise RpcUnavailableError(str(error)) from error
        except BaseException:
            connection.close()
            raise
        self._keep(connection)
        if "error" in reply:
            raise RpcError(reply["error"])
        return reply["ok"]

    def close(self) -> None:
        """Close the idle connections."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _exchange(
        self, connection: socket.socket, frame: bytes, ends_s: float
    ) -> dict[str, Any]:
        connection.settimeout(max(0.001, ends_s - time.monotonic()))
        connection.sendall(frame)
        # The server keeps the same deadline and says why it ran out: wait for that.
        connection.settimeout(max(0.001, ends_s - time.monotonic()) + 0.25)
        reply = wire.receive(connection)
        if reply is None:
            raise ConnectionError("its connection was lost")
        return reply

    def _connection(self, deadline_s: float) -> socket.socket:
        with self._lock:
            while self._idle:
                connection = self._idle.pop()
                if _alive(connection):
                    return connection
                connection.close()
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(deadline_s)
        try:
            connection.connect(str(self._path))
        except OSError as error:
            connection.close()
            raise RpcUnavailableError("it is not running") from error
        return connection

    def _keep(self, connection: socket.socket) -> None:
        with self._lock:
            if len(self._idle) < _KEPT:
                self._idle.append(connection)
                return
        connection.close()


def _alive(connection: socket.socket) -> bool:
    """Whether an idle connection has neither ended nor been sent anything."""
    connection.setblocking(False)
    try:
        connection.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
