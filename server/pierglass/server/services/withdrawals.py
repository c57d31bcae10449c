"""Tells those who have a lens open, or a card of it in a story, that it is over."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from pierglass.server.services import releases, story_access
from pierglass.server.services.context import Context
from pierglass.server.services.inbox import Outbox, commit
from pierglass.server.store.resources import ResourceUse

__all__ = ["EVENT", "OPEN_MS", "tell"]

EVENT = "lens.withdrawn"
OPEN_MS = 24 * 3600 * 1000
"""Who opened a lens this long ago may have it open still."""
_AT_ONCE = 500
"""Accounts that one transaction tells: the others' writes pass between."""


def tell(
    ctx: Context, lens_id: str, versions: list[str], state: str, reason: str
) -> None:
    """Tell everybody who opened a lens lately that *versions* of it ended.

    Whoever sees a card of it in a story is told too: there it can be opened no more.

    Args:
        ctx: The server's parts.
        lens_id: The lens.
        versions: Those that nobody may run any more.
        state: ``withdrawn`` or ``blocked``.
        reason: Why, for the people who read it.
    """
    now_ms = ctx.clock.now_ms()

    def read(session: Session) -> tuple[list[str], bool]:
        rows = session.scalars(
            select(ResourceUse.account_id)
            .where(
                ResourceUse.client_id == lens_id,
                ResourceUse.opened_at_ms > now_ms - OPEN_MS,
            )
            .distinct()
        )
        people = {*rows, *story_access.shown_a_card_of(session, lens_id, now_ms)}
        return sorted(people), releases.is_live(session, lens_id)

    people, remains = ctx.store.read(read)
    data = {
        "lens_id": lens_id,
        "versions": versions,
        "state": state,
        "remains": remains,
        "reason": reason,
    }

    for at in range(0, len(people), _AT_ONCE):

        def write(
            session: Session,
            outbox: Outbox,
            told: list[str] = people[at : at + _AT_ONCE],
        ) -> None:
            outbox.add(told, EVENT, data)

        commit(ctx, write)
