"""Form requests, read for the authorization server: each parameter once."""

from urllib.parse import parse_qsl

from authlib.oauth2.rfc6749 import InvalidRequestError
from flask import Response, jsonify, request

from pierglass.server.errors import PierglassError
from pierglass.server.http.bodies import read_body
from pierglass.server.oauth.errors import OAuth2Error, describe
from pierglass.server.oauth.messages import FormRequest, Parameters
from pierglass.server.oauth.messages import Response as OAuthResponse

__all__ = ["read_form", "read_query", "to_flask"]

FORM_BYTES = 16 * 1024
MAX_PARAMETERS = 64
_FORM_TYPE = "application/x-www-form-urlencoded"


def read_form() -> FormRequest:
    """Return the form of this POST.

    Raises:
        OAuth2Error: For another type, a parameter given twice, text that is not
            UTF-8, or anything in the query, where secrets would be logged.
    """
    if request.query_string:
        raise InvalidRequestError(description="Parameters belong in the body, not URL.")
    if request.mimetype != _FORM_TYPE:
        raise InvalidRequestError(description=f"Content-Type must be {_FORM_TYPE}.")
    try:
        body = read_body(FORM_BYTES)
    except PierglassError as exc:
        error = InvalidRequestError(description=describe(exc.message))
        error.status_code = exc.http_status
        raise error from exc
    return _request(_parse(body))


def read_query() -> FormRequest:
    """Return the query of this GET.

    Raises:
        OAuth2Error: As :func:`read_form`.
    """
    return _request(_parse(request.query_string))


def to_flask(response: OAuthResponse) -> Response:
    """Return the JSON reply, never stored by a cache."""
    reply = jsonify(dict(response.body))
    reply.status_code = response.status
    for name, value in response.headers:
        reply.headers[name] = value
    reply.headers["Cache-Control"] = "no-store"
    return reply


def error_to_flask(error: OAuth2Error) -> Response:
    """Return *error* in the form of RFC 6749 section 5.2."""
    status, body, headers = error()
    return to_flask(OAuthResponse(status, body, tuple(headers)))


def _parse(text: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            text.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MAX_PARAMETERS,
        )
    except ValueError as exc:
        raise InvalidRequestError(
            description=f"The parameters must be a form in UTF-8 of at most "
            f"{MAX_PARAMETERS} fields."
        ) from exc


def _request(items: list[tuple[str, str]]) -> FormRequest:
    return FormRequest(
        request.method, Parameters(items), request.headers, request.remote_addr or ""
    )
