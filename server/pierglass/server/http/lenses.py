"""Lenses and what users granted them; their files are in :mod:`assets`."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint

from pierglass.server.errors import LensInvalidError
from pierglass.server.http.assets import add_asset_routes
from pierglass.server.http.lens_shapes import (
    LENS,
    MANIFEST_BYTES,
    PACKAGE_FILES,
    PERCENT,
    PUBLISH_BYTES,
    RELEASE,
    SIGNATURE,
    STANDING,
)
from pierglass.server.http.routing import Api, Call, Operation
from pierglass.server.http.schemas import GRANT
from pierglass.server.services import grants, lenses, publishing
from pierglass.server.services.shapes import (
    Choice,
    Fields,
    Flag,
    Free,
    Integer,
    Listed,
    Nullable,
    Text,
)

__all__ = ["blueprint"]

_SCOPES = Listed(Text(), high=64)
_CLIENT = Fields({"id": Text(), "name": Text(), "kind": Text()}, title="Client")
_AUTHORIZED = Fields(
    {
        "id": Text(),
        "client": _CLIENT,
        "scopes": _SCOPES,
        "refused": _SCOPES,
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
            reply=Fields({"lenses": Listed(LENS, high=lenses.LISTED)}),
        )
    )
    def list_lenses(call: Call) -> dict[str, Any]:
        return {"lenses": lenses.list_lenses(ctx, call.principal)}

    @api.route(
        Operation(
            "POST",
            "/v1/lenses",
            "Publish a lens, or a newer version of it.",
            body=Fields(
                {"manifest": Free(MANIFEST_BYTES), "files": PACKAGE_FILES},
                {"signature": SIGNATURE, "percent": PERCENT},
            ),
            reply=Fields({"lens": LENS, "release": RELEASE}),
            status=201,
            limit_bytes=PUBLISH_BYTES,
        )
    )
    def publish_lens(call: Call) -> dict[str, Any]:
        sent = (call.body["manifest"], call.body["files"], call.body.get("signature"))
        percent = call.body.get("percent", 100)
        return publishing.publish_lens(ctx, call.principal, *sent, percent)

    @api.route(
        Operation(
            "GET", "/v1/lenses/<lens_id>", "One lens.", reply=Fields({"lens": LENS})
        )
    )
    def get_lens(call: Call) -> dict[str, Any]:
        return {"lens": lenses.get_lens(ctx, call.principal, call.path["lens_id"])}

    @api.route(
        Operation(
            "GET",
            "/v1/lenses/<lens_id>/standing",
            "Whether a lens can be opened, and if not, why.",
            reply=Fields({"standing": STANDING}),
        )
    )
    def get_lens_standing(call: Call) -> dict[str, Any]:
        return {"standing": lenses.lens_standing(ctx, call.path["lens_id"])}


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
            "Answer a lens: exactly these scopes, those refused by name; or refused.",
            body=Fields(
                optional={
                    "scopes": _SCOPES,
                    "refused": _SCOPES,
                    "state": Choice(("refused",)),
                }
            ),
            reply=Fields({"grant": GRANT}),
        )
    )
    def put_lens_grant(call: Call) -> dict[str, Any]:
        scopes, lens_id = _answer(call.body), call.path["lens_id"]
        refused = call.body.get("refused", ())
        me = call.principal
        return {"grant": grants.put_lens_grant(ctx, me, lens_id, scopes, refused)}

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
    if "state" in body and "refused" in body:
        reason = "whoever refuses the lens refuses nothing by name; send scopes"
        raise LensInvalidError(field="refused", reason=reason)
    scopes: list[str] | None = body.get("scopes")
    return scopes
