"""What calls cost in memory while they are open, and what stays once they ended.

``python -m benchmarks.bridge_memory --json`` keeps 10,000 calls of the SDK's applet
open at the real headless host, both ends in one process, and prints what Python holds
by ``tracemalloc`` (its own allocations, not the resident set): ``pending_bytes`` for
one open call, the tasks that wait for it at both ends included; and ``kept_bytes``,
over the baseline and for all calls together, once every one was answered, and once
every one was cancelled. One entry a round; a round before them brings pools to size.
"""

import argparse
import asyncio
import gc
import json
import tracemalloc
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from benchmarks.bridge_host import host_session
from pierglass.client.applet import Applet
from pierglass.client.testing import FakeApi
from pierglass.sdk import connect_in_memory

__all__ = ["measure"]

DEADLINE_MS = 600_000
"""Longer than the benchmark."""

TURNS = 50
"""Of the event loop: more than a call needs from one end to the other and back."""

Tasks: TypeAlias = "list[asyncio.Task[Any]]"


def answer(gate: asyncio.Event, _tasks: Tasks) -> None:
    """Let the server answer everything."""
    gate.set()


def cancel(_gate: asyncio.Event, tasks: Tasks) -> None:
    """Give everything up."""
    for task in tasks:
        task.cancel()


ENDS: Final[Mapping[str, Callable[[asyncio.Event, Tasks], None]]] = {
    "answered": answer,
    "cancelled": cancel,
}


class Stand:
    """An applet, its host, and a server that answers when it is told to.

    Args:
        calls: Calls that are open at once.
    """

    def __init__(self, calls: int) -> None:
        self.calls = calls
        self._api = FakeApi()
        self.session = host_session(calls, self._api)

    async def play(self, lens: Applet, end: str) -> tuple[int, int]:
        """Open the calls and end them.

        Returns:
            Bytes that Python held while they were open, and after they ended.
        """
        gate = self._api.gate = asyncio.Event()
        tasks = [
            asyncio.create_task(lens.call("items.list", deadline_ms=DEADLINE_MS))
            for _ in range(self.calls)
        ]
        await settle()
        if self.session.pending != self.calls:
            found = f"{self.session.pending} calls are open, expected {self.calls}"
            raise RuntimeError(found)
        open_bytes = held()
        ENDS[end](gate, tasks)
        await asyncio.gather(*tasks, return_exceptions=True)
        tasks.clear()
        self._api.called.clear()
        await settle()
        return open_bytes, held()


async def settle() -> None:
    """Let everything run that can."""
    for _ in range(TURNS):
        await asyncio.sleep(0)


def held() -> int:
    """Return the bytes that Python's allocations hold."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


async def measure(calls: int, rounds: int) -> dict[str, Any]:
    """Return the report.

    Args:
        calls: Calls that are open at once.
        rounds: How often they are opened, for each way to end them.
    """
    stand = Stand(calls)
    pending: list[int] = []
    kept: dict[str, list[int]] = {end: [] for end in ENDS}
    tracemalloc.start()
    async with connect_in_memory(stand.session) as lens:
        for end in ENDS:
            await stand.play(lens, end)
        baseline = held()
        for _ in range(rounds):
            for end in ENDS:
                while_open, after = await stand.play(lens, end)
                pending.append((while_open - baseline) // calls)
                kept[end].append(after - baseline)
    tracemalloc.stop()
    return {
        "calls": calls,
        "baseline_bytes": baseline,
        "pending_bytes": pending,
        "kept_bytes": kept,
    }


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    arguments = parser.parse_args()
    report = asyncio.run(measure(arguments.calls, arguments.rounds))
    print(json.dumps(report, indent=None if arguments.json else 2))


if __name__ == "__main__":
    main()
