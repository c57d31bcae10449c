"""Publishing lenses: keys, versions and their roll-out, and reviews by the staff."""

from typing import Any

from flask import Blueprint

from pierglass.server.http.lens_shapes import (
    BASE64,
    DECISION,
    FINDING,
    KEY,
    MANIFEST_BYTES,
    PACKAGE_FILES,
    PERCENT,
    PUBLISH_BYTES,
    REASON,
    RELEASE,
    VERSION,
)
from pierglass.server.http.routing import Api, Call, Operation
from pierglass.server.services import lens_reviews, publisher_keys, rollouts
from pierglass.server.services.lens_packages import judge
from pierglass.server.services.shapes import Choice, Fields, Flag, Free, Line, Listed

__all__ = ["blueprint"]

_WHY = Line(1, 300)
_RELEASE_OF = "/v1/lenses/<lens_id>/releases"
_REVIEW_OF = "/v1/reviews/<lens_id>/<version>"

JUDGE = Operation(
    "POST",
    "/v1/lens-verdicts",
    "The verdict that publishing would give; nothing is kept.",
    body=Fields({"manifest": Free(MANIFEST_BYTES), "files": PACKAGE_FILES}),
    reply=Fields({"accepted": Flag(), "findings": Listed(FINDING, high=10_000)}),
    limit_bytes=PUBLISH_BYTES,
)
HISTORY = Operation(
    "GET",
    _RELEASE_OF,
    "The versions of a lens of the caller's, their states, and what was decided.",
    reply=Fields(
        {
            "releases": Listed(RELEASE, high=200),
            "decisions": Listed(DECISION, high=200),
        }
    ),
)
ROLL_OUT = Operation(
    "PUT",
    "/v1/lenses/<lens_id>/rollout",
    "Which share of all accounts gets a version from their next launch on.",
    body=Fields({"percent": PERCENT}, {"version": VERSION}),
    reply=Fields({"release": RELEASE}),
)
WITHDRAW = Operation(
    "POST",
    "/v1/lenses/<lens_id>/withdrawal",
    "Take a version, or the whole lens, back at once and for good.",
    body=Fields({"reason": _WHY}, {"version": VERSION}),
    reply=Fields({"releases": Listed(RELEASE, high=10_000)}),
)
KEYS = Operation(
    "GET",
    "/v1/publisher/keys",
    "The keys with which the caller signs lenses, the active one first.",
    reply=Fields({"keys": Listed(KEY)}),
)
REGISTER_KEY = Operation(
    "POST",
    "/v1/publisher/keys",
    "Register a key, in place of the one before it, which signs too.",
    body=Fields({"public_key": BASE64, "proof": BASE64}, {"endorsement": BASE64}),
    reply=Fields({"key": KEY}),
    status=201,
)
QUEUE = Operation(
    "GET",
    "/v1/reviews",
    "The versions that wait for a person; for staff.",
    reply=Fields({"releases": Listed(RELEASE, high=lens_reviews.LISTED)}),
)
OPEN_REVIEW = Operation(
    "GET",
    _REVIEW_OF,
    "Everything that a version holds; for staff.",
    reply=Fields(
        {
            "release": RELEASE,
            "publisher_id": Line(1, 64),
            "manifest": Free(MANIFEST_BYTES),
            "files": PACKAGE_FILES,
        }
    ),
)
DECIDE = Operation(
    "POST",
    _REVIEW_OF,
    "Approve a version, or block it by rule and with a reason; for staff.",
    body=Fields(
        {"decision": Choice(("approve", "block"))}, {"reasons": Listed(REASON, high=20)}
    ),
    reply=Fields({"release": RELEASE}),
)
BLOCK = Operation(
    "PUT",
    "/v1/publishers/<account_id>/block",
    "Block a publisher: everything of theirs ends at once; for staff.",
    body=Fields({"reason": _WHY}),
    status=204,
)
UNBLOCK = Operation(
    "DELETE",
    "/v1/publishers/<account_id>/block",
    "Let a publisher publish again; for staff.",
    status=204,
)
RESET_KEY = Operation(
    "DELETE",
    "/v1/publishers/<account_id>/key",
    "Take a lost key away, so that its publisher can register another; for staff.",
    status=204,
)


