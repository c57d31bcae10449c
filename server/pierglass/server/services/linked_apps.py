"""Lenses and linked apps in one list, by where the user is.

A linked app is installed on the user's device; the client launches it by the handler
that is registered there, a page by the link that the app declares (``handler`` says
whose: :mod:`~pierglass.server.services.app_launches`). What it may get is less than a
lens's: see :mod:`~pierglass.server.services.resources`.

Source: A¶30 to 32.
"""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pierglass.bridge.manifest import Manifest
from pierglass.bridge.manifest_rules import CONTEXTS
from pierglass.server.errors import NotFoundError
from pierglass.server.services import accounts, releases
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.launch_uris import handler_of
from pierglass.server.services.resources import visible_account
from pierglass.server.store.oauth import Client, Grant
from pierglass.server.store.resources import ResourceUse

__all__ = ["CONTEXTS", "LISTED", "list_resources", "seen_by", "user_as_seen"]

LISTED = 200


def list_resources(
    ctx: Context, principal: Principal, context: str | None
) -> list[dict[str, Any]]:
    """Return what may be opened in *context*: lately used first, then by name.

    Args:
        ctx: The server's parts.
        principal: The user.
        context: One of :data:`CONTEXTS`; None for everything.
    """

    def read(session: Session) -> list[dict[str, Any]]:
        used = _last_uses(session, principal.account_id)
        lenses = releases.chosen_all(session, principal.account_id)
        found = [_lens(one.manifest) for one in lenses]
        apps = session.scalars(
            select(Client).where(
                Client.kind == "linked_app", Client.listing.is_not(None)
            )
        )
        found += [_app(app) for app in apps if app.listing]
        fitting = [r for r in found if context is None or context in r["contexts"]]
        for one in fitting:
            one["recent_ms"] = used.get(one["id"], 0)
        fitting.sort(key=lambda one: (-one["recent_ms"], one["name"], one["id"]))
        return fitting[:LISTED]

    return ctx.store.read(read)


def seen_by(ctx: Context, principal: Principal, client_id: str) -> dict[str, Any]:
    """Return what a resource may know of the user now; nothing before they allow it.

    Raises:
        NotFoundError: If there is no such resource.
    """

    def read(session: Session) -> dict[str, Any]:
        client = session.get(Client, client_id)
        if client is None:
            raise NotFoundError(what="resource")
        return user_as_seen(session, principal.account_id, client)

    return ctx.store.read(read)


def user_as_seen(session: Session, account_id: str, client: Client) -> dict[str, Any]:
    """Return what *client* may know of an account now; nothing before it allows it."""
    granted = session.scalar(
        select(Grant.scopes).where(
            Grant.account_id == account_id,
            Grant.client_id == client.id,
            Grant.state == "granted",
        )
    )
    if granted is None:
        return {}
    whole = accounts.render_many(session, [account_id])[account_id]
    return visible_account(whole, granted, client.kind)


def _last_uses(session: Session, account_id: str) -> dict[str, int]:
    rows = session.execute(
        select(ResourceUse.client_id, func.max(ResourceUse.opened_at_ms))
        .where(ResourceUse.account_id == account_id)
        .group_by(ResourceUse.client_id)
    )
    return {row[0]: row[1] for row in rows}


def _lens(manifest: Manifest) -> dict[str, Any]:
    return {
        "id": manifest.id,
        "name": manifest.name,
        "kind": "applet",
        "summary": manifest.summary,
        "contexts": list(manifest.contexts),
        "scopes": [asked.scope for asked in manifest.scopes],
    }


def _app(client: Client) -> dict[str, Any]:
    listing = client.listing or {}
    link = listing.get("launch_uri")
    return {
        "id": client.id,
        "name": client.name,
        "kind": "linked_app",
        "summary": listing["summary"],
        "contexts": listing["contexts"],
        "scopes": sorted(client.scopes),
        **({"handler": handler_of(link)} if link else {}),
    }
