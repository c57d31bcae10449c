"""What every connection shares: the other processes, the hub, the limits."""

import asyncio
from dataclasses import dataclass, field
from random import Random
from typing import Any

from pierglass.server.gateway.codes import Close, RefusedError
from pierglass.server.gateway.door import Door
from pierglass.server.gateway.hub import Hub, Principal
from pierglass.server.gateway.limits import Limits
from pierglass.server.gateway.sessions import SessionIds
from pierglass.server.gateway.tally import Tally
from pierglass.server.rpc.async_client import AsyncRpcClient
from pierglass.server.rpc.errors import (
    RpcDeadlineError,
    RpcError,
    RpcUnavailableError,
)

__all__ = ["Desk"]

_REPEATABLE = frozenset(["message.send", "conversation.read", "inbox.fetch", "typing"])


@dataclass(frozen=True)
class Desk:
    """The gateway's parts, as its connections use them."""

    api: AsyncRpcClient
    augment: AsyncRpcClient
    hub: Hub
    ids: SessionIds
    limits: Limits
    random: Random
    log: Any
    chat_door: Door
    live_door: Door
    tally: Tally = field(default_factory=Tally)

    async def authenticate(self, token: str, scopes: tuple[str, ...]) -> Principal:
        """Ask who a token stands for.

        Args:
            token: As the client sent it.
            scopes: One of them is needed; a first-party session has all.

        Raises:
            RefusedError: It stands for nobody, or may not do this.
        """
        try:
            found = await self.api.call("authenticate", {"token": token})
        except RpcError as error:
            code = error.close_code or Close.SHUTTING_DOWN
            raise RefusedError(code, error.code) from error
        principal = Principal.of(found, asyncio.get_running_loop().time())
        if not principal.scopes.intersection(("*", *scopes)):
            raise RefusedError(Close.FORBIDDEN, "insufficient_scope")
        return principal

    async def command(
        self, principal: Principal, method: str, args: dict[str, Any]
    ) -> Any:
        """Call a command of the api process for a client.

        If that process dies meanwhile, what may be repeated is: a send has its key,
        and reading changes nothing.

        Raises:
            RpcError: The command's own error, or no answer.
        """
        call = {"principal": principal.as_map(), "args": args}
        try:
            return await self.api.call(method, call)
        except RpcDeadlineError:
            raise
        except RpcUnavailableError:
            if method not in _REPEATABLE:
                raise
            return await self.api.call(method, call)
