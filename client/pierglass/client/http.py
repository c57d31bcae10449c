"""From a `Call` to an HTTP request over httpx, and from its answer to a result.

httpx takes longer to import than the rest of the SDK together, so the API clients load
this module when the first of them is made.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from pierglass.client.errors import TransportError, api_error

if TYPE_CHECKING:
    from pierglass.client.call import Call

__all__ = ["AsyncSender", "Sender"]

T = TypeVar("T")

# A try-on of a large photo takes seconds on a busy machine; connecting never does.
TIMEOUT = httpx.Timeout(30.0, connect=5.0)


class AsyncSender:
    """Sends calls to one origin; awaited."""

    def __init__(
        self, origin: str, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._http = httpx.AsyncClient(
            base_url=origin, timeout=TIMEOUT, transport=transport
        )

    async def send(self, call: Call[T], access: str | None) -> T:
        """Send *call* once, with the token *access*, and return its result.

        Raises:
            ApiError: The server said no.
            TransportError: Nobody answered, or not in this API's words.
        """
        request = _build_request(self._http, call, access)
        try:
            answer = await self._http.send(request)
        except httpx.TransportError as exc:
            raise _transport_error(call, exc) from exc
        return _read_answer(call, answer)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()


class Sender:
    """Sends calls to one origin; blocks."""

    def __init__(
        self, origin: str, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._http = httpx.Client(base_url=origin, timeout=TIMEOUT, transport=transport)

    def send(self, call: Call[T], access: str | None) -> T:
        """Send *call* once, with the token *access*, and return its result.

        Raises:
            ApiError: The server said no.
            TransportError: Nobody answered, or not in this API's words.
        """
        request = _build_request(self._http, call, access)
        try:
            answer = self._http.send(request)
        except httpx.TransportError as exc:
            raise _transport_error(call, exc) from exc
        return _read_answer(call, answer)

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()


def _build_request(
    http: httpx.Client | httpx.AsyncClient, call: Call[Any], access: str | None
) -> httpx.Request:
    """Return the HTTP request that carries *call*."""
    headers: dict[str, str] = {}
    if call.authenticated and access is not None:
        headers["Authorization"] = f"Bearer {access}"
    if call.content_type is not None:
        headers["Content-Type"] = call.content_type
    if call.idempotency_key is not None:
        headers["Idempotency-Key"] = call.idempotency_key
    return http.build_request(
        call.method,
        call.path,
        params=dict(call.params) if call.params else None,
        json=dict(call.json) if call.json is not None else None,
        content=call.content,
        headers=headers,
    )


def _read_answer(call: Call[T], answer: httpx.Response) -> T:
    """Return the result in *answer*.

    Raises:
        ApiError: When the server said no.
        TransportError: When the answer is not one of this API's.
    """
    if answer.is_success:
        if call.binary:
            return call.parse(answer.content)
        try:
            return call.parse(answer.json() if answer.content else None)
        except (ValueError, KeyError, TypeError) as exc:
            raise TransportError(
                f"{call.method} {call.path} was answered with something that is not "
                f"this API's: {answer.content[:80]!r}. Check the server's address."
            ) from exc
    error = _error_of(answer)
    after = answer.headers.get("Retry-After", "")
    if "retry_after" not in error and after.isdigit():
        error["retry_after"] = float(after)
    raise api_error(answer.status_code, error, request=f"{call.method} {call.path}")


def _transport_error(call: Call[Any], exc: httpx.TransportError) -> TransportError:
    """Return what *exc* means to a person."""
    error = TransportError(
        f"{call.method} {call.path} got no answer ({str(exc) or type(exc).__name__}). "
        "Check that the server runs and that its address is right."
    )
    if isinstance(exc, httpx.ConnectError | httpx.ConnectTimeout):
        error.code = "transport.unreachable"
    return error


def _error_of(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = json.loads(answer.content)
    except ValueError:
        return {"message": answer.text[:200]}
    error = body.get("error") if isinstance(body, dict) else None
    if isinstance(error, dict):
        return dict(error)
    if isinstance(error, str):  # RFC 6749 section 5.2
        return {"code": error, "message": body.get("error_description", error)}
    return {"message": str(body)[:200]}
