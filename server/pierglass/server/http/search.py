"""Visual search over HTTP."""

from typing import Any

from flask import Blueprint

from pierglass.server.http.routing import Api, Call, Operation
from pierglass.server.http.schemas import ITEM, MEDIA
from pierglass.server.services import search
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


def blueprint(ctx: Context) -> Blueprint:
    """Return the route of visual search."""
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

    return api.blueprint
