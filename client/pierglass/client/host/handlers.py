"""One handler a method: what the headless host does when a lens calls.

The connection has already refused what the policy forbids: an unknown method, wrong
parameters, a permission that was not granted, a missing gesture. A handler does the
thing itself and returns the result that `pierglass.bridge.policy` promises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from pierglass.bridge.errors import (
    CallCancelledError,
    CallDeniedError,
    CallFailedError,
)
from pierglass.client.camera import PhotoCamera
from pierglass.client.host.chat_calls import CHAT_HANDLERS
from pierglass.client.host.count_call import count_event
from pierglass.client.host.friends_call import list_friends
from pierglass.client.host.handle_calls import HANDLE_CALLS
from pierglass.client.host.ledger import client_message_id
from pierglass.client.host.search_call import search
from pierglass.client.host.sharing import (
    card_of,
    picture_of,
    proposal_of,
    sent_body,
)
from pierglass.client.host.shop_call import open_listing
from pierglass.client.host.stage import Picture
from pierglass.client.host.storage import STORAGE_HANDLERS
from pierglass.client.host.viewfinder import Region
from pierglass.client.host.watch import watch_tryon
from pierglass.client.pictures import upload

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from pierglass.client.host.stage import HostCall, Stage

__all__ = ["HANDLERS", "Handler"]

Result = dict[str, object]


async def get_user(stage: Stage, params: Mapping[str, Any], _: HostCall) -> Result:
    """Return the fields of the user that were asked for."""
    account: dict[str, Any] = dict(await stage.api.me())
    avatar = account.get("avatar") or {}
    known: dict[str, object] = {
        "display_name": account["display_name"],
        "avatar": {key: avatar[key] for key in ("style", "colour") if avatar.get(key)},
    }
    return {name: known[name] for name in params["fields"]}


async def list_items(stage: Stage, params: Mapping[str, Any], _: HostCall) -> Result:
    """Return one page of the catalogue."""
    page = await stage.api.items(
        kind=params.get("kind"),
        cursor=params.get("cursor") or None,
        limit=params.get("limit"),
    )
    result: Result = {"items": page["items"]}
    if page.get("next_cursor") is not None:
        result["next_cursor"] = page["next_cursor"]
    return result


async def lay_out(stage: Stage, params: Mapping[str, Any], _: HostCall) -> Result:
    """Draw the camera where the lens says."""
    stage.viewfinder.region = Region(
        params["x"], params["y"], params["width"], params["height"]
    )
    return {}


async def start_tryon(stage: Stage, params: Mapping[str, Any], _: HostCall) -> Result:
    """Try an item on, on the camera or on a photo that the user picked."""
    # An unknown item ends here, with the catalogue's own word for it.
    await stage.api.item(params["item_id"])
    if "photo" in params:
        photo = stage.handles.resolve(params["photo"], "photo", stage.clock.now_ms())
        camera = await PhotoCamera.of_photo(
            photo.content or b"", stage.api, stage.clock
        )
        await stage.viewfinder.look_through(camera)
    frame = await stage.viewfinder.start(params["item_id"])
    result: Result = {"placed": frame.placed, "hidden_share": frame.hidden_share}
    if frame.reason is not None:
        result["reason"] = frame.reason
    return result


async def stop_tryon(stage: Stage, _params: Mapping[str, Any], _: HostCall) -> Result:
    """Take the item off."""
    await stage.viewfinder.stop()
    return {}


async def snap(stage: Stage, _params: Mapping[str, Any], _: HostCall) -> Result:
    """Take what is tried on as a full-quality picture."""
    item_id = stage.viewfinder.item_id
    if item_id is None:
        raise CallFailedError("Nothing is tried on; call tryon.start first.")
    photo = await stage.viewfinder.camera.photo()
    media = await upload(stage.api, photo)
    answer = await stage.api.try_on(media["id"], item_id)
    picture = Picture(answer["media"]["id"], answer["augmentation"]["id"], item_id)
    handle = stage.handles.issue(
        "picture", picture, stage.clock.now_ms(), scope="camera.tryon"
    )
    return {"picture": handle, "item_id": item_id}


async def pick_photo(stage: Stage, _: Mapping[str, Any], call: HostCall) -> Result:
    """Let the user choose a photo."""
    with call.deciding():
        photo = await stage.user.pick_photo()
    if photo is None:
        raise CallCancelledError
    media = await upload(stage.api, photo)
    picture = Picture(media["id"], content=photo)
    return {"photo": stage.handles.issue("photo", picture, stage.clock.now_ms())}


async def share_to_chat(
    stage: Stage, params: Mapping[str, Any], call: HostCall
) -> Result:
    """Send a card to the chat that the user chooses."""
    lens_id = stage.lens["id"]
    earlier = stage.ledger.recall(lens_id, "share.chat", params)
    if earlier is not None:
        return earlier
    picture = await picture_of(stage, params)
    chats = await stage.api.conversations()
    with call.deciding():
        chosen = await stage.user.choose_chat(
            proposal_of(stage, params, picture), chats
        )
    if chosen is None:
        raise CallCancelledError
    body = sent_body(card_of(stage, params, picture), picture)
    key = client_message_id(lens_id, chosen, params["idempotency_key"])
    message = await stage.send_card(chosen, body, key)
    stage.messages.append(message)
    result: Result = {"conversation_id": chosen, "message_id": message["id"]}
    stage.ledger.record(lens_id, "share.chat", params, result)
    return result


async def share_to_story(
    stage: Stage, params: Mapping[str, Any], call: HostCall
) -> Result:
    """Post a snap to the user's story once the user says yes."""
    lens_id = stage.lens["id"]
    earlier = stage.ledger.recall(lens_id, "share.story", params)
    if earlier is not None:
        return earlier
    picture = await picture_of(stage, params)
    if picture is None:
        raise CallFailedError(
            "A story needs a picture; call capture.snap first.",
            code="invalid_params",
            field="picture",
        )
    with call.deciding():
        agreed = await stage.user.confirm_story(proposal_of(stage, params, picture))
    if not agreed:
        raise CallCancelledError
    posted = await stage.api.post_snap(
        picture.media_id,
        augmentation_id=picture.augmentation_id,
        card=card_of(stage, params, picture),
        idempotency_key=client_message_id(lens_id, "story", params["idempotency_key"]),
    )
    stage.snaps.append(posted)
    result: Result = {"snap_id": posted["id"]}
    stage.ledger.record(lens_id, "share.story", params, result)
    return result


