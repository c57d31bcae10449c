"""A server of one's own, for as long as a demo or a test runs."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pierglass.client.errors import TransportError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

__all__ = ["Ports", "RunningServer", "run_server"]

# Loading the networks on a busy machine takes minutes. One that ends is seen at once.
_START_S = 600.0
_STOP_S = 12.0


@dataclass(frozen=True)
class Ports:
    """Where the server listens; 0 takes a free port."""

    api: int = 0
    gateway: int = 0
    live: int = 0


@dataclass(frozen=True)
class RunningServer:
    """A server that answers.

    Attributes:
        public_origin: Where API and page are.
        pid: The process that supervises it.
    """

    public_origin: str
    gateway_url: str
    live_url: str
    pid: int


@contextlib.asynccontextmanager
async def run_server(
    data_dir: Path,
    ports: Ports | None = None,
    *,
    log: Path | None = None,
    settings: Mapping[str, str] | None = None,
) -> AsyncIterator[RunningServer]:
    """Start a server as a process, wait until it answers, and stop it in the end.

    Args:
        data_dir: Its folder; the server makes it when it is absent.
        ports: Where it listens; free ones when None.
        log: Where what it says goes; to this process's standard error when None.
        settings: Further settings by their variable, as docs/settings.md names them.

    Raises:
        TransportError: It did not come up; the message holds its last words.
    """
    ports = ports or Ports()
    with contextlib.ExitStack() as stack:
        stderr = stack.enter_context(log.open("ab")) if log is not None else None
        process = await asyncio.create_subprocess_exec(
            *_with(settings or {}),
            *(sys.executable, "-m", "pierglass.server", "serve"),
            *("--data-dir", str(data_dir)),
            *("--port", str(ports.api)),
            *("--gateway-port", str(ports.gateway)),
            *("--live-port", str(ports.live)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=stderr,
            # Ctrl-C in a terminal goes to a whole process group. The server would take
            # it and then our SIGTERM for a second one, and stop without draining.
            process_group=0,
        )
        try:
            ready = await _wait_until_ready(process, log)
            yield RunningServer(
                ready["public_origin"],
                ready["gateway_url"],
                ready["live_url"],
                process.pid,
            )
        finally:
            await _stop(process)


def _with(settings: Mapping[str, str]) -> list[str]:
    # By env(1): this process's own environment is neither read nor changed.
    return ["env", *(f"{k}={v}" for k, v in settings.items())] if settings else []


async def _wait_until_ready(
    process: asyncio.subprocess.Process, log: Path | None
) -> dict[str, Any]:
    if process.stdout is None:
        raise TransportError("The server has no standard output to read.")
    try:
        async with asyncio.timeout(_START_S):
            async for line in process.stdout:
                with contextlib.suppress(ValueError):
                    message = json.loads(line)
                    if isinstance(message, dict) and message.get("ready"):
                        return message
            status = await process.wait()
    except TimeoutError as exc:
        raise TransportError(
            f"The server was not ready within {_START_S:g} s.{_last_words(log)}"
        ) from exc
    raise TransportError(f"The server ended with {status}.{_last_words(log)}")


def _last_words(log: Path | None) -> str:
    if log is None or not log.exists():
        return " What it said stands above."
    tail = log.read_text("utf-8", "replace").splitlines()[-5:]
    return f" Its log ({log}) ends with:\n" + "\n".join(tail)


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(_STOP_S):
            # What it still prints must go somewhere, or it could not end.
            await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
