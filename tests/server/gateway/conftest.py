"""A real gateway on real sockets, before real services and a real store."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from tests.server.gateway.raw import Raw
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from pierglass.bridge.codec import decode, encode
from pierglass.server.gateway.limits import Limits
from pierglass.server.gateway.process import Gateway
from pierglass.server.rpc.paths import socket_path
from pierglass.server.rpc.threaded_server import RpcServer
from pierglass.server.services.context import Context
from pierglass.server.settings import Settings
from pierglass.server.supervisor.api import EVENTS, rpc_handlers
from pierglass.server.testing import Person


@dataclass
class Bus:
    """What api publishes, on its way to the gateway; tests may lose or repeat it."""

    server: RpcServer | None = None
    fault: Callable[[dict[str, Any]], list[dict[str, Any]]] = lambda event: [event]
    events: list[tuple[str, int, str, dict[str, Any]]] = field(default_factory=list)

    def __call__(self, account: str, seq: int, kind: str, data: dict[str, Any]) -> None:
        self.events.append((account, seq, kind, data))
        event = {"account_id": account, "seq": seq, "type": kind, "data": data}
        if self.server is not None:
            for one in self.fault(event):
                self.server.publish(EVENTS, one)


class Wire:
    """A bare client: messages out, messages in, and how it ended."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def send(self, **message: Any) -> None:
        await self.socket.send(encode(message, max_bytes=1 << 20))

    async def next(self) -> dict[str, Any]:
        data = await self.socket.recv()
        assert isinstance(data, bytes)
        return decode(data, max_bytes=1 << 20)

    async def until(self, op: str, **fields: Any) -> dict[str, Any]:
        """Return the next message of an operation, with these fields."""
        while True:
            message = await self.next()
            if message["op"] == op and fields.items() <= message.items():
                return message

    async def closed(self) -> tuple[int, str]:
        """Return how the server ended the connection."""
        try:
            while True:
                await self.socket.recv()
        except ConnectionClosed as end:
            return (end.rcvd.code, end.rcvd.reason) if end.rcvd else (1006, "")

    async def identify(self, who: Person, **fields: Any) -> dict[str, Any]:
        await self.until("hello")
        await self.send(op="identify", token=who.token, **fields)
        return await self.until("ready")


@pytest.fixture
def published() -> Bus:
    return Bus()


@pytest.fixture
def limits() -> Limits:
    """What clients may use; tests replace it by parametrizing ``limits``."""
    return Limits()


@pytest.fixture
def api(ctx: Context, published: Bus) -> Iterator[RpcServer]:
    server = RpcServer(socket_path(ctx.settings.data_dir, "api"), rpc_handlers(ctx))
    published.server = server
    server.start()
    yield server
    published.server = None
    server.close()


@dataclass
class Ports:
    gateway: Gateway
    chat: str
    live: str
    settings: Settings


@pytest.fixture
async def ports(ctx: Context, api: RpcServer, limits: Limits) -> AsyncIterator[Ports]:
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    chat, live = (listener.getsockname()[1] for listener in listeners)
    settings = replace(ctx.settings, gateway_port=chat, live_port=live)
    gateway = Gateway(settings, limits)
    await gateway.start(*listeners)
    await gateway.desk.api.wait_connected()
    yield Ports(gateway, settings.gateway(), settings.live(), settings)
    await gateway.close()


@pytest.fixture
async def dial(ports: Ports) -> AsyncIterator[Callable[..., Any]]:
    """Return a function that opens a connection to the chat gateway."""
    wires: list[Wire] = []

    async def make(url: str = "", **options: Any) -> Wire:
        socket = await connect(
            url or ports.chat, compression=None, max_size=1 << 20, **options
        )
        wires.append(Wire(socket))
        return wires[-1]

    yield make
    await asyncio.gather(*(wire.socket.close() for wire in wires))


@pytest.fixture
async def raw(ports):
    opened: list[Raw] = []

    async def make() -> Raw:
        opened.append(await Raw.open(ports.chat))
        return opened[-1]

    yield make
    for one in opened:
        await one.close()
