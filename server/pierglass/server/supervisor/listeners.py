"""The ports of a server: bound once by the supervisor, inherited by its processes.

So a port 0 is known before any process starts, a process that restarts finds its port
free, and clients that connect meanwhile wait in the backlog instead of being refused.
"""

import socket
from dataclasses import dataclass

from pierglass.server.settings import Settings

__all__ = ["Listeners", "PortTakenError"]

_BACKLOG = 1024


class PortTakenError(Exception):
    """A port cannot be bound."""

    def __init__(self, host: str, port: int, option: str, reason: str) -> None:
        super().__init__(
            f"cannot listen on {host}:{port} ({reason}): stop what uses it, or choose "
            f"another port with {option}; 0 takes any free one"
        )


@dataclass(frozen=True)
class Listeners:
    """The listening sockets."""

    api: socket.socket
    gateway: socket.socket
    live: socket.socket

    @classmethod
    def bind(cls, settings: Settings) -> "Listeners":
        """Bind every port of ``settings``.

        Raises:
            PortTakenError: One of them is in use, or the host is not ours.
        """
        bound: list[socket.socket] = []
        try:
            for port, option in (
                (settings.port, "--port"),
                (settings.gateway_port, "--gateway-port"),
                (settings.live_port, "--live-port"),
            ):
                bound.append(_bind(settings.host, port, option))
        except PortTakenError:
            for listener in bound:
                listener.close()
            raise
        return cls(*bound)

    def ports(self) -> tuple[int, int, int]:
        """Give the ports that were bound: api, gateway, live."""
        api, gateway, live = (
            listener.getsockname()[1]
            for listener in (self.api, self.gateway, self.live)
        )
        return api, gateway, live

    def close(self) -> None:
        """Close this process's copies."""
        for listener in (self.api, self.gateway, self.live):
            listener.close()


def _bind(host: str, port: int, option: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        reason = error.strerror or str(error)
        raise PortTakenError(host, port, option, reason) from error
    return listener
