"""A real server, as its own processes, for all scenarios of a run."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from pierglass.client.client import Client
from pierglass.client.clock import RealClock
from pierglass.client.demo.seed import Seeded, seed
from pierglass.client.demo.server import RunningServer, run_server

PORTRAIT = Path(__file__).parents[2] / "client/pierglass/client/demo/portrait.jpg"


class ImpatientClock(RealClock):
    """A real clock for a person who does not look at the landing page for long."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.05))


@pytest.fixture(scope="session")
def portrait() -> bytes:
    return PORTRAIT.read_bytes()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A server that answers, shared by the scenarios."""
    folder = tmp_path_factory.mktemp("server")
    with asyncio.Runner() as runner:
        manager = run_server(folder / "var", log=folder / "server.log")
        try:
            yield runner.run(manager.__aenter__())
        finally:
            runner.run(manager.__aexit__(None, None, None))


@pytest.fixture
async def people(server: RunningServer) -> AsyncIterator[Seeded]:
    """Ana and Ben, friends, both connected."""
    seeded = await seed(server.public_origin, clock=ImpatientClock())
    async with seeded.ana, seeded.ben:
        yield seeded


@pytest.fixture
async def stranger(server: RunningServer) -> AsyncIterator[Callable[[str], Any]]:
    """Return a function that signs somebody up and connects them."""
    async with contextlib.AsyncExitStack() as stack:

        async def enter(username: str) -> Client:
            client = await Client.sign_up(
                server.public_origin,
                username,
                f"looking-glass-{username}",
                username.title(),
                clock=ImpatientClock(),
            )
            return await stack.enter_async_context(client)

        yield enter
