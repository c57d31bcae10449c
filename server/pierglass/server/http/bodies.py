"""Request bodies: checked, and read as what they are declared to be."""

from typing import Any

from flask import request

from pierglass.server.errors import (
    InvalidRequestError,
    PayloadTooLargeError,
    PierglassError,
    UnsupportedMediaTypeError,
)
from pierglass.server.http.strict_json import decode

__all__ = ["REFUSED", "read_body", "read_object"]

REFUSED = "pierglass.body_refused"
"""Key in the WSGI environment: why the body was not taken, if it was not."""


def read_object(limit_bytes: int) -> dict[str, Any]:
    """Return the JSON object in the request's body.

    Raises:
        UnsupportedMediaTypeError: If the body is not declared as JSON in UTF-8.
        PayloadTooLargeError: If it has more than *limit_bytes*.
        InvalidJsonError: If it is not strict JSON.
    """
    if request.mimetype != "application/json":
        raise UnsupportedMediaTypeError(
            found=request.mimetype or "of no declared type",
            expected="application/json",
        )
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in {"utf-8", "utf8"}:
        raise UnsupportedMediaTypeError(
            found=f"in {charset}", expected="application/json in UTF-8"
        )
    return decode(read_body(limit_bytes))


def read_body(limit_bytes: int) -> bytes:
    """Return the body's bytes, which ``http/asgi.py`` has collected.

    Raises:
        UnsupportedMediaTypeError: If the body is compressed.
        PayloadTooLargeError: If it is larger, declared or not.
        InvalidRequestError: If Content-Length is not a number, or lies.
        RequestTimeoutError: If it came too slowly.
        OverloadedError: If too much is on its way.
        RateLimitedError: If too much of this account's is.
    """
    encoding = request.headers.get("Content-Encoding", "identity")
    if encoding.lower() != "identity":
        raise UnsupportedMediaTypeError(
            found=f"encoded with {encoding}", expected="it as it is"
        )
    declared = request.headers.get("Content-Length")
    if declared is not None and not (declared.isascii() and declared.isdigit()):
        raise InvalidRequestError(reason=f"Content-Length is {declared!r}.")
    refused: PierglassError | None = request.environ.get(REFUSED)
    if isinstance(refused, PayloadTooLargeError):
        raise PayloadTooLargeError(limit_bytes=limit_bytes)
    if refused is not None:
        raise refused
    body = request.stream.read(limit_bytes + 1)
    if len(body) > limit_bytes:
        raise PayloadTooLargeError(limit_bytes=limit_bytes)
    if declared is not None and len(body) != int(declared):
        raise InvalidRequestError(
            reason=f"Content-Length says {declared} bytes and {len(body)} came."
        )
    return body
