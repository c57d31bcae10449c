"""Tells those who have a lens open, or see a card of it, that it is over."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from pierglass.server.services import chat_cards, releases, story_access
from pierglass.server.services.context import Context
from pierglass.server.services.inbox import Outbox, commit
from pierglass.server.store.oauth import Grant
from pierglass.server.store.resources import ResourceUse

__all__ = ["EVENT", "OPEN_MS", "tell", "tell_holders"]

EVENT = "lens.withdrawn"
OPEN_MS = 24 * 3600 * 1000
"""Who opened a lens this long ago may have it open still."""
_AT_ONCE = 500
"""Accounts that one transaction tells: the others' writes pass between."""


def tell_holders(
    session: Session, outbox: Outbox, lens_id: str, versions: list[str], reason: str
) -> frozenset[str]:
    """Tell whoever may have a lens open under a grant that it was blocked.

    They hear it before the end of the grant, in the same transaction: what is open ends
    because of the block, not as if they had withdrawn something.

    Returns:
        Who was told.
    """
    held = select(Grant.account_id).where(
        Grant.client_id == lens_id, Grant.state == "granted"
    )
    opened = _openers(lens_id, outbox.now_ms).where(ResourceUse.account_id.in_(held))
    people = sorted(session.scalars(opened))
    outbox.add(people, EVENT, _end(lens_id, versions, "blocked", False, reason))
    return frozenset(people)


def tell(
    ctx: Context,
    lens_id: str,
    versions: list[str],
    state: str,
    reason: str,
    told: Collection[str] = (),
) -> None:
    """Tell everybody who opened a lens lately that *versions* of it ended.

    Whoever sees a card of it in a chat or a story is told too: there it can be opened
    no more.

    Args:
        ctx: The server's parts.
        lens_id: The lens.
        versions: Those that nobody may run any more.
        state: ``withdrawn`` or ``blocked``.
        reason: Why, for the people who read it.
        told: Who knows it already.
    """
    now_ms = ctx.clock.now_ms()

    def read(session: Session) -> tuple[list[str], bool]:
        rows = session.scalars(_openers(lens_id, now_ms))
        seen = chat_cards.shown_a_card_of(session, lens_id)
        seen |= story_access.shown_a_card_of(session, lens_id, now_ms)
        people = {*rows, *seen} - set(told)
        return sorted(people), releases.is_live(session, lens_id)

    people, remains = ctx.store.read(read)
    data = _end(lens_id, versions, state, remains, reason)

    for at in range(0, len(people), _AT_ONCE):

        def write(
            session: Session,
            outbox: Outbox,
            some: list[str] = people[at : at + _AT_ONCE],
        ) -> None:
            outbox.add(some, EVENT, data)

        commit(ctx, write)


def _openers(lens_id: str, now_ms: int) -> Select[str]:
    return (
        select(ResourceUse.account_id)
        .where(
            ResourceUse.client_id == lens_id,
            ResourceUse.opened_at_ms > now_ms - OPEN_MS,
        )
        .distinct()
    )


def _end(
    lens_id: str, versions: list[str], state: str, remains: bool, reason: str
) -> dict[str, Any]:
    return {
        "lens_id": lens_id,
        "versions": versions,
        "state": state,
        "remains": remains,
        "reason": reason,
    }
