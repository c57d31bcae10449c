"""One process of the server, seen from its supervisor."""

import asyncio
import json
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass

from pierglass.server.settings import Settings

__all__ = ["MISCONFIGURED", "Child", "MisconfiguredError", "Role"]

MISCONFIGURED = 78
"""Exit status (EX_CONFIG) of a process that another start would not help."""


class MisconfiguredError(Exception):
    """A process cannot run here; the text says what to change."""


@dataclass(frozen=True)
class Role:
    """What a process is for."""

    name: str
    fds: tuple[int, ...] = ()
    """Listening sockets that it inherits."""
    essential: bool = True
    """Whether a crash loop stops the server; without it the others go on."""


class Child:
    """A running process."""

    def __init__(
        self,
        role: Role,
        process: asyncio.subprocess.Process,
        ready: "asyncio.Task[bool]",
    ) -> None:
        self.role = role
        self.process = process
        self.ready = ready
        """Ends with True when the process says that it is ready, with False when it
        ends first."""

    @classmethod
    async def start(cls, role: Role, settings: Settings) -> "Child":
        """Start a process.

        It reads its settings from standard input, whose other end stays open here as
        long as this process lives, and says through a pipe when it is ready.
        """
        says, ready = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",
                "-m",
                "pierglass.server.supervisor.role",
                role.name,
                stdin=asyncio.subprocess.PIPE,
                stdout=sys.stderr.fileno(),
                pass_fds=(*role.fds, ready),
            )
        finally:
            os.close(ready)
        start = {
            "settings": settings.environment(),
            "fds": role.fds,
            "ready_fd": ready,
            "parent_pid": os.getpid(),
        }
        if process.stdin is not None:
            with suppress(ConnectionError):  # it died at once: its end says why
                process.stdin.write(json.dumps(start).encode() + b"\n")
                await process.stdin.drain()
        return cls(role, process, asyncio.create_task(_until_ready(says)))

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, unless the process has ended."""
        with suppress(ProcessLookupError):
            self.process.send_signal(number)

    def reason(self) -> str:
        """Say how the process ended."""
        status = self.process.returncode
        if status is None:
            return "it runs"
        if status < 0:
            return f"it was ended by {signal.Signals(-status).name}"
        return f"it ended with status {status}"


async def _until_ready(says: int) -> bool:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(says, "rb")
    )
    try:
        return bool(await reader.read(1))
    finally:
        transport.close()
