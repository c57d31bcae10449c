"""One chat connection: hello, identify or resume, then operations until the end."""

import asyncio
from collections.abc import Mapping
from typing import Any

from pierglass.server.gateway.budget import Budget, Window
from pierglass.server.gateway.codes import Close, RefusedError
from pierglass.server.gateway.desk import Desk
from pierglass.server.gateway.door import Visit
from pierglass.server.gateway.ops import CHAT, OpError, read_op
from pierglass.server.gateway.session import Session
from pierglass.server.gateway.socket import GatewaySocket
from pierglass.server.rpc.errors import RpcError

__all__ = ["ChatConnection"]

_DOORS = ("identify", "resume")


class ChatConnection:
    """Serves one client, one operation after the other, in the order it sends them.

    Args:
        desk: The gateway's parts.
        socket: The client.
        visit: Its place in the door's counts.
    """

    def __init__(self, desk: Desk, socket: GatewaySocket, visit: Visit) -> None:
        self._desk = desk
        self.socket = socket
        self._visit = visit
        self._now_s = asyncio.get_running_loop().time
        limits = desk.limits
        self._ops = Budget(limits.ops_per_s, limits.ops_burst, self._now_s())
        self._refusals = Window(limits.refusals)
        self._errors = Window(limits.errors)

    async def run(self) -> None:
        """Serve until the connection ends.

        Raises:
            RefusedError: The connection must end; the caller closes it.
            ConnectionClosed: The client ended it.
            SocketLostError: It broke.
        """
        await self.socket.reply(
            {
                "op": "hello",
                "heartbeat_s": self._desk.limits.heartbeat_s,
                "epoch": self._desk.ids.epoch,
            }
        )
        while True:
            session = await self._identify()
            if session is None:
                continue
            try:
                if await session.begin():
                    await self._serve(session)
            finally:
                session.end()

    async def _identify(self) -> "Session | None":
        try:
            async with asyncio.timeout(self._desk.limits.identify_s):
                name, fields = await self._first()
        except TimeoutError:
            raise RefusedError(Close.AUTH_TIMEOUT, "auth_timeout") from None
        if name == "resume":
            _check_position(fields["seq"])
        elif "last_seq" in fields:
            _check_position(fields["last_seq"])
        principal = await self._desk.authenticate(fields["token"], ())
        if name == "resume" and not self._desk.ids.belongs(
            fields["session_id"], principal.account_id, principal.origin
        ):
            raise RefusedError(Close.UNAUTHENTICATED, "unauthenticated")
        self.socket.known = True
        self._visit.identified()
        if name == "resume" and fields["epoch"] != self._desk.ids.epoch:
            self._desk.tally.add("resumes", "epoch_changed")
            await self.socket.reply({"op": "reset", "reason": "epoch_changed"})
            return None
        after = fields["seq"] if name == "resume" else fields.get("last_seq")
        return Session(
            self._desk,
            self.socket,
            principal,
            fields["token"],
            after,
            fields.get("session_id"),
        )

    async def _first(self) -> tuple[str, dict[str, Any]]:
        while True:
            got = await self._next()
            if got is None:
                continue
            if got[0] not in _DOORS:
                raise RefusedError(Close.UNAUTHENTICATED, "unauthenticated")
            return got

    async def _serve(self, session: "Session") -> None:
        while True:
            got = await self._next()
            if got is None:
                continue
            name, fields = got
            if name in _DOORS:
                raise RefusedError(Close.BAD_FRAME, "already_identified")
            ref = fields.pop("ref", None)
            try:
                reply = await session.handle(name, fields)
            except RpcError as error:
                body = {k: v for k, v in error.body.items() if k != "close_code"}
                await self._error(body, ref)
                continue
            if reply is not None:
                if ref is not None:
                    reply["ref"] = ref
                await self.socket.reply(reply)

    async def _next(self) -> tuple[str, dict[str, Any]] | None:
        """Take one operation; answer here what is none, or is too much."""
        frame = await self.socket.recv()
        try:
            name, fields = read_op(frame, CHAT, self._desk.limits.frame_bytes)
        except OpError as error:
            if self._errors.add(self._now_s()):
                raise RefusedError(Close.RATE_LIMITED, "too_many_errors") from error
            await self._error(error.body, error.ref)
            return None
        if self._ops.take(self._now_s()):
            return name, fields
        if self._refusals.add(self._now_s()):
            raise RefusedError(Close.RATE_LIMITED, "rate_limited")
        await self._error(
            {
                "code": "rate_limited",
                "message": "Too many operations. Wait, then send this one again.",
                "retryable": True,
                "retry_after": round(self._ops.wait_s(), 3),
            },
            fields.get("ref"),
        )
        return None

    async def _error(self, body: Mapping[str, Any], ref: object) -> None:
        message: dict[str, Any] = {"op": "error", "error": body}
        if ref is not None:
            message["ref"] = ref
        await self.socket.reply(message)


def _check_position(seq: object) -> None:
    """Refuse what can be no position in a stream.

    Raises:
        RefusedError: It is negative, or no whole number.
    """
    if type(seq) is not int or seq < 0:
        raise RefusedError(Close.BAD_SEQUENCE, "bad_sequence")
