"""Friends and blocks over HTTP."""

from typing import Any

from flask import Blueprint

from pierglass.server.http.routing import Api, Call, Operation
from pierglass.server.http.schemas import ACCOUNT, FRIEND, FRIEND_REQUEST, holding
from pierglass.server.services import friends
from pierglass.server.services.context import Context
from pierglass.server.services.shapes import Fields, Listed, Text

__all__ = ["blueprint"]

LIST = Operation(
    "GET",
    "/v1/friends",
    "List friends, requests and blocked accounts",
    reply=Fields(
        {
            "friends": Listed(FRIEND, 10_000),
            "incoming": Listed(FRIEND_REQUEST, 10_000),
            "outgoing": Listed(FRIEND_REQUEST, 10_000),
            "blocked": Listed(ACCOUNT, 10_000),
        }
    ),
)
REQUEST = Operation(
    "POST",
    "/v1/friends/requests",
    "Ask someone to be friends; accepts if they asked first",
    body=Fields({"username": Text(1, 64)}),
    reply=holding("request", FRIEND_REQUEST),
    status=201,
)
ACCEPT = Operation(
    "POST",
    "/v1/friends/requests/<request_id>/accept",
    "Accept a friend request",
    reply=holding("friend", FRIEND),
)
DECLINE = Operation(
    "POST",
    "/v1/friends/requests/<request_id>/decline",
    "Decline a friend request, or take one's own back",
)
REMOVE = Operation("DELETE", "/v1/friends/<account_id>", "End a friendship")
BLOCK = Operation("PUT", "/v1/blocks/<account_id>", "Block an account")
UNBLOCK = Operation("DELETE", "/v1/blocks/<account_id>", "Lift a block")


def blueprint(ctx: Context) -> Blueprint:
    """Return the routes of friends and blocks."""
    api = Api("friends", ctx)

    @api.route(LIST)
    def list_friends(call: Call) -> dict[str, Any]:
        return friends.list_all(ctx, call.principal)

    @api.route(REQUEST)
    def request_friend(call: Call) -> dict[str, Any]:
        username = call.body["username"]
        return {"request": friends.request(ctx, call.principal, username)}

    @api.route(ACCEPT)
    def accept_friend(call: Call) -> dict[str, Any]:
        request_id = call.path["request_id"]
        return {"friend": friends.accept(ctx, call.principal, request_id)}

    @api.route(DECLINE)
    def decline_friend(call: Call) -> None:
        friends.decline(ctx, call.principal, call.path["request_id"])

    @api.route(REMOVE)
    def remove_friend(call: Call) -> None:
        friends.remove(ctx, call.principal, call.path["account_id"])

    @api.route(BLOCK)
    def block_account(call: Call) -> None:
        friends.block(ctx, call.principal, call.path["account_id"])

    @api.route(UNBLOCK)
    def unblock_account(call: Call) -> None:
        friends.unblock(ctx, call.principal, call.path["account_id"])

    return api.blueprint
