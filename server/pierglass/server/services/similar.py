"""Items suggested to a buyer: those in stock that look most like one on offer."""

from typing import Any

from sqlalchemy.orm import Session

from pierglass.server.errors import NotFoundError
from pierglass.server.services import search_filters
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.search import serving_model
from pierglass.server.services.search_kinds import FAMILIES
from pierglass.server.services.search_models import COLOUR
from pierglass.server.services.search_results import Found, colour_likeness, shown
from pierglass.server.store.catalogue import Item, Listing
from pierglass.server.store.index.port import Hit, Query

__all__ = ["OUTCOMES", "TOP", "similar"]

TOP = 20
"""Suggestions to one listing, at most."""

OUTCOMES = ("found", "nothing_else", "not_compared")


def similar(
    ctx: Context, principal: Principal, listing_id: str, top: int = 6
) -> dict[str, Any]:
    """Return what looks like the item of a listing, itself left out.

    Items of its family are compared (a top with jackets and dresses), those in stock
    alone. A kind that no photo search knows is ``not_compared``.

    Args:
        ctx: The server's parts.
        principal: Who asks.
        listing_id: The offer that is looked at.
        top: 1 to `TOP`.

    Returns:
        ``outcome`` and ``results``.

    Raises:
        NotFoundError: If there is no such listing, or its item left the catalogue.
        ModelMissingError: If no embedding network is installed.
        SearchNotReadyError: If the catalogue has not been looked at yet.
    """
    now_ms, me = ctx.clock.now_ms(), principal.account_id
    ctx.limits.spend("suggestions", me, now_ms=now_ms, burst=120, per_minute=120)
    item_id, kind = ctx.store.read(_of(listing_id))
    if kind not in FAMILIES:
        return {"outcome": "not_compared", "results": []}
    model = serving_model(ctx)
    within = search_filters.narrowed({"in_stock": True}, (), FAMILIES[kind])
    among = ctx.store.read(lambda session: search_filters.candidates(session, within))
    among.pop(item_id, None)
    hits = _nearest(ctx, model, item_id, among, top)
    colours = colour_likeness(ctx, _views(ctx, COLOUR, item_id), hits)
    found = [
        Found(
            hit.item_id,
            hit.score,
            {"picture": hit.score, "colour": colours.get(hit.item_id, 0.0)},
        )
        for hit in hits
    ]
    results = shown(ctx, within, found)
    return {"outcome": "found" if results else "nothing_else", "results": results}


def _nearest(
    ctx: Context, model: str, item_id: str, among: dict[str, float], top: int
) -> list[Hit]:
    views = _views(ctx, model, item_id)
    # An item that came a moment ago has no vector yet.
    return ctx.vectors.search(model, views, among, top) if views and among else []


def _views(ctx: Context, model: str, item_id: str) -> list[Query]:
    """Return an item's vectors as queries that together count 1."""
    found = ctx.vectors.vectors(model, item_id)
    return [Query(numbers, 1 / len(found)) for numbers in found.values()]


def _of(listing_id: str) -> Any:
    def look(session: Session) -> tuple[str, str]:
        listing = session.get(Listing, listing_id)
        item = None if listing is None else session.get(Item, listing.item_id)
        if item is None or not item.present:
            raise NotFoundError(what="listing", field="listing_id")
        return item.id, item.kind

    return look
