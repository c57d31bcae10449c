"""A client that is known: its feed, and what its operations do."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pierglass.server.gateway.codes import Close, RefusedError
from pierglass.server.gateway.desk import Desk
from pierglass.server.gateway.feed import Feed, Page
from pierglass.server.gateway.hub import Principal
from pierglass.server.gateway.lifetime import watch
from pierglass.server.gateway.socket import GatewaySocket
from pierglass.server.rpc.errors import RpcError

__all__ = ["Session"]


class Session:
    """One identified client.

    Args:
        desk: The gateway's parts.
        socket: The client.
        principal: Who it is.
        token: What it showed, for later checks.
        after: Its position in the inbox, if it has one.
        resumed: The session id that it resumes, if it does.
    """

    def __init__(
        self,
        desk: Desk,
        socket: GatewaySocket,
        principal: Principal,
        token: str,
        after: int | None,
        resumed: str | None,
    ) -> None:
        self.principal = principal
        self.socket = socket
        self.feed: Feed = Feed(socket, self._fetch, desk.random, self._seen)
        self._desk = desk
        self._token = token
        self._after = after
        self._resumed = resumed
        self._watch: asyncio.Task[None] | None = None
        self._acked = 0

    async def begin(self) -> bool:
        """Let the client in; False when it must reload and identify again."""
        # In the hub before the inbox is read: nothing falls between the two.
        self._desk.hub.add(self)
        try:
            page = await self._fetch(self._after)
        except RpcError as error:
            raise RefusedError(Close.SHUTTING_DOWN, error.code) from error
        if page.reset == "bad_sequence":
            raise RefusedError(Close.BAD_SEQUENCE, "bad_sequence")
        if page.reset is not None:
            self._desk.tally.add("resumes", page.reset)
            await self.socket.reply({"op": "reset", "reason": page.reset})
            return False
        start = page.newest if self._after is None else self._after
        await self.socket.reply(
            {"op": "resumed"} if self._resumed else self._ready(start)
        )
        self.feed.begin(start, page)
        self._watch = asyncio.create_task(watch(self._desk, self, self._token))
        if self._resumed:
            self._desk.tally.add("resumes", "resumed")
            await self.feed.filled()
            await self.socket.reply({"op": "resumed_done", "seq": self.feed.delivered})
        return True

    def end(self) -> None:
        """Forget the client."""
        self._desk.hub.remove(self)
        self.feed.close()
        if self._watch is not None:
            self._watch.cancel()

    async def handle(self, name: str, fields: dict[str, Any]) -> dict[str, Any] | None:
        """Do an operation and give its reply, if it has one.

        Raises:
            RpcError: What the api process says against it.
        """
        return await _HANDLERS[name](self, fields)

    def _ready(self, start: int) -> dict[str, Any]:
        who = self.principal
        return {
            "op": "ready",
            "session_id": self._desk.ids.new(who.account_id, who.origin),
            "account_id": who.account_id,
            "seq": start,
        }

    async def _fetch(self, after: int | None) -> Page:
        reply = await self._desk.command(
            self.principal,
            "inbox.fetch",
            {"after_seq": after, "limit": self._desk.limits.page},
        )
        return Page(reply["events"], reply["seq"], reply["more"], reply["reset"])

    def _seen(self, kind: str, data: dict[str, Any]) -> None:
        # A revocation that the bus lost counts when the inbox brings it.
        self._desk.hub.revoke(self.principal.account_id, kind, data)

    async def _send(self, fields: dict[str, Any]) -> dict[str, Any]:
        reply = await self._desk.command(self.principal, "message.send", fields)
        return {"op": "sent", **reply}

    async def _open(self, fields: dict[str, Any]) -> dict[str, Any]:
        reply = await self._desk.command(self.principal, "message.open", fields)
        return {"op": "opened", **reply}

    async def _ack(self, fields: dict[str, Any]) -> None:
        if fields["seq"] > self.feed.delivered:
            raise RpcError(
                {
                    "code": "bad_ack",
                    "message": f"seq {fields['seq']} was not sent yet; "
                    f"the newest is {self.feed.delivered}",
                    "field": "seq",
                    "retryable": False,
                }
            )

    async def _read(self, fields: dict[str, Any]) -> None:
        await self._desk.command(self.principal, "conversation.read", fields)

    async def _typing(self, fields: dict[str, Any]) -> None:
        told = await self._desk.command(self.principal, "typing", fields)
        self._desk.hub.tell(
            told["account_ids"],
            {
                "op": "typing",
                "conversation_id": told["conversation_id"],
                "account_id": told["account_id"],
            },
        )

    async def _heartbeat(self, fields: dict[str, Any]) -> dict[str, Any]:
        if fields.get("seq", self.feed.delivered) != self.feed.delivered:
            self.feed.fill()
        return {"op": "heartbeat_ack"}


_HANDLERS: Mapping[
    str, Callable[[Session, dict[str, Any]], Awaitable[dict[str, Any] | None]]
] = {
    "send": Session._send,
    "open": Session._open,
    "ack": Session._ack,
    "read": Session._read,
    "typing": Session._typing,
    "heartbeat": Session._heartbeat,
}
