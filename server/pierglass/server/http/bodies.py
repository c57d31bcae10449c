"""Request bodies, read under a cap."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, current_app, request

from pierglass.server.errors import (
    InvalidRequestError,
    OverloadedError,
    PayloadTooLargeError,
    UnsupportedMediaTypeError,
)
from pierglass.server.http.strict_json import decode

__all__ = ["bound_readers", "read_body", "read_object"]

_CHUNK = 64 * 1024
_PLACES = "pierglass.body_places"
_PATIENCE_S = 0.5


def bound_readers(app: Flask, threads: int) -> None:
    """Let half of *threads* at most wait for bodies.

    A body that trickles in holds its thread, and the WSGI server offers no way to
    give up on one: whoever stalls uploads must not stop everybody's reads.
    """
    app.extensions[_PLACES] = threading.BoundedSemaphore(max(1, threads // 2))


_DISCARDED = 32 * 1024 * 1024
"""A client reads no answer before it has sent its body: this much of one that is too
large is taken and thrown away, so that a large photo is told why; then the line is
cut."""


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
    """Return the body's bytes, never holding more than *limit_bytes*.

    Raises:
        UnsupportedMediaTypeError: If the body is compressed.
        PayloadTooLargeError: If it is larger, declared or not.
        InvalidRequestError: If Content-Length is not a number, or lies.
        OverloadedError: If too many bodies are on their way.
    """
    encoding = request.headers.get("Content-Encoding", "identity")
    if encoding.lower() != "identity":
        raise UnsupportedMediaTypeError(
            found=f"encoded with {encoding}", expected="it as it is"
        )
    declared = request.headers.get("Content-Length")
    if declared is not None and not (declared.isascii() and declared.isdigit()):
        raise InvalidRequestError(reason=f"Content-Length is {declared!r}.")
    with _place():
        if declared is not None and int(declared[:20]) > limit_bytes:
            _discard()
            raise PayloadTooLargeError(limit_bytes=limit_bytes)
        body = _read_stream(limit_bytes)
    if declared is not None and len(body) != int(declared):
        raise InvalidRequestError(
            reason=f"Content-Length says {declared} bytes and {len(body)} came."
        )
    return body


def _read_stream(limit_bytes: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while chunk := request.stream.read(min(_CHUNK, limit_bytes + 1 - size)):
        size += len(chunk)
        if size > limit_bytes:
            _discard()
            raise PayloadTooLargeError(limit_bytes=limit_bytes)
        chunks.append(chunk)
    return b"".join(chunks)


@contextmanager
def _place() -> Iterator[None]:
    places: threading.BoundedSemaphore = current_app.extensions[_PLACES]
    if not places.acquire(timeout=_PATIENCE_S):
        raise OverloadedError(what="uploads", retry_after=5)
    try:
        yield
    finally:
        places.release()


def _discard() -> None:
    left = _DISCARDED
    while left > 0 and (chunk := request.stream.read(min(_CHUNK, left))):
        left -= len(chunk)
