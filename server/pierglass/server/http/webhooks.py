"""Webhooks of a lens, for its publisher."""

from typing import Any

from flask import Blueprint

from pierglass.server.http.routing import Api, Call, Operation
from pierglass.server.services import webhooks
from pierglass.server.services.context import Context
from pierglass.server.services.shapes import (
    Choice,
    Fields,
    Flag,
    Integer,
    Listed,
    Nullable,
    Text,
)

__all__ = ["blueprint"]

_DELIVERY = Fields(
    {
        "id": Text(),
        "event": Text(),
        "state": Choice(("pending", "delivered", "failed")),
        "attempts": Integer(),
        "created_at_ms": Integer(),
        "due_at_ms": Nullable(Integer()),
        "last_result": Nullable(Text()),
    },
    title="WebhookDelivery",
)
SECRET = Operation(
    "POST",
    "/v1/lenses/<lens_id>/webhook/secret",
    "Show the secret that signs the events of a lens of the caller's, or a new one.",
    body=Fields(optional={"rotate": Flag()}),
    reply=Fields({"secret": Text(), "url": Text(1, 2048), "events": Listed(Text())}),
)
DELIVERIES = Operation(
    "GET",
    "/v1/lenses/<lens_id>/webhook/deliveries",
    "The latest events of a lens of the caller's, and how they fared.",
    reply=Fields({"deliveries": Listed(_DELIVERY)}),
)


def blueprint(ctx: Context) -> Blueprint:
    """Return the routes of webhooks."""
    api = Api("webhooks", ctx)

    @api.route(SECRET)
    def show_webhook_secret(call: Call) -> dict[str, Any]:
        rotate = call.body.get("rotate", False)
        lens_id = call.path["lens_id"]
        return webhooks.secret_of(ctx, call.principal, lens_id, rotate=rotate)

    @api.route(DELIVERIES)
    def list_webhook_deliveries(call: Call) -> dict[str, Any]:
        found = webhooks.list_deliveries(ctx, call.principal, call.path["lens_id"])
        return {"deliveries": found}

    return api.blueprint
