"""Routes as data: one declaration gives the check, the rights and the OpenAPI.

A module of ``http/`` makes an :class:`Api`, declares its operations on it and
returns ``api.blueprint`` from its ``blueprint(ctx)``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request
from flask.blueprints import BlueprintSetupState
from werkzeug.datastructures import Headers

from pierglass.server.errors import (
    InsufficientScopeError,
    InvalidRequestError,
    MissingFieldError,
    UnauthenticatedError,
    UnknownFieldError,
)
from pierglass.server.http.bodies import read_body, read_object
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.proofs import Sent
from pierglass.server.services.shapes import Fields, Shape
from pierglass.server.services.tokens import authenticate

__all__ = ["FIRST_PARTY", "OPERATIONS", "PUBLIC", "Api", "Call", "Operation", "Reply"]

PUBLIC = ""
"""Needs no token."""
FIRST_PARTY = "*"
"""Needs a session of the account itself."""
OPERATIONS = "pierglass.operations"
"""Key in ``app.extensions`` under which the declared operations are listed."""
JSON_BYTES = 64 * 1024


@dataclass(frozen=True)
class Operation:
    """What a route takes and gives."""

    method: str
    path: str
    """In Flask's form, such as ``/v1/items/<item_id>``."""
    summary: str
    scope: str = FIRST_PARTY
    """:data:`PUBLIC`, :data:`FIRST_PARTY`, or scopes of which a grant covers one,
    separated by ``|``."""
    body: Fields | None = None
    query: Mapping[str, Shape] = field(default_factory=dict)
    reply: Fields | None = None
    status: int = 200
    raw_types: tuple[str, ...] = ()
    """Content types of a raw body, instead of JSON."""
    reply_types: tuple[str, ...] = ()
    """Content types of a reply that is not JSON."""
    limit_bytes: int = JSON_BYTES


@dataclass(frozen=True)
class Call:
    """One request, checked against its operation."""

    body: dict[str, Any]
    query: dict[str, Any]
    path: dict[str, str]
    headers: Headers
    _principal: Principal | None = None
    raw: bytes = b""
    content_type: str = ""
    address: str = ""

    @property
    def principal(self) -> Principal:
        """Who calls; only a public operation may be called by nobody."""
        if self._principal is None:
            raise UnauthenticatedError
        return self._principal

    def required(self, name: str) -> Any:
        """Return a query parameter that must be there.

        Raises:
            MissingFieldError: If it is not.
        """
        if name not in self.query:
            raise MissingFieldError(field=name)
        return self.query[name]


@dataclass(frozen=True)
class Reply:
    """A JSON reply whose status or headers differ from the declared ones."""

    body: dict[str, Any]
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


View = Callable[[Call], "dict[str, Any] | Reply | Response | None"]


class Api:
    """The operations of one blueprint.

    Args:
        name: The blueprint's name.
        ctx: What views work with.
    """

    def __init__(self, name: str, ctx: Context) -> None:
        self.ctx = ctx
        self.blueprint = Blueprint(name, __name__)
        self.operations: list[Operation] = []
        self.blueprint.record(self._register)

    def route(self, operation: Operation) -> Callable[[View], View]:
        """Return a decorator that serves *operation* with a view."""

        def decorate(view: View) -> View:
            self.operations.append(operation)
            self.blueprint.add_url_rule(
                operation.path,
                endpoint=view.__name__,
                view_func=lambda **path: self._serve(operation, view, path),
                methods=[operation.method],
            )
            return view

        return decorate

    def _register(self, state: BlueprintSetupState) -> None:
        state.app.extensions.setdefault(OPERATIONS, []).extend(self.operations)

    def _serve(
        self, operation: Operation, view: View, path: dict[str, str]
    ) -> Response:
        principal = self._principal(operation)
        query = _query(operation)
        raw, body = b"", {}
        if operation.raw_types:
            raw = read_body(operation.limit_bytes)
        elif operation.body is not None:
            value = read_object(operation.limit_bytes)
            body = operation.body.check(value, "")
        result = view(
            Call(
                body=body,
                query=query,
                path=path,
                headers=Headers(request.headers),
                _principal=principal,
                raw=raw,
                content_type=request.mimetype,
                address=request.remote_addr or "",
            )
        )
        return _respond(operation, result)

    def _principal(self, operation: Operation) -> Principal | None:
        if operation.scope == PUBLIC:
            return None
        principal = _authenticated(self.ctx, operation)
        if not any(map(principal.has, operation.scope.split("|"))):
            name = operation.scope
            scope = "of a first-party session" if name == FIRST_PARTY else name
            raise InsufficientScopeError(scope=scope)
        return principal


def _authenticated(ctx: Context, operation: Operation) -> Principal:
    scheme, token = presented_token()
    if scheme == "bearer":
        return authenticate(ctx, token)
    sent = Sent(
        request.headers.get("DPoP"),
        operation.method,
        ctx.settings.public() + request.path,
        token,
    )
    thumbprint = ctx.proofs.check(sent, ctx.clock.now_ms())
    return authenticate(ctx, token, key_thumbprint=thumbprint)


def presented_token() -> tuple[str, str]:
    """Return scheme and token of the request's Authorization header.

    Returns:
        ``bearer`` or ``dpop``, and the token.

    Raises:
        InvalidRequestError: If a token stands in the query instead.
        UnauthenticatedError: If there is none.

    Source: RFC 6750 section 2.1 and RFC 9449 section 7.1; RFC 6750 section 2.3 is
    refused, since URLs are logged.
    """
    if "access_token" in request.args:
        raise InvalidRequestError(
            reason="Send the token in the Authorization header, not in the URL.",
            field="access_token",
        )
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() not in {"bearer", "dpop"} or not token.strip():
        raise UnauthenticatedError
    return scheme.lower(), token.strip()


def _query(operation: Operation) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, texts in request.args.lists():
        if name not in operation.query:
            known = ", ".join(operation.query) or "none"
            raise UnknownFieldError(field=name[:64], known=known)
        if len(texts) > 1:
            raise InvalidRequestError(reason=f"{name} is given twice.", field=name)
        values[name] = operation.query[name].parse(texts[0], name)
    return values


def _respond(
    operation: Operation, result: "dict[str, Any] | Reply | Response | None"
) -> Response:
    if isinstance(result, Response):
        return result
    if result is None:
        return Response(status=204)
    reply = result if isinstance(result, Reply) else Reply(result)
    if current_app.testing and operation.reply is not None:
        # A reply that drifts from its declaration fails the suite.
        operation.reply.check(reply.body, "")
    response = jsonify(reply.body)
    response.status_code = reply.status or operation.status
    response.headers.update(reply.headers)
    return response
