"""The gateway process: chat and live frames on two inherited listening sockets."""

import asyncio
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from random import SystemRandom
from typing import Any, Protocol

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from pierglass.server.gateway.chat import ChatConnection
from pierglass.server.gateway.codes import Close, RefusedError
from pierglass.server.gateway.desk import Desk
from pierglass.server.gateway.door import Door, Visit, counted_log
from pierglass.server.gateway.hub import Hub
from pierglass.server.gateway.limits import Limits
from pierglass.server.gateway.live import LiveConnection
from pierglass.server.gateway.sessions import SessionIds, load_key
from pierglass.server.gateway.socket import GatewaySocket, SocketLostError
from pierglass.server.logs import open_log
from pierglass.server.rpc.async_client import AsyncRpcClient
from pierglass.server.rpc.errors import RpcError
from pierglass.server.rpc.paths import socket_path
from pierglass.server.settings import Settings

__all__ = ["Gateway", "main"]

_EVENTS = "events"
_RUSH = 50
"""Sessions that look into their inboxes in one tick after the bus was lost."""


def main(settings: Settings, fds: tuple[int, ...], ready: Callable[[], None]) -> None:
    """Serve until SIGTERM."""
    chat, live = (socket.socket(fileno=fd) for fd in fds)
    asyncio.run(_serve(settings, chat, live, ready))


async def _serve(
    settings: Settings,
    chat: socket.socket,
    live: socket.socket,
    ready: Callable[[], None],
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    gateway = Gateway(settings, Limits())
    await gateway.start(chat, live)
    try:
        await gateway.desk.api.wait_connected()
        ready()
        await stop.wait()
    finally:
        await gateway.close()


class _Connection(Protocol):
    async def run(self) -> None:
        """Serve until the connection ends."""


_Make = Callable[[GatewaySocket, Visit], _Connection]


class Gateway:
    """Both ports, and what their connections share.

    Args:
        settings: Where the other processes are, and which page may connect.
        limits: What one client may use.
    """

    def __init__(self, settings: Settings, limits: Limits) -> None:
        random = SystemRandom()
        hub = Hub(limits.sessions_per_account)
        self.desk = Desk(
            api=AsyncRpcClient(
                socket_path(settings.data_dir, "api"),
                random,
                topics=(_EVENTS,),
                on_push=lambda _, event: hub.on_event(event),
                on_connect=self._on_bus,
            ),
            augment=AsyncRpcClient(socket_path(settings.data_dir, "augment"), random),
            hub=hub,
            ids=SessionIds(load_key(settings.data_dir / "gateway.key")),
            limits=limits,
            random=random,
            log=open_log("gateway"),
            chat_door=Door("/gateway", settings.public(), limits),
            live_door=Door("/live", settings.public(), limits),
        )
        self._servers: list[Server] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, chat: socket.socket, live: socket.socket) -> None:
        """Connect to the other processes and accept clients on two sockets."""
        desk = self.desk
        await desk.api.start()
        await desk.augment.start()

        def chat_for(client: GatewaySocket, visit: Visit) -> _Connection:
            return ChatConnection(desk, client, visit)

        def live_for(client: GatewaySocket, visit: Visit) -> _Connection:
            return LiveConnection(desk, client, visit, _stream_id(desk))

        self._servers = [
            await self._listen("chat", chat, desk.chat_door, chat_for),
            await self._listen("live", live, desk.live_door, live_for),
        ]
        self._start_task(self._sweep())
        self._start_task(self._report())

    async def close(self) -> None:
        """Accept nobody more and end every connection; clients may resume."""
        for server in self._servers:
            for client in server.connections:
                if isinstance(client, GatewaySocket):
                    client.end(Close.SHUTTING_DOWN, "shutting_down")
            server.close(code=Close.SHUTTING_DOWN, reason="shutting_down")
        for task in self._tasks:
            task.cancel()
        for server in self._servers:
            await server.wait_closed()
        await self.desk.api.close()
        await self.desk.augment.close()

    async def _listen(
        self, port: str, listener: socket.socket, door: Door, make: _Make
    ) -> Server:
        limits = self.desk.limits
        is_chat = port == "chat"

        async def handle(client: ServerConnection) -> None:
            if isinstance(client, GatewaySocket):
                await self._converse(client, door, make)

        def create(*args: Any, **options: Any) -> GatewaySocket:
            client = GatewaySocket(*args, **options)
            client.limits, client.tally, client.port = limits, self.desk.tally, port
            return client

        return await serve(
            handle,
            sock=listener,
            create_connection=create,  # type: ignore[arg-type]
            process_request=door.check,
            compression=None,
            max_size=limits.frame_bytes if is_chat else limits.live_frame_bytes,
            # Two live frames: the newest wins, and older ones need no place.
            max_queue=16 if is_chat else 2,
            open_timeout=10,
            ping_interval=20,
            ping_timeout=20,
            close_timeout=2,
            server_header=None,
            logger=counted_log("pierglass.gateway.socket"),
        )

    async def _converse(self, client: GatewaySocket, door: Door, make: _Make) -> None:
        visit = door.enter(client)
        tally = self.desk.tally
        tally.add("accepted", client.port)
        tally.add("connections", client.port)
        try:
            await make(client, visit).run()
        except RefusedError as refused:
            client.end(refused.code, refused.reason)
        except (ConnectionClosed, SocketLostError):
            pass  # the client left, or was cut off
        except Exception as error:
            self.desk.log.warning("a connection failed", error=repr(error))
            client.end(1011, "internal")
        finally:
            visit.end()
            tally.add("connections", client.port, -1)
            tally.closed(_end_of(client))

    def _on_bus(self) -> None:
        """Look for what was published while the api process was not connected."""
        self._start_task(self._catch_up())

    async def _catch_up(self) -> None:
        feeds = [one.feed for one in self.desk.hub.members() if one.feed]
        for number, feed in enumerate(feeds):
            feed.fill()
            if number % _RUSH == _RUSH - 1:
                await asyncio.sleep(0.05)

    async def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(1)
            for server in self._servers:
                for client in server.connections:
                    if isinstance(client, GatewaySocket):
                        client.check(loop.time())

    async def _report(self) -> None:
        """Tell the api process what was counted, whose metrics show it."""
        while True:
            with suppress(RpcError):  # it restarts: the sums wait
                figures = list(self.desk.tally.figures())
                await self.desk.api.call("report", {"figures": figures})
            await asyncio.sleep(self.desk.limits.report_s)

    def _start_task(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _stream_id(desk: Desk) -> str:
    return f"str_{desk.random.getrandbits(128):032x}"


def _end_of(client: GatewaySocket) -> int:
    """Give the close code of a connection; one that was sent needs no answer."""
    if client.cut_off:
        return Close.SLOW_CONSUMER
    sent = client.protocol.close_sent or client.protocol.close_rcvd
    return sent.code if sent else 1006
