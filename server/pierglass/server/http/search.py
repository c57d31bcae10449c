"""Visual search and suggestions over HTTP."""

from typing import Any

from flask import Blueprint

from pierglass.server.http.routing import Api, Call, Operation
from pierglass.server.http.schemas import ITEM, MEDIA
from pierglass.server.services import search, similar
from pierglass.server.services.context import Context
from pierglass.server.services.keywords import LONGEST
from pierglass.server.services.search_filters import FILTERS
from pierglass.server.services.search_kinds import FAMILIES
from pierglass.server.services.shapes import (
    Choice,
    Fields,
    Flag,
    Free,
    Integer,
    Listed,
    Nullable,
    Number,
    Text,
)

__all__ = ["blueprint"]

KIND = Choice(tuple(FAMILIES))

REASON = Fields(
    {
        "of": Choice(("photo", "generated", "colour", "keywords")),
        "score": Number(),
        "matches": Flag(),
    },
    {"words": Listed(Text(1, LONGEST))},
    title="SearchReason",
)
RESULT = Fields(
    {"item": ITEM, "score": Number(), "reasons": Listed(REASON)}, title="SearchResult"
)
SEARCH = Operation(
    "POST",
    "/v1/search",
    "Find listings by one of the caller's pictures, by keywords, or by both",
    scope="search",
    body=Fields(
        optional={
            "media_id": Text(1, 64),
            "kind": KIND,
            "keywords": Text(1, LONGEST),
            "filters": FILTERS,
            "top": Integer(1, search.TOP),
        }
    ),
    reply=Fields(
        {
            "outcome": Choice(search.OUTCOMES),
            "garment": Nullable(
                Fields({"kind": KIND, "kinds": Listed(KIND)}, title="SearchedGarment")
            ),
            "picture": Nullable(MEDIA),
            "notes": Listed(Fields({"code": Text(), "message": Text(1, 500)})),
            "results": Listed(RESULT, search.TOP),
            "stages_ms": Free(65_536),
        }
    ),
)
SIMILAR_REASON = Fields(
    {"of": Choice(("picture", "colour")), "score": Number(), "matches": Flag()},
    title="SimilarReason",
)
SIMILAR = Operation(
    "GET",
    "/v1/listings/<listing_id>/similar",
    "Suggest listings in stock that look like this one",
    scope="search",
    query={"top": Integer(1, similar.TOP)},
    reply=Fields(
        {
            "outcome": Choice(similar.OUTCOMES),
            "results": Listed(
                Fields(
                    {
                        "item": ITEM,
                        "score": Number(),
                        "reasons": Listed(SIMILAR_REASON),
                    },
                    title="SimilarResult",
                ),
                similar.TOP,
            ),
        }
    ),
)


def blueprint(ctx: Context) -> Blueprint:
    """Return the routes of visual search."""
    api = Api("search", ctx)

    @api.route(SEARCH)
    def search_items(call: Call) -> dict[str, Any]:
        body = call.body
        return search.search(
            ctx,
            call.principal,
            media_id=body.get("media_id"),
            kind=body.get("kind"),
            text=body.get("keywords"),
            filters=body.get("filters"),
            top=body.get("top", 10),
        )

    @api.route(SIMILAR)
    def similar_listings(call: Call) -> dict[str, Any]:
        return similar.similar(
            ctx, call.principal, call.path["listing_id"], call.query.get("top", 6)
        )

    return api.blueprint
