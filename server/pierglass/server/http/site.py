"""The page, its assets, the client's configuration, and the health check."""

import mimetypes
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy import text

from pierglass.server.errors import NotFoundError
from pierglass.server.http.headers import page_policy
from pierglass.server.http.routing import PUBLIC, Api, Call, Operation, Reply
from pierglass.server.services.context import Context
from pierglass.server.services.shapes import Fields, Integer, Text
from pierglass.server.settings import resource_folder

__all__ = ["CONSENT_THRESHOLD_MS", "blueprint"]

CONSENT_THRESHOLD_MS = 3000
"""How long a landing page stands before the consent sheet slides up."""

URL = Text(1, 2000)
CONFIG = Operation(
    "GET",
    "/v1/config",
    "Show what a client needs to know of this server",
    scope=PUBLIC,
    reply=Fields(
        {
            "version": URL,
            "gateway_url": URL,
            "live_url": URL,
            "lens_origin": URL,
            "public_origin": URL,
            "consent_threshold_ms": Integer(),
        }
    ),
)
HEALTH = Operation(
    "GET",
    "/healthz",
    "Say whether the database takes and gives",
    scope=PUBLIC,
    reply=Fields({"status": Text()}),
)

# No segment begins with a dot: neither ".." nor a hidden file can be named.
_SEGMENT = r"[A-Za-z0-9_-][A-Za-z0-9._-]*"
_PATH = re.compile(rf"(?:{_SEGMENT}/)*{_SEGMENT}")

TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
"""Said here, since the machine's own table of types differs from place to place."""


def blueprint(ctx: Context) -> Blueprint:
    """Return the routes of the page and of the server's own state."""
    api = Api("site", ctx)
    folder = resource_folder(ctx.settings.page)
    settings = ctx.settings
    policy = page_policy(settings)

    @api.route(CONFIG)
    def show_config(call: Call) -> dict[str, Any]:
        return {
            "version": _version(),
            "gateway_url": settings.gateway(),
            "live_url": settings.live(),
            "lens_origin": settings.lenses(),
            "public_origin": settings.public(),
            "consent_threshold_ms": CONSENT_THRESHOLD_MS,
        }

    @api.route(HEALTH)
    def show_health(call: Call) -> Reply:
        # Through the writer: a reader answers while nothing can be stored.
        ctx.store.write(lambda session: session.execute(text("SELECT 1")).scalar())
        return Reply({"status": "ok"})

    @api.blueprint.get("/")
    def show_page() -> Response:
        return _file(folder, "index.html", policy)

    @api.blueprint.get("/web/<path:path>")
    def show_asset(path: str) -> Response:
        return _file(folder, path, policy)

    return api.blueprint


def _file(folder: Path | None, path: str, policy: str) -> Response:
    if folder is None or not _PATH.fullmatch(path):
        raise NotFoundError(what="page")
    file = (folder / path).resolve()
    if not file.is_relative_to(folder.resolve()) or not file.is_file():
        raise NotFoundError(what="page")
    kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0]
    response = Response(
        file.read_bytes(), content_type=kind or "application/octet-stream"
    )
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Permissions-Policy"] = (
        "camera=(self), geolocation=(), microphone=()"
    )
    response.add_etag()
    response.make_conditional(request)
    return response


def _version() -> str:
    try:
        return version("pierglass")
    except PackageNotFoundError:
        return "0"
