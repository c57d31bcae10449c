"""Every method of the bridge, one entry each. One that is not here does not exist."""

from collections.abc import Mapping
from typing import Final

from pierglass.bridge.policy_shape import Method, Param

__all__ = ["CONTEXT", "METHODS", "SOURCE"]

_SHARE: Mapping[str, Param] = {
    "picture": Param("handle"),
    "item_id": Param("string", least=1, most=64),
    "title": Param("string", required=True, least=1, most=80),
    "subtitle": Param("string", most=120),
    "state": Param("map", most=4096),
    # {name, latitude, longitude}: what the lens proposes, nobody's position.
    "place": Param("map", most=512),
    # A PNG or WebP in base64 that the lens drew: laid over the picture by the host.
    "overlay": Param("string", least=16, most=65_536),
    "idempotency_key": Param("string", required=True, least=8, most=128),
}
_SHARE_BYTES: Final = 80 * 1024

SOURCE: Final = '"tray" | "card" | "link" | "invite" | "activity"'
"""How a lens may be opened."""
CONTEXT: Final = '"camera" | "conversation" | "profile" | "story"'
"""Where it was opened; whose profile or story that is, no lens learns."""

_PLACE: Mapping[str, Param] = {
    "scope": Param(
        "string", required=True, choices=("view", "device", "account", "conversation")
    ),
}
_PLACE_KEY: Mapping[str, Param] = {
    **_PLACE,
    "key": Param("string", required=True, least=1, most=64),
}
_STORAGE = ("not_found", "conflict", "storage_quota", "rate_limited")

_HANDLES = ("handle_unknown", "handle_expired", "handle_revoked", "handle_kind")

