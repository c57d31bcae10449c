"""Stories: posting a picture for a day, and watching those of friends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pierglass.client.ids import new_id
from pierglass.client.pictures import upload

if TYPE_CHECKING:
    from pierglass.client.api import AsyncApi
    from pierglass.client.records import Card, Snap, Story

__all__ = ["Stories"]


class Stories:
    """One's own story, and those that one may watch."""

    def __init__(self, api: AsyncApi) -> None:
        self._api = api

    async def post(self, picture: bytes, *, card: Card | None = None) -> Snap:
        """Post a picture to one's own story."""
        media = await upload(self._api, picture)
        return await self._api.post_snap(
            media["id"], card=card, idempotency_key=new_id("key")
        )

    async def all(self) -> list[Story]:
        """Return the stories that may be watched now."""
        return await self._api.stories()

    async def of(self, username: str) -> list[Snap]:
        """Return the snaps in one person's story; none when there are none."""
        for story in await self._api.stories():
            if story["account"]["username"] == username:
                return story["snaps"]
        return []

    async def watch(self, snap: Snap) -> bytes:
        """Watch a snap and return its picture."""
        seen = await self._api.view_snap(snap["id"])
        return await self._api.download(seen["image"]["media_id"])
