"""What a client sends as a message: its shape, and what its pointers may name."""

import hashlib
import json
from typing import Any

from sqlalchemy.orm import Session

from pierglass.server.errors import (
    CardInvalidError,
    ForbiddenError,
    GeoInvalidError,
    InvalidFieldError,
    NotFoundError,
)
from pierglass.server.services import releases
from pierglass.server.services.context import Principal
from pierglass.server.services.shapes import (
    Choice,
    Fields,
    Flag,
    Free,
    Integer,
    Line,
    Listed,
    Number,
    Prose,
    Text,
)
from pierglass.server.store.augmentations import Augmentation
from pierglass.server.store.catalogue import Item
from pierglass.server.store.media import Media

__all__ = [
    "BODY",
    "CARD",
    "ID",
    "KEY",
    "PLACE",
    "body_hash",
    "check_card",
    "check_pointers",
]

ID = Text(1, 64, pattern=r"[A-Za-z0-9_-]+")
KEY = Text(1, 128, pattern=r"[\x21-\x7e]+")
"""An idempotency key."""

PLACE = Fields(
    {
        "name": Line(1, 120),
        "latitude": Number(-90, 90, GeoInvalidError),
        "longitude": Number(-180, 180, GeoInvalidError),
    },
    title="Place",
)
"""Where a card opens, in degrees, WGS 84: what its sender chose, nobody's position."""

CARD = Fields(
    required={"lens_id": ID, "title": Line(1, 120)},
    optional={
        "subtitle": Line(1, 200),
        "item_id": ID,
        "image_id": ID,
        "state": Free(4096, 16),
        "place": PLACE,
        # An invitation to join, told from a mere card by the client's own words.
        "invite": Flag(),
    },
    title="CardBody",
)
"""A card has no links and no colours: the client draws it, under its lens's name."""

BODY = Fields(
    optional={
        "text": Prose(1, 5000),
        "image_id": ID,
        "augmentation_id": ID,
        "duration_s": Integer(1, 60),
        "max_views": Integer(1, 100),
        "geolocations": Listed(
            Fields(
                {
                    "lat": Number(-90, 90, GeoInvalidError),
                    "lon": Number(-180, 180, GeoInvalidError),
                },
                {"label": Line(1, 120)},
            ),
            8,
        ),
        "tags": Listed(
            Fields(
                {"text": Line(1, 64)}, {"source": Choice(("manual", "recognition"))}
            ),
            32,
        ),
        "card": CARD,
    },
    title="MessageBody",
)


def body_hash(*parts: object) -> str:
    """Return a digest of what was asked: the same key must mean the same effect."""
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def check_pointers(
    session: Session, principal: Principal, body: dict[str, Any]
) -> None:
    """Refuse a body that says nothing, or points where its sender may not.

    Raises:
        InvalidFieldError: If there is no content.
        NotFoundError: If a picture or augmentation is not the sender's.
        CardInvalidError: If the card names what is not published.
    """
    if not {"text", "image_id", "card", "augmentation_id"} & body.keys():
        raise InvalidFieldError(
            field="body", reason="send a text, a picture or a card in it"
        )
    if "image_id" in body:
        _check_media(session, principal, body["image_id"], "image_id")
    if "augmentation_id" in body:
        row = session.get(Augmentation, body["augmentation_id"])
        if row is None or row.account_id != principal.account_id:
            raise NotFoundError(what="augmentation", field="augmentation_id")
        body.setdefault("image_id", row.media_id)
    if "card" in body:
        check_card(session, principal, body["card"])


def check_card(session: Session, principal: Principal, card: dict[str, Any]) -> None:
    """Refuse a card that its lens did not or could not make.

    Raises:
        CardInvalidError: If lens or item do not exist.
        ForbiddenError: If a lens's token sends another lens's card.
        NotFoundError: If the picture is not the sender's.
    """
    if principal.client_id is not None and principal.client_id != card["lens_id"]:
        raise ForbiddenError(reason="A lens sends its own cards", field="card.lens_id")
    if not releases.is_live(session, card["lens_id"]):
        raise CardInvalidError(field="card.lens_id", reason="no such lens is published")
    if "item_id" in card and session.get(Item, card["item_id"]) is None:
        raise CardInvalidError(field="card.item_id", reason="there is no such item")
    if "image_id" in card:
        _check_media(session, principal, card["image_id"], "card.image_id")


def _check_media(
    session: Session, principal: Principal, media_id: str, field: str
) -> None:
    media = session.get(Media, media_id)
    if media is None or media.owner_id != principal.account_id:
        raise NotFoundError(what="picture", field=field)
