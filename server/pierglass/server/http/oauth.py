"""OAuth 2 over HTTP: the protocol's endpoints, and the client's consent sheet."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, Response, jsonify, request

from pierglass.server.errors import InvalidClientError, InvalidRedirectUriError
from pierglass.server.http.authorize_page import PAGES, add_page_routes
from pierglass.server.http.forms import error_to_flask, read_form, to_flask
from pierglass.server.http.routing import Api, Call, Operation
from pierglass.server.oauth.errors import OAuth2Error, RedirectUriMismatchError
from pierglass.server.oauth.messages import FormRequest, Parameters
from pierglass.server.oauth.messages import Response as OAuthResponse
from pierglass.server.oauth.metadata import (
    INTROSPECTION_PATH,
    METADATA_PATH,
    REVOCATION_PATH,
    TOKEN_PATH,
    server_metadata,
)
from pierglass.server.oauth.server import AuthorizationServer
from pierglass.server.services.clients import register_client
from pierglass.server.services.context import Context
from pierglass.server.services.grants import held_scopes
from pierglass.server.services.linked_apps import CONTEXTS
from pierglass.server.services.resources import RESOURCE_KINDS
from pierglass.server.services.shapes import Choice, Fields, Flag, Line, Listed, Text

__all__ = ["blueprint"]

_LONG = 4096
_SCOPES = Listed(Text(), high=64)

AUTHORIZE = Operation(
    "POST",
    "/v1/oauth/authorize",
    "Carry the user's answer on the client's consent sheet to an OAuth client.",
    body=Fields(
        {
            "client_id": Text(0, _LONG),
            "redirect_uri": Text(0, _LONG),
            "response_type": Text(0, _LONG),
            "scope": Text(0, _LONG),
            "code_challenge": Text(0, _LONG),
            "code_challenge_method": Text(0, _LONG),
            "decision": Choice(("accept", "deny")),
        },
        # A sheet that shows only what is new says so: the rest stays granted.
        {
            "state": Text(0, _LONG),
            "dpop_jkt": Text(0, _LONG),
            "granted_scopes": _SCOPES,
            "shown_scopes": _SCOPES,
        },
    ),
    reply=Fields(
        {"redirect_uri": Text(1, _LONG), "iss": Text(1, _LONG)},
        {
            "code": Text(),
            "state": Text(1, _LONG),
            "error": Text(),
            "error_description": Text(0, _LONG),
        },
    ),
)
# Shapes are wide here: what is too long or too many is told as client metadata.
REGISTER_BYTES = 2 * 1024 * 1024
REGISTER = Operation(
    "POST",
    "/v1/oauth/clients",
    "Register a third-party server or a linked app; its secret is shown once.",
    body=Fields(
        {
            "name": Line(1, REGISTER_BYTES),
            "redirect_uris": Listed(Text(0, REGISTER_BYTES), high=REGISTER_BYTES),
            "scopes": Listed(Text(0, REGISTER_BYTES), high=REGISTER_BYTES),
        },
        {
            "kind": Choice(("server", "linked_app")),
            "public": Flag(),
            "require_state": Flag(),
            "listing": Fields(
                {
                    "summary": Line(1, 160),
                    "contexts": Listed(Choice(CONTEXTS), high=len(CONTEXTS), low=1),
                },
                # Where a page sends the user who opens it: the app's own address.
                {"launch_uri": Text(0, _LONG)},
            ),
        },
    ),
    reply=Fields(
        {
            "client": Fields(
                {
                    "id": Text(),
                    "name": Text(),
                    "kind": Text(),
                    "redirect_uris": Listed(Text(1, _LONG)),
                    "scopes": _SCOPES,
                    "require_state": Flag(),
                },
                {"client_secret": Text()},
                title="RegisteredClient",
            )
        }
    ),
    status=201,
    limit_bytes=REGISTER_BYTES,
)


def blueprint(ctx: Context) -> Blueprint:
    """Return the routes of the authorization server."""
    api = Api("oauth", ctx)
    api.blueprint.template_folder = PAGES.name
    server = AuthorizationServer(ctx)
    _protocol_routes(api.blueprint, server)
    _json_routes(api, server)
    add_page_routes(api.blueprint, server)
    return api.blueprint


def _protocol_routes(routes: Blueprint, server: AuthorizationServer) -> None:
    metadata = server_metadata(
        server.issuer, frozenset().union(*(k.scopes for k in RESOURCE_KINDS.values()))
    )

    @routes.get(METADATA_PATH)
    def authorization_server_metadata() -> Response:
        response = jsonify(metadata)
        response.headers["Cache-Control"] = "public, max-age=300"
        return response

    @routes.post(TOKEN_PATH)
    def token() -> Response:
        return _endpoint(server.token)

    @routes.post(REVOCATION_PATH)
    def revoke() -> Response:
        return _endpoint(server.revoke)

    @routes.post(INTROSPECTION_PATH)
    def introspect() -> Response:
        return _endpoint(server.introspect)


def _json_routes(api: Api, server: AuthorizationServer) -> None:
    ctx = api.ctx

    @api.route(AUTHORIZE)
    def authorize(call: Call) -> dict[str, Any]:
        asked = _asked(call.body)
        try:
            consent = server.consent_request(asked)
        except OAuth2Error as error:
            if not error.redirect_uri:
                raise _page_error(call.body, error) from error
            answer = server.refusal(error)
            return _answer(error.redirect_uri, answer)
        accepted = call.body["decision"] == "accept"
        granted = frozenset(call.body.get("granted_scopes", consent.scopes))
        shown = frozenset(call.body.get("shown_scopes", consent.scopes))
        who = call.principal.account_id
        granted |= held_scopes(ctx, who, consent.client.id) - shown
        account_id = who if accepted else None
        return _answer(consent.redirect_uri, server.decide(asked, account_id, granted))

    @api.route(REGISTER)
    def register(call: Call) -> dict[str, Any]:
        now_ms = ctx.clock.now_ms()
        who = call.principal.account_id
        ctx.limits.spend("registrations", who, now_ms=now_ms, burst=20, per_minute=5)
        return {"client": register_client(ctx, call.principal, **call.body).render()}


def _endpoint(respond: Callable[[FormRequest], OAuthResponse]) -> Response:
    try:
        return to_flask(respond(read_form()))
    except OAuth2Error as error:
        return error_to_flask(error)


def _asked(body: dict[str, Any]) -> FormRequest:
    # These are the user's and the host's, the rest is the client's request.
    items = [
        (name, value)
        for name, value in body.items()
        if name not in {"decision", "granted_scopes", "shown_scopes"}
    ]
    return FormRequest("POST", Parameters(items), {}, request.remote_addr or "")


def _page_error(body: dict[str, Any], error: OAuth2Error) -> Exception:
    if isinstance(error, RedirectUriMismatchError):
        reason = "it must equal a registered address, character by character"
        return InvalidRedirectUriError(field="redirect_uri", reason=reason)
    return InvalidClientError(client_id=body["client_id"][:64])


def _answer(redirect_uri: str, response: OAuthResponse) -> dict[str, Any]:
    # Ours are the last parameters of the address, whatever it had before.
    sent = dict(parse_qsl(urlsplit(response.location or "").query))
    names = ("code", "state", "iss", "error", "error_description")
    return {
        "redirect_uri": redirect_uri,
        **{name: sent[name] for name in names if sent.get(name)},
    }
