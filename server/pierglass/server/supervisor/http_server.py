"""Granian inside the api process: no process of its own, on an inherited socket.

Granian's own main starts worker processes; the database's writer thread and the RPC
server must live where the requests do, so its threaded server is used. That one is
meant for interpreters without a GIL; a WSGI worker holds the GIL only while Python
runs, so the check alone is in the way. A test pins what is relied on.
"""

import threading
from collections.abc import Callable
from typing import Any

from granian import net
from granian.constants import HTTPModes, Interfaces
from granian.server.mt import MTServer

__all__ = ["serve"]

_BACKLOG = 1024
_DRAIN_S = 7.0
_LAST_BYTES_S = 0.5
"""How long replies that were made may take to leave."""


_holder: Any = vars(net)["SocketHolder"]


class _ThreadServer(MTServer):
    _ssp: Any
    _shd: Any
    _sfd: Any

    def __init__(self, fd: int, at_work: "_AtWork", **options: Any) -> None:
        super().__init__(target="", **options)
        self._inherited = fd
        self._at_work = at_work

    def _check_gil(self) -> None:
        """Accept the GIL: see the module's text."""

    def _init_shared_socket(self) -> None:
        self._ssp = None
        self._shd = _holder(self._inherited, False, _BACKLOG)
        self._sfd = self._inherited

    def _stop_workers(self) -> None:
        # Granian waits for idle connections too, which a browser keeps for minutes.
        workers: list[Any] = self.wrks
        for worker in workers:
            worker.terminate()
        self._at_work.wait_idle(_DRAIN_S)
        for worker in workers:
            worker.join(_LAST_BYTES_S)


class _AtWork:
    """Counts the requests at work."""

    def __init__(self, app: Callable[..., Any]) -> None:
        self._app = app
        self._count = 0
        self._changed = threading.Condition()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        with self._changed:
            self._count += 1
        try:
            return self._app(environ, start_response)
        finally:
            with self._changed:
                self._count -= 1
                self._changed.notify_all()

    def wait_idle(self, timeout_s: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self._count == 0, timeout_s)


def serve(app: Callable[..., Any], fd: int, *, threads: int) -> None:
    """Serve a WSGI application on a listening socket until SIGTERM.

    Must run on the main thread, which gets the signal; requests at work are finished.
    Threads of the library may remain: the process must end without waiting for them.

    Args:
        app: The application.
        fd: The socket, bound and listening.
        threads: Requests worked on at one time.
    """
    at_work = _AtWork(app)

    def load(*_: object, **__: object) -> Callable[..., Any]:
        return at_work

    server = _ThreadServer(
        fd,
        at_work,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        blocking_threads=threads,
        backlog=_BACKLOG,
        log_enabled=False,
    )
    server.serve(target_loader=load, wrap_loader=False)
