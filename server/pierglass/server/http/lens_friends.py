"""The user's friends for a lens: through its host, or by its own server's token."""

from typing import Any

from flask import Blueprint

from pierglass.server.http.routing import Api, Call, Operation
from pierglass.server.services import lens_friends
from pierglass.server.services.accounts import AVATAR_COLOUR, AVATAR_STYLE
from pierglass.server.services.context import Context
from pierglass.server.services.shapes import Fields, Integer, Listed, Text
from pierglass.server.services.subjects import SUBJECT

__all__ = ["blueprint"]

_ID = Text(26, 26, pattern=SUBJECT)
_AVATAR = Fields({"style": AVATAR_STYLE, "colour": AVATAR_COLOUR}, title="FlatAvatar")
_FRIEND = Fields(
    {"id": _ID, "display_name": Text(1, 256), "avatar": _AVATAR}, title="LensFriend"
)
LIST = Operation(
    "GET",
    "/v1/lenses/<lens_id>/friends",
    "The user's friends as a lens may know them, under ids of its own.",
    scope=lens_friends.SCOPE,
    query={"cursor": _ID, "limit": Integer(1, lens_friends.PAGE_MOST)},
    reply=Fields(
        {"friends": Listed(_FRIEND, lens_friends.PAGE_MOST)}, {"next_cursor": _ID}
    ),
)


def blueprint(ctx: Context) -> Blueprint:
    """Return the route of a lens's list of friends."""
    api = Api("lens_friends", ctx)

    @api.route(LIST)
    def list_lens_friends(call: Call) -> dict[str, Any]:
        friends, more = lens_friends.list_page(
            ctx,
            call.principal,
            call.path["lens_id"],
            call.query.get("cursor"),
            call.query.get("limit", lens_friends.PAGE),
        )
        return {"friends": friends} | ({"next_cursor": more} if more else {})

    return api.blueprint
