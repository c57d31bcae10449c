"""What a share, an invitation and an answer have in common: picture, proposal, card."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pierglass.bridge.errors import CallFailedError
from pierglass.client.errors import InvalidError
from pierglass.client.pictures import content_type
from pierglass.client.records import Place
from pierglass.client.user import Proposal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pierglass.client.host.stage import Picture, Stage
    from pierglass.client.records import Body, Card

__all__ = ["card_of", "picture_of", "place_of", "proposal_of", "sent_body"]

PLACE_NAME = 120
"""Characters of a place's name."""


async def picture_of(stage: Stage, params: Mapping[str, Any]) -> Picture | None:
    """Return what the handle `picture` names, with the overlay if the lens drew one.

    The server draws the one over the other; the lens never holds the picture.

    Raises:
        CallFailedError: The handle names nothing, or the overlay is no small drawing.
    """
    if "picture" not in params:
        if "overlay" in params:
            raise refusal("overlay", "there is no picture to lay it over")
        return None
    now_ms = stage.clock.now_ms()
    try:
        picture = stage.handles.resolve(params["picture"], "picture", now_ms)
    except CallFailedError as error:
        if error.code != "handle_kind":
            raise
        picture = stage.handles.resolve(params["picture"], "photo", now_ms)
    if "overlay" not in params:
        return picture
    # The same drawing over the same picture is one picture: a repeated share sends it
    # again.
    key = (picture.media_id, params["overlay"])
    if key not in stage.overlaid:
        stage.overlaid[key] = await _lay_over(stage, *key)
    return replace(picture, media_id=stage.overlaid[key])


async def _lay_over(stage: Stage, media_id: str, text: str) -> str:
    try:
        overlay = base64.b64decode(text, validate=True)
        media = await stage.api.lay_over(media_id, overlay, content_type(overlay))
    except (ValueError, InvalidError) as error:
        raise refusal(
            "overlay", f"expected a PNG or WebP in base64 ({error})"
        ) from error
    return media["id"]


def place_of(params: Mapping[str, Any]) -> Place | None:
    """Return the place that the lens proposes, if it does.

    Raises:
        CallFailedError: It is no name with a point on Earth.
    """
    if "place" not in params:
        return None
    place = params["place"]
    if set(place) != {"name", "latitude", "longitude"}:
        raise refusal("place", "expected name, latitude and longitude")
    name = place["name"]
    if not isinstance(name, str) or not 1 <= len(name.strip()) <= PLACE_NAME:
        raise refusal("place", f"name: expected 1 to {PLACE_NAME} characters")
    for axis, most in (("latitude", 90), ("longitude", 180)):
        degrees = place[axis]
        if isinstance(degrees, bool) or not isinstance(degrees, int | float):
            raise refusal("place", f"{axis}: expected a number of degrees")
        if not -most <= degrees <= most:
            raise refusal("place", f"{axis}: {degrees}, expected -{most} to {most}")
    return Place(name=name, latitude=place["latitude"], longitude=place["longitude"])


def refusal(field: str, message: str) -> CallFailedError:
    """Return the error for a parameter that the policy alone cannot judge."""
    return CallFailedError(f"{field}: {message}", code="invalid_params", field=field)


def proposal_of(
    stage: Stage, params: Mapping[str, Any], picture: Picture | None
) -> Proposal:
    """Return what the user is shown before they decide."""
    return Proposal(
        lens=stage.lens,
        title=params["title"],
        subtitle=params.get("subtitle"),
        item_id=params.get("item_id"),
        media_id=picture.media_id if picture else None,
        place=place_of(params),
    )


def card_of(stage: Stage, params: Mapping[str, Any], picture: Picture | None) -> Card:
    """Return the card as the server keeps it; whose it is, the host says."""
    card: Card = {"lens_id": stage.lens["id"], "title": params["title"]}
    if "subtitle" in params:
        card["subtitle"] = params["subtitle"]
    item_id = params.get("item_id") or (picture.item_id if picture else None)
    if item_id is not None:
        card["item_id"] = item_id
    if picture is not None:
        card["image_id"] = picture.media_id
    if "state" in params:
        card["state"] = params["state"]
    place = place_of(params)
    if place is not None:
        card["place"] = place
    return card


def sent_body(card: Card, picture: Picture | None) -> Body:
    """Return the message that carries *card*, and its picture if it has one."""
    body: Body = {"card": card}
    if picture is not None:
        body["image_id"] = picture.media_id
        if picture.augmentation_id is not None:
            body["augmentation_id"] = picture.augmentation_id
    return body
