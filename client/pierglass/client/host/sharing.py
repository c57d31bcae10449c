"""What a share, an invitation and an answer have in common: picture, proposal, card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pierglass.client.user import Proposal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pierglass.client.host.stage import Picture, Stage
    from pierglass.client.records import Body, Card

__all__ = ["card_of", "picture_of", "proposal_of", "sent_body"]


def picture_of(stage: Stage, params: Mapping[str, Any]) -> Picture | None:
    """Return what the handle `picture` names, if there is one."""
    if "picture" not in params:
        return None
    return stage.handles.resolve(params["picture"], "picture", stage.clock.now_ms())


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
    return card


def sent_body(card: Card, picture: Picture | None) -> Body:
    """Return the message that carries *card*, and its picture if it has one."""
    body: Body = {"card": card}
    if picture is not None:
        body["image_id"] = picture.media_id
        if picture.augmentation_id is not None:
            body["augmentation_id"] = picture.augmentation_id
    return body