async def get_launch(stage: Stage, _params: Mapping[str, Any], _: HostCall) -> Result:
    """Return how the lens was opened."""
    return stage.launch.to_map()


async def authorize(stage: Stage, params: Mapping[str, Any], call: HostCall) -> Result:
    """Ask the user to let the lens's own server act for them."""
    lens_id = stage.lens["id"]
    if params["client_id"] != lens_id:
        # The sheet names the lens: a code for another client under its name would
        # deceive.
        raise CallFailedError(
            f"client_id: found {params['client_id']!r}, expected {lens_id!r}",
            code="invalid_params",
            field="client_id",
        )
    grant = await stage.api.grant(lens_id)
    held = set(grant["scopes"]) if grant["state"] == "granted" else set()
    # The sheet shows what is new; what the user allowed before stays as it is.
    shown = [scope for scope in params["scope"].split() if scope not in held]
    with call.deciding():
        agreed = await stage.user.authorize(stage.lens, params)
    answer = await stage.api.authorize(
        {
            **params,
            "response_type": "code",
            "decision": "accept" if agreed else "deny",
            "granted_scopes": shown if agreed else [],
            "shown_scopes": shown,
        }
    )
    if not agreed or answer.get("error"):
        raise CallDeniedError(str(answer.get("error") or "The user said no."))
    return {key: answer[key] for key in ("code", "state", "iss")}


async def close_lens(stage: Stage, _params: Mapping[str, Any], _: HostCall) -> Result:
    """Close the lens."""
    stage.close()
    return {}


Handler: TypeAlias = (
    "Callable[[Stage, Mapping[str, Any], HostCall],"
    " Awaitable[Result] | AsyncIterator[Result]]"
)
"""A handler returns its result, or, for a stream, yields its items."""

HANDLERS: dict[str, Handler] = {
    "user.get": get_user,
    "items.list": list_items,
    "viewfinder.layout": lay_out,
    "tryon.start": start_tryon,
    "tryon.stop": stop_tryon,
    "capture.snap": snap,
    "photo.pick": pick_photo,
    "share.chat": share_to_chat,
    "share.story": share_to_story,
    "launch.get": get_launch,
    "authorize": authorize,
    "lens.close": close_lens,
    "search.visual": search,
    "listing.open": open_listing,
    "usage.count": count_event,
    "friends.list": list_friends,
    **HANDLE_CALLS,
    **STORAGE_HANDLERS,
    **CHAT_HANDLERS,
    "tryon.watch": watch_tryon,
}
