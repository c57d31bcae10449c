"""The open lenses of a client: one that is withdrawn is closed, others go on."""

import asyncio
from typing import Any

import pytest

from pierglass.client.applet import connect_in_memory
from pierglass.client.gateway import Event
from pierglass.client.host.session import HostSession
from pierglass.client.lenses import Lenses
from pierglass.client.testing import ManualClock


class Api:
    """What of the API opening a lens needs."""

    version = "1.1.0"

    async def lens(self, lens_id: str) -> dict[str, Any]:
        return {"id": lens_id, "version": self.version, "name": "Specs", "scopes": []}

    async def grant(self, lens_id: str) -> dict[str, Any]:
        return {"state": "granted", "scopes": []}

    async def note_use(self, *what: Any) -> None:
        pass


@pytest.fixture
def lenses() -> Lenses:
    parts: Any = {"consent_threshold_ms": 0, "live_url": "ws://nowhere.test"}
    nobody: Any = None
    return Lenses(Api(), {}, parts, nobody, ManualClock(), nobody)  # type: ignore[arg-type]


def withdrawn(**change: Any) -> Event:
    data = {"lens_id": "specs", "versions": ["1.1.0"], "state": "withdrawn"}
    data |= {"remains": False, "reason": "The shop is closed."}
    return Event(seq=1, type="lens.withdrawn", data=data | change)


async def opened(lenses: Lenses) -> HostSession:
    nobody: Any = None
    return await lenses.open("specs", nobody, nobody)


@pytest.mark.parametrize("state", ["withdrawn", "blocked"])
async def test_a_lens_whose_version_ends_is_closed_and_hears_why(lenses, state):
    session = await opened(lenses)
    ends = []
    async with connect_in_memory(session) as lens:
        lens.on("closed", ends.append)

        lenses.on_event(withdrawn(state=state))

        await session.closed.wait()
    assert ends == [{"code": f"lens.{state}", "message": "The shop is closed."}]


@pytest.mark.parametrize("other", [{"versions": ["1.0.0"]}, {"lens_id": "hats"}])
async def test_what_ends_beside_it_leaves_a_lens_open(lenses, other):
    session = await opened(lenses)

    lenses.on_event(withdrawn(**other))

    # Closing would be a task of its own.
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert not session.closed.is_set()
