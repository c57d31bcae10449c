"""Pictures, try-ons and augmentations over HTTP."""

from typing import Any

from flask import Blueprint, Response

from pierglass.server.http.routing import Api, Call, Operation
from pierglass.server.http.schemas import AUGMENTATION, MEDIA, holding
from pierglass.server.services import media, tryons
from pierglass.server.services.context import Context
from pierglass.server.services.pictures import (
    MAX_BYTES,
    OVERLAY_BYTES,
    OVERLAY_TYPES,
    TYPES,
)
from pierglass.server.services.shapes import Choice, Fields, Text

__all__ = ["blueprint"]

ID = Text(1, 64)

UPLOAD = Operation(
    "POST",
    "/v1/media",
    "Upload a picture: the body is the file; at most 12 MiB and 50 megapixels",
    raw_types=tuple(TYPES),
    limit_bytes=MAX_BYTES,
    reply=holding("media", MEDIA),
    status=201,
)
OVERLAY = Operation(
    "POST",
    "/v1/media/<media_id>/overlays",
    "Make a picture of one's own with a drawing over it: the body is a PNG or WebP",
    raw_types=OVERLAY_TYPES,
    limit_bytes=OVERLAY_BYTES,
    reply=holding("media", MEDIA),
    status=201,
)
FETCH = Operation(
    "GET",
    "/v1/media/<media_id>",
    "Fetch a picture that the caller may see now",
    query={"size": Choice(("full", "thumb"))},
    reply_types=("image/jpeg", "image/png"),
)
TRY_ON = Operation(
    "POST",
    "/v1/tryons",
    "Try an item on in one of the caller's pictures",
    scope="camera.tryon",
    body=Fields({"media_id": ID, "item_id": ID}),
    reply=Fields({"augmentation": AUGMENTATION, "media": MEDIA}),
    status=201,
)
SHOW = Operation(
    "GET",
    "/v1/augmentations/<augmentation_id>",
    "Show an augmentation",
    reply=holding("augmentation", AUGMENTATION),
)


def blueprint(ctx: Context) -> Blueprint:
    """Return the routes of pictures and try-ons."""
    api = Api("media", ctx)

    @api.route(UPLOAD)
    def upload_media(call: Call) -> dict[str, Any]:
        return {"media": media.upload(ctx, call.principal, call.raw, call.content_type)}

    @api.route(OVERLAY)
    def lay_over_media(call: Call) -> dict[str, Any]:
        media_id, kind = call.path["media_id"], call.content_type
        made = media.lay_over(ctx, call.principal, media_id, call.raw, kind)
        return {"media": made}

    @api.route(FETCH)
    def fetch_media(call: Call) -> Response:
        thumb = call.query.get("size") == "thumb"
        file = media.fetch(ctx, call.principal, call.path["media_id"], thumb=thumb)
        response = Response(file.data, content_type=file.content_type)
        response.headers["Content-Disposition"] = "inline"
        response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response

    @api.route(TRY_ON)
    def try_on(call: Call) -> dict[str, Any]:
        media_id, item_id = call.body["media_id"], call.body["item_id"]
        made, picture = tryons.try_on(ctx, call.principal, media_id, item_id)
        return {"augmentation": made, "media": picture}

    @api.route(SHOW)
    def show_augmentation(call: Call) -> dict[str, Any]:
        augmentation_id = call.path["augmentation_id"]
        return {"augmentation": tryons.show(ctx, call.principal, augmentation_id)}

    return api.blueprint
