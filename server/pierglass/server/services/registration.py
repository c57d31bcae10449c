"""Keeps a lens's OAuth client in step with the versions that somebody gets.

A version in review changes nothing for anybody: neither what may be asked for, nor
where codes go, nor whom webhooks tell.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from pierglass.server.services import webhooks
from pierglass.server.services.context import Context
from pierglass.server.services.grants import change
from pierglass.server.services.inbox import Outbox
from pierglass.server.services.releases import Chosen, live
from pierglass.server.store.oauth import Client, Grant

__all__ = ["apply_live", "end_grants"]


def apply_live(ctx: Context, session: Session, outbox: Outbox, lens_id: str) -> None:
    """Let the lens ask for what its live versions ask for, and take back the rest.

    A lens without a live version keeps what it had: it is launched by nobody, and comes
    back with the next version.
    """
    versions = live(session, lens_id)
    if not versions:
        return
    newest = _widest_reach(versions)
    client = session.get_one(Client, lens_id)
    client.name = newest.manifest.name
    client.redirect_uris = sorted(
        {uri for one in versions for uri in one.manifest.redirect_uris}
    )
    allowed = {asked.scope for one in versions for asked in one.manifest.scopes}
    client.scopes = sorted(allowed)
    session.flush()
    webhooks.declare(ctx, session, newest.manifest, outbox.now_ms)
    for grant in _grants(session, lens_id):
        kept = set(grant.scopes) & allowed
        if kept != set(grant.scopes):
            who, state = grant.account_id, grant.state
            change(ctx, session, outbox, who, lens_id, state, kept)


def end_grants(ctx: Context, session: Session, outbox: Outbox, lens_id: str) -> None:
    """Take back everything that anybody granted a lens: its tokens end now."""
    for grant in _grants(session, lens_id):
        if grant.state == "granted":
            who = grant.account_id
            change(ctx, session, outbox, who, lens_id, "refused", ())


def _widest_reach(versions: list[Chosen]) -> Chosen:
    # The newest that everybody gets; while there is none, the newest.
    whole = [one for one in versions if one.release.percent == 100]
    return (whole or versions)[0]


def _grants(session: Session, lens_id: str) -> list[Grant]:
    return list(session.scalars(select(Grant).where(Grant.client_id == lens_id)))
