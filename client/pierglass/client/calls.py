"""Every request of the API as a value: what to send, and how to read the answer.

The asynchronous and the synchronous client send the same `Call`s, so a request is
written down once. A call is *repeatable* when sending it twice does what sending it
once does: it reads, it sets, or it carries an idempotency key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pierglass.client.call import Call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pierglass.client.records import (
        Account,
        Augmentation,
        Body,
        Card,
        Config,
        Conversation,
        Device,
        FriendRequest,
        Friends,
        Friendship,
        Grant,
        GrantedClient,
        Item,
        ItemPage,
        Lens,
        Media,
        Message,
        Session,
        SignedIn,
        Snap,
        Story,
        TryOnAnswer,
    )


def _whole(body: Any) -> Any:
    return body


def _nothing(_: Any) -> None:
    return None


def _field(name: str) -> Callable[[Any], Any]:
    def read(body: Any) -> Any:
        return body[name]

    return read


def _get(
    path: str, parse: Callable[[Any], Any], **params: str | int | None
) -> Call[Any]:
    given = {name: value for name, value in params.items() if value is not None}
    return Call("GET", path, parse, params=given, repeatable=True)


def _given(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _delete(path: str) -> Call[None]:
    return Call("DELETE", path, _nothing, repeatable=True)


def config() -> Call[Config]:
    """Where the gateway, the live socket and the lens origin are."""
    return Call("GET", "/v1/config", _whole, repeatable=True, authenticated=False)


def create_account(username: str, password: str, display_name: str) -> Call[SignedIn]:
    """Sign up; the answer signs this device in."""
    body = {"username": username, "password": password, "display_name": display_name}
    return Call("POST", "/v1/accounts", _whole, json=body, authenticated=False)


def create_session(
    username: str, password: str, device_name: str, platform: str
) -> Call[SignedIn]:
    """Sign in on a new device."""
    device = {"name": device_name, "platform": platform}
    body = {"username": username, "password": password, "device": device}
    return Call("POST", "/v1/sessions", _whole, json=body, authenticated=False)


def refresh_session(refresh_token: str) -> Call[Session]:
    """Trade a refresh token for new tokens; the old one is used up."""
    return Call(
        "POST",
        "/v1/sessions/refresh",
        _field("session"),
        json={"refresh_token": refresh_token},
        authenticated=False,
    )


def end_session() -> Call[None]:
    """Sign out."""
    return _delete("/v1/sessions/current")


def me() -> Call[Account]:
    """The signed-in account."""
    return _get("/v1/me", lambda body: body.get("account", body))


def update_me(changes: Mapping[str, Any]) -> Call[Account]:
    """Change display name or avatar."""
    return Call(
        "PATCH",
        "/v1/me",
        lambda body: body.get("account", body),
        json=changes,
        repeatable=True,
    )


def devices() -> Call[list[Device]]:
    """The devices that are signed in."""
    return _get("/v1/me/devices", _field("devices"))


def remove_device(device_id: str) -> Call[None]:
    """Sign a device out from afar."""
    return _delete(f"/v1/me/devices/{device_id}")


def find_account(username: str) -> Call[Account]:
    """The account with exactly this user name."""
    return _get("/v1/accounts", _field("account"), username=username)


def friends() -> Call[Friends]:
    """Friends, requests both ways, and blocked accounts."""
    return _get("/v1/friends", _whole)


def request_friend(username: str) -> Call[FriendRequest]:
    """Ask somebody to be friends."""
    return Call(
        "POST", "/v1/friends/requests", _field("request"), json={"username": username}
    )


def accept_friend(request_id: str) -> Call[Friendship]:
    """Say yes to a request."""
    path = f"/v1/friends/requests/{request_id}/accept"
    return Call("POST", path, _field("friend"), json={})


def decline_friend(request_id: str) -> Call[None]:
    """Say no to a request."""
    path = f"/v1/friends/requests/{request_id}/decline"
    return Call("POST", path, _nothing, json={})


def remove_friend(account_id: str) -> Call[None]:
    """End a friendship."""
    return _delete(f"/v1/friends/{account_id}")


def block(account_id: str) -> Call[None]:
    """Block an account."""
    return Call("PUT", f"/v1/blocks/{account_id}", _nothing, repeatable=True)


def unblock(account_id: str) -> Call[None]:
    """Lift a block."""
    return _delete(f"/v1/blocks/{account_id}")


def conversations() -> Call[list[Conversation]]:
    """Every conversation of this account."""
    return _get("/v1/conversations", _field("conversations"))


def open_conversation(
    member_ids: Iterable[str], title: str | None = None
) -> Call[Conversation]:
    """A chat with one member, or a group when it has a title or more members."""
    return Call(
        "POST",
        "/v1/conversations",
        _field("conversation"),
        json=_given(member_ids=list(member_ids), title=title),
    )


def messages(
    conversation_id: str,
    *,
    after_seq: int | None = None,
    before_seq: int | None = None,
    limit: int | None = None,
) -> Call[list[Message]]:
    """Messages of a conversation, by their place in it."""
    return _get(
        f"/v1/conversations/{conversation_id}/messages",
        _field("messages"),
        after_seq=after_seq,
        before_seq=before_seq,
        limit=limit,
    )


def send_message(
    conversation_id: str, body: Body, client_message_id: str
) -> Call[Message]:
    """Send a message; the same id twice is the same message."""
    return Call(
        "POST",
        f"/v1/conversations/{conversation_id}/messages",
        _field("message"),
        json={"body": body},
        idempotency_key=client_message_id,
        repeatable=True,
    )


def mark_read(conversation_id: str, seq: int) -> Call[None]:
    """Say how far this account has read."""
    path = f"/v1/conversations/{conversation_id}/read"
    return Call("PUT", path, _nothing, json={"seq": seq}, repeatable=True)


def open_message(message_id: str) -> Call[Message]:
    """Open a message: its timer starts and a view is counted."""
    return Call("POST", f"/v1/messages/{message_id}/open", _field("message"), json={})


def delete_message(message_id: str) -> Call[None]:
    """Take back a message that this account sent."""
    return _delete(f"/v1/messages/{message_id}")


def upload(picture: bytes, content_type: str) -> Call[Media]:
    """Upload a picture: JPEG, PNG or WebP, at most 12 MiB."""
    return Call(
        "POST",
        "/v1/media",
        _field("media"),
        content=picture,
        content_type=content_type,
    )


def download(media_id: str, size: str | None = None) -> Call[bytes]:
    """The bytes of a picture; *size* may be `thumb`."""
    return Call(
        "GET",
        f"/v1/media/{media_id}",
        _whole,
        params={"size": size} if size else None,
        repeatable=True,
        binary=True,
    )


def items(
    *, kind: str | None = None, cursor: str | None = None, limit: int | None = None
) -> Call[ItemPage]:
    """One page of the catalogue."""
    return _get("/v1/items", _whole, kind=kind, cursor=cursor, limit=limit)


def item(item_id: str) -> Call[Item]:
    """One item of the catalogue."""
    return _get(f"/v1/items/{item_id}", lambda body: body.get("item", body))


def try_on(media_id: str, item_id: str) -> Call[TryOnAnswer]:
    """Put an item on the person in an uploaded picture."""
    return Call(
        "POST", "/v1/tryons", _whole, json={"media_id": media_id, "item_id": item_id}
    )


def augmentation(augmentation_id: str) -> Call[Augmentation]:
    """What was done to a picture."""
    return _get(f"/v1/augmentations/{augmentation_id}", _field("augmentation"))


def lenses() -> Call[list[Lens]]:
    """The lenses in the tray."""
    return _get("/v1/lenses", _field("lenses"))


def lens(lens_id: str) -> Call[Lens]:
    """One lens."""
    return _get(f"/v1/lenses/{lens_id}", lambda body: body.get("lens", body))


def publish_lens(manifest: Mapping[str, Any], files: Mapping[str, str]) -> Call[Lens]:
    """Publish a lens; *files* are its paths with their content in base64."""
    body = {"manifest": manifest, "files": files}
    return Call("POST", "/v1/lenses", _field("lens"), json=body)


def grant(lens_id: str) -> Call[Grant]:
    """What this account lets a lens have."""
    return _get(f"/v1/lenses/{lens_id}/grant", _field("grant"))


def allow(
    lens_id: str, scopes: Iterable[str], refused: Iterable[str] = ()
) -> Call[Grant]:
    """Let a lens have exactly these scopes, and remember what was refused by name."""
    kept = {"refused": sorted(refused)} if refused else {}
    return _put_grant(lens_id, {"scopes": sorted(scopes), **kept})


def refuse(lens_id: str) -> Call[Grant]:
    """Let a lens have nothing, and remember it."""
    return _put_grant(lens_id, {"state": "refused"})


def _put_grant(lens_id: str, body: dict[str, Any]) -> Call[Any]:
    path = f"/v1/lenses/{lens_id}/grant"
    return Call("PUT", path, _field("grant"), json=body, repeatable=True)


def grants() -> Call[list[GrantedClient]]:
    """The authorized resources of this account."""
    return _get("/v1/grants", _field("grants"))


def revoke(grant_id: str) -> Call[None]:
    """Take a grant back; its tokens die at once."""
    return _delete(f"/v1/grants/{grant_id}")


def authorize(request: Mapping[str, Any]) -> Call[dict[str, Any]]:
    """Answer an OAuth authorization request in the user's name."""
    return Call("POST", "/v1/oauth/authorize", _whole, json=request)


