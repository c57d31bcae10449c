"""How long a connected client's token lets it stay."""

import asyncio

from pierglass.server.gateway.codes import Close
from pierglass.server.gateway.desk import Desk
from pierglass.server.gateway.hub import Member
from pierglass.server.gateway.socket import SocketLostError
from pierglass.server.rpc.errors import RpcError

__all__ = ["watch"]

_ENDS = (Close.UNAUTHENTICATED, Close.SESSION_EXPIRED, Close.TOKEN_REVOKED)


async def watch(desk: Desk, member: Member, token: str) -> None:
    """Warn a client before its token ends, and end the connection with it.

    Until then the token and the inbox are checked again and again: events say at once
    what changes; this bounds how long a lost one can matter.
    """
    async with asyncio.TaskGroup() as tasks:
        check = tasks.create_task(_recheck(desk, member, token))
        await _expire(desk, member)
        check.cancel()


async def _expire(desk: Desk, member: Member) -> None:
    now_s = asyncio.get_running_loop().time
    ends_s = member.principal.ends_s
    await asyncio.sleep(ends_s - desk.limits.expiring_s - now_s())
    left_s = max(0, round(ends_s - now_s()))
    try:
        await member.socket.reply({"op": "token_expiring", "expires_in_s": left_s})
    except SocketLostError:
        return  # whoever reads from it learns that, too
    await asyncio.sleep(ends_s - now_s())
    member.socket.end(Close.SESSION_EXPIRED, "token_expired")


async def _recheck(desk: Desk, member: Member, token: str) -> None:
    while True:
        pause_s = desk.limits.recheck_s * (0.75 + desk.random.random() / 2)
        await asyncio.sleep(pause_s)
        try:
            await desk.api.call("authenticate", {"token": token})
        except RpcError as error:
            if error.close_code in _ENDS:
                member.socket.end(error.close_code, error.code)
                return
        if member.feed is not None:
            member.feed.fill()
