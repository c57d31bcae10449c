"""Reports of what browsers kept lenses from doing."""

from typing import Any

from flask import Blueprint

from pierglass.server.http.routing import PUBLIC, Api, Call, Operation
from pierglass.server.http.strict_json import decode
from pierglass.server.services import policy_reports
from pierglass.server.services.context import Context
from pierglass.server.services.shapes import Fields, Integer, Listed, Text

__all__ = ["blueprint", "report_path"]

TAKE = Operation(
    "POST",
    "/v1/lenses/<lens_id>/versions/<version>/reports",
    "Take a browser's report that a lens met its Content-Security-Policy",
    scope=PUBLIC,
    raw_types=("application/csp-report",),
    limit_bytes=8 * 1024,
    status=204,
)
_REPORT = Fields(
    {
        "version": Text(),
        "directive": Text(),
        "blocked": Text(),
        "count": Integer(),
        "first_ms": Integer(),
        "last_ms": Integer(),
    },
    title="PolicyReport",
)
SHOW = Operation(
    "GET",
    "/v1/lenses/<lens_id>/reports",
    "What browsers kept a lens of the caller's from doing, by rule and origin.",
    reply=Fields({"reports": Listed(_REPORT, high=200)}),
)


def report_path(lens_id: str, version: str) -> str:
    """Return the path that takes reports of one version."""
    return f"/v1/lenses/{lens_id}/versions/{version}/reports"


def blueprint(ctx: Context) -> Blueprint:
    """Return the routes of reports."""
    api = Api("policy_reports", ctx)

    @api.route(TAKE)
    def take_policy_report(call: Call) -> None:
        policy_reports.take_report(
            ctx,
            call.path["lens_id"],
            call.path["version"],
            decode(call.raw),
            call.address,
        )

    @api.route(SHOW)
    def show_policy_reports(call: Call) -> dict[str, Any]:
        lens_id = call.path["lens_id"]
        found = policy_reports.list_reports(ctx, call.principal, lens_id)
        return {"reports": found}

    return api.blueprint
