"""A lens, and a version of it, as callers of the API see them."""

from typing import Any

from pierglass.server.services.context import Context
from pierglass.server.services.releases import Chosen
from pierglass.server.settings import Settings

__all__ = ["art_url", "lens_view", "release_view", "standing_view"]


def lens_view(ctx: Context, one: Chosen) -> dict[str, Any]:
    """Return a version of a lens as the tray shows it."""
    manifest, version = one.manifest, one.version
    origin = ctx.settings.lenses()
    base = f"{origin}/lenses/{version.lens_id}/{version.version}"
    art = one.release.art_sha256
    return {
        "id": version.lens_id,
        "name": manifest.name,
        "version": version.version,
        "kind": manifest.kind,
        "summary": manifest.summary,
        # What was published before box art was encoded anew is a file of its lens.
        "box_art_url": art_url(ctx.settings, art) or f"{base}/{manifest.box_art}",
        "entry_url": f"{base}/{manifest.entry}",
        "landing": {
            "title": manifest.landing_title,
            "subtitle": manifest.landing_subtitle,
        },
        "scopes": [
            {"scope": s.scope, "reason": s.reason, "optional": s.optional}
            for s in manifest.scopes
        ],
        "contexts": list(manifest.contexts),
        "origin": origin,
        "content_hash": version.content_hash,
    }


def release_view(one: Chosen) -> dict[str, Any]:
    """Return what became of a version, for its publisher and the staff."""
    release = one.release
    return {
        "lens_id": release.lens_id,
        "version": release.version,
        "state": release.state,
        "percent": release.percent,
        "reasons": release.reasons,
        "findings": release.findings,
        "content_hash": one.version.content_hash,
        "key_id": release.key_id,
        "submitted_at_ms": release.submitted_at_ms,
        "decided_at_ms": release.decided_at_ms,
    }


def standing_view(ctx: Context, standing: dict[str, Any]) -> dict[str, Any]:
    """Return how a lens stands, with the address of its picture."""
    shown = {key: value for key, value in standing.items() if key != "box_art"}
    return {**shown, "box_art_url": art_url(ctx.settings, standing["box_art"])}


def art_url(settings: Settings, sha256: str | None) -> str | None:
    """Return the address of the box art with this hash."""
    return f"{settings.lenses()}/assets/box-art/{sha256}" if sha256 else None
