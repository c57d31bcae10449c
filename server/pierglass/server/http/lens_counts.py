"""A lens's own analytics: counted by its host, read by its publisher."""

from typing import Any

from flask import Blueprint

from pierglass.server.http.routing import Api, Call, Operation
from pierglass.server.services import lens_counts
from pierglass.server.services.context import Context
from pierglass.server.services.shapes import Fields, Integer, Listed, Text

__all__ = ["blueprint"]

_EVENT = Text(1, 40, pattern=r"[a-z0-9][a-z0-9._-]*")
_COUNT = Fields({"day": Text(), "event": Text(), "count": Integer()}, title="LensCount")
ADD = Operation(
    "POST",
    "/v1/lenses/<lens_id>/counts",
    "Count what happened in a lens; whose client counted is not kept.",
    body=Fields({"event": _EVENT}, {"by": Integer(1, 1000)}),
    status=204,
)
TOTALS = Operation(
    "GET",
    "/v1/lenses/<lens_id>/counts",
    "What happened in a lens of the caller's, by day and event.",
    query={"days": Integer(1, lens_counts.KEPT_DAYS)},
    reply=Fields({"counts": Listed(_COUNT, 10_000)}),
)


def blueprint(ctx: Context) -> Blueprint:
    """Return the routes of what lenses count."""
    api = Api("lens_counts", ctx)

    @api.route(ADD)
    def count_in_lens(call: Call) -> None:
        lens_id, event = call.path["lens_id"], call.body["event"]
        lens_counts.add(ctx, call.principal, lens_id, event, call.body.get("by", 1))

    @api.route(TOTALS)
    def list_lens_counts(call: Call) -> dict[str, Any]:
        days = call.query.get("days", 30)
        lens_id = call.path["lens_id"]
        return {"counts": lens_counts.totals(ctx, call.principal, lens_id, days)}

    return api.blueprint
