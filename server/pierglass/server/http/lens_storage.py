"""What lenses keep, through the host that shows them."""

from typing import Any

from flask import Blueprint

from pierglass.server.http.routing import Api, Call, Operation
from pierglass.server.services import lens_storage
from pierglass.server.services.context import Context
from pierglass.server.services.lens_storage import Place
from pierglass.server.services.shapes import AnyJson, Fields, Integer, Listed, Text

__all__ = ["blueprint"]

KEY = Text(1, 64, pattern=r"[A-Za-z0-9._:-]+")
WHERE = {"conversation_id": Text(1, 64)}
_VALUE = Fields(
    {"key": KEY, "value": AnyJson(), "version": Integer()}, title="StoredValue"
)
LIST = Operation(
    "GET",
    "/v1/lenses/<lens_id>/storage",
    "What a lens keeps for the user, or for a conversation.",
    query=WHERE,
    reply=Fields({"values": Listed(_VALUE, high=lens_storage.QUOTA_KEYS)}),
)
GET = Operation(
    "GET",
    "/v1/lenses/<lens_id>/storage/<key>",
    "One value that a lens keeps; null with version 0 if there is none.",
    query=WHERE,
    reply=_VALUE,
)
PUT = Operation(
    "PUT",
    "/v1/lenses/<lens_id>/storage/<key>",
    "Keep a value; with if_version only over that version.",
    query=WHERE,
    body=Fields({"value": AnyJson()}, {"if_version": Integer()}),
    reply=_VALUE,
)
REMOVE = Operation(
    "DELETE",
    "/v1/lenses/<lens_id>/storage/<key>",
    "Forget a value.",
    query=WHERE,
    status=204,
)


def blueprint(ctx: Context) -> Blueprint:
    """Return the routes of lens storage."""
    api = Api("lens_storage", ctx)

    @api.route(LIST)
    def list_values(call: Call) -> dict[str, Any]:
        return {"values": lens_storage.keys(ctx, call.principal, _place(call))}

    @api.route(GET)
    def get_value(call: Call) -> dict[str, Any]:
        return lens_storage.get(ctx, call.principal, _place(call), _key(call))

    @api.route(PUT)
    def put_value(call: Call) -> dict[str, Any]:
        value, version = call.body["value"], call.body.get("if_version")
        return lens_storage.put(
            ctx, call.principal, _place(call), _key(call), value, version
        )

    @api.route(REMOVE)
    def remove_value(call: Call) -> None:
        lens_storage.remove(ctx, call.principal, _place(call), _key(call))

    return api.blueprint


def _place(call: Call) -> Place:
    return Place(call.path["lens_id"], call.query.get("conversation_id"))


def _key(call: Call) -> str:
    return KEY.check(call.path["key"], "key")
