"""A real `pierglass serve` on free ports, with the first-party lens published."""

from __future__ import annotations

import asyncio
import json
import queue
import subprocess
import sys
import threading
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from pierglass.client.demo.seed import seed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

START_S = 90


@contextmanager
def running_server(folder: Path) -> Iterator[str]:
    """Yield the public origin of a server that answers and has the demo's people."""
    log = folder / "server.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "pierglass.server", "serve"),
                *("--data-dir", str(folder / "var"), "--port", "0"),
                *("--gateway-port", "0", "--live-port", "0"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
    assert process.stdout is not None
    try:
        origin = _wait_until_ready(process.stdout, log)
        _seed(origin)
        yield origin
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def _wait_until_ready(stdout: IO[bytes], log: Path) -> str:
    lines: queue.Queue[bytes] = queue.Queue()
    reader = threading.Thread(target=lambda: lines.put(stdout.readline()), daemon=True)
    reader.start()
    try:
        return str(json.loads(lines.get(timeout=START_S))["public_origin"])
    except (queue.Empty, ValueError) as error:
        raise AssertionError(f"no server: {log.read_text()[-2000:]}") from error


def _seed(origin: str) -> None:
    async def run() -> None:
        await (await seed(origin)).close()

    # Playwright keeps a loop of its own in the test's thread.
    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    thread.join()
