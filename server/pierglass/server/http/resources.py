"""What people do with lenses and linked apps: open, join, be told, mute."""

from typing import Any

from flask import Blueprint

from pierglass.server.http.routing import FIRST_PARTY, Api, Call, Operation
from pierglass.server.http.schemas import ACCOUNT
from pierglass.server.services import activities, linked_apps, notices, openings
from pierglass.server.services.context import Context
from pierglass.server.services.grants import require_first_party
from pierglass.server.services.shapes import (
    Choice,
    Fields,
    Flag,
    Free,
    Integer,
    Line,
    Listed,
    Text,
)

__all__ = ["blueprint"]

ID = Text(1, 64)
_CLIENT = Fields({"id": ID, "name": Text(), "kind": Text()}, title="Client")
_USE = Fields(
    {"source": Choice(openings.SOURCES), "opened_at_ms": Integer()}, title="Use"
)
_ACTIVITY = Fields(
    {
        "id": ID,
        "conversation_id": ID,
        "account": ACCOUNT,
        "client": _CLIENT,
        "started_at_ms": Integer(),
        "active": Flag(),
    },
    title="Activity",
)
_RESOURCE = Fields(
    {
        "id": ID,
        "name": Text(),
        "kind": Choice(("applet", "linked_app")),
        "summary": Text(0, 200),
        "contexts": Listed(Text(), high=8),
        "scopes": Listed(Text(), high=64),
        "recent_ms": Integer(),
    },
    # What answers a linked app's launch address: an origin, or a private scheme.
    {"handler": Text()},
    title="Resource",
)

OPEN = Operation(
    "POST",
    "/v1/resources/<client_id>/uses",
    "Note that the user opened a lens or a linked app; a card names its message.",
    body=Fields({"source": Choice(openings.SOURCES)}, {"message_id": ID}),
    reply=Fields({"use": _USE}),
    status=201,
)
SEEN = Operation(
    "GET",
    "/v1/resources/<client_id>/user",
    "What a lens or a linked app may know of the user now, by its kind and the grant.",
    reply=Fields({"user": Free()}),
)
USES = Operation(
    "GET",
    "/v1/resources/<client_id>/uses",
    "The user's latest openings of a lens or a linked app, newest first.",
    reply=Fields({"uses": Listed(_USE)}),
)
MUTE = Operation(
    "PUT",
    "/v1/resources/<client_id>/mute",
    "Take no more notices of a lens or a linked app, or take them again.",
    body=Fields({"muted": Flag()}),
    status=204,
)
LIST = Operation(
    "GET",
    "/v1/resources",
    "Lenses and linked apps that fit where the user is, those used lately first.",
    query={"context": Choice(linked_apps.CONTEXTS)},
    reply=Fields({"resources": Listed(_RESOURCE, high=200)}),
)
NOTIFY = Operation(
    "POST",
    "/v1/resources/<client_id>/notices",
    "Tell the people of a conversation, or by a server's token the user, one line.",
    scope=f"{FIRST_PARTY}|{notices.SCOPE}",
    body=Fields(
        {"text": Line(1, 120)},
        {"conversation_id": ID, "item_id": ID, "state": Free()},
    ),
    reply=Fields({"told": Integer()}),
    status=201,
)
BEGIN = Operation(
    "POST",
    "/v1/conversations/<conversation_id>/activities",
    "Say that the user has a lens open in this conversation.",
    body=Fields({"client_id": ID}),
    reply=Fields({"activity": _ACTIVITY}),
    status=201,
)
ACTIVITIES = Operation(
    "GET",
    "/v1/conversations/<conversation_id>/activities",
    "What members have open here, then what they had within a day.",
    reply=Fields({"activities": Listed(_ACTIVITY)}),
)
_PRIVACY = Fields({"shows_activity": Flag()}, title="Privacy")
PRIVACY = Operation(
    "GET",
    "/v1/me/privacy",
    "Whether members of chats see which lens the user has open there.",
    reply=Fields({"privacy": _PRIVACY}),
)
SET_PRIVACY = Operation(
    "PUT",
    "/v1/me/privacy",
    "Show or hide which lens the user has open; hiding forgets what was shown.",
    body=_PRIVACY,
    reply=Fields({"privacy": _PRIVACY}),
)
RENEW = Operation(
    "PUT",
    "/v1/activities/<activity_id>",
    "Say that it goes on, once a minute.",
    status=204,
)
END = Operation(
    "DELETE", "/v1/activities/<activity_id>", "Say that it is over.", status=204
)


def blueprint(ctx: Context) -> Blueprint:
    """Return the routes of resources and activities."""
    api = Api("resources", ctx)
    _use_routes(api)
    _activity_routes(api)
    return api.blueprint


def _use_routes(api: Api) -> None:
    ctx = api.ctx

    @api.route(LIST)
    def list_resources(call: Call) -> dict[str, Any]:
        context = call.query.get("context")
        return {"resources": linked_apps.list_resources(ctx, call.principal, context)}

    @api.route(OPEN)
    def note_opening(call: Call) -> dict[str, Any]:
        client_id, body = call.path["client_id"], call.body
        noted = openings.note_opening(
            ctx, call.principal, client_id, body["source"], body.get("message_id")
        )
        return {"use": noted}

    @api.route(SEEN)
    def show_user_to_resource(call: Call) -> dict[str, Any]:
        client_id = call.path["client_id"]
        return {"user": linked_apps.seen_by(ctx, call.principal, client_id)}

    @api.route(USES)
    def list_uses(call: Call) -> dict[str, Any]:
        client_id = call.path["client_id"]
        return {"uses": openings.list_uses(ctx, call.principal, client_id)}

    @api.route(MUTE)
    def mute_resource(call: Call) -> None:
        client_id, muted = call.path["client_id"], call.body["muted"]
        openings.mute(ctx, call.principal, client_id, muted)

    @api.route(NOTIFY)
    def notify(call: Call) -> dict[str, Any]:
        return notices.notify(ctx, call.principal, call.path["client_id"], call.body)


def _activity_routes(api: Api) -> None:
    ctx = api.ctx

    @api.route(BEGIN)
    def begin_activity(call: Call) -> dict[str, Any]:
        require_first_party(call.principal)
        where, client_id = call.path["conversation_id"], call.body["client_id"]
        return {"activity": activities.begin(ctx, call.principal, client_id, where)}

    @api.route(ACTIVITIES)
    def list_activities(call: Call) -> dict[str, Any]:
        where = call.path["conversation_id"]
        found = activities.list_activities(ctx, call.principal, where)
        return {"activities": found}

    @api.route(RENEW)
    def renew_activity(call: Call) -> None:
        activities.renew(ctx, call.principal, call.path["activity_id"])

    @api.route(END)
    def end_activity(call: Call) -> None:
        activities.end(ctx, call.principal, call.path["activity_id"])

    @api.route(PRIVACY)
    def show_privacy(call: Call) -> dict[str, Any]:
        shows = not activities.is_hidden(ctx, call.principal)
        return {"privacy": {"shows_activity": shows}}

    @api.route(SET_PRIVACY)
    def set_privacy(call: Call) -> dict[str, Any]:
        shows = call.body["shows_activity"]
        activities.hide(ctx, call.principal, not shows)
        return {"privacy": {"shows_activity": shows}}
