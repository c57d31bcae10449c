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

from benchmarks.bridge_host import host_session
from pierglass.sdk import connect_in_memory

__all__ = ["PEERS", "Call", "Peer"]

ASKED: Mapping[str, str] = {"scope": "view", "key": "a"}
ANSWER: Mapping[str, object] = {"value": None, "version": 0}

Call: TypeAlias = Callable[[], Awaitable[Any]]
Peer: TypeAlias = Callable[[], AbstractAsyncContextManager[Call]]


@asynccontextmanager
async def pierglass() -> AsyncIterator[Call]:
    """Yield a call of our SDK's applet to the headless host: bytes both ways."""
    async with connect_in_memory(host_session(calls_in_flight=64)) as lens:
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
