"""Items and models over HTTP."""

from typing import Any

from flask import Blueprint

from pierglass.server.errors import LimitOutOfRangeError
from pierglass.server.http.routing import PUBLIC, Api, Call, Operation
from pierglass.server.http.schemas import ITEM, MODEL, holding, listing
from pierglass.server.services import catalogue, trained_models
from pierglass.server.services.context import Context
from pierglass.server.services.shapes import (
    Choice,
    Fields,
    Integer,
    Listed,
    Nullable,
    Text,
)

__all__ = ["blueprint"]

LIST = Operation(
    "GET",
    "/v1/items",
    "List AR items by kind",
    scope="items.read",
    query={
        "kind": Choice(catalogue.KINDS),
        "cursor": Text(1, 256),
        "limit": Integer(1, catalogue.PAGE, LimitOutOfRangeError),
    },
    reply=Fields({"items": Listed(ITEM, 100), "next_cursor": Nullable(Text(1, 256))}),
)
SHOW = Operation(
    "GET",
    "/v1/items/<item_id>",
    "Show an AR item",
    scope="items.read",
    reply=holding("item", ITEM),
)
MODELS = Operation(
    "GET",
    "/v1/models",
    "List the trained models that serve, with cards and metrics",
    scope=PUBLIC,
    reply=listing("models", MODEL),
)


def blueprint(ctx: Context) -> Blueprint:
    """Return the routes of the catalogue."""
    api = Api("catalogue", ctx)

    @api.route(LIST)
    def list_items(call: Call) -> dict[str, Any]:
        query = call.query
        items, more = catalogue.list_page(
            ctx, query.get("kind"), query.get("cursor"), query.get("limit", 50)
        )
        return {"items": items, "next_cursor": more}

    @api.route(SHOW)
    def show_item(call: Call) -> dict[str, Any]:
        return {"item": catalogue.show(ctx, call.path["item_id"])}

    @api.route(MODELS)
    def list_models(call: Call) -> dict[str, Any]:
        return {"models": trained_models.list_all(ctx)}

    return api.blueprint
