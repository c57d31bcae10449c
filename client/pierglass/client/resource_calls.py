"""Requests about lenses and linked apps: opening, joining, telling, keeping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pierglass.client.call import Call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pierglass.client.records import (
        Activity,
        AppLaunch,
        Grant,
        LensFriendPage,
        Media,
        Resource,
        StoredValue,
        Use,
    )


def resources(context: str | None = None) -> Call[list[Resource]]:
    """Lenses and linked apps that fit where the user is, those used lately first."""
    params = {"context": context} if context else None
    return _get("/v1/resources", _field("resources"), params)


def seen_by(client_id: str) -> Call[dict[str, Any]]:
    """What a lens or a linked app may know of the user now."""
    return _get(f"/v1/resources/{client_id}/user", _field("user"))


def app_grant(client_id: str) -> Call[Grant]:
    """What this account lets a linked app know when it is opened."""
    return _get(f"/v1/resources/{client_id}/grant", _field("grant"))


def allow_app(client_id: str, scopes: Iterable[str] | None) -> Call[Grant]:
    """Let a linked app know this much when it is opened; None refuses it."""
    refused = {"state": "refused"}
    body = refused if scopes is None else {"scopes": sorted(scopes)}
    path = f"/v1/resources/{client_id}/grant"
    return Call("PUT", path, _field("grant"), json=body, repeatable=True)


def launch_app(client_id: str, launch: Mapping[str, Any]) -> Call[AppLaunch]:
    """The address that opens a linked app once, within two minutes."""
    path = f"/v1/resources/{client_id}/launches"
    return Call("POST", path, _field("launch"), json=launch)


def take_launch(client_id: str, word: str) -> Call[dict[str, Any]]:
    """For the app itself: what it is handed for the word in its address, once."""
    body = {"client_id": client_id, "word": word}
    return Call("POST", "/v1/launches/take", _whole, json=body, authenticated=False)


def lay_over(media_id: str, overlay: bytes, content_type: str) -> Call[Media]:
    """Make a picture with a lens's drawing, PNG or WebP, over one of one's own."""
    return Call(
        "POST",
        f"/v1/media/{media_id}/overlays",
        _field("media"),
        content=overlay,
        content_type=content_type,
    )


def note_use(client_id: str, source: str, message_id: str | None = None) -> Call[Use]:
    """Note that the user opened a lens or a linked app."""
    body = {"source": source} | ({"message_id": message_id} if message_id else {})
    return Call("POST", f"/v1/resources/{client_id}/uses", _field("use"), json=body)


def uses(client_id: str) -> Call[list[Use]]:
    """The user's latest openings of a lens or a linked app, newest first."""
    return _get(f"/v1/resources/{client_id}/uses", _field("uses"))


def mute(client_id: str, muted: bool = True) -> Call[None]:
    """Take no more notices of a lens or a linked app, or take them again."""
    path = f"/v1/resources/{client_id}/mute"
    return Call("PUT", path, _nothing, json={"muted": muted}, repeatable=True)


def notify(
    client_id: str,
    text: str,
    *,
    conversation_id: str | None = None,
    item_id: str | None = None,
    state: Mapping[str, Any] | None = None,
) -> Call[int]:
    """Tell the people of a conversation one line; a server's token tells its user."""
    given = {"conversation_id": conversation_id, "item_id": item_id, "state": state}
    body = {"text": text} | {k: v for k, v in given.items() if v is not None}
    path = f"/v1/resources/{client_id}/notices"
    return Call("POST", path, _field("told"), json=body)


def begin_activity(conversation_id: str, client_id: str) -> Call[Activity]:
    """Say that the user has a lens open in a conversation."""
    path = f"/v1/conversations/{conversation_id}/activities"
    body = {"client_id": client_id}
    return Call("POST", path, _field("activity"), json=body, repeatable=True)


def renew_activity(activity_id: str) -> Call[None]:
    """Say that it goes on."""
    return Call(
        "PUT", f"/v1/activities/{activity_id}", _nothing, json={}, repeatable=True
    )


def end_activity(activity_id: str) -> Call[None]:
    """Say that it is over."""
    path = f"/v1/activities/{activity_id}"
    return Call("DELETE", path, _nothing, repeatable=True)


def shows_activity() -> Call[bool]:
    """Whether members of chats see which lens the user has open there."""
    return _get("/v1/me/privacy", lambda body: body["privacy"]["shows_activity"])


def show_activity(shown: bool) -> Call[None]:
    """Show or hide which lens the user has open; hiding forgets what was shown."""
    body = {"shows_activity": shown}
    return Call("PUT", "/v1/me/privacy", _nothing, json=body, repeatable=True)


