"""What a publisher does with versions: who gets them, and taking them back."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pierglass.server.errors import ConflictError, NotFoundError
from pierglass.server.services import releases, withdrawals
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.grants import require_first_party
from pierglass.server.services.inbox import Outbox, commit
from pierglass.server.services.lens_views import release_view
from pierglass.server.services.publishing import decide, newest_of, note, submitted
from pierglass.server.services.registration import apply_live
from pierglass.server.services.staff import is_staff
from pierglass.server.store.oauth import Lens
from pierglass.server.store.releases import Release, ReleaseDecision

__all__ = ["history", "roll_out", "withdraw"]

LISTED = 200


def history(ctx: Context, principal: Principal, lens_id: str) -> dict[str, Any]:
    """Return the versions of a lens, the newest first, and what was decided.

    Raises:
        NotFoundError: If the caller publishes no such lens and is not of the staff.
    """
    require_first_party(principal)

    def read(session: Session) -> dict[str, Any]:
        if not is_staff(ctx, principal):
            _own(session, principal, lens_id)
        rows = newest_of(session, lens_id)[:LISTED]
        decisions = session.scalars(
            select(ReleaseDecision)
            .where(ReleaseDecision.lens_id == lens_id)
            .order_by(ReleaseDecision.at_ms.desc(), ReleaseDecision.id)
            .limit(LISTED)
        )
        return {
            "releases": [
                release_view(submitted(session, lens_id, row.version)) for row in rows
            ],
            "decisions": [
                {
                    "version": row.version,
                    "action": row.action,
                    "detail": row.detail,
                    "at_ms": row.at_ms,
                }
                for row in decisions
            ],
        }

    return ctx.store.read(read)


def roll_out(
    ctx: Context, principal: Principal, lens_id: str, version: str | None, percent: int
) -> dict[str, Any]:
    """Let *percent* of all accounts get a version from their next launch on.

    Fewer is a roll-back: who is not reached any more gets the version before. A lens
    that is open goes on in the version that it has.

    Args:
        ctx: The server's parts.
        principal: The publisher.
        lens_id: The lens.
        version: One that is approved or waits for it; the newest such when None.
        percent: 0 to 100.

    Raises:
        NotFoundError: If the caller publishes no such lens, or it has no such version.
        ConflictError: If the version is blocked or withdrawn, or nobody would get
            anything.
    """
    require_first_party(principal)

    def write(session: Session, outbox: Outbox) -> dict[str, Any]:
        lens = _own(session, principal, lens_id)
        release = _release(session, lens, version)
        if release.state not in ("approved", "in_review"):
            reason = f"{release.version} is {release.state}; publish a new version"
            raise ConflictError(reason=reason)
        release.percent = percent
        session.flush()
        if release.state == "approved" and not releases.is_live(session, lens_id):
            reason = "Nobody would get this lens any more; withdraw it instead"
            raise ConflictError(reason=reason)
        me, detail = principal.account_id, {"percent": percent}
        note(ctx, session, outbox, lens_id, release.version, me, "rollout", detail)
        apply_live(ctx, session, outbox, lens_id)
        return release_view(submitted(session, lens_id, release.version))

    return commit(ctx, write)


def withdraw(
    ctx: Context, principal: Principal, lens_id: str, version: str | None, reason: str
) -> list[dict[str, Any]]:
    """Take a version back, or the whole lens, at once and for good.

    Nobody launches it any more, its files are gone, and who has it open is told.

    Args:
        ctx: The server's parts.
        principal: The publisher.
        lens_id: The lens.
        version: Which; every version when None.
        reason: What people read on its cards.

    Returns:
        The releases that ended.

    Raises:
        NotFoundError: If the caller publishes no such lens, or it has no such version.
        ConflictError: If there is nothing left to take back.
    """
    require_first_party(principal)
    reasons = [{"rule": "publisher", "reason": reason}]
    was_live: list[str] = []

    def write(session: Session, outbox: Outbox) -> list[dict[str, Any]]:
        lens = _own(session, principal, lens_id)
        rows = newest_of(session, lens_id)
        if version is not None:
            rows = [_release(session, lens, version)]
        ending = [row for row in rows if row.state in ("approved", "in_review")]
        if not ending:
            raise ConflictError(reason="There is nothing left to withdraw")
        was_live.extend(row.version for row in ending if row.state == "approved")
        for row in ending:
            me = principal.account_id
            decide(ctx, session, outbox, lens, row.version, "withdrawn", reasons, me)
        return [release_view(submitted(session, lens_id, r.version)) for r in ending]

    ended = commit(ctx, write)
    if was_live:
        withdrawals.tell(ctx, lens_id, was_live, "withdrawn", reason)
    return ended


def _own(session: Session, principal: Principal, lens_id: str) -> Lens:
    lens = session.get(Lens, lens_id)
    if lens is None or lens.publisher_id != principal.account_id:
        raise NotFoundError(what="lens")
    return lens


def _release(session: Session, lens: Lens, version: str | None) -> Release:
    if version is not None:
        row = session.get(Release, (lens.id, version))
    else:
        standing = ("approved", "in_review")
        rows = [r for r in newest_of(session, lens.id) if r.state in standing]
        row = rows[0] if rows else None
    if row is None:
        raise NotFoundError(what="version")
    return row
