"""The calls of an applet, grouped as the JavaScript SDK groups them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from pierglass.client.paging import every

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

    from pierglass.client.applet_stream import AppletStream
    from pierglass.client.records import (
        Item,
        ItemPage,
        LensFriend,
        LensFriendPage,
    )

__all__ = [
    "Capture",
    "Chat",
    "Friends",
    "Items",
    "Photo",
    "Search",
    "Share",
    "Storage",
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


class Friends(_Group):
    """The user's friends, under ids that this lens alone is given."""

    async def list(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> LensFriendPage:
        """Return one page: `{friends: [{id, display_name, avatar}], next_cursor?}`.

        Args:
            cursor: `next_cursor` of the page before.
            limit: Friends of a page, 1 to 100.
        """
        params = _given(cursor=cursor, limit=limit)
        page: LensFriendPage = await self._call("friends.list", params)
        return page

    async def all(self) -> AsyncIterator[LensFriend]:
        """Yield every friend, page by page, in no order that says anything."""
        async for friend in every("friends", lambda at: self.list(cursor=at)):
            yield friend


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

    async def open_shop(self, item_id: str) -> None:
        """Hand an item's listing over to its shop, outside. After a tap.

        Raises:
            CallCancelledError: The user stays.
            CallFailedError: `not_found`: the listing has no `shop_url`.
        """
        await self._call("listing.open", {"item_id": item_id})

    async def all(self, kind: str | None = None) -> AsyncIterator[Item]:
        """Yield every item, or every one of a kind, page by page."""
        async for item in every("items", lambda at: self.list(kind=kind, cursor=at)):
            yield item


class Search(_Group):
    """Finding listings by what is worn in a photo."""

    async def visual(
        self,
        *,
        photo: str | None = None,
        keywords: str | None = None,
        **query: Any,
    ) -> dict[str, Any]:
        """Return `{outcome, garment?, picture?, generated, notes, results}`.

        Args:
            photo: The handle of a photo that the user picked.
            keywords: Words of name, kind or maker.
            query: `kind`, `kinds`, `currency` with `least_minor` and `most_minor`,
                `merchant_id`, `in_stock`, `text`, `top`.
        """
        params = _given(photo=photo, keywords=keywords, **query)
        found: dict[str, Any] = await self._call("search.visual", params)
        return found


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
        place: Mapping[str, Any] | None = None,
        overlay: str | None = None,
    ) -> dict[str, str]:
        """Propose a card; return `{conversation_id, message_id}`.

        Args:
            title: What the card says.
            idempotency_key: The same key sends once.
            picture: A handle, of a snap or of a photo that the user picked.
            item_id: The item that it opens at.
            subtitle: A line under the title.
            state: What the lens finds when the card is opened.
            place: `{name, latitude, longitude}` that it opens at.
            overlay: A PNG or WebP in base64, laid over the picture by the host.

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
            place=place,
            overlay=overlay,
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
        place: Mapping[str, Any] | None = None,
        overlay: str | None = None,
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
            place=place,
            overlay=overlay,
        )
        posted: dict[str, str] = await self._call("share.story", params)
        return posted


class Storage(_Group):
    """Small values that the lens keeps.

    Scopes: `view` ends with this opening, `device` stays here, `account` follows the
    user, `conversation` is shared with the chat in which the lens is open.
    """

    async def get(self, scope: str, key: str) -> dict[str, Any]:
        """Return `{value, version}`; None and 0 where nothing is kept."""
        found: dict[str, Any] = await self._call(
            "storage.get", {"scope": scope, "key": key}
        )
        return found

    async def set(
        self,
        scope: str,
        key: str,
        value: Mapping[str, Any],
        *,
        if_version: int | None = None,
    ) -> int:
        """Keep a value and return its version.

        Raises:
            CallFailedError: `conflict` over another version than *if_version*,
                `storage_quota` when it is too much.
        """
        params = {"scope": scope, "key": key, "value": value}
        kept = await self._call("storage.set", params | _given(if_version=if_version))
        return int(kept["version"])

    async def remove(self, scope: str, key: str) -> None:
        """Forget a value."""
        await self._call("storage.remove", {"scope": scope, "key": key})

    async def list(self, scope: str) -> Sequence[dict[str, Any]]:
        """Return every `{key, value, version}` of a scope."""
        found = await self._call("storage.list", {"scope": scope})
        entries: Sequence[dict[str, Any]] = found["entries"]
        return entries


class Chat(_Group):
    """The chat in which the lens is open; which one it is, the lens does not learn."""

    async def invite(
        self,
        *,
        title: str,
        idempotency_key: str,
        item_id: str | None = None,
        subtitle: str | None = None,
        state: Mapping[str, Any] | None = None,
        place: Mapping[str, Any] | None = None,
    ) -> dict[str, str]:
        """Propose an invitation; the lens is open in the chosen chat from then on.

        Raises:
            CallCancelledError: The user chose no chat.
        """
        params = _given(
            title=title,
            idempotency_key=idempotency_key,
            item_id=item_id,
            subtitle=subtitle,
            state=state,
            place=place,
        )
        sent: dict[str, str] = await self._call("chat.invite", params)
        return sent

    async def respond(
        self, *, title: str, media: Mapping[str, Any], idempotency_key: str
    ) -> dict[str, str]:
        """Propose an answer in the chat, with the media that fits it.

        Args:
            title: What the card says, unless its media says more.
            media: `invite`, `card`, `group`, `direct` or `default` to `{item_id,
                title, subtitle, state, place}`: the host takes the first that fits.
            idempotency_key: The same key sends once.
        """
        params = {"title": title, "media": media, "idempotency_key": idempotency_key}
        sent: dict[str, str] = await self._call("chat.respond", params)
        return sent

    async def notify(
        self,
        text: str,
        *,
        item_id: str | None = None,
        state: Mapping[str, Any] | None = None,
    ) -> None:
        """Tell the others in the chat one line; anyone can mute it."""
        params = {"text": text} | _given(item_id=item_id, state=state)
        await self._call("chat.notify", params)


def _given(**params: Any) -> dict[str, Any]:
    return {name: value for name, value in params.items() if value is not None}
