"""Errors on the HTTP edge: the one place that renders them."""

from flask import Flask, Response, current_app, g, jsonify, request
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from pierglass.server.errors import (
    InternalError,
    InvalidDpopProofError,
    InvalidRequestError,
    MethodNotAllowedError,
    NotFoundError,
    PayloadTooLargeError,
    PierglassError,
    StorageFullError,
    UnauthenticatedError,
    UseDpopNonceError,
)
from pierglass.server.services.context import Context
from pierglass.server.services.proofs import ALGORITHMS

__all__ = ["register", "render"]


def register(app: Flask, ctx: Context) -> None:
    """Make *app* answer every error in the form of the error contract."""

    def failed(exc: Exception) -> Response:
        if isinstance(exc, DBAPIError) and "disk is full" in str(exc):
            return render(StorageFullError(retry_after=30))
        ctx.log.error(
            "request_failed", request_id=request_id(), path=request.path, exc_info=exc
        )
        return render(InternalError())

    app.register_error_handler(PierglassError, render)
    app.register_error_handler(HTTPException, _render_http)
    app.register_error_handler(Exception, failed)


def render(error: PierglassError) -> Response:
    """Return the reply for *error*."""
    body = {**error.render(), "request_id": request_id()}
    response = jsonify({"error": body})
    response.status_code = error.http_status
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(max(1, round(error.retry_after)))
    if isinstance(error, UnauthenticatedError):
        # RFC 6750 section 3: the code is named once a token was sent.
        sent = "Authorization" in request.headers
        suffix = ', error="invalid_token"' if sent else ""
        response.headers["WWW-Authenticate"] = f'Bearer realm="pierglass"{suffix}'
    if isinstance(error, InvalidDpopProofError | UseDpopNonceError):
        # RFC 9449 section 7.1.
        response.headers["WWW-Authenticate"] = (
            f'DPoP error="{error.code}", algs="{" ".join(ALGORITHMS)}"'
        )
    if isinstance(error, UseDpopNonceError):
        response.headers["DPoP-Nonce"] = str(error.data["nonce"])
    return response


def request_id() -> str:
    """Return the id under which this request stands in the log."""
    return str(g.get("request_id", ""))


def _render_http(exc: HTTPException) -> Response:
    if exc.response is not None or (exc.code or 500) < 400:
        return current_app.make_response(exc.get_response())
    response = render(_translate(exc))
    if isinstance(exc, MethodNotAllowed) and exc.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(exc.valid_methods))
    return response


def _translate(exc: HTTPException) -> PierglassError:
    if isinstance(exc, MethodNotAllowed):
        return MethodNotAllowedError(allowed=", ".join(sorted(exc.valid_methods or ())))
    if exc.code == 404:
        return NotFoundError(what="address")
    if exc.code == 413:
        return PayloadTooLargeError(limit_bytes="the allowed number of")
    if exc.code is not None and exc.code < 500:
        return InvalidRequestError(reason=exc.description or exc.name)
    return InternalError()