def activities(conversation_id: str) -> Call[list[Activity]]:
    """What members have open in a conversation, then what they had within a day."""
    path = f"/v1/conversations/{conversation_id}/activities"
    return _get(path, _field("activities"))


def lens_friends(
    lens_id: str, *, cursor: str | None = None, limit: int | None = None
) -> Call[LensFriendPage]:
    """A page of the user's friends as a lens may know them; with its permission."""
    params: dict[str, str | int] = {}
    if cursor is not None:
        params["cursor"] = cursor
    if limit is not None:
        params["limit"] = limit
    return _get(f"/v1/lenses/{lens_id}/friends", _whole, params or None)


def stored(lens_id: str, conversation_id: str | None = None) -> Call[list[StoredValue]]:
    """What a lens keeps for the user, or for a conversation."""
    params = _where(conversation_id)
    return _get(f"/v1/lenses/{lens_id}/storage", _field("values"), params)


def stored_value(
    lens_id: str, key: str, conversation_id: str | None = None
) -> Call[StoredValue]:
    """One value that a lens keeps; null with version 0 if there is none."""
    return _get(_path(lens_id, key), _whole, _where(conversation_id))


def store_value(
    lens_id: str,
    key: str,
    value: Any,
    *,
    conversation_id: str | None = None,
    if_version: int | None = None,
) -> Call[StoredValue]:
    """Keep a value; with *if_version* only over that version."""
    body = {"value": value}
    if if_version is not None:
        body["if_version"] = if_version
    params = _where(conversation_id)
    return Call("PUT", _path(lens_id, key), _whole, json=body, params=params)


def remove_value(
    lens_id: str, key: str, conversation_id: str | None = None
) -> Call[None]:
    """Forget a value."""
    return Call(
        "DELETE",
        _path(lens_id, key),
        _nothing,
        params=_where(conversation_id),
        repeatable=True,
    )


def register_client(
    name: str,
    *,
    redirect_uris: list[str],
    scopes: list[str],
    kind: str = "server",
    public: bool = False,
    listing: Mapping[str, Any] | None = None,
) -> Call[dict[str, Any]]:
    """Register a third-party server or a linked app; its secret is shown once."""
    body: dict[str, Any] = {
        "name": name,
        "redirect_uris": redirect_uris,
        "scopes": scopes,
        "kind": kind,
        "public": public,
    }
    if listing is not None:
        body["listing"] = listing
    return Call("POST", "/v1/oauth/clients", _field("client"), json=body)


def count(lens_id: str, event: str, by: int = 1) -> Call[None]:
    """Count what happened in a lens; whose client counted is not kept."""
    path = f"/v1/lenses/{lens_id}/counts"
    return Call("POST", path, _nothing, json={"event": event, "by": by})


def counts(lens_id: str, days: int = 30) -> Call[list[dict[str, Any]]]:
    """What happened in a lens of this account's, by day and event, newest day first."""
    return _get(f"/v1/lenses/{lens_id}/counts", _field("counts"), {"days": days})


def reports(lens_id: str) -> Call[list[dict[str, Any]]]:
    """What browsers kept a lens of this account's from doing."""
    return _get(f"/v1/lenses/{lens_id}/reports", _field("reports"))


def standing(lens_id: str) -> Call[dict[str, Any]]:
    """Whether a lens can be opened, and if not why: for its cards."""
    return _get(f"/v1/lenses/{lens_id}/standing", _field("standing"))


def models() -> Call[list[dict[str, Any]]]:
    """The trained models that serve, with cards and metrics."""
    return _get("/v1/models", _field("models"))


def webhook_secret(lens_id: str, *, rotate: bool = False) -> Call[dict[str, Any]]:
    """The secret that signs the events of a lens of this account's, or a new one."""
    path = f"/v1/lenses/{lens_id}/webhook/secret"
    return Call("POST", path, _whole, json={"rotate": rotate})


def webhook_deliveries(lens_id: str) -> Call[list[dict[str, Any]]]:
    """The latest events of a lens of this account's, and how they fared."""
    return _get(f"/v1/lenses/{lens_id}/webhook/deliveries", _field("deliveries"))


def _path(lens_id: str, key: str) -> str:
    return f"/v1/lenses/{lens_id}/storage/{quote(key, safe='')}"


def _where(conversation_id: str | None) -> dict[str, str | int] | None:
    return {"conversation_id": conversation_id} if conversation_id else None


def _get(
    path: str,
    parse: Callable[[Any], Any],
    params: Mapping[str, str | int] | None = None,
) -> Call[Any]:
    return Call("GET", path, parse, params=params, repeatable=True)


def _whole(body: Any) -> Any:
    return body


def _nothing(_: Any) -> None:
    return None


def _field(name: str) -> Callable[[Any], Any]:
    return lambda body: body[name]
