"""Launches of linked apps by a link: one word, worth one launch, for two minutes.

A page cannot hand a program anything but an address. So the server keeps what the app
is to be handed, puts a one-time word behind the address that the app declared, and
gives it out once to whoever brings the word. The word is no token: it opens no API, and
what it is worth follows the user's grant until the moment it is used.

Source: A, paragraphs 30 to 32 and 56.
"""

from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from pierglass.server.errors import NotFoundError
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.grants import require_first_party
from pierglass.server.services.launch_uris import handler_of
from pierglass.server.services.linked_apps import user_as_seen
from pierglass.server.services.tokens import digest
from pierglass.server.store.oauth import Client
from pierglass.server.store.resources import AppLaunch

__all__ = ["LIFETIME_MS", "launch", "take"]

LIFETIME_MS = 120_000
"""The user may be asked by their device whether to open the app."""


def launch(
    ctx: Context, principal: Principal, client_id: str, how: dict[str, Any]
) -> dict[str, Any]:
    """Return the address that opens the linked app *client_id* once.

    Args:
        ctx: The server's parts.
        principal: The user, who saw which app it is.
        client_id: A linked app that declared a launch address.
        how: The launch as a lens would learn it.

    Raises:
        NotFoundError: If there is no such app, or it cannot be opened by a link.
        ForbiddenError: If a client's token asks.
        RateLimitedError: If launches come too fast.
    """
    require_first_party(principal)
    who, now_ms = principal.account_id, ctx.clock.now_ms()
    ctx.limits.spend("launches", who, now_ms=now_ms, burst=30, per_minute=15)
    word = ctx.ids.secret()
    row = AppLaunch(
        token_hash=digest(word),
        account_id=who,
        client_id=client_id,
        launch=how,
        expires_at_ms=now_ms + LIFETIME_MS,
    )

    def write(session: Session) -> str:
        client = session.get(Client, client_id)
        listing = (client.listing if client is not None else None) or {}
        if "launch_uri" not in listing:
            raise NotFoundError(what="linked app with a launch address")
        session.add(row)
        return str(listing["launch_uri"])

    uri = ctx.store.write(write)
    return {
        # Behind '#': in no server's log, in no Referer.
        "url": f"{uri}#launch={word}",
        "handler": handler_of(uri),
        "expires_at_ms": now_ms + LIFETIME_MS,
    }


def take(ctx: Context, client_id: str, word: str, address: str) -> dict[str, Any]:
    """Return what the app is handed for *word*; a second time there is nothing.

    Args:
        ctx: The server's parts.
        client_id: The app that asks.
        word: What stood in its address.
        address: Who asks, for the limit.

    Raises:
        NotFoundError: If the word is another app's, used, over, or none.
        RateLimitedError: If words are tried too fast.
    """
    now_ms = ctx.clock.now_ms()
    ctx.limits.spend("launch words", address, now_ms=now_ms, burst=60, per_minute=60)

    def write(session: Session) -> dict[str, Any]:
        # One statement: of two who bring the word, one finds the row.
        taken = session.execute(
            delete(AppLaunch)
            .where(
                AppLaunch.token_hash == digest(word),
                AppLaunch.client_id == client_id,
                AppLaunch.expires_at_ms > now_ms,
            )
            .returning(AppLaunch.account_id, AppLaunch.launch)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        if taken is None:
            raise NotFoundError(what="launch (used, over, or another app's)")
        client = session.get_one(Client, client_id)
        user = user_as_seen(session, taken.account_id, client)
        return {"client_id": client_id, "launch": taken.launch, "user": user}

    return ctx.store.write(write)
