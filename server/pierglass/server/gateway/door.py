"""Who may open a websocket, decided on the HTTP request alone."""

import logging
from collections import Counter
from http import HTTPStatus

from websockets.asyncio.server import ServerConnection
from websockets.http11 import Request, Response

from pierglass.server.gateway.limits import Limits

__all__ = ["Door", "counted_log"]

_VERSION = "13"
"""Source: RFC 6455, 4.4."""


class Door:
    """Checks handshakes for one path, and counts connections by address.

    Args:
        path: The only path there is, beside ``/healthz``.
        origin: The page's origin. A request without one is no browser's; a token is
            needed either way, and no cookie is ever read.
        limits: How many connections an address may hold.
    """

    def __init__(self, path: str, origin: str, limits: Limits) -> None:
        self._path = path
        self._origin = origin
        self._limits = limits
        self._open: Counter[str] = Counter()
        self._unknown: Counter[str] = Counter()

    def check(self, connection: ServerConnection, request: Request) -> Response | None:
        """Give the refusal of a handshake, or None to go on with it."""
        path, _, query = request.path.partition("?")
        if path == "/healthz":
            return connection.respond(HTTPStatus.OK, "ok\n")
        if path != self._path:
            return connection.respond(HTTPStatus.NOT_FOUND, "not_found\n")
        if query:
            # A token here would end up in logs: it belongs into the first frame.
            return connection.respond(HTTPStatus.BAD_REQUEST, "no_query_allowed\n")
        version = request.headers.get("Sec-WebSocket-Version", _VERSION)
        if version != _VERSION:
            refusal = connection.respond(HTTPStatus.UPGRADE_REQUIRED, "version\n")
            refusal.headers["Sec-WebSocket-Version"] = _VERSION
            return refusal
        origins = request.headers.get_all("Origin")
        if any(origin != self._origin for origin in origins):
            return connection.respond(HTTPStatus.FORBIDDEN, "origin_not_allowed\n")
        if self._is_full(address_of(connection)):
            return connection.respond(
                HTTPStatus.TOO_MANY_REQUESTS, "too_many_connections\n"
            )
        return None

    def _is_full(self, address: str) -> bool:
        return (
            self._open[address] >= self._limits.connections_per_address
            or self._unknown[address] >= self._limits.unknown_per_address
        )

    def enter(self, connection: ServerConnection) -> "Visit":
        """Count a connection; the caller ends the visit."""
        return Visit(self._open, self._unknown, address_of(connection))


class Visit:
    """One open connection, in the door's counts."""

    def __init__(
        self, opened: Counter[str], unknown: Counter[str], address: str
    ) -> None:
        self._opened = opened
        self._unknown = unknown
        self._address = address
        self._known = False
        opened[address] += 1
        unknown[address] += 1

    def identified(self) -> None:
        """Note that the client is known now."""
        if not self._known:
            self._known = True
            _decrease(self._unknown, self._address)

    def end(self) -> None:
        """Note that the connection is over."""
        self.identified()
        _decrease(self._opened, self._address)


def _decrease(counter: Counter[str], key: str) -> None:
    counter[key] -= 1
    if counter[key] <= 0:
        del counter[key]  # addresses come and go: keep none that hold nothing


def address_of(connection: ServerConnection) -> str:
    """Give the address of the other side."""
    remote = connection.remote_address
    return str(remote[0]) if remote else ""


def counted_log(name: str) -> logging.Logger:
    """Give a logger for the websocket library that no client can flood.

    A malformed frame costs the library a traceback; here it is one line for each kind
    of event and ten seconds, with a count.
    """
    log = logging.getLogger(name)
    log.setLevel(logging.WARNING)
    log.filters[:] = [_Counted()]
    return log


class _Counted(logging.Filter):
    _PAUSE_S = 10.0

    def __init__(self) -> None:
        super().__init__()
        self._counts: Counter[str] = Counter()
        self._said_s: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        text = str(record.msg)
        self._counts[text] += 1
        last_s = self._said_s.get(text)
        if last_s is not None and record.created - last_s < self._PAUSE_S:
            return False
        self._said_s[text] = record.created
        record.msg = f"{text} ({self._counts[text]} so far)"
        record.exc_info = None
        return True
