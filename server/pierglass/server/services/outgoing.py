"""Requests to addresses that others chose: to the open Internet, or nowhere.

A name is resolved here, every address that it has must be a public one, and the
connection goes to the address that was judged, under the name that was given: no
second look-up can lead elsewhere. Nothing is followed.

Source: OWASP, Server-Side Request Forgery Prevention.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from pierglass.bridge.public_url import why_not_public, why_not_public_address
from pierglass.server.errors import UrlBlockedError

__all__ = ["DEADLINE_S", "Request", "check_url", "post"]

DEADLINE_S = 10.0
"""From the look-up to the status line, whatever the other side does."""

Resolve = Callable[[str, int], Iterable[str]]
"""Host and port to addresses."""


@dataclass(frozen=True)
class Request:
    """A body for an address."""

    url: str
    body: bytes
    headers: Mapping[str, str]


def check_url(url: str, local_hosts: frozenset[str], field: str = "url") -> None:
    """Return if *url* may be kept as an address to send to.

    Names are judged when something is sent, by what they stand for then.

    Raises:
        UrlBlockedError: If its scheme or its host can never be sent to.
    """
    if (urlsplit(url).hostname or "") in local_hosts:
        return
    _refuse(why_not_public(url), field)


def post(
    request: Request, local_hosts: frozenset[str], resolve: Resolve | None = None
) -> int:
    """Return the status with which *request* was answered; its body is not read.

    Args:
        request: What to send.
        local_hosts: Hosts that may be private and plain, for development.
        resolve: What looks names up; the system by default.

    Raises:
        UrlBlockedError: If the address is not a public one.
        OSError: If nobody answered in time.
    """
    check_url(request.url, local_hosts)
    parts = urlsplit(request.url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    address = _judged(host, port, local_hosts, resolve or _look_up)
    connection = _Pinned(host, port, address, secure)
    # A peer that drips a byte at a time keeps every time-out of the socket.
    watchdog = threading.Timer(DEADLINE_S, connection.abort)
    watchdog.daemon = True
    watchdog.start()
    try:
        path = parts.path or "/"
        target = f"{path}?{parts.query}" if parts.query else path
        connection.request("POST", target, request.body, dict(request.headers))
        return connection.getresponse().status
    except (http.client.HTTPException, ssl.SSLError) as exc:
        raise OSError(f"{type(exc).__name__}: {exc}") from exc
    finally:
        watchdog.cancel()
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, under the name that was asked for."""

    def __init__(self, host: str, port: int, address: str, secure: bool) -> None:
        super().__init__(host, port, timeout=DEADLINE_S)
        self._address = address
        self._secure = secure

    def connect(self) -> None:
        """Connect to the address that was judged."""
        plain = socket.create_connection((self._address, self.port), DEADLINE_S)
        self.sock = plain
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(plain, server_hostname=self.host)

    def abort(self) -> None:
        """End what is under way, from another thread."""
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


def _judged(host: str, port: int, local_hosts: frozenset[str], resolve: Resolve) -> str:
    addresses = list(resolve(host, port))
    if not addresses:
        raise OSError(f"{host} has no address")
    if host not in local_hosts:
        for address in addresses:
            _refuse(why_not_public_address(ipaddress.ip_address(address)), "url")
    return addresses[0]


def _look_up(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def _refuse(reason: str | None, field: str) -> None:
    if reason is not None:
        raise UrlBlockedError(field=field, reason=reason)
