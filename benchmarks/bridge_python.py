"""What a validated round trip costs in Python, in one process.

``python -m benchmarks.bridge_python --json`` calls from the SDK's applet to the real
headless host and back, every message encoded, decoded and validated on both sides, and
the tool call of the ``mcp`` package in memory in turn with it: a round of each, then
the next round. It prints process CPU time (medians over the rounds): ``cpu_us`` a call,
``per_s`` calls a second of CPU, ``ratio`` of each peer's time over ours in the same
round; ``least_us``, the best round, which other work disturbed least; and, by the wall
clock, ``p99_ms``. ``handshake_ms`` is CPU time from nothing to
the first answer. It needs the extra ``bench``.
"""

import argparse
import asyncio
import json
import platform
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any

from benchmarks.bridge_peers import ANSWER, PEERS, Call, Peer

__all__ = ["measure"]

OURS = "pierglass"
IN_FLIGHT = 64
WARM_UP = 200

Round = tuple[float, list[float]]
"""CPU seconds of a round, and the wall seconds of each of its calls."""


async def one_by_one(call: Call, calls: int) -> Round:
    """Make each call when the one before it was answered."""
    walls: list[float] = []
    began = time.process_time()
    at = time.perf_counter()
    for _ in range(calls):
        await call()
        before, at = at, time.perf_counter()
        walls.append(at - before)
    return time.process_time() - began, walls


async def many_at_once(call: Call, calls: int) -> Round:
    """Keep as many calls open as are allowed."""
    began = time.process_time()
    share = [calls // IN_FLIGHT] * IN_FLIGHT
    done = await asyncio.gather(*(one_by_one(call, count) for count in share))
    return time.process_time() - began, [wall for _, walls in done for wall in walls]


async def compare(
    peers: Mapping[str, Call],
    work: Callable[[Call, int], Awaitable[Round]],
    calls: int,
    rounds: int,
) -> dict[str, Any]:
    """Return what *calls* of each peer cost, measured in turn."""
    each = calls // rounds // IN_FLIGHT * IN_FLIGHT or IN_FLIGHT
    costs: dict[str, list[float]] = {name: [] for name in peers}
    walls: dict[str, list[float]] = {name: [] for name in peers}
    for _ in range(rounds):
        for name, call in peers.items():
            cost, waited = await work(call, each)
            costs[name].append(cost / each)
            walls[name] += waited
    return {name: _figures(costs, walls[name], name) for name in peers}


def _figures(
    costs: Mapping[str, list[float]], walls: list[float], name: str
) -> dict[str, Any]:
    cost = statistics.median(costs[name])
    ratios = [a / b for a, b in zip(costs[name], costs[OURS], strict=True)]
    return {
        "cpu_us": round(cost * 1e6, 1),
        "least_us": round(min(costs[name]) * 1e6, 1),
        "per_s": round(1 / cost),
        "p99_ms": round(sorted(walls)[int(0.99 * (len(walls) - 1))] * 1e3, 3),
        "ratio": round(statistics.median(ratios), 2),
        "calls": len(walls),
    }


async def handshake(peer: Peer) -> float:
    """Return the CPU seconds from nothing to the first answer."""
    began = time.process_time()
    async with peer() as call:
        await call()
        return time.process_time() - began


async def measure(calls: int, rounds: int) -> dict[str, Any]:
    """Return the report.

    Args:
        calls: Calls of each peer, one by one and again many at once.
        rounds: Into how many turns they are divided.

    Raises:
        RuntimeError: A peer answers something else than was asked for.
    """
    async with AsyncExitStack() as stack:
        calling: dict[str, Call] = {}
        for name, peer in PEERS.items():
            calling[name] = await stack.enter_async_context(peer())
            await one_by_one(calling[name], WARM_UP)
            answer = await calling[name]()
            found = getattr(answer, "structured_content", answer)
            if found != ANSWER:
                raise RuntimeError(f"{name} answered {found}, expected {ANSWER}")
        report = {
            "one_by_one": await compare(calling, one_by_one, calls, rounds),
            f"{IN_FLIGHT}_at_once": await compare(calling, many_at_once, calls, rounds),
        }
    first = [{n: await handshake(p) for n, p in PEERS.items()} for _ in range(rounds)]
    report["handshake_ms"] = {
        name: round(statistics.median(costs[name] for costs in first) * 1e3, 2)
        for name in PEERS
    }
    return report


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    arguments = parser.parse_args()
    report = asyncio.run(measure(arguments.calls, arguments.rounds)) | {
        "python": platform.python_version(),
        "machine": platform.processor() or platform.machine(),
    }
    json.dump(report, sys.stdout, indent=None if arguments.json else 2)
    print()


if __name__ == "__main__":
    main()
