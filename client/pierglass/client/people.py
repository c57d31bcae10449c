"""Friends: asking, accepting, blocking, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pierglass.client.errors import NotFoundError

if TYPE_CHECKING:
    from pierglass.client.api import AsyncApi
    from pierglass.client.records import Account, FriendRequest, Friendship

__all__ = ["People"]


class People:
    """The people around the signed-in account."""

    def __init__(self, api: AsyncApi) -> None:
        self._api = api

    async def ask(self, username: str) -> FriendRequest:
        """Ask *username* to be friends."""
        return await self._api.request_friend(username)

    async def accept(self, username: str) -> Friendship:
        """Accept the request that *username* made.

        Raises:
            NotFoundError: When there is no such request.
        """
        for request in (await self._api.friends())["incoming"]:
            if request["account"]["username"] == username:
                return await self._api.accept_friend(request["id"])
        raise NotFoundError(
            404,
            {
                "code": "not_found",
                "message": f"{username} has not asked; they must ask first.",
            },
            request="accept",
        )

    async def friends(self) -> list[Account]:
        """Return everyone who is a friend."""
        return [each["account"] for each in (await self._api.friends())["friends"]]

    async def block(self, username: str) -> None:
        """Let *username* send nothing any more."""
        account = await self._api.find_account(username)
        await self._api.block(account["id"])

    async def unblock(self, username: str) -> None:
        """Lift the block on *username*."""
        account = await self._api.find_account(username)
        await self._api.unblock(account["id"])
