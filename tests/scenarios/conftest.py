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
from pierglass.client.records import Conversation
from pierglass.client.tokens import Tokens

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


@pytest.fixture(scope="session")
def signed_in(server: RunningServer) -> tuple[Tokens, Tokens, Conversation]:
    """Ana's and Ben's tokens, and their chat: passwords are slow on purpose."""

    async def enter() -> tuple[Tokens, Tokens, Conversation]:
        seeded = await seed(server.public_origin, clock=ImpatientClock())
        tokens = (seeded.ana.api.tokens, seeded.ben.api.tokens)
        await seeded.close()
        return (*tokens, seeded.chat)

    return asyncio.run(enter())


@pytest.fixture
async def people(
    server: RunningServer, signed_in: tuple[Tokens, Tokens, Conversation]
) -> AsyncIterator[Seeded]:
    """Ana and Ben, friends, both connected."""
    clock = ImpatientClock()
    ana, ben = [
        await Client.with_tokens(server.public_origin, tokens, clock=clock)
        for tokens in signed_in[:2]
    ]
    async with ana, ben:
        yield Seeded(ana, ben, signed_in[2])


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
