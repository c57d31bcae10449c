"""`pierglass lens dev`: a lens in the real page, in a chat, on this machine.

A platform of the lens's own runs from a hidden folder inside the lens. Each save is
reviewed and published there as a next version, and the page loads itself again, which
opens the lens where it stood.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import shutil
import signal
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

from pierglass.sdk.errors import (
    ApiError,
    ExtraMissingError,
    LensFolderError,
    NotFoundError,
)
from pierglass.sdk.lens.folder import LensFolder, read_folder
from pierglass.sdk.lens.lint import review

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pierglass.client.api import AsyncApi

__all__ = ["Workshop", "build_page", "develop", "next_version"]

_LOOK_S = 0.4
_OWN_SCRIPT = "/web/app.js"
_DEV_SCRIPT = "/web/dev/start.js"
_OWN_SERVER = {
    "PIERGLASS_LENS_DEVELOPMENT": "on",
    "PIERGLASS_WEBHOOK_HOSTS": "127.0.0.1,localhost",
}
"""The lens's own server is on this machine: the page reaches it, and events do."""


async def develop(
    folder: Path,
    port: int,
    data_dir: Path | None,
    say: Callable[[str], None],
    dress: Callable[[Path], None] | None = None,
) -> int:
    """Serve the lens in *folder* until Ctrl-C; return the exit code.

    Args:
        folder: The lens.
        port: Of the page; the next two are taken as well. 0 takes free ones.
        data_dir: Where the local platform keeps its things.
        say: Told each line for the developer.
        dress: Changes the page before it is served.

    Raises:
        ExtraMissingError: The local platform is not installed.
        LensFolderError: There is no lens.
        TransportError: The platform did not come up.
    """
    if importlib.util.find_spec("granian") is None:
        raise ExtraMissingError("lens dev", "server")
    from pierglass.client.api import AsyncApi
    from pierglass.client.demo.seed import MERCHANT, seed
    from pierglass.client.demo.server import Ports, run_server

    lens = read_folder(folder)
    lens_id = str(lens.manifest.get("id"))
    home = (data_dir or folder / ".pierglass").resolve()
    page = build_page(home / "page")
    if dress is not None:
        dress(page)
    stop = _stop_on_signal()
    say("Starting a platform for your lens…")
    ports = Ports(port, port + 1, port + 2) if port else Ports()
    setting = {"PIERGLASS_PAGE": f"pierglass.client:{page}", **_OWN_SERVER}
    log = home / "server.log"
    async with run_server(
        home / "platform", ports, log=log, settings=setting
    ) as server:
        await (await seed(server.public_origin)).close()
        async with AsyncApi(server.public_origin) as api:
            await api.sign_in(MERCHANT.username, MERCHANT.password)
            workshop = Workshop(api, folder, page, say)
            await workshop.look()
            say(_welcome(server.public_origin, lens_id))
            await workshop.watch(stop)
    return 0


def build_page(target: Path) -> Path:
    """Write the page with the start script of development, and return its folder."""
    shutil.rmtree(target, ignore_errors=True)
    with as_file(files("pierglass.client") / "web") as web:
        shutil.copytree(web, target)
    with as_file(files("pierglass.sdk.lens") / "dev_page") as own:
        shutil.copytree(own, target / "dev")
    index = target / "index.html"
    html = index.read_text("utf-8")
    if _OWN_SCRIPT not in html:
        raise LensFolderError(f"{index} does not load {_OWN_SCRIPT}; reinstall.")
    index.write_text(html.replace(_OWN_SCRIPT, _DEV_SCRIPT), "utf-8")
    (target / "dev/people.json").write_text(json.dumps(_people()), "utf-8")
    return target


def next_version(written: str, published: str | None) -> str:
    """Return the version under which a save is published: it must always rise."""
    if published is None:
        return written
    newest = max(_numbers(written), _numbers(published))
    if newest != _numbers(published):
        return written
    return f"{newest[0]}.{newest[1]}.{newest[2] + 1}"


class Workshop:
    """Publishes each save, and tells the page.

    Args:
        api: The local platform, signed in as the publisher.
        folder: The lens.
        page: The page's folder, as :func:`build_page` made it.
        say: Told what became of each save.
    """

    def __init__(
        self, api: AsyncApi, folder: Path, page: Path, say: Callable[[str], None]
    ) -> None:
        self._api = api
        self._say = say
        self._folder = folder
        self._state = page / "dev/state.json"
        self._number = 0
        self._seen: str | None = None
        self._tell([])

    async def watch(self, stop: asyncio.Event) -> None:
        """Look for saves until *stop*."""
        while not stop.is_set():
            try:
                async with asyncio.timeout(_LOOK_S):
                    await stop.wait()
            except TimeoutError:
                await self.look()

    async def look(self) -> bool:
        """Publish the lens if it was saved since the last look; return whether."""
        try:
            lens = read_folder(self._folder)
        except LensFolderError as error:
            # In the middle of a save, or a comma too many: the next look will see.
            self._tell([str(error)])
            return False
        if lens.content_hash == self._seen:
            return False
        self._seen = lens.content_hash
        verdict = review(lens, development=True)
        refusals = [f"{f.where}: {f.message}" for f in verdict.findings if f.refuses]
        if refusals:
            self._tell(refusals)
            self._say("\n".join(("Refused; the page shows why:", *refusals)))
            return False
        try:
            version = await self._publish(lens)
        except ApiError as error:
            self._tell([str(error)])
            self._say(f"The platform refused it: {error}")
            return False
        self._number += 1
        self._tell([])
        self._say(f"{lens.manifest['id']} {version} is in the page.")
        return True

    async def _publish(self, lens: LensFolder) -> str:
        manifest = dict(lens.manifest)
        try:
            published: str | None = (await self._api.lens(manifest["id"]))["version"]
        except NotFoundError:
            published = None
        manifest["version"] = next_version(manifest["version"], published)
        await self._api.publish_lens(manifest, lens.encoded())
        return str(manifest["version"])

    def _tell(self, trouble: list[str]) -> None:
        state: dict[str, Any] = {
            "number": self._number,
            "content": self._seen,
            "trouble": trouble,
        }
        # Renamed into place: the page never reads half of it.
        draft = self._state.with_suffix(".draft")
        draft.write_text(json.dumps(state), "utf-8")
        draft.replace(self._state)


def _people() -> dict[str, dict[str, str]]:
    from pierglass.client.demo.seed import ANA, BEN

    return {
        person.username: {"username": person.username, "password": person.password}
        for person in (ANA, BEN)
    }


def _numbers(version: str) -> tuple[int, int, int]:
    major, minor, patch = (int(part) for part in version.split("."))
    return major, minor, patch


def _stop_on_signal() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


def _welcome(origin: str, lens_id: str) -> str:
    return f"""
Your lens, as Ana:        {origin}/?as=ana#/lens/{lens_id}
The chat with her friend: {origin}/?as=ana#/chats
Her friend Ben:           {origin}/?as=ben#/chats   (a private window)

Save a file, and the page loads it. Ctrl-C stops everything.
"""
