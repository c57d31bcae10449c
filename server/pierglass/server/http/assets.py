"""Public files: lenses on their own origin, the SDK, pictures of items.

Every one is served with ``Access-Control-Allow-Origin: *`` and without credentials:
a lens runs in an opaque origin, where modules load no other way, and nothing here is
anyone's secret. The lens origin serves these files and nothing else; API and page are
absent there, and lens files are absent on the public origin.
"""

import hashlib
import re
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from pierglass.server.errors import NotFoundError
from pierglass.server.http.policy_reports import report_path
from pierglass.server.services.context import Context
from pierglass.server.services.lens_packages import content_type_of
from pierglass.server.services.lenses import box_art, lens_file
from pierglass.server.settings import Settings, resource_folder

__all__ = ["add_asset_routes", "lens_policy"]

FOREVER = "public, max-age=31536000, immutable"
"""A version never changes once published."""
REVALIDATE = "public, no-cache"

_ASSETS = ("/lenses/", "/sdk/", "/assets/")
# No segment begins with a dot: neither ".." nor a hidden file can be named.
_SEGMENT = r"[A-Za-z0-9_-][A-Za-z0-9._-]*"
_PATH = re.compile(rf"(?:{_SEGMENT}/)*{_SEGMENT}")
_ITEM = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def lens_policy(settings: Settings, connect: tuple[str, ...], report: str) -> str:
    """Return the Content-Security-Policy of a lens's files.

    ``sandbox`` gives a lens that navigates itself the same opaque origin as the
    frame that the host made for it; nothing but the host may frame it.

    Args:
        settings: Where the lens and the public origin are.
        connect: Further origins that the manifest names.
        report: Path on the public origin that takes reports of violations.
    """
    lens = settings.lenses()
    directives = {
        "sandbox": "allow-scripts",
        "default-src": "'none'",
        "script-src": lens,
        "style-src": lens,
        "img-src": f"{lens} blob: data:",
        "connect-src": " ".join((lens, *connect)),
        "frame-ancestors": settings.public(),
        "base-uri": "'none'",
        "form-action": "'none'",
        # The newer report-to sends none from an opaque origin.
        "report-uri": settings.public() + report,
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def add_asset_routes(blueprint: Blueprint, ctx: Context) -> None:
    """Serve the assets from *blueprint*, and keep the two origins apart."""
    _keep_origins_apart(blueprint, ctx.settings)
    sdk_folder = resource_folder(ctx.settings.sdk)
    shipped = resource_folder(ctx.settings.items)
    item_folders = [ctx.settings.data_dir / "items", *([shipped] if shipped else [])]

    @blueprint.get("/lenses/<lens_id>/<version>/<path:path>")
    def lens_asset(lens_id: str, version: str, path: str) -> Response:
        file = lens_file(ctx, lens_id, version, path)
        response = _asset(file.content, file.content_type, file.sha256, FOREVER)
        policy = lens_policy(ctx.settings, file.connect, report_path(lens_id, version))
        response.headers["Content-Security-Policy"] = policy
        return response

    @blueprint.get("/assets/box-art/<digest>")
    def box_art_asset(digest: str) -> Response:
        content, content_type = box_art(ctx, digest)
        response = _asset(content, content_type, digest, FOREVER)
        # A drawing that is opened by itself is a document, and may do nothing.
        response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response

    @blueprint.get("/sdk/v1/<path:path>")
    def sdk_asset(path: str) -> Response:
        content_type = content_type_of(path)
        if sdk_folder is None or content_type is None or not _PATH.fullmatch(path):
            raise NotFoundError(what="SDK file")
        return _file(sdk_folder, path, content_type)

    @blueprint.get("/assets/items/<name>.png")
    def item_picture(name: str) -> Response:
        if not _ITEM.fullmatch(name):
            raise NotFoundError(what="item")
        path = f"{name}/item.png"
        folder = next((f for f in item_folders if (f / path).is_file()), None)
        if folder is None:
            raise NotFoundError(what="item")
        return _file(folder, path, "image/png")


def _keep_origins_apart(blueprint: Blueprint, settings: Settings) -> None:
    public, lens_host = settings.public(), urlsplit(settings.lenses()).netloc

    @blueprint.before_app_request
    def choose_origin() -> AnyResponse | None:
        path = request.path
        if request.host != lens_host:
            if path.startswith("/lenses/"):
                raise NotFoundError(what="address")
            return None
        if path == "/":
            return redirect(public + "/", code=302)
        if not path.startswith(_ASSETS):
            raise NotFoundError(what="address")
        return None


def _file(folder: Path, path: str, content_type: str) -> Response:
    content = _read(folder, path)
    return _asset(
        content, content_type, hashlib.sha256(content).hexdigest(), REVALIDATE
    )


def _read(folder: Path, path: str) -> bytes:
    # Resolved against links: what is served lies inside the folder.
    file = (folder / path).resolve()
    if not file.is_relative_to(folder.resolve()) or not file.is_file():
        raise NotFoundError(what="file")
    return file.read_bytes()


def _asset(content: bytes, content_type: str, digest: str, cache: str) -> Response:
    response = Response(content, content_type=content_type)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = cache
    response.set_etag(digest)
    response.make_conditional(request)
    return response
