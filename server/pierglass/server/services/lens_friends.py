"""The user's friends, as one lens may know them.

A lens gets a name and an avatar a person, under an id of its own
(:mod:`~pierglass.server.services.subjects`). Pages follow the order of those ids: it
says neither who came first nor who is dearest, and a cursor is an id that the lens has.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from pierglass.server.errors import ForbiddenError, PermissionDeniedError
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.grants import require_scope
from pierglass.server.services.releases import chosen
from pierglass.server.services.subjects import subject_of
from pierglass.server.store.accounts import Account
from pierglass.server.store.relations import Relation

__all__ = ["PAGE", "PAGE_MOST", "SCOPE", "list_page"]

SCOPE = "user.friends"
PAGE = 50
PAGE_MOST = 100


def list_page(
    ctx: Context, principal: Principal, lens_id: str, after: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """Return friends as *lens_id* knows them, and the cursor of the next page.

    Args:
        ctx: The server's parts.
        principal: The user's session in the lens's host, or a token of the lens's own
            server.
        lens_id: The lens.
        after: The cursor that came with the page before; the first page when None.
        limit: Friends of a page, 1 to :data:`PAGE_MOST`.

    Raises:
        ForbiddenError: If it is a token of another client.
        PermissionDeniedError: If the user did not grant :data:`SCOPE` to the lens, or
            withdrew it, or gets a version of the lens that does not ask for it.
        NotFoundError: If there is no such lens for the user.
        LensWithdrawnError: If its publisher took it back.
        LensBlockedError: If the platform blocked it.
        RateLimitedError: If the lens asks too often.
    """
    me = principal.account_id
    if principal.client_id not in (None, lens_id):
        raise ForbiddenError(reason="A token reads its own client's list of friends")
    require_scope(ctx, me, lens_id, SCOPE)
    now_ms = ctx.clock.now_ms()
    spent = f"{lens_id}\0{me}"
    ctx.limits.spend("friend lists", spent, now_ms=now_ms, burst=60, per_minute=60)

    def look(session: Session) -> tuple[list[dict[str, Any]], str | None]:
        _check_version(session, lens_id, me)
        known = {
            subject_of(ctx.key, lens_id, account_id): account_id
            for account_id in _friends(session, me)
        }
        left = sorted(subject for subject in known if subject > (after or ""))
        page = left[:limit]
        ids = [known[subject] for subject in page]
        rows = session.scalars(select(Account).where(Account.id.in_(ids)))
        accounts = {row.id: row for row in rows}
        friends = [_view(subject, accounts[known[subject]]) for subject in page]
        return friends, page[-1] if len(left) > limit else None

    return ctx.store.read(look)


def _check_version(session: Session, lens_id: str, me: str) -> None:
    # While a version is rolled out another may reach the network instead.
    asked = chosen(session, lens_id, me).manifest.scopes
    if all(one.scope != SCOPE for one in asked):
        state = "granted to another version of the lens"
        raise PermissionDeniedError(scope=SCOPE, lens_id=lens_id, state=state)


def _friends(session: Session, me: str) -> list[str]:
    """Return those who are friends on both sides, and blocked on neither."""
    mine, theirs, block = aliased(Relation), aliased(Relation), aliased(Relation)
    blocked = select(block.subject_id).where(
        block.kind == "block",
        ((block.subject_id == me) & (block.object_id == Account.id))
        | ((block.subject_id == Account.id) & (block.object_id == me)),
    )
    query = (
        select(Account.id)
        .join(mine, (mine.object_id == Account.id) & (mine.kind == "friend"))
        .join(theirs, (theirs.subject_id == Account.id) & (theirs.kind == "friend"))
        .where(mine.subject_id == me, theirs.object_id == me, ~blocked.exists())
    )
    return list(session.scalars(query))


def _view(subject: str, account: Account) -> dict[str, Any]:
    # Hair, skin and build are the friend's to give, not the user's.
    avatar = {name: account.avatar[name] for name in ("style", "colour")}
    return {"id": subject, "display_name": account.display_name, "avatar": avatar}
