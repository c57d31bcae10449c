"""Granian inside the api process: no process of its own, on an inherited socket.

Granian's own main starts worker processes; the database's writer thread and the RPC
server must live where the requests do, so its threaded server is used. That one is
meant for interpreters without a GIL; one event loop that hands work to threads holds
it only while Python runs, so the check alone is in the way. A test pins what is
relied on.
"""

from typing import Any

from granian import net
from granian.constants import HTTPModes, Interfaces
from granian.server.mt import MTServer

from pierglass.server.http.asgi import AsgiFace

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

    def __init__(self, fd: int, face: AsgiFace, **options: Any) -> None:
        super().__init__(target="", **options)
        self._inherited = fd
        self._face = face

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
        self._face.wait_idle(_DRAIN_S)
        for worker in workers:
            worker.join(_LAST_BYTES_S)


def serve(face: AsgiFace, fd: int) -> None:
    """Serve an application on a listening socket until SIGTERM.

    Must run on the main thread, which gets the signal; requests at work are finished.
    Threads of the library may remain: the process must end without waiting for them.

    Args:
        face: The application.
        fd: The socket, bound and listening.
    """

    def load(*_: object, **__: object) -> AsgiFace:
        return face

    server = _ThreadServer(
        fd,
        face,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        websockets=False,
        backlog=_BACKLOG,
        log_enabled=False,
    )
    server.serve(target_loader=load, wrap_loader=False)
