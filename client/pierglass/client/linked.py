"""Linked apps: programs on the user's device, launched by the handler registered there.

An applet runs inside the client and calls it over the bridge. A linked app is another
program: it is handed one launch, as one line of JSON on its standard input, with what
the user lets it know and nothing else: no token, no bridge, none of the client's
environment. What more it wants it asks for with OAuth.

Source: A, paragraphs 30 to 32 and 56.
"""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pierglass.client.errors import AppMissingError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pierglass.client.api import AsyncApi
    from pierglass.client.launch import Launch
    from pierglass.client.records import AppLaunch

__all__ = ["Handlers", "LinkedApps", "RunningApp"]


class Handlers:
    """Which command stands for which linked app on this device.

    Args:
        path: The file that keeps them: JSON, id to words of the command.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def all(self) -> dict[str, list[str]]:
        """Return every registered command by the app's id."""
        if not self._path.exists():
            return {}
        known: dict[str, list[str]] = json.loads(self._path.read_text("utf-8"))
        return known

    def register(self, client_id: str, command: Sequence[str]) -> None:
        """Let *command* stand for the app, as its installer does.

        Raises:
            ValueError: The command has no words.
        """
        if not command:
            raise ValueError("a command needs at least the name of a program")
        self._write({**self.all(), client_id: list(command)})

    def forget(self, client_id: str) -> None:
        """Take the app's command away; again changes nothing."""
        self._write({k: v for k, v in self.all().items() if k != client_id})

    def _write(self, handlers: Mapping[str, list[str]]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(handlers, indent=2, sort_keys=True)
        self._path.write_text(text + "\n", "utf-8")


@dataclass(frozen=True)
class RunningApp:
    """A linked app that was launched.

    Attributes:
        process: The program.
        handed: What it was handed.
    """

    process: asyncio.subprocess.Process
    handed: dict[str, Any]


class LinkedApps:
    """The linked apps of the signed-in account on this device.

    Args:
        api: The server.
        handlers: The commands registered here.
    """

    def __init__(self, api: AsyncApi, handlers: Handlers) -> None:
        self._api = api
        self._handlers = handlers

    async def installed(self, context: str | None = None) -> list[dict[str, Any]]:
        """Return the listed linked apps that this device can launch."""
        known = self._handlers.all()
        listed = await self._api.resources(context)
        apps = [dict(one) for one in listed if one["kind"] == "linked_app"]
        return [one for one in apps if one["id"] in known]

    async def link(self, client_id: str, launch: Launch) -> AppLaunch:
        """Return the address that opens an app once, where no command is registered.

        A page opens apps so, and so can any client that hands addresses to the system.

        Raises:
            NotFoundError: No such app is listed, or it declared no launch address.
        """
        made = await self._api.launch_app(client_id, launch.to_map())
        await self._api.note_use(client_id, launch.source, launch.message_id)
        return made

    async def open(self, client_id: str, launch: Launch) -> RunningApp:
        """Launch an app by its registered command.

        Raises:
            NotFoundError: No such linked app is listed.
            AppMissingError: No command is registered for it here.
        """
        listed = {r["id"]: r for r in await self._api.resources()}
        app = listed.get(client_id)
        if app is None or app["kind"] != "linked_app":
            message = f"{client_id} is no linked app; applets open in the tray."
            raise NotFoundError(
                404, {"code": "not_found", "message": message}, request="open"
            )
        command = self._handlers.all().get(client_id)
        if command is None:
            raise AppMissingError(app["name"])
        handed = {
            "client_id": client_id,
            "launch": launch.to_map(),
            "user": await self._api.seen_by(client_id),
        }
        process = await _start(command, json.dumps(handed))
        await self._api.note_use(client_id, launch.source, launch.message_id)
        return RunningApp(process, handed)


async def _start(command: Sequence[str], line: str) -> asyncio.subprocess.Process:
    # No shell reads the words, and nothing of the client's environment goes along.
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={"PATH": os.defpath},
    )
    if process.stdin is not None:
        process.stdin.write(f"{line}\n".encode())
        await process.stdin.drain()
        process.stdin.close()
    return process
