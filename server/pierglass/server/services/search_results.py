"""What is told of the items that a search found: the listing that fits, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pierglass.server.services import catalogue, keywords, search_filters
from pierglass.server.services.context import Context
from pierglass.server.services.search_filters import Narrowed
from pierglass.server.services.search_models import COLOUR
from pierglass.server.store.catalogue import Item
from pierglass.server.store.index.port import Hit, Query

__all__ = ["MATCHES", "Found", "colour_likeness", "shown"]

MATCHES = {
    "photo": 0.77,
    "generated": 0.77,
    "picture": 0.77,
    "colour": 0.7,
    "keywords": 0.001,
}
"""From which score on a reason is said to match; of pictures what
`pierglass eval search` fits on validation photos (``likeness_that_matches``)."""


@dataclass(frozen=True)
class Found:
    """An item that was found."""

    item_id: str
    score: float
    scores: dict[str, float]
    """By reason."""


def colour_likeness(
    ctx: Context, queries: Sequence[Query], hits: list[Hit]
) -> dict[str, float]:
    """Return how alike the colours of those found are: said, and not ranked by."""
    if not hits or not queries:
        return {}
    among = {hit.item_id: 0.0 for hit in hits}
    return {
        hit.item_id: hit.score
        for hit in ctx.vectors.search(COLOUR, queries, among, len(among))
    }


def shown(ctx: Context, within: Narrowed, found: list[Found]) -> list[dict[str, Any]]:
    """Return the results; what left the catalogue meanwhile is not among them."""

    def look(session: Session) -> list[dict[str, Any]]:
        ids = [one.item_id for one in found]
        listed = search_filters.offers(session, within, ids)
        rows = {
            row.id: row
            for row in session.scalars(
                select(Item).where(Item.id.in_(ids), Item.present)
            )
        }
        shown = {
            one["id"]: one
            for one in catalogue.render(ctx.settings, session, list(rows.values()))
        }
        return [
            {
                "item": {
                    **shown[one.item_id],
                    "listing": catalogue.render_listing(*listed[one.item_id]),
                },
                "score": round(one.score, 4),
                "reasons": _reasons(one, rows[one.item_id], within.words),
            }
            for one in found
            if one.item_id in shown and one.item_id in listed
        ]

    return ctx.store.read(look)


def _reasons(found: Found, item: Item, words: tuple[str, ...]) -> list[dict[str, Any]]:
    reasons: list[dict[str, Any]] = [
        {"of": name, "score": round(score, 4), "matches": score >= MATCHES[name]}
        for name, score in found.scores.items()
        if name != "keywords"
    ]
    if words:
        reasons.append(
            {
                "of": "keywords",
                "score": round(found.scores["keywords"], 4),
                "matches": found.scores["keywords"] >= MATCHES["keywords"],
                "words": keywords.matched(item, words),
            }
        )
    return reasons
