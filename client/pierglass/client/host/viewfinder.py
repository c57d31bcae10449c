"""The host's viewfinder: camera frames to the live socket, augmented frames back.

The lens lays out where the picture stands and says which item is on; the picture
itself stays with the host.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pierglass.client.errors import GatewayError, PierglassError
from pierglass.client.host.news import News
from pierglass.client.live import Live, LiveFrame

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from pierglass.client.camera import Camera

__all__ = ["Region", "Viewfinder"]

# A lens is told of a change that a person would notice, not of every frame.
_NOTICED_SHARE = 0.05


@dataclass(frozen=True)
class Region:
    """Where on the lens's page the host draws, in CSS pixels."""

    x: float
    y: float
    width: float
    height: float


class Viewfinder:
    """A live try-on on one camera.

    Args:
        camera: What it looks through.
        live_url: The live socket.
        token: Returns a valid access token.
        notify: Tells the lens what changed.
    """

    def __init__(
        self,
        camera: Camera,
        live_url: str,
        token: Callable[[], Awaitable[str]],
        notify: Callable[[dict[str, Any]], None],
    ) -> None:
        self.camera = camera
        self.region: Region | None = None
        self.item_id: str | None = None
        self.latest: LiveFrame | None = None
        self.frames_seen = 0
        self._live_url = live_url
        self._token = token
        self.notify = notify
        self._live: Live | None = None
        self._pump: asyncio.Task[None] | None = None
        self._waiting: dict[str, asyncio.Future[LiveFrame]] = {}
        self._told: tuple[bool, str | None, float] | None = None
        self.news = News()
        """Told when the wearer is lost or found, and when the item is another."""

    async def start(self, item_id: str) -> LiveFrame:
        """Try *item_id* on and return the first frame that was answered for it.

        Raises:
            PierglassError: When the live socket cannot be had or refuses the item.
        """
        self.item_id = item_id
        waiting = self._waiting.get(item_id)
        if waiting is None or waiting.done():
            waiting = asyncio.get_running_loop().create_future()
            self._waiting[item_id] = waiting
        try:
            if self._live is None:
                await self._open(item_id)
            else:
                await self._live.change(item_id)
            return await asyncio.shield(waiting)
        finally:
            if self._waiting.get(item_id) is waiting:
                del self._waiting[item_id]
            if waiting.done() and not waiting.cancelled():
                waiting.exception()  # Seen, whoever waited is gone or has it.

    async def stop(self) -> None:
        """Take the item off and close the stream."""
        self.item_id = None
        self._told = None
        self.news.tell()
        if self._pump is not None:
            self._pump.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._pump
            self._pump = None
        if self._live is not None:
            await self._live.close()
            self._live = None

    async def look_through(self, camera: Camera) -> None:
        """Use another camera from now on, such as a photo that the user picked."""
        await self.stop()
        self.camera = camera

    async def _open(self, item_id: str) -> None:
        live = Live(self._live_url, await self._token(), item_id)
        await live.open()
        self._live = live
        self._pump = asyncio.create_task(self._run(live))

    async def _run(self, live: Live) -> None:
        try:
            async for image in self.camera.frames():
                try:
                    frame = await live.frame(image)
                except GatewayError as error:
                    self._fail(error)
                else:
                    self._take(frame)
        except PierglassError as error:
            self._live = None
            self._fail(error)
            self._tell(placed=False, reason="unavailable", hidden_share=0.0)

    def _take(self, frame: LiveFrame | None) -> None:
        if frame is None:
            return
        self.frames_seen += 1
        before, self.latest = self.latest, frame
        if before is None or _kind(before) != _kind(frame):
            self.news.tell()
        waiting = self._waiting.get(frame.item_id)
        if waiting is not None and not waiting.done():
            waiting.set_result(frame)
            self._told = (frame.placed, frame.reason, frame.hidden_share)
        elif frame.item_id == self.item_id:
            self._tell(frame.placed, frame.reason, frame.hidden_share)

    def _fail(self, error: PierglassError) -> None:
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(error)

    def _tell(self, placed: bool, reason: str | None, hidden_share: float) -> None:
        if self._told is not None:
            was_placed, was_reason, was_share = self._told
            moved = abs(was_share - hidden_share) > _NOTICED_SHARE
            if (was_placed, was_reason) == (placed, reason) and not moved:
                return
        self._told = (placed, reason, hidden_share)
        update: dict[str, Any] = {"placed": placed, "hidden_share": hidden_share}
        if reason is not None:
            update["reason"] = reason
        self.notify(update)


def _kind(frame: LiveFrame) -> tuple[str, bool, str | None]:
    return frame.item_id, frame.placed, frame.reason