def post_snap(
    image_id: str,
    *,
    augmentation_id: str | None = None,
    card: Card | None = None,
    duration_s: float | None = None,
    idempotency_key: str | None = None,
) -> Call[Snap]:
    """Post a picture to one's own story; the same key twice is one snap."""
    body = _given(
        image_id=image_id,
        augmentation_id=augmentation_id,
        card=card,
        duration_s=duration_s,
    )
    return Call(
        "POST",
        "/v1/stories/mine/snaps",
        _field("snap"),
        json=body,
        idempotency_key=idempotency_key,
        repeatable=idempotency_key is not None,
    )


def stories() -> Call[list[Story]]:
    """The stories that this account may watch, its own among them."""
    return _get("/v1/stories", _field("stories"))


def view_snap(snap_id: str) -> Call[Snap]:
    """Watch a snap."""
    return Call("POST", f"/v1/stories/snaps/{snap_id}/view", _field("snap"), json={})


def delete_snap(snap_id: str) -> Call[None]:
    """Take a snap out of one's own story."""
    return _delete(f"/v1/stories/snaps/{snap_id}")


def story_audience() -> Call[dict[str, Any]]:
    """Who watches one's story."""
    return _get("/v1/stories/mine", _whole)


def set_story_audience(audience: str) -> Call[dict[str, Any]]:
    """Say who watches one's story: friends or nobody."""
    return Call(
        "PATCH",
        "/v1/stories/mine",
        _whole,
        json={"audience": audience},
        repeatable=True,
    )
