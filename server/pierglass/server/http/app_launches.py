"""Linked apps over HTTP: what they may know, and the link that opens them."""

from typing import Any

from flask import Blueprint

from pierglass.server.http.routing import PUBLIC, Api, Call, Operation
from pierglass.server.http.schemas import GRANT
from pierglass.server.services import app_launches, grants, openings
from pierglass.server.services.context import Context
from pierglass.server.services.linked_apps import CONTEXTS
from pierglass.server.services.message_body import ID, PLACE
from pierglass.server.services.shapes import (
    Choice,
    Fields,
    Flag,
    Free,
    Integer,
    Listed,
    Text,
)

__all__ = ["blueprint"]

LAUNCH = Fields(
    {"source": Choice(openings.SOURCES)},
    {
        "context": Choice(CONTEXTS),
        "item_id": ID,
        "state": Free(4096, 16),
        "place": PLACE,
        "in_chat": Flag(),
    },
    title="Launch",
)

GRANTED = Operation(
    "GET",
    "/v1/resources/<client_id>/grant",
    "What the user answered this linked app: never_asked, granted or refused.",
    reply=Fields({"grant": GRANT}),
)
ALLOW = Operation(
    "PUT",
    "/v1/resources/<client_id>/grant",
    "Answer a linked app: what it may know when it is opened, or refused.",
    body=Fields(
        optional={
            "scopes": Listed(Text(), high=len(grants.HANDED)),
            "state": Choice(("refused",)),
        }
    ),
    reply=Fields({"grant": GRANT}),
)
OPEN = Operation(
    "POST",
    "/v1/resources/<client_id>/launches",
    "The address that opens a linked app once, within two minutes.",
    body=LAUNCH,
    reply=Fields(
        {
            "launch": Fields(
                {"url": Text(1, 1024), "handler": Text(), "expires_at_ms": Integer()},
                title="AppLaunch",
            )
        }
    ),
    status=201,
)
TAKE = Operation(
    "POST",
    "/v1/launches/take",
    "For the app: what it is handed for the word behind its address, once.",
    scope=PUBLIC,
    body=Fields({"client_id": ID, "word": Text(1, 128)}),
    reply=Fields({"client_id": ID, "launch": LAUNCH, "user": Free()}),
)


def blueprint(ctx: Context) -> Blueprint:
    """Return the routes by which linked apps are opened."""
    api = Api("app_launches", ctx)

    @api.route(GRANTED)
    def get_app_grant(call: Call) -> dict[str, Any]:
        client_id = call.path["client_id"]
        return {"grant": grants.app_grant(ctx, call.principal, client_id)}

    @api.route(ALLOW)
    def put_app_grant(call: Call) -> dict[str, Any]:
        client_id, scopes = call.path["client_id"], call.body.get("scopes")
        grant = grants.put_app_grant(ctx, call.principal, client_id, scopes)
        return {"grant": grant}

    @api.route(OPEN)
    def launch_app(call: Call) -> dict[str, Any]:
        client_id = call.path["client_id"]
        made = app_launches.launch(ctx, call.principal, client_id, call.body)
        return {"launch": made}

    @api.route(TAKE)
    def take_launch(call: Call) -> dict[str, Any]:
        client_id, word = call.body["client_id"], call.body["word"]
        return app_launches.take(ctx, client_id, word, call.address)

    return api.blueprint
