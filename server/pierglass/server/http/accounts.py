"""Accounts, sessions and devices over HTTP."""

from typing import Any

from flask import Blueprint

from pierglass.server.http.routing import PUBLIC, Api, Call, Operation
from pierglass.server.http.schemas import (
    ACCOUNT,
    DEVICE,
    ME,
    SESSION,
    holding,
    listing,
)
from pierglass.server.services import accounts, sessions
from pierglass.server.services.context import Context
from pierglass.server.services.shapes import Fields, Line, Text

__all__ = ["blueprint"]

DEVICE_BODY = Fields({"name": Line(1, 64), "platform": Line(1, 32)})
SIGNED_IN = Fields({"account": ACCOUNT, "session": SESSION})

CREATE = Operation(
    "POST",
    "/v1/accounts",
    "Register an account and sign it in",
    scope=PUBLIC,
    body=Fields(
        {
            "username": accounts.USERNAME,
            "password": accounts.PASSWORD,
            "display_name": accounts.DISPLAY_NAME,
        }
    ),
    reply=SIGNED_IN,
    status=201,
)
SIGN_IN = Operation(
    "POST",
    "/v1/sessions",
    "Sign in on a device",
    scope=PUBLIC,
    body=Fields(
        {"username": Text(1, 64), "password": Text(1, 256)}, {"device": DEVICE_BODY}
    ),
    reply=SIGNED_IN,
    status=201,
)
REFRESH = Operation(
    "POST",
    "/v1/sessions/refresh",
    "Exchange a refresh token for the next pair",
    scope=PUBLIC,
    body=Fields({"refresh_token": Text(1, 256)}),
    reply=holding("session", SESSION),
)
SIGN_OUT = Operation("DELETE", "/v1/sessions/current", "Sign this device out")
SHOW_ME = Operation(
    "GET",
    "/v1/me",
    "Show the caller's account; a lens sees what its scopes cover",
    scope="user.display_name|user.avatar",
    reply=holding("account", ME),
)
CHANGE_ME = Operation(
    "PATCH",
    "/v1/me",
    "Change the caller's profile",
    body=Fields(
        optional={"display_name": accounts.DISPLAY_NAME, "avatar": accounts.AVATAR}
    ),
    reply=holding("account", ACCOUNT),
)
DEVICES = Operation(
    "GET",
    "/v1/me/devices",
    "List the devices that are signed in",
    reply=listing("devices", DEVICE),
)
END_DEVICE = Operation(
    "DELETE", "/v1/me/devices/<device_id>", "Sign one of the caller's devices out"
)
FIND = Operation(
    "GET",
    "/v1/accounts",
    "Find an account by its exact user name",
    query={"username": Text(1, 64)},
    reply=holding("account", ACCOUNT),
)


def blueprint(ctx: Context) -> Blueprint:
    """Return the routes of accounts, sessions and devices."""
    api = Api("accounts", ctx)

    @api.route(CREATE)
    def create_account(call: Call) -> dict[str, Any]:
        body = call.body
        account, pair = accounts.create(
            ctx, body["username"], body["password"], body["display_name"], call.address
        )
        return {"account": account, "session": sessions.render(pair)}

    @api.route(SIGN_IN)
    def sign_in(call: Call) -> dict[str, Any]:
        body = call.body
        account, pair = accounts.sign_in(
            ctx,
            body["username"],
            body["password"],
            body.get("device", {}),
            call.address,
        )
        return {"account": account, "session": sessions.render(pair)}

    @api.route(REFRESH)
    def refresh_session(call: Call) -> dict[str, Any]:
        pair = sessions.refresh(ctx, call.body["refresh_token"])
        return {"session": sessions.render(pair)}

    @api.route(SIGN_OUT)
    def sign_out(call: Call) -> None:
        sessions.end_current(ctx, call.principal)

    @api.route(SHOW_ME)
    def show_me(call: Call) -> dict[str, Any]:
        return {"account": accounts.show(ctx, call.principal)}

    @api.route(CHANGE_ME)
    def change_me(call: Call) -> dict[str, Any]:
        return {"account": accounts.update(ctx, call.principal, call.body)}

    @api.route(DEVICES)
    def list_devices(call: Call) -> dict[str, Any]:
        return {"devices": sessions.list_devices(ctx, call.principal)}

    @api.route(END_DEVICE)
    def end_device(call: Call) -> None:
        sessions.end_device(ctx, call.principal, call.path["device_id"])

    @api.route(FIND)
    def find_account(call: Call) -> dict[str, Any]:
        username = call.required("username")
        return {"account": accounts.find(ctx, call.principal, username)}

    return api.blueprint
