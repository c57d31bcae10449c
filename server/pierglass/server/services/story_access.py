"""Who may see whose snaps, and when."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from pierglass.server.services import relations
from pierglass.server.store.accounts import Account
from pierglass.server.store.stories import Snap

__all__ = ["may_see", "shown_a_card_of", "shows_media"]


def may_see(session: Session, snap: Snap, viewer_id: str, now_ms: int) -> bool:
    """Return whether *viewer_id* may see *snap* at *now_ms*.

    The audience of now counts, not the one at posting.
    """
    if snap.expires_at_ms <= now_ms:
        return False
    if snap.account_id == viewer_id:
        return True
    author = session.get(Account, snap.account_id)
    if author is None or author.story_audience != "friends":
        return False
    return relations.are_friends(session, snap.account_id, viewer_id)


def shows_media(session: Session, media_id: str, viewer_id: str, now_ms: int) -> bool:
    """Return whether a snap that *viewer_id* may see shows this picture."""
    snaps = session.scalars(select(Snap).where(Snap.image_id == media_id)).all()
    return any(may_see(session, snap, viewer_id, now_ms) for snap in snaps)


def shown_a_card_of(session: Session, lens_id: str, now_ms: int) -> set[str]:
    """Return the accounts in whose stories a card of the lens stands at *now_ms*."""
    authors = session.scalars(
        select(Snap.account_id)
        .where(Snap.expires_at_ms > now_ms, Snap.card["lens_id"].as_string() == lens_id)
        .distinct()
    ).all()
    shown = set(authors)
    for author in session.scalars(select(Account).where(Account.id.in_(authors))):
        if author.story_audience == "friends":
            shown.update(relations.friend_ids(session, author.id))
    return shown
