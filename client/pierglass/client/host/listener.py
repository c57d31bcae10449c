"""Where applets that run elsewhere come in: a websocket, opened with a launch ticket.

A ticket is made when a lens is opened and dies when it is closed. It travels in the
`Authorization` header, where no web page can put it and no log keeps it.
"""

from __future__ import annotations

import http
from typing import TYPE_CHECKING, Self

from websockets.asyncio.server import Server, ServerConnection, serve

from pierglass.client.ids import new_secret
from pierglass.client.transport import MAX_MESSAGE_BYTES, WebsocketTransport

if TYPE_CHECKING:
    from websockets.http11 import Request, Response

    from pierglass.client.host.session import HostSession

__all__ = ["LensListener"]


class LensListener:
    """Accepts the applet end of lenses that were opened here.

    Args:
        host: The interface to listen on.
        port: 0 for any free one.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self._host = host
        self._port = port
        self._sessions: dict[str, HostSession] = {}
        self._server: Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await serve(
            self._serve,
            self._host,
            self._port,
            process_request=self._admit,
            compression=None,
            max_size=MAX_MESSAGE_BYTES,
            open_timeout=10,
        )
        self._port = next(iter(self._server.sockets)).getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    @property
    def url(self) -> str:
        """Where an applet connects to."""
        return f"ws://{self._host}:{self._port}/lens"

    def admit(self, session: HostSession) -> str:
        """Return the ticket with which the lens of *session* may come in."""
        ticket = new_secret()
        self._sessions[ticket] = session
        return ticket

    def dismiss(self, ticket: str) -> None:
        """Let nobody in with *ticket* any more."""
        self._sessions.pop(ticket, None)

    def _session_of(self, request: Request | None) -> HostSession | None:
        if request is None:
            return None
        scheme, _, ticket = request.headers.get("Authorization", "").partition(" ")
        # 256 random bits looked up by hash: how long it takes tells nothing.
        session = self._sessions.get(ticket) if scheme == "Bearer" else None
        return None if session is None or session.closed.is_set() else session

    def _admit(self, socket: ServerConnection, request: Request) -> Response | None:
        if self._session_of(request) is not None:
            return None
        return socket.respond(
            http.HTTPStatus.UNAUTHORIZED,
            "This launch ticket is unknown or used up; open the lens again.\n",
        )

    async def _serve(self, socket: ServerConnection) -> None:
        session = self._session_of(socket.request)
        if session is not None:
            await session.attach(WebsocketTransport(socket))