METHODS: Final[Mapping[str, Method]] = {
    "user.get": Method(
        "Returns what the user lets the lens know about them.",
        "user.display_name",
        "standard",
        {
            "fields": Param(
                "list",
                required=True,
                least=1,
                most=2,
                choices=("display_name", "avatar"),
            )
        },
        by_item=(
            "fields",
            {"display_name": "user.display_name", "avatar": "user.avatar"},
        ),
        result={"display_name?": "string", "avatar?": "avatar"},
    ),
    "items.list": Method(
        "Returns a page of the catalogue.",
        "items.read",
        "standard",
        {
            "kind": Param("string", least=1, most=32),
            "cursor": Param("string", most=512),
            "limit": Param("integer", least=1, most=100),
        },
        result={"items": "[item]", "next_cursor?": "string"},
        result_bytes=64 * 1024,
    ),
    "viewfinder.layout": Method(
        "Says where in the lens's page the host draws; in CSS pixels.",
        "viewfinder",
        "quick",
        {
            "x": Param("number", required=True, least=-10_000, most=10_000),
            "y": Param("number", required=True, least=-10_000, most=10_000),
            "width": Param("number", required=True, least=0, most=10_000),
            "height": Param("number", required=True, least=0, most=10_000),
        },
    ),
    "tryon.start": Method(
        "Tries an item on in the viewfinder; again with another item changes it.",
        "camera.tryon",
        "model",
        {
            "item_id": Param("string", required=True, least=1, most=64),
            "photo": Param("handle"),
        },
        result={"placed": "boolean", "hidden_share": "number", "reason?": "string"},
        errors=("not_found", "tryon.no_person", "tryon.cannot_place", *_HANDLES),
    ),
    "tryon.stop": Method(
        "Takes the item off and frees the camera.", "camera.tryon", "quick"
    ),
    "capture.snap": Method(
        "Takes the try-on as a full-quality picture.",
        "camera.tryon",
        "model",
        result={"picture": "handle", "item_id": "string"},
        gesture=True,
        errors=("tryon.no_person", "tryon.cannot_place"),
        idempotent="no",
    ),
    "photo.pick": Method(
        "Lets the user choose or take a photo.",
        "photo",
        "user",
        result={"photo": "handle"},
        gesture=True,
        user=True,
        idempotent="no",
    ),
    "share.chat": Method(
        "Proposes a card; the user chooses the chat that gets it.",
        "chat.share",
        "user",
        _SHARE,
        result={"conversation_id": "string", "message_id": "string"},
        gesture=True,
        user=True,
        params_bytes=_SHARE_BYTES,
        errors=("idempotency_mismatch", *_HANDLES),
        idempotent="key",
    ),
    "share.story": Method(
        "Proposes a snap for the user's story.",
        "story.share",
        "user",
        {**_SHARE, "picture": Param("handle", required=True)},
        result={"snap_id": "string"},
        gesture=True,
        user=True,
        params_bytes=_SHARE_BYTES,
        errors=("idempotency_mismatch", *_HANDLES),
        idempotent="key",
    ),
    "launch.get": Method(
        "Returns how the lens was opened.",
        "launch",
        "quick",
        result={
            "source": SOURCE,
            "context?": CONTEXT,
            "item_id?": "string",
            "state?": "map",
            "place?": "place",
            "in_chat?": "boolean",
        },
        result_bytes=8192,
    ),
    "authorize": Method(
        "Asks the user to let the lens's own server act for them (OAuth 2, PKCE).",
        "authorize",
        "user",
        {
            "client_id": Param("string", required=True, least=1, most=128),
            "redirect_uri": Param("string", required=True, least=1, most=2048),
            "scope": Param("string", required=True, most=1024),
            "state": Param("string", required=True, least=8, most=512),
            "code_challenge": Param("string", required=True, least=43, most=43),
            "code_challenge_method": Param("string", required=True, choices=("S256",)),
            "dpop_jkt": Param("string", least=43, most=43),
        },
        result={"code": "string", "state": "string", "iss": "string"},
        gesture=True,
        user=True,
        params_bytes=8192,
        idempotent="no",
    ),
    "lens.close": Method("Closes the lens.", "lens", "quick"),
    "search.visual": Method(
        "Finds listings by a photo that the user chose, by words, or by both.",
        "search",
        "model",
        {
            "photo": Param("handle"),
            "keywords": Param("string", least=1, most=200),
            "kind": Param("string", least=1, most=32),
            "kinds": Param("list", least=1, most=13),
            "currency": Param("string", least=3, most=3),
            "least_minor": Param("integer", least=0, most=1_000_000_000),
            "most_minor": Param("integer", least=0, most=1_000_000_000),
            "merchant_id": Param("string", least=1, most=64),
            "in_stock": Param("boolean"),
            "text": Param("string", least=1, most=200),
            "top": Param("integer", least=1, most=50),
        },
        result={
            "outcome": '"found" | "filtered_out" | "empty_catalogue"',
            "garment?": "searched_garment",
            "picture?": "handle",
            "generated": "boolean",
            "notes": "[search_note]",
            "results": "[search_result]",
        },
        result_bytes=64 * 1024,
        errors=(
            "search.no_person",
            "search.no_garment",
            "search.not_ready",
            "model_missing",
            "not_found",
            "rate_limited",
            *_HANDLES,
        ),
        since=2,
    ),
    "storage.get": Method(
        "Returns what the lens keeps under a key; null and version 0 for nothing.",
        "storage",
        "standard",
        _PLACE_KEY,
        result={"value": "map | null", "version": "integer"},
        result_bytes=16 * 1024,
        errors=_STORAGE,
        since=2,
    ),
    "storage.list": Method(
        "Returns everything that the lens keeps in a scope.",
        "storage",
        "standard",
        _PLACE,
        result={"entries": "[entry]"},
        result_bytes=90 * 1024,
        errors=_STORAGE,
        since=2,
    ),
    "storage.set": Method(
        "Keeps a value; with if_version only over that version (0: nothing is there).",
        "storage",
        "standard",
        {
            **_PLACE_KEY,
            "value": Param("map", required=True, most=8192),
            "if_version": Param("integer", least=0, most=1_000_000_000),
        },
        result={"version": "integer"},
        params_bytes=12 * 1024,
        errors=_STORAGE,
        since=2,
    ),
    "storage.remove": Method(
        "Forgets a value.",
        "storage",
        "standard",
        _PLACE_KEY,
        errors=_STORAGE,
        since=2,
    ),
    "chat.invite": Method(
        "Proposes an invitation; the lens is open in the chosen chat from then on.",
        "chat.share",
        "user",
        _SHARE,
        result={"conversation_id": "string", "message_id": "string"},
        gesture=True,
        user=True,
        params_bytes=_SHARE_BYTES,
        errors=("idempotency_mismatch", *_HANDLES),
        since=2,
        idempotent="key",
    ),
    "chat.respond": Method(
        "Proposes an answer in the chat, with the media that the host finds fitting.",
        "chat.share",
        "user",
        {
            "title": Param("string", required=True, least=1, most=80),
            "media": Param("map", required=True, most=4096),
            "idempotency_key": Param("string", required=True, least=8, most=128),
        },
        result={"message_id": "string"},
        gesture=True,
        user=True,
        params_bytes=8192,
        errors=("not_found", "idempotency_mismatch"),
        since=2,
        idempotent="key",
    ),
    "chat.notify": Method(
        "Tells the others in the chat one line; anyone can mute it.",
        "notify",
        "standard",
        {
            "text": Param("string", required=True, least=1, most=120),
            "item_id": Param("string", least=1, most=64),
            "state": Param("map", most=4096),
        },
        params_bytes=8192,
        errors=("not_found", "rate_limited"),
        since=2,
        idempotent="no",
    ),
    "handle.retain": Method(
        "Counts one more part of the lens that needs a picture.",
        "handles",
        "quick",
        {"handle": Param("handle", required=True)},
        result={"references": "integer"},
        errors=_HANDLES[:3],
        since=2,
        idempotent="no",
    ),
    "handle.release": Method(
        "Counts one less; the last one lets the picture go.",
        "handles",
        "quick",
        {"handle": Param("handle", required=True)},
        result={"references": "integer"},
        errors=_HANDLES[:3],
        since=2,
        idempotent="no",
    ),
    "usage.count": Method(
        "Counts what happens in the lens, for its publisher, and never to whom.",
        "usage",
        "standard",
        {
            "event": Param("string", required=True, least=1, most=40),
            "by": Param("integer", least=1, most=1000),
        },
        errors=("storage_quota", "rate_limited"),
        since=2,
        idempotent="no",
    ),
    "friends.list": Method(
        "Returns a page of the user's friends, in no order that says anything.",
        "user.friends",
        "standard",
        {
            # Worth what the host gave, and for one list alone.
            "cursor": Param("string", least=1, most=64),
            "limit": Param("integer", least=1, most=100),
        },
        result={"friends": "[friend]", "next_cursor?": "string"},
        result_bytes=64 * 1024,
        errors=("rate_limited",),
        since=2,
    ),
    "listing.open": Method(
        "Hands an item's listing over to its shop, outside, if the user wants it.",
        "shop",
        "user",
        {"item_id": Param("string", required=True, least=1, most=64)},
        gesture=True,
        user=True,
        errors=("not_found",),
        since=2,
        idempotent="no",
    ),
    "tryon.watch": Method(
        "Tells how the live try-on does, over and over, until it is stopped.",
        "camera.tryon",
        "stream",
        {"every_ms": Param("integer", least=100, most=10_000)},
        item={
            "item_id": "string",
            "placed": "boolean",
            "reason?": "string",
            "hidden_share": "number",
            "wearer": '"found" | "lost"',
            "fps": "number",
            "mask_age?": "integer",
        },
        since=2,
    ),
}
"""Every method. One that is not here does not exist."""
