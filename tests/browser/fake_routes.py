"""The API of the platform in memory: a table of routes, one function an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.browser.fake_platform import ANA, NOW_MS, Platform

if TYPE_CHECKING:
    from collections.abc import Callable


Answer = tuple[int, Any]


def route(platform: Platform, method: str, path: str, body: Any, key: str) -> Answer:
    """Answer one API call."""
    for verb, prefix, answer in ROUTES:
        if verb == method and path.startswith(prefix):
            return answer(platform, path, body, key)
    return 404, {"error": {"code": "not_found", "message": f"No {path}."}}


def _session(*_: Any) -> Answer:
    tokens = {
        "access_token": "token",
        "refresh_token": "refresh",
        "expires_in_s": 900,
        "device_id": "dev_1",
    }
    return 201, {"account": ANA, "session": tokens}


def _put_grant(platform: Platform, _path: str, body: Any, _key: str) -> Answer:
    scopes = body.get("scopes", [])
    state = body.get("state", "granted")
    before = platform.grant.get("refused", []) if state == "granted" else []
    refused = sorted({*before, *body.get("refused", [])} - set(scopes))
    platform.grant = {"state": state, "scopes": scopes, "refused": refused}
    platform.grant |= {"granted_at_ms": NOW_MS}
    return 200, {"grant": platform.grant}


def _send(platform: Platform, _path: str, body: Any, key: str) -> Answer:
    platform.sent_keys.append(key)
    if platform.refuse_sends:
        platform.refuse_sends -= 1
        return 503, {
            "error": {
                "code": "overloaded",
                "message": "Too busy. Try again in a second.",
                "retryable": True,
            }
        }
    known = [one for one in platform.messages if one["client_message_id"] == key]
    if known:
        return 200, {"message": known[0]}
    return 201, {"message": platform.add_message(body["body"], "usr_ana", key)}


def _upload(platform: Platform, _path: str, body: bytes, _key: str) -> Answer:
    media_id = f"med_{next(platform.counter)}"
    platform.media[media_id] = body
    return 201, {"media": {"id": media_id, "width": 480, "height": 640}}


def _lay_over(platform: Platform, path: str, body: bytes, _key: str) -> Answer:
    base = path.split("/")[3]
    platform.overlays.append((base, body))
    platform.media[f"{base}_drawn"] = platform.media[base]
    return 201, {"media": {"id": f"{base}_drawn", "width": 480, "height": 640}}


def _try_on(platform: Platform, _path: str, body: Any, _key: str) -> Answer:
    return 201, {
        "augmentation": {"id": "aug_1", "item_id": body["item_id"]},
        "media": {"id": body["media_id"], "width": 480, "height": 640},
    }


def _open(platform: Platform, path: str, _body: Any, _key: str) -> Answer:
    message_id = path.split("/")[3]
    message = next(one for one in platform.messages if one["id"] == message_id)
    view = {"opened_at_ms": NOW_MS, "expires_at_ms": None, "views_left": 0}
    return 200, {"message": message | {"view": view}}


def _friends(platform: Platform, *_: Any) -> Answer:
    friends = [{"account": one, "since_ms": NOW_MS} for one in platform.friends]
    return 200, {"friends": friends, "incoming": [], "outgoing": [], "blocked": []}


def _lens_friends(platform: Platform, asked: dict[str, str]) -> Answer:
    """Say more of friends than a lens may know, as a later server might."""
    known = {f"sub_{one['id']}": one for one in platform.friends}
    left = sorted(one for one in known if one > asked.get("cursor", ""))
    page = left[: int(asked.get("limit", 50))]
    friends = [{**known[one], "email": "a@mail.example", "id": one} for one in page]
    more = {"next_cursor": page[-1]} if len(left) > len(page) else {}
    return 200, {"friends": friends, **more}


def _lens(platform: Platform, path: str, asked: Any, _key: str) -> Answer:
    if path.endswith("/friends"):
        return _lens_friends(platform, asked)
    if "grant" in path:
        return 200, {"grant": platform.grant}
    if platform.unknown:
        return 404, _missing("lens")
    if path.endswith("/standing") and platform.ended:
        return 200, {"standing": platform.standing()}
    if platform.ended:
        error = {"code": f"lens.{platform.ended}", "message": "The shop is closed."}
        return 410, {"error": error}
    return 200, platform.lens()


def _grants(platform: Platform, *_: Any) -> Answer:
    if platform.grant["state"] != "granted":
        return 200, {"grants": []}
    manifest = platform.manifest
    client = {"id": manifest["id"], "name": manifest["name"], "kind": "applet"}
    return 200, {"grants": [{"id": "gnt_1", "client": client, **_grant_of(platform)}]}


def _revoke(platform: Platform, *_: Any) -> Answer:
    platform.grant = {"state": "never_asked", "scopes": []}
    return 204, None


def _item(platform: Platform, path: str, *_: Any) -> Answer:
    item_id = path.rsplit("/", 1)[1]
    found = [one for one in platform.items if one["id"] == item_id]
    return (200, {"item": found[0]}) if found else (404, _missing("item"))


def _missing(what: str) -> Any:
    return {"error": {"code": "not_found", "message": f"This {what} does not exist."}}


def _grant_of(platform: Platform) -> dict[str, Any]:
    more = {
        "last_used_at_ms": NOW_MS,
        "authorized_at_ms": None,
        "muted": platform.muted,
    }
    return {**platform.grant, **more}


def _resources(platform: Platform, *_: Any) -> Answer:
    lens = {**platform.manifest, "kind": "applet"}
    app = {"id": "cli_1", "name": "Wardrobe", "kind": "linked_app"}
    app |= {"summary": "Your clothes", "scopes": [], **platform.linked}
    return 200, {"resources": [lens, app]}


def _app_grant(platform: Platform, *_: Any) -> Answer:
    return 200, {"grant": platform.app_grant}


def _put_app_grant(platform: Platform, _path: str, body: Any, _key: str) -> Answer:
    platform.app_grant = {"state": "granted", "scopes": [], **body}
    return _app_grant(platform)


def _launch(platform: Platform, _path: str, body: Any, _key: str) -> Answer:
    platform.launches.append(body)
    return 201, {"launch": {"url": platform.launch_url}}


def _mute(platform: Platform, _path: str, body: Any, _key: str) -> Answer:
    platform.muted = body["muted"]
    return 204, None


def _use(platform: Platform, _path: str, body: Any, _key: str) -> Answer:
    platform.uses.append(body)
    return 201, {"use": {"source": body["source"], "opened_at_ms": NOW_MS}}


def _uses(platform: Platform, *_: Any) -> Answer:
    uses = [{"source": u["source"], "opened_at_ms": NOW_MS} for u in platform.uses]
    return 200, {"uses": uses}


def _begin(platform: Platform, path: str, body: Any, _key: str) -> Answer:
    activity = {"id": f"act_{len(platform.begun) + 1}", "client": {"id": "x"}}
    platform.begun.append(f"{path.split('/')[3]} {body['client_id']}")
    return 201, {"activity": activity}


def _store(platform: Platform, path: str, body: Any, _key: str) -> Answer:
    key = path.rsplit("/", 1)[1]
    _, version = platform.stored.get(key, (None, 0))
    platform.stored[key] = (body["value"], version + 1)
    return _stored(platform, path)


def _stored(platform: Platform, path: str, *_: Any) -> Answer:
    key = path.rsplit("/", 1)[1]
    value, version = platform.stored.get(key, (None, 0))
    return 200, {"key": key, "value": value, "version": version}


ROUTES: list[tuple[str, str, Callable[..., Answer]]] = [
    ("GET", "/v1/config", lambda platform, *_: (200, platform.config())),
    ("POST", "/v1/accounts", _session),
    ("POST", "/v1/sessions", _session),
    ("GET", "/v1/friends", _friends),
    (
        "GET",
        "/v1/conversations/cnv_1/activities",
        lambda p, *_: (200, {"activities": p.activities}),
    ),
    ("POST", "/v1/conversations/cnv_1/activities", _begin),
    ("PUT", "/v1/activities/", lambda *_: (204, None)),
    ("DELETE", "/v1/activities/", lambda *_: (204, None)),
    ("GET", "/v1/resources/cli_1/grant", _app_grant),
    ("PUT", "/v1/resources/cli_1/grant", _put_app_grant),
    ("POST", "/v1/resources/cli_1/launches", _launch),
    ("POST", "/v1/resources/cli_1/uses", _use),
    ("POST", "/v1/resources/probe/uses", _use),
    ("POST", "/v1/resources/filter/uses", _use),
    ("POST", "/v1/resources/raw/uses", _use),
    ("POST", "/v1/resources/silent/uses", _use),
    ("GET", "/v1/resources/probe/uses", _uses),
    ("GET", "/v1/resources", _resources),
    ("PUT", "/v1/resources/probe/mute", _mute),
    ("POST", "/v1/resources/probe/notices", lambda *_: (201, {"told": 1})),
    ("GET", "/v1/lenses/probe/storage/", _stored),
    ("PUT", "/v1/lenses/probe/storage/", _store),
    ("GET", "/v1/conversations/", lambda p, *_: (200, {"messages": p.messages})),
    (
        "GET",
        "/v1/conversations",
        lambda p, *_: (200, {"conversations": [p.conversation()]}),
    ),
    ("POST", "/v1/conversations/", _send),
    (
        "POST",
        "/v1/conversations",
        lambda p, *_: (201, {"conversation": p.conversation()}),
    ),
    ("PUT", "/v1/conversations/", lambda *_: (204, None)),
    ("POST", "/v1/messages/", _open),
    ("GET", "/v1/stories/mine", lambda *_: (200, {"audience": "friends"})),
    ("POST", "/v1/stories/mine/snaps", lambda *_: (201, {"snap": {"id": "snp_1"}})),
    ("POST", "/v1/stories/", lambda *_: (200, {"snap": {"id": "snp_1"}})),
    ("GET", "/v1/stories", lambda p, *_: (200, {"stories": p.stories})),
    ("GET", "/v1/lenses/", _lens),
    ("POST", "/v1/lenses/", lambda *_: (204, None)),
    ("PUT", "/v1/lenses/", _put_grant),
    ("GET", "/v1/lenses", lambda p, *_: (200, {"lenses": p.tray()})),
    ("GET", "/v1/grants", _grants),
    ("DELETE", "/v1/grants/", _revoke),
    ("DELETE", "/v1/sessions/current", lambda *_: (204, None)),
    (
        "GET",
        "/v1/me/privacy",
        lambda *_: (200, {"privacy": {"shows_activity": True}}),
    ),
    ("PUT", "/v1/me/privacy", lambda p, _, body, __: (200, {"privacy": body})),
    (
        "GET",
        "/v1/me/devices",
        lambda *_: (200, {"devices": [{"id": "dev_1", "name": "Chromium on Linux"}]}),
    ),
    ("GET", "/v1/items/", _item),
    ("GET", "/v1/listings/", lambda p, *_: p.similar),
    (
        "GET",
        "/v1/items",
        lambda p, *_: (200, {"items": p.items, "next_cursor": None}),
    ),
    ("POST", "/v1/media/", _lay_over),
    ("POST", "/v1/media", _upload),
    ("POST", "/v1/tryons", _try_on),
]
