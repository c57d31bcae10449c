"""Granian inside the api process: no process of its own, on an inherited socket.

Granian's own main starts worker processes; the database's writer thread and the RPC
server must live where the requests do, so its threaded server is used. That one is
meant for interpreters without a GIL; a WSGI worker holds the GIL only while Python
runs, so the check alone is in the way. A test pins what is relied on.
"""

from collections.abc import Callable
from typing import Any

from granian import net
from granian.constants import HTTPModes, Interfaces
from granian.server.mt import MTServer

__all__ = ["serve"]

_BACKLOG = 1024


_holder: Any = vars(net)["SocketHolder"]


class _ThreadServer(MTServer):
    _ssp: Any
    _shd: Any
    _sfd: Any

    def __init__(self, fd: int, **options: Any) -> None:
        super().__init__(target="", **options)
        self._inherited = fd

    def _check_gil(self) -> None:
        """Accept the GIL: see the module's text."""

    def _init_shared_socket(self) -> None:
        self._ssp = None
        self._shd = _holder(self._inherited, False, _BACKLOG)
        self._sfd = self._inherited


def serve(app: Callable[..., Any], fd: int, *, threads: int) -> None:
    """Serve a WSGI application on a listening socket until SIGTERM.

    Must run on the main thread, which gets the signal; requests at work are finished.

    Args:
        app: The application.
        fd: The socket, bound and listening.
        threads: Requests worked on at one time.
    """

    def load(*_: object, **__: object) -> Callable[..., Any]:
        return app

    server = _ThreadServer(
        fd,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        blocking_threads=threads,
        backlog=_BACKLOG,
        log_enabled=False,
        workers_kill_timeout=8,
    )
    server.serve(target_loader=load, wrap_loader=False)
