"""One stream of camera frames: the newest wins, one at work, none waits.

Apart from chat, so that slow pictures never close a chat. A frame that arrives while
another is at work replaces the one that waits; a replaced frame is never answered.
"""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pierglass.server.gateway.budget import Budget, Window
from pierglass.server.gateway.codes import Close, RefusedError
from pierglass.server.gateway.desk import Desk
from pierglass.server.gateway.door import Visit
from pierglass.server.gateway.feed import Feed
from pierglass.server.gateway.lifetime import watch
from pierglass.server.gateway.ops import LIVE, OpError, read_op
from pierglass.server.gateway.socket import GatewaySocket
from pierglass.server.rpc.errors import RpcError, RpcUnavailableError

if TYPE_CHECKING:
    from pierglass.server.gateway.hub import Principal

__all__ = ["LiveConnection"]

SCOPE = "camera.tryon"
_FRAME_S = 9.0


class LiveConnection:
    """Serves one client's stream.

    Args:
        desk: The gateway's parts.
        socket: The client.
        visit: Its place in the door's counts.
        stream: The stream's id.
    """

    feed: Feed | None = None

    def __init__(
        self, desk: Desk, socket: GatewaySocket, visit: Visit, stream: str
    ) -> None:
        self.socket = socket
        self.principal: Principal  # from the first operation on
        self._desk = desk
        self._visit = visit
        self._stream = stream
        self._now_s = asyncio.get_running_loop().time
        limits = desk.limits
        self._frames = Budget(
            limits.frames_per_s, limits.frames_per_s * 2, self._now_s()
        )
        self._refusals = Window(limits.refusals)
        self._errors = Window(limits.errors)
        self._item_id = ""
        self._newest: dict[str, Any] | None = None
        self._arrived = asyncio.Event()

    async def run(self) -> None:
        """Serve until the connection ends.

        Raises:
            RefusedError: The connection must end; the caller closes it.
            ConnectionClosed: The client ended it.
            SocketLostError: It broke.
        """
        token = await self._start()
        self._desk.hub.add(self)
        try:
            async with asyncio.TaskGroup() as tasks:
                check = tasks.create_task(watch(self._desk, self, token))
                work = tasks.create_task(self._work())
                try:
                    await self._receive()
                finally:
                    work.cancel()
                    check.cancel()
        except* Exception as group:
            raise group.exceptions[0] from None
        finally:
            self._desk.hub.remove(self)
            self._forget()

    async def _start(self) -> str:
        try:
            async with asyncio.timeout(self._desk.limits.identify_s):
                while (got := await self._next()) is None:
                    pass
        except TimeoutError:
            raise RefusedError(Close.AUTH_TIMEOUT, "auth_timeout") from None
        name, fields = got
        if name != "start":
            raise RefusedError(Close.UNAUTHENTICATED, "unauthenticated")
        token: str = fields["token"]
        self.principal = await self._desk.authenticate(token, (SCOPE,))
        self.socket.known = True
        self._visit.identified()
        self._item_id = fields["item_id"]
        await self.socket.reply({"op": "started", "stream": self._stream})
        return token

    async def _receive(self) -> None:
        while True:
            got = await self._next()
            if got is None:
                continue
            name, fields = got
            if name == "start":
                raise RefusedError(Close.BAD_FRAME, "already_identified")
            if name == "stop":
                return
            if name == "item":
                self._item_id = fields["item_id"]
            elif name == "frame":
                self._take(fields)
            elif name == "heartbeat":
                await self.socket.reply({"op": "heartbeat_ack"})

    def _take(self, fields: dict[str, Any]) -> None:
        if not self._frames.take(self._now_s()):
            # Dropping is what happens to frames that come too fast; a flood is more.
            if self._refusals.add(self._now_s()):
                raise RefusedError(Close.RATE_LIMITED, "rate_limited")
            self._desk.tally.add("drops", "live_frame_too_fast")
            return
        if self._newest is not None:
            self._desk.tally.add("drops", "live_frame_replaced")
        self._newest = fields
        self._arrived.set()

    async def _work(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            frame, self._newest = self._newest, None
            if frame is None:
                continue
            args = {
                "stream": self._stream,
                "n": frame["n"],
                "image": frame["image"],
                "item_id": self._item_id,
            }
            try:
                result = await self._desk.augment.call(
                    "frame", args, deadline_s=_FRAME_S
                )
            except RpcError as error:
                body = {k: v for k, v in error.body.items() if k != "close_code"}
                if isinstance(error, RpcUnavailableError):
                    body["code"] = "augmentation_unavailable"
                await self._error(body, frame["n"])
            else:
                # Waits while the client is behind: the next frame is then a fresh one.
                await self.socket.reply({"op": "frame", **result})

    async def _next(self) -> tuple[str, dict[str, Any]] | None:
        frame = await self.socket.recv()
        try:
            return read_op(frame, LIVE, self._desk.limits.live_frame_bytes)
        except OpError as error:
            if self._errors.add(self._now_s()):
                raise RefusedError(Close.RATE_LIMITED, "too_many_errors") from error
            await self._error(error.body, error.ref)
            return None

    async def _error(self, body: Mapping[str, Any], ref: object) -> None:
        message: dict[str, Any] = {"op": "error", "error": body}
        if ref is not None:
            message["ref"] = ref
        await self.socket.reply(message)

    def _forget(self) -> None:
        """Tell the augment process that the stream is over; it would notice later."""
        if not self._desk.augment.connected:
            return
        task = asyncio.create_task(
            self._desk.augment.call("close", {"stream": self._stream}, deadline_s=2)
        )
        _FORGETTING.add(task)
        task.add_done_callback(_done)


_FORGETTING: set[asyncio.Task[Any]] = set()


def _done(task: asyncio.Task[Any]) -> None:
    _FORGETTING.discard(task)
    if not task.cancelled():
        task.exception()  # a stream that cannot be closed ends by itself
