"""What the Python round trip is measured on: our bridge, and the `mcp` package's.

Each peer answers the same question, a value and its version under a key, to a caller
in the same process, and validates the question against a schema before it does.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Annotated, Any, Literal, TypeAlias

from typing_extensions import TypedDict

try:
    from mcp import Client
    from mcp.server.mcpserver import MCPServer
    from pydantic import Field
except ImportError as exc:
    cure = "pip install -c constraints.txt -e '.[bench]'"
    raise SystemExit(f"The package mcp, to compare with, is missing: {cure}") from exc

from pierglass.bridge import HandleTable, Limits
from pierglass.client.clock import RealClock
from pierglass.client.host.ledger import Ledger
from pierglass.client.host.session import HostSession
from pierglass.client.host.stage import Stage
from pierglass.client.ids import new_secret
from pierglass.client.launch import Launch
from pierglass.client.testing import FakeApi, FakeViewfinder, fake_lens
from pierglass.client.user import ScriptedUser
from pierglass.sdk import connect_in_memory

__all__ = ["PEERS", "Call", "Peer", "host_session"]

ASKED: Mapping[str, str] = {"scope": "view", "key": "a"}
ANSWER: Mapping[str, object] = {"value": None, "version": 0}

Call: TypeAlias = Callable[[], Awaitable[Any]]
Peer: TypeAlias = Callable[[], AbstractAsyncContextManager[Call]]


def host_session(calls_in_flight: int = 64) -> HostSession:
    """Return the headless host of one open lens, without a network behind it.

    Rate and number of open calls are metered as always, against limits that a
    benchmark stays under; no trace is kept, as none is when a user opens a lens.
    """
    api: Any = FakeApi()
    lens: Any = fake_lens("items.read", "user.display_name")
    viewfinder: Any = FakeViewfinder()
    account: Any = {"id": "usr_ana", "username": "ana", "display_name": "Ana"}
    stage = Stage(
        api=api,
        account=account,
        lens=lens,
        launch=Launch(),
        scopes={"items.read", "user.display_name"},
        user=ScriptedUser(),
        clock=RealClock(),
        viewfinder=viewfinder,
        handles=HandleTable(new_secret),
        ledger=Ledger(),
        send_card=api.send,
        close=lambda: None,
    )
    limits = Limits(calls_in_flight, frames_per_s=1_000_000, burst=1_000_000)
    return HostSession(stage, limits=limits)


@asynccontextmanager
async def pierglass() -> AsyncIterator[Call]:
    """Yield a call of our SDK's applet to the headless host: bytes both ways."""
    async with connect_in_memory(host_session()) as lens:
        yield lambda: lens.storage.get(ASKED["scope"], ASKED["key"])


def mcp_server() -> MCPServer[Any]:
    """Return an `mcp` server whose one tool answers the same question."""
    server: MCPServer[Any] = MCPServer("benchmark")
    server.add_tool(_get, name="storage_get")
    return server


class _Kept(TypedDict):
    value: dict[str, Any] | None
    version: int


async def _get(
    scope: Literal["view", "device", "account", "conversation"],
    key: Annotated[str, Field(min_length=1, max_length=64)],
) -> _Kept:
    """Return a value with its version."""
    return {"value": None, "version": 0}


def _mcp(mode: str) -> Peer:
    @asynccontextmanager
    async def peer() -> AsyncIterator[Call]:
        async with Client(mcp_server(), mode=mode) as client:
            arguments = dict(ASKED)
            yield lambda: client.call_tool("storage_get", arguments)

    return peer


PEERS: Mapping[str, Peer] = {
    "pierglass": pierglass,
    "mcp": _mcp("auto"),
    "mcp_streams": _mcp("legacy"),
}
"""``mcp`` is its own default in memory: objects handed over, no message made.
``mcp_streams`` is its JSON-RPC messages over its in-memory streams."""
