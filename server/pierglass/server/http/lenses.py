"""Lenses and what users granted them; their files are in :mod:`assets`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint

from pierglass.server.errors import LensInvalidError, WrongTypeError
from pierglass.server.http.assets import add_asset_routes
from pierglass.server.http.routing import Api, Call, Operation
from pierglass.server.http.schemas import GRANT
from pierglass.server.services import grants, lenses
from pierglass.server.services.lens_packages import MAX_PACKAGE_BYTES
from pierglass.server.services.shapes import (
    Choice,
    Fields,
    Flag,
    Free,
    Integer,
    Listed,
    Nullable,
    Shape,
    Text,
)

__all__ = ["blueprint"]

# Base64 is a third longer; the manifest and the paths are small.
PUBLISH_BYTES = MAX_PACKAGE_BYTES * 4 // 3 + 256 * 1024
MANIFEST_BYTES = 64 * 1024


@dataclass(frozen=True)
class _PackageFiles(Shape):
    """Path to base64 text; the package's own rules judge both."""

    def check(self, value: object, path: str) -> dict[str, str]:
        """Return the files."""
        if not isinstance(value, dict):
            raise WrongTypeError(field=path, found="no object", expected="an object")
        return value

    def describe(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {
            "type": "object",
            "additionalProperties": {"type": "string", "contentEncoding": "base64"},
        }


_SCOPE = Fields(
    {"scope": Text(), "reason": Text(0, 200), "optional": Flag()}, title="LensScope"
)
_LENS = Fields(
    {
        "id": Text(),
        "name": Text(),
        "version": Text(),
        "kind": Choice(("applet",)),
        "summary": Text(0, 200),
        "box_art_url": Text(1, 1024),
        "entry_url": Text(1, 1024),
        "landing": Fields({"title": Text(), "subtitle": Text(0, 200)}),
        "scopes": Listed(_SCOPE),
        "contexts": Listed(Text(), high=8),
        "origin": Text(1, 512),
        "content_hash": Text(64, 64),
    },
    title="Lens",
)
_SCOPES = Listed(Text(), high=64)
_CLIENT = Fields({"id": Text(), "name": Text(), "kind": Text()}, title="Client")
_AUTHORIZED = Fields(
    {
        "id": Text(),
        "client": _CLIENT,
        "scopes": _SCOPES,
        "granted_at_ms": Integer(),
        "last_used_at_ms": Nullable(Integer()),
        "authorized_at_ms": Nullable(Integer()),
        "muted": Flag(),
    },
    title="AuthorizedResource",
)


def blueprint(ctx: Any) -> Blueprint:
    """Return the routes of lenses, grants and public assets."""
    api = Api("lenses", ctx)
    add_asset_routes(api.blueprint, ctx)
    _lens_routes(api)
    _grant_routes(api)
    return api.blueprint


def _lens_routes(api: Api) -> None:
    ctx = api.ctx

    @api.route(
        Operation(
            "GET",
            "/v1/lenses",
            "The lenses that the tray shows.",
            reply=Fields({"lenses": Listed(_LENS, high=lenses.LISTED)}),
        )
    )
    def list_lenses(call: Call) -> dict[str, Any]:
        return {"lenses": lenses.list_lenses(ctx)}

    @api.route(
        Operation(
            "POST",
            "/v1/lenses",
            "Publish a lens, or a newer version of it.",
            body=Fields({"manifest": Free(MANIFEST_BYTES), "files": _PackageFiles()}),
            reply=Fields({"lens": _LENS}),
            status=201,
            limit_bytes=PUBLISH_BYTES,
        )
    )
    def publish_lens(call: Call) -> dict[str, Any]:
        manifest, files = call.body["manifest"], call.body["files"]
        return {"lens": lenses.publish_lens(ctx, call.principal, manifest, files)}

    @api.route(
        Operation(
            "GET", "/v1/lenses/<lens_id>", "One lens.", reply=Fields({"lens": _LENS})
        )
    )
    def get_lens(call: Call) -> dict[str, Any]:
        return {"lens": lenses.get_lens(ctx, call.path["lens_id"])}


def _grant_routes(api: Api) -> None:
    ctx = api.ctx

    @api.route(
        Operation(
            "GET",
            "/v1/lenses/<lens_id>/grant",
            "What the user answered this lens: never_asked, granted or refused.",
            reply=Fields({"grant": GRANT}),
        )
    )
    def get_lens_grant(call: Call) -> dict[str, Any]:
        lens_id = call.path["lens_id"]
        return {"grant": grants.lens_grant(ctx, call.principal, lens_id)}

    @api.route(
        Operation(
            "PUT",
            "/v1/lenses/<lens_id>/grant",
            "Answer a lens: exactly these scopes, or refused.",
            body=Fields(optional={"scopes": _SCOPES, "state": Choice(("refused",))}),
            reply=Fields({"grant": GRANT}),
        )
    )
    def put_lens_grant(call: Call) -> dict[str, Any]:
        scopes, lens_id = _answer(call.body), call.path["lens_id"]
        return {"grant": grants.put_lens_grant(ctx, call.principal, lens_id, scopes)}

    @api.route(
        Operation(
            "GET",
            "/v1/grants",
            "The resources that the user authorized.",
            reply=Fields({"grants": Listed(_AUTHORIZED, high=10_000)}),
        )
    )
    def list_grants(call: Call) -> dict[str, Any]:
        return {"grants": grants.list_grants(ctx, call.principal)}

    @api.route(
        Operation(
            "DELETE",
            "/v1/grants/<grant_id>",
            "Withdraw a grant; its tokens end at once.",
            status=204,
        )
    )
    def revoke_grant(call: Call) -> None:
        grants.revoke_grant(ctx, call.principal, call.path["grant_id"])


def _answer(body: Mapping[str, Any]) -> list[str] | None:
    if ("scopes" in body) == ("state" in body):
        reason = "send either scopes or state, as the user answered"
        raise LensInvalidError(field="scopes", reason=reason)
    scopes: list[str] | None = body.get("scopes")
    return scopes