def blueprint(ctx: Any) -> Blueprint:
    """Return the routes of publishing."""
    api = Api("publishing", ctx)
    _publisher_routes(api)
    _key_routes(api)
    _review_routes(api)
    _staff_routes(api)
    return api.blueprint


def _publisher_routes(api: Api) -> None:
    ctx = api.ctx

    @api.route(JUDGE)
    def judge_lens(call: Call) -> dict[str, Any]:
        me, now_ms = call.principal.account_id, ctx.clock.now_ms()
        ctx.limits.spend("publish", me, now_ms=now_ms, burst=60, per_minute=30)
        develops = ctx.settings.develops_lenses
        manifest, files = call.body["manifest"], call.body["files"]
        return judge(manifest, files, development=develops).to_map()

    @api.route(HISTORY)
    def list_releases(call: Call) -> dict[str, Any]:
        return rollouts.history(ctx, call.principal, call.path["lens_id"])

    @api.route(ROLL_OUT)
    def roll_out(call: Call) -> dict[str, Any]:
        version, percent = call.body.get("version"), call.body["percent"]
        lens_id = call.path["lens_id"]
        found = rollouts.roll_out(ctx, call.principal, lens_id, version, percent)
        return {"release": found}

    @api.route(WITHDRAW)
    def withdraw(call: Call) -> dict[str, Any]:
        version, reason = call.body.get("version"), call.body["reason"]
        lens_id = call.path["lens_id"]
        ended = rollouts.withdraw(ctx, call.principal, lens_id, version, reason)
        return {"releases": ended}


def _key_routes(api: Api) -> None:
    ctx = api.ctx

    @api.route(KEYS)
    def list_publisher_keys(call: Call) -> dict[str, Any]:
        return {"keys": publisher_keys.list_keys(ctx, call.principal)}

    @api.route(REGISTER_KEY)
    def register_publisher_key(call: Call) -> dict[str, Any]:
        sent = (call.body["public_key"], call.body["proof"])
        endorsement = call.body.get("endorsement")
        key = publisher_keys.register_key(ctx, call.principal, *sent, endorsement)
        return {"key": key}


def _review_routes(api: Api) -> None:
    ctx = api.ctx

    @api.route(QUEUE)
    def list_reviews(call: Call) -> dict[str, Any]:
        return {"releases": lens_reviews.list_reviews(ctx, call.principal)}

    @api.route(OPEN_REVIEW)
    def open_review(call: Call) -> dict[str, Any]:
        which = (call.path["lens_id"], call.path["version"])
        return lens_reviews.read_version(ctx, call.principal, *which)

    @api.route(DECIDE)
    def decide_review(call: Call) -> dict[str, Any]:
        which = (call.path["lens_id"], call.path["version"])
        reasons = call.body.get("reasons", [])
        decision = call.body["decision"]
        found = lens_reviews.decide_review(
            ctx, call.principal, *which, decision, reasons
        )
        return {"release": found}


def _staff_routes(api: Api) -> None:
    ctx = api.ctx

    @api.route(BLOCK)
    def block_publisher(call: Call) -> None:
        account_id, reason = call.path["account_id"], call.body["reason"]
        lens_reviews.block_publisher(ctx, call.principal, account_id, reason)

    @api.route(UNBLOCK)
    def unblock_publisher(call: Call) -> None:
        account_id = call.path["account_id"]
        lens_reviews.unblock_publisher(ctx, call.principal, account_id)

    @api.route(RESET_KEY)
    def reset_publisher_key(call: Call) -> None:
        lens_reviews.reset_key(ctx, call.principal, call.path["account_id"])
