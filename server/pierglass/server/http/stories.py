"""Stories over HTTP."""

from typing import Any

from flask import Blueprint

from pierglass.server.http.routing import Api, Call, Operation, Reply
from pierglass.server.http.schemas import ACCOUNT, SNAP, holding, listing
from pierglass.server.services import stories
from pierglass.server.services.context import Context
from pierglass.server.services.shapes import Choice, Fields, Listed

__all__ = ["blueprint"]

AUDIENCE = Fields({"audience": Choice(stories.AUDIENCES)})

LIST = Operation(
    "GET",
    "/v1/stories",
    "List the stories that the caller may see",
    reply=listing("stories", Fields({"account": ACCOUNT, "snaps": Listed(SNAP, 1000)})),
)
POST = Operation(
    "POST",
    "/v1/stories/mine/snaps",
    "Post a snap to one's own story; it is gone after a day",
    scope="story.share",
    body=stories.SNAP_BODY,
    reply=holding("snap", SNAP),
    status=201,
)
VIEW = Operation(
    "POST",
    "/v1/stories/snaps/<snap_id>/view",
    "Mark a snap as seen",
    reply=holding("snap", SNAP),
)
DELETE = Operation("DELETE", "/v1/stories/snaps/<snap_id>", "Delete one's own snap")
SHOW = Operation(
    "GET", "/v1/stories/mine", "Show who sees the caller's story", reply=AUDIENCE
)
CHANGE = Operation(
    "PATCH",
    "/v1/stories/mine",
    "Choose who sees the caller's story, posted snaps included",
    body=AUDIENCE,
    reply=AUDIENCE,
)


def blueprint(ctx: Context) -> Blueprint:
    """Return the routes of stories."""
    api = Api("stories", ctx)

    @api.route(LIST)
    def list_stories(call: Call) -> dict[str, Any]:
        return {"stories": stories.list_all(ctx, call.principal)}

    @api.route(POST)
    def post_snap(call: Call) -> Reply:
        key = call.headers.get("Idempotency-Key")
        snap, replayed = stories.post(ctx, call.principal, call.body, key)
        if replayed:
            return Reply({"snap": snap}, 200, {"Idempotency-Replayed": "true"})
        return Reply({"snap": snap})

    @api.route(VIEW)
    def view_snap(call: Call) -> dict[str, Any]:
        return {"snap": stories.view(ctx, call.principal, call.path["snap_id"])}

    @api.route(DELETE)
    def delete_snap(call: Call) -> None:
        stories.delete_snap(ctx, call.principal, call.path["snap_id"])

    @api.route(SHOW)
    def show_audience(call: Call) -> dict[str, Any]:
        return {"audience": stories.audience(ctx, call.principal)}

    @api.route(CHANGE)
    def change_audience(call: Call) -> dict[str, Any]:
        chosen = call.body["audience"]
        return {"audience": stories.set_audience(ctx, call.principal, chosen)}

    return api.blueprint
