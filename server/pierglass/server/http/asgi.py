"""The ASGI face of the WSGI application: bodies on the loop, work on threads.

A WSGI thread that reads a body waits for its client. So the event loop collects each
body first, and a thread is taken only for work; what is wrong with a body travels in
the environment, and the application says it in its own form.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

from pierglass.server.http.bodies import REFUSED
from pierglass.server.http.intake import (
    SMALL_BYTES,
    Body,
    ClientLeftError,
    Intake,
    Receive,
)

__all__ = ["AsgiFace"]

Wsgi = Callable[..., Iterable[bytes]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Answer = tuple[int, list[tuple[bytes, bytes]], bytes]


class AsgiFace:
    """Serves a WSGI application over ASGI.

    Args:
        app: The application.
        knows: Returns the account whose bearer token this is, or None.
        intake: Collects the bodies.
        threads: Requests worked on at one time.
    """

    def __init__(
        self,
        app: Wsgi,
        knows: Callable[[str], str | None],
        intake: Intake,
        threads: int,
    ) -> None:
        self._app = app
        self._knows = knows
        self._intake = intake
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="api")
        self._count = 0
        self._changed = threading.Condition()

    async def __call__(
        self, scope: Mapping[str, Any], receive: Receive, send: Send
    ) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        with self._changed:
            self._count += 1
        try:
            await self._answer(_environ(scope), receive, send)
        except ClientLeftError:
            pass  # nobody waits for an answer
        finally:
            with self._changed:
                self._count -= 1
                self._changed.notify_all()

    def wait_idle(self, timeout_s: float) -> bool:
        """Return once no request is at work, or False after *timeout_s*."""
        with self._changed:
            return self._changed.wait_for(lambda: self._count == 0, timeout_s)

    async def _answer(
        self, environ: dict[str, Any], receive: Receive, send: Send
    ) -> None:
        loop = asyncio.get_running_loop()
        body = await self._body(environ, receive)
        environ["wsgi.input"] = BytesIO(body.data)
        environ[REFUSED] = body.refused
        status, headers, data = await loop.run_in_executor(
            self._pool, self._work, environ
        )
        await send(
            {"type": "http.response.start", "status": status, "headers": headers}
        )
        await send({"type": "http.response.body", "body": data})

    async def _body(self, environ: Mapping[str, Any], receive: Receive) -> Body:
        declared = environ.get("CONTENT_LENGTH")
        if declared is None and "HTTP_TRANSFER_ENCODING" not in environ:
            return Body()
        account_id = None
        token = environ.get("HTTP_AUTHORIZATION")
        if token and (declared is None or _size(declared) > SMALL_BYTES):
            loop = asyncio.get_running_loop()
            account_id = await loop.run_in_executor(self._pool, self._knows, token)
        return await self._intake.collect(receive, account_id)

    def _work(self, environ: dict[str, Any]) -> Answer:
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def start(
            status: str, headers: list[tuple[str, str]], exc_info: object = None
        ) -> None:
            begun.append((status, headers))

        chunks = self._app(environ, start)
        try:
            data = b"".join(chunks)
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()
        status, headers = begun[-1]
        encoded = [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in headers
        ]
        return int(status.split(" ", 1)[0]), encoded, data


def _size(declared: str) -> int:
    digits = declared[:20]
    # What is no number is for the application to refuse.
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def _environ(scope: Mapping[str, Any]) -> dict[str, Any]:
    """Return the WSGI environment of a request.

    Source: PEP 3333; header names with an underscore could pose as another header's
    and are dropped.
    """
    host, port = (scope.get("server") or ("", 0))[:2]
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input_terminated": True,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        if "_" in name:
            continue
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        joint = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value
    return environ
