"""The calls of an applet, grouped as the JavaScript SDK groups them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from pierglass.client.applet_stream import AppletStream
    from pierglass.client.records import Item, ItemPage

__all__ = [
    "Capture",
    "Items",
    "Photo",
    "Share",
    "TryOn",
    "User",
    "ViewfinderRegion",
]


class _Call(Protocol):
    async def __call__(
        self, method: str, params: Mapping[str, Any] | None = None
    ) -> Any: ...


class _Group:
    def __init__(self, call: _Call) -> None:
        self._call = call


class User(_Group):
    """What the user lets the lens know about them."""

    async def get(self, *fields: str) -> dict[str, Any]:
        """Return *fields*, of display_name and avatar; both when none is named."""
        wanted = list(fields or ("display_name", "avatar"))
        known: dict[str, Any] = await self._call("user.get", {"fields": wanted})
        return known


class Items(_Group):
    """The catalogue."""

    async def list(
        self,
        *,
        kind: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> ItemPage:
        """Return one page."""
        page: ItemPage = await self._call(
            "items.list", _given(kind=kind, cursor=cursor, limit=limit)
        )
        return page

    async def all(self, kind: str | None = None) -> AsyncIterator[Item]:
        """Yield every item, or every one of a kind, page by page."""
        cursor: str | None = None
        while True:
            page = await self.list(kind=kind, cursor=cursor)
            for item in page["items"]:
                yield item
            cursor = page.get("next_cursor")
            if cursor is None:
                return


class ViewfinderRegion(_Group):
    """Where on the lens's page the host draws."""

    async def layout(self, x: float, y: float, width: float, height: float) -> None:
        """Say where, in CSS pixels of the lens's page."""
        await self._call(
            "viewfinder.layout", {"x": x, "y": y, "width": width, "height": height}
        )


class TryOn(_Group):
    """The live try-on."""

    def __init__(self, call: _Call, stream: Callable[..., AppletStream]) -> None:
        super().__init__(call)
        self._stream = stream

    def watch(self, *, every_ms: int | None = None, credit: int = 8) -> AppletStream:
        """Return the states of the try-on, until it is stopped.

        One comes in each interval, and one at once when the wearer is lost or found::

            async with lens.try_on.watch() as states:
                async for state in states:
                    print(state["wearer"], state["fps"])

        Args:
            every_ms: The interval, 100 to 10,000; 1,000 when None.
            credit: States that may be on their way at once.
        """
        params = _given(every_ms=every_ms)
        return self._stream("tryon.watch", params, credit=credit)

    async def start(self, item_id: str, *, photo: str | None = None) -> dict[str, Any]:
        """Try an item on; return `{placed, hidden_share, reason?}`.

        Args:
            item_id: Of the catalogue.
            photo: The handle of a photo to try it on instead of the camera.
        """
        params = _given(item_id=item_id, photo=photo)
        result: dict[str, Any] = await self._call("tryon.start", params)
        return result

    async def stop(self) -> None:
        """Take the item off."""
        await self._call("tryon.stop")


class Capture(_Group):
    """Full-quality pictures of the try-on."""

    async def snap(self) -> dict[str, str]:
        """Return `{picture, item_id}`; the picture is a handle."""
        taken: dict[str, str] = await self._call("capture.snap")
        return taken


class Photo(_Group):
    """Photos of the user's choice."""

    async def pick(self) -> str:
        """Return the handle of a photo that the user picks."""
        picked: dict[str, str] = await self._call("photo.pick")
        return picked["photo"]


class Share(_Group):
    """Proposals to the user: a card for a chat, a snap for the story."""

    async def chat(
        self,
        *,
        title: str,
        idempotency_key: str,
        picture: str | None = None,
        item_id: str | None = None,
        subtitle: str | None = None,
        state: Mapping[str, Any] | None = None,
    ) -> dict[str, str]:
        """Propose a card; return `{conversation_id, message_id}`.

        Raises:
            CallCancelledError: The user chose no chat.
        """
        params = _given(
            title=title,
            idempotency_key=idempotency_key,
            picture=picture,
            item_id=item_id,
            subtitle=subtitle,
            state=state,
        )
        sent: dict[str, str] = await self._call("share.chat", params)
        return sent

    async def story(
        self,
        *,
        picture: str,
        title: str,
        idempotency_key: str,
        item_id: str | None = None,
        subtitle: str | None = None,
        state: Mapping[str, Any] | None = None,
    ) -> dict[str, str]:
        """Propose a snap for the story; return `{snap_id}`.

        Raises:
            CallCancelledError: The user said no.
        """
        params = _given(
            title=title,
            idempotency_key=idempotency_key,
            picture=picture,
            item_id=item_id,
            subtitle=subtitle,
            state=state,
        )
        posted: dict[str, str] = await self._call("share.story", params)
        return posted


def _given(**params: Any) -> dict[str, Any]:
    return {name: value for name, value in params.items() if value is not None}
