"""The live try-on socket's client: camera frames out, augmented frames back.

The newest frame wins: while the server works on one, a newer one replaces the one
that waits, and a frame that was replaced is never answered.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from pierglass.bridge.codec import decode, encode
from pierglass.client.errors import GatewayError, TransportError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["MAX_FRAME_BYTES", "Live", "LiveFrame"]

MAX_FRAME_BYTES = 512 * 1024
_OPEN_TIMEOUT_S = 10.0


@dataclass(frozen=True)
class LiveFrame:
    """One augmented frame.

    Attributes:
        n: The number of the camera frame that it answers.
        image: JPEG.
        placed: Whether the item is in it; when not, the picture is the camera's.
        reason: Why it could not be placed.
        hidden_share: Share of the item that something in front of it hides, 0 to 1.
        mask_age: Frames since the occlusion map was predicted; None for the static
            map.
        item_id: The item that was asked for when the frame was sent.
    """

    n: int
    image: bytes
    placed: bool
    reason: str | None
    hidden_share: float
    mask_age: int | None
    item_id: str


class Live:
    """A live try-on of one item at a time.

    Args:
        url: Such as `ws://127.0.0.1:8702/live`.
        token: The user's access token.
        on_frame: Called with every augmented frame.
    """

    def __init__(
        self,
        url: str,
        token: str,
        item_id: str,
        *,
        on_frame: Callable[[LiveFrame], None] | None = None,
    ) -> None:
        self.url = url
        self.item_id = item_id
        self._token = token
        self._on_frame = on_frame
        self._n = 0
        self._asked: dict[int, tuple[str, asyncio.Future[LiveFrame | None]]] = {}
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._started: asyncio.Future[None] | None = None

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def open(self) -> None:
        """Connect and start the stream.

        Raises:
            TransportError: When nobody answers.
            GatewayError: When the server refuses the token or the item.
        """
        try:
            self._socket = await connect(
                self.url,
                compression=None,
                max_size=MAX_FRAME_BYTES,
                open_timeout=_OPEN_TIMEOUT_S,
            )
        except (OSError, InvalidHandshake, TimeoutError) as exc:
            raise TransportError(
                f"No live socket answers at {self.url} ({exc}). Check that the server "
                "runs and that its address is right."
            ) from exc
        self._started = asyncio.get_running_loop().create_future()
        self._reader = asyncio.create_task(self._read(self._socket))
        try:
            await self._post(
                {"op": "start", "token": self._token, "item_id": self.item_id}
            )
            await self._started
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """End the stream; a frame still on its way is answered None."""
        if self._socket is not None:
            await self._socket.close()
        if self._reader is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await self._reader

    async def frame(self, image: bytes) -> LiveFrame | None:
        """Send a camera frame; return it augmented, or None when a newer one won.

        Args:
            image: JPEG, at most 512 KiB.

        Raises:
            GatewayError: When the server refused the frame or the item.
            TransportError: When the stream ended.
        """
        self._n += 1
        n = self._n
        answer: asyncio.Future[LiveFrame | None]
        answer = asyncio.get_running_loop().create_future()
        self._asked[n] = (self.item_id, answer)
        try:
            frame = {"op": "frame", "n": n, "image": image}
            await self._post(frame)
            return await answer
        finally:
            self._asked.pop(n, None)

    async def change(self, item_id: str) -> None:
        """Try another item on from the next frame on."""
        self.item_id = item_id
        await self._post({"op": "item", "item_id": item_id})

    async def _post(self, frame: dict[str, Any]) -> None:
        if self._socket is None:
            raise TransportError("The live stream is not open.")
        try:
            await self._socket.send(encode(frame, max_bytes=MAX_FRAME_BYTES))
        except ConnectionClosed as exc:
            raise TransportError(f"The live stream ended ({exc}).") from exc

    async def _read(self, socket: ClientConnection) -> None:
        reason = "closed here"
        try:
            async for data in socket:
                raw = data.encode() if isinstance(data, str) else data
                self._receive(decode(raw, max_bytes=MAX_FRAME_BYTES))
        except ConnectionClosed as exc:
            reason = str(exc)
        finally:
            self._settle(TransportError(f"The live stream ended ({reason})."))

    def _receive(self, frame: dict[str, Any]) -> None:
        match frame.get("op"):
            case "started":
                if self._started is not None and not self._started.done():
                    self._started.set_result(None)
            case "frame":
                self._answer(frame)
            case "error":
                self._settle(GatewayError(frame.get("error", {})))

    def _answer(self, frame: dict[str, Any]) -> None:
        n = int(frame["n"])
        # A frame older than the answered one was replaced by a newer one.
        for older in [asked for asked in self._asked if asked < n]:
            _resolve(self._asked[older][1], None)
        item_id, answer = self._asked.get(n, (self.item_id, None))
        result = LiveFrame(
            n=n,
            image=frame["image"],
            placed=bool(frame.get("placed", True)),
            reason=frame.get("reason"),
            hidden_share=float(frame.get("hidden_share") or 0.0),
            mask_age=frame.get("mask_age"),
            item_id=item_id,
        )
        if answer is not None:
            _resolve(answer, result)
        if self._on_frame is not None:
            self._on_frame(result)

    def _settle(self, error: Exception) -> None:
        waiting: list[asyncio.Future[Any]] = [a for _, a in self._asked.values()]
        if self._started is not None:
            waiting.append(self._started)
        for answer in waiting:
            if not answer.done():
                answer.set_exception(error)


def _resolve(answer: asyncio.Future[LiveFrame | None], value: LiveFrame | None) -> None:
    if not answer.done():
        answer.set_result(value)
