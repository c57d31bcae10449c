"""Keeps the processes of a server running, and stops them in order."""

import asyncio
import json
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from random import Random
from typing import Any

from pierglass.server.rpc.backoff import Backoff
from pierglass.server.rpc.paths import run_dir
from pierglass.server.settings import Settings
from pierglass.server.supervisor.child import MISCONFIGURED, Child, Role
from pierglass.server.supervisor.listeners import Listeners
from pierglass.server.supervisor.lock import DataDirLock
from pierglass.server.supervisor.logs import configure

__all__ = ["Supervisor", "serve"]

_LOOP_EXITS = 5
"""Ends in a row, each before the process was up for ``_UP_S``: a crash loop."""
_UP_S = 1.0
_START_S = 300.0
_DRAIN_S = 10.0
_STOP_ORDER = (("gateway",), ("api", "augment"))
"""The gateway first: what its clients sent last still needs the others."""


def serve(settings: Settings, random: Random) -> int:
    """Run a server until it is told to stop.

    Returns:
        The exit status.

    Raises:
        DataDirLockedError: Another server works in the data folder.
        PortTakenError: A port is in use.
    """
    lock = DataDirLock(settings.data_dir)
    try:
        run_dir(settings.data_dir)
        listeners = Listeners.bind(settings)
        try:
            resolved = settings.at_ports(*listeners.ports())
            roles = (
                Role("api", (listeners.api.fileno(),)),
                Role("augment", essential=False),
                Role("gateway", (listeners.gateway.fileno(), listeners.live.fileno())),
            )
            return asyncio.run(Supervisor(resolved, roles, random).run())
        finally:
            listeners.close()
    finally:
        lock.release()


class Supervisor:
    """The parent of a server's processes.

    Args:
        settings: With the ports as they were bound.
        roles: The processes.
        random: Jitter of the pauses between restarts.
    """

    def __init__(
        self, settings: Settings, roles: Sequence[Role], random: Random
    ) -> None:
        self._settings = settings
        self._roles = roles
        self._random = random
        self._log = configure("supervisor")
        self._children: dict[str, Child] = {}
        self._up = {role.name: asyncio.Event() for role in roles}
        self._stopping = asyncio.Event()
        self._hurry = asyncio.Event()
        self._status = 0

    async def run(self) -> int:
        """Start everything, say that it is ready, and stay until told to stop.

        Returns:
            0 after an orderly stop, 1 after a crash loop or a hurried stop.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._on_signal, number)
        keepers = [asyncio.create_task(self._keep(role)) for role in self._roles]
        announce = asyncio.create_task(self._announce())
        await self._stopping.wait()
        announce.cancel()
        await self._stop()
        await asyncio.gather(*keepers, announce, return_exceptions=True)
        return self._status

    def _on_signal(self, number: signal.Signals) -> None:
        if self._stopping.is_set():
            self._log.warning("stopping at once", signal=number.name)
            self._status = 1
            self._hurry.set()
        else:
            self._log.info("stopping", signal=number.name)
            self._stopping.set()

    async def _announce(self) -> None:
        try:
            async with asyncio.timeout(_START_S):
                for up in self._up.values():
                    await up.wait()
        except TimeoutError:
            late = [name for name, up in self._up.items() if not up.is_set()]
            self._fail(f"{' and '.join(late)} did not start in {_START_S:g} s")
            return
        line = {
            "ready": True,
            "public_origin": self._settings.public(),
            "lens_origin": self._settings.lenses(),
            "gateway_url": self._settings.gateway(),
            "live_url": self._settings.live(),
            "pids": {name: child.process.pid for name, child in self._children.items()},
        }
        with suppress(OSError, ValueError):  # nobody reads it: the server runs on
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()

    async def _keep(self, role: Role) -> None:
        backoff = Backoff(self._random, first_s=0.1, cap_s=30.0)
        failures = 0
        loop = asyncio.get_running_loop()
        while not self._stopping.is_set():
            child = await Child.start(role, self._settings)
            self._children[role.name] = child
            was_ready = await child.ready
            if was_ready:
                self._up[role.name].set()
            up_s = loop.time()
            status = await child.process.wait()
            stayed = was_ready and loop.time() - up_s >= _UP_S
            if self._stopping.is_set():
                return
            failures = 0 if stayed else failures + 1
            if stayed:
                backoff.reset()
            if self._is_hopeless(role, status, failures):
                self._fail(f"{role.name} does not stay up: {child.reason()}")
                return
            if not role.essential:
                # What cannot start must not keep the rest from being announced.
                self._up[role.name].set()
            pause_s = backoff.next()
            self._log.warning(
                "a process ended; starting it again",
                role=role.name,
                reason=child.reason(),
                pause_s=round(pause_s, 2),
            )
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause_s)

    def _is_hopeless(self, role: Role, status: int, failures: int) -> bool:
        if not role.essential:
            return False
        return status == MISCONFIGURED or failures >= _LOOP_EXITS

    def _fail(self, reason: str) -> None:
        self._log.error("giving up", reason=reason)
        self._status = 1
        self._stopping.set()

    async def _stop(self) -> None:
        ends_s = asyncio.get_running_loop().time() + _DRAIN_S
        hurry = asyncio.create_task(self._hurry.wait())
        for names in _STOP_ORDER:
            group = [self._children[name] for name in names if name in self._children]
            for child in group:
                child.signal(signal.SIGTERM)
            await self._until_ended(group, ends_s, hurry)
        hurry.cancel()
        for child in self._children.values():
            if child.process.returncode is None:
                self._log.warning(
                    "a process did not stop in time", role=child.role.name
                )
                child.signal(signal.SIGKILL)
                await child.process.wait()

    async def _until_ended(
        self, group: list[Child], ends_s: float, hurry: "asyncio.Task[Any]"
    ) -> None:
        waits = [asyncio.create_task(child.process.wait()) for child in group]
        ended = asyncio.gather(*waits)
        left_s = max(0.0, ends_s - asyncio.get_running_loop().time())
        await asyncio.wait(
            {asyncio.ensure_future(ended), hurry},
            timeout=left_s,
            return_when=asyncio.FIRST_COMPLETED,
        )
        if not ended.done():
            ended.cancel()
            await asyncio.gather(ended, return_exceptions=True)
