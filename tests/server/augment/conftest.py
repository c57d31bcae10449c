"""A broker with real model processes that run a fake engine."""

import sys
from collections.abc import AsyncIterator, Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from random import SystemRandom
from typing import Any

import pytest

from pierglass.server.augment.broker import Broker
from pierglass.server.augment.slot import Slot
from pierglass.server.logs import open_log


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The fake engine's class, importable in the model processes too."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    yield import_module("fake_engine").FakeEngine
    sys.modules.pop("fake_engine", None)


@pytest.fixture
async def broker(fake: Any) -> AsyncIterator[Callable[..., Any]]:
    """Return a function that starts a broker and waits for its processes."""
    started: list[Slot] = []

    async def make(
        workers: int = 1,
        weights: str = "",
        hang_s: dict[str, float] | None = None,
        broken_s: float = 30.0,
        **options: Any,
    ) -> Broker:
        slots = [
            Slot(
                partial(fake, weights),
                SystemRandom(),
                open_log("augment"),
                hang_s=hang_s,
                broken_s=broken_s,
            )
            for _ in range(workers)
        ]
        for slot in slots:
            slot.start()
            started.append(slot)
        for slot in slots:
            await slot.settled.wait()
        return Broker(slots, **options)

    yield make
    for slot in started:
        await slot.close()
