"""Servers that end with the test that started them."""

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path

import pytest
from tests.server.supervisor.line import OPEN
from tests.server.supervisor.running import Server


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Callable[..., Server]]:
    made: list[Server] = []

    def make() -> Server:
        made.append(Server(tmp_path / "var"))
        return made[-1]

    yield make
    for one in made:
        if one.process.returncode is None:
            one.process.kill()
            await one.process.wait()


@pytest.fixture(autouse=True)
async def closed() -> AsyncIterator[None]:
    """Close every line at the end of a test."""
    yield
    while OPEN:
        writer = OPEN.pop()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
