"""What a search may be narrowed to, as conditions inside it and never after it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from pierglass.server.services import keywords
from pierglass.server.services.catalogue import KINDS
from pierglass.server.services.shapes import (
    Choice,
    Fields,
    Flag,
    Integer,
    Listed,
    Text,
)
from pierglass.server.store.catalogue import Item, Listing, Merchant

__all__ = ["FILTERS", "Narrowed", "candidates", "is_empty", "narrowed", "offers"]

FILTERS = Fields(
    optional={
        "kinds": Listed(Choice(KINDS), len(KINDS), 1),
        "price": Fields(
            {"currency": Text(3, 3, "[A-Z]{3}", "EUR")},
            {"least_minor": Integer(), "most_minor": Integer()},
        ),
        "merchant_id": Text(1, 64),
        "in_stock": Flag(),
        "text": Text(1, keywords.LONGEST),
    },
    title="SearchFilters",
)
"""What a caller may ask for; ``text``: every word of it is in name, kind or maker."""


@dataclass(frozen=True)
class Narrowed:
    """Filters as conditions."""

    item: ColumnElement[bool]
    listing: ColumnElement[bool]
    words: tuple[str, ...]
    """Keywords: they rank, and without a photo one of them must be there."""


def narrowed(
    filters: dict[str, Any], words: tuple[str, ...], kinds: tuple[str, ...] | None
) -> Narrowed:
    """Return what *filters* say.

    Args:
        filters: As `FILTERS` checks them.
        words: Keywords, folded.
        kinds: Kinds that a photo leaves, None for all; the caller's win.

    Raises:
        InvalidFieldError: If the filter's text has no word, or too many.
    """
    chosen = filters.get("kinds", kinds)
    item: list[ColumnElement[bool]] = [Item.present.is_(True)]
    if chosen is not None:
        item.append(Item.kind.in_(chosen))
    if "text" in filters:
        item += map(keywords.has, keywords.words_of(filters["text"], "filters.text"))
    listing: list[ColumnElement[bool]] = [Listing.item_id == Item.id]
    price = filters.get("price")
    if price is not None:
        listing.append(Listing.currency == price["currency"])
        if "least_minor" in price:
            listing.append(Listing.amount_minor >= price["least_minor"])
        if "most_minor" in price:
            listing.append(Listing.amount_minor <= price["most_minor"])
    if "merchant_id" in filters:
        listing.append(Listing.merchant_id == filters["merchant_id"])
    if "in_stock" in filters:
        is_there = Listing.stock > 0
        listing.append(is_there if filters["in_stock"] else ~is_there)
    return Narrowed(and_(*item), and_(*listing), words)


def candidates(session: Session, within: Narrowed) -> dict[str, float]:
    """Return the items that may be found, each with the share of keywords it has."""
    wanted = and_(within.item, exists().where(within.listing))
    if not within.words:
        return dict.fromkeys(session.scalars(select(Item.id).where(wanted)), 0.0)
    query = select(Item.id, keywords.share(within.words)).where(wanted)
    return {row[0]: float(row[1]) for row in session.execute(query)}


def offers(
    session: Session, within: Narrowed, item_ids: list[str]
) -> dict[str, tuple[Listing, Merchant]]:
    """Return each item's cheapest listing of those that may be found."""
    query = (
        select(Listing, Merchant)
        .join(Merchant, Merchant.id == Listing.merchant_id)
        .join(Item, within.listing)
        .where(Item.id.in_(item_ids))
        .order_by(Listing.amount_minor.desc(), Listing.id)
    )
    return {row[0].item_id: (row[0], row[1]) for row in session.execute(query)}


def is_empty(session: Session) -> bool:
    """Return whether nothing at all is on offer."""
    on_offer = select(func.count()).select_from(Item).join(Listing).where(Item.present)
    return session.scalar(on_offer) == 0
