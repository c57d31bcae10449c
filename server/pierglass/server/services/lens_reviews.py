"""Reviews by a person: what waits, what it holds, and the decision.

The staff approves or blocks a version, by rule and with a reason; nobody decides about
a lens of their own. A version that is blocked later, and a publisher who is, end at
once: no launch, no file, and no token where nothing of the lens remains.
"""

import base64
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pierglass.bridge.review import PERSON_RULES
from pierglass.server.errors import (
    ConflictError,
    ForbiddenError,
    InvalidFieldError,
    NotFoundError,
)
from pierglass.server.services import releases
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.inbox import Outbox, commit
from pierglass.server.services.lens_views import release_view
from pierglass.server.services.publisher_keys import retire_key
from pierglass.server.services.publishing import decide, submitted
from pierglass.server.services.registration import apply_live, end_grants
from pierglass.server.services.staff import require_staff
from pierglass.server.services.withdrawals import tell, tell_holders
from pierglass.server.store.accounts import Account
from pierglass.server.store.oauth import Lens, LensFile, LensVersion
from pierglass.server.store.releases import BlockedPublisher, Release

__all__ = ["LISTED", "block_publisher", "decide_review", "list_reviews"]
__all__ += ["read_version", "reset_key", "unblock_publisher"]

LISTED = 200


def list_reviews(ctx: Context, principal: Principal) -> list[dict[str, Any]]:
    """Return the versions that wait for a person, the longest first.

    Raises:
        StaffOnlyError: If the caller is not of the staff.
    """
    require_staff(ctx, principal)

    def read(session: Session) -> list[dict[str, Any]]:
        rows = session.scalars(
            select(Release)
            .where(Release.state == "in_review")
            .order_by(Release.submitted_at_ms, Release.lens_id)
            .limit(LISTED)
        ).all()
        found = [submitted(session, row.lens_id, row.version) for row in rows]
        return [release_view(one) for one in found]

    return ctx.store.read(read)


def read_version(
    ctx: Context, principal: Principal, lens_id: str, version: str
) -> dict[str, Any]:
    """Return everything that a version holds, for whoever reviews it.

    Raises:
        StaffOnlyError: If the caller is not of the staff.
        NotFoundError: If there is no such version.
    """
    require_staff(ctx, principal)

    def read(session: Session) -> dict[str, Any]:
        if session.get(Release, (lens_id, version)) is None:
            raise NotFoundError(what="version")
        rows = session.scalars(
            select(LensFile).where(
                LensFile.lens_id == lens_id, LensFile.version == version
            )
        )
        files = {row.path: base64.b64encode(row.content).decode() for row in rows}
        published = session.get_one(LensVersion, (lens_id, version))
        one = submitted(session, lens_id, version)
        return {
            "release": release_view(one),
            "publisher_id": session.get_one(Lens, lens_id).publisher_id,
            "manifest": published.manifest,
            "files": files,
        }

    return ctx.store.read(read)


def decide_review(
    ctx: Context,
    principal: Principal,
    lens_id: str,
    version: str,
    decision: str,
    reasons: list[dict[str, str]],
) -> dict[str, Any]:
    """Approve or block a version, and return its release.

    Args:
        ctx: The server's parts.
        principal: Whoever reviewed it.
        lens_id: The lens.
        version: Its version; one that was approved can be blocked later.
        decision: ``approve`` or ``block``.
        reasons: ``{rule, reason}`` each; a block needs one.

    Raises:
        StaffOnlyError: If the caller is not of the staff.
        ForbiddenError: If it is the caller's own lens.
        NotFoundError: If there is no such version.
        InvalidFieldError: For a rule that there is not, or a block without a reason.
        ConflictError: If the version is not in a state that this changes.
    """
    require_staff(ctx, principal)
    _check_reasons(decision, reasons)
    state = {"approve": "approved", "block": "blocked"}[decision]
    before: list[str] = []
    told: set[str] = set()
    said = "; ".join(one["reason"] for one in reasons)

    def write(session: Session, outbox: Outbox) -> dict[str, Any]:
        lens, release = session.get(Lens, lens_id), None
        if lens is not None:
            release = session.get(Release, (lens_id, version))
        if lens is None or release is None:
            raise NotFoundError(what="version")
        if lens.publisher_id == principal.account_id:
            raise ForbiddenError(reason="Somebody else of the staff decides about this")
        before.append(release.state)
        _check_change(release.state, decision)
        me = principal.account_id
        decide(ctx, session, outbox, lens, version, state, reasons, me)
        if decision == "block" and not releases.is_live(session, lens_id):
            if before == ["approved"]:
                told.update(tell_holders(session, outbox, lens_id, [version], said))
            end_grants(ctx, session, outbox, lens_id)
        return release_view(submitted(session, lens_id, version))

    found = commit(ctx, write)
    if decision == "block" and before == ["approved"]:
        tell(ctx, lens_id, [version], "blocked", said, told)
    return found


def block_publisher(
    ctx: Context, principal: Principal, account_id: str, reason: str
) -> None:
    """End everything that a publisher has published, and take nothing more.

    Raises:
        StaffOnlyError: If the caller is not of the staff.
        NotFoundError: If there is no such account.
    """
    require_staff(ctx, principal)
    ended: dict[str, list[str]] = {}
    told: dict[str, frozenset[str]] = {}

    def write(session: Session, outbox: Outbox) -> None:
        if session.get(Account, account_id) is None:
            raise NotFoundError(what="account")
        lenses = _lenses_of(session, account_id)
        for lens_id in lenses:
            live = releases.live(session, lens_id)
            if live:
                ended[lens_id] = [one.version.version for one in live]
        row = session.get(BlockedPublisher, account_id)
        if row is None:
            row = BlockedPublisher(account_id=account_id, blocked_at_ms=outbox.now_ms)
            session.add(row)
        row.reason = reason
        session.flush()
        for lens_id in lenses:
            if lens_id in ended:
                versions = ended[lens_id]
                told[lens_id] = tell_holders(session, outbox, lens_id, versions, reason)
            end_grants(ctx, session, outbox, lens_id)

    commit(ctx, write)
    for lens_id, versions in ended.items():
        tell(ctx, lens_id, versions, "blocked", reason, told[lens_id])


def unblock_publisher(ctx: Context, principal: Principal, account_id: str) -> None:
    """Let a publisher publish again; what was approved can be opened again.

    Raises:
        StaffOnlyError: If the caller is not of the staff.
        NotFoundError: If the account is not blocked.
    """
    require_staff(ctx, principal)

    def write(session: Session, outbox: Outbox) -> None:
        row = session.get(BlockedPublisher, account_id)
        if row is None:
            raise NotFoundError(what="blocked publisher")
        session.delete(row)
        session.flush()
        for lens_id in _lenses_of(session, account_id):
            apply_live(ctx, session, outbox, lens_id)

    commit(ctx, write)


def reset_key(ctx: Context, principal: Principal, account_id: str) -> None:
    """Take a publisher's key away, so that they can register another.

    Raises:
        StaffOnlyError: If the caller is not of the staff.
    """
    require_staff(ctx, principal)
    now_ms = ctx.clock.now_ms()
    ctx.store.write(lambda session: retire_key(session, account_id, now_ms))


def _lenses_of(session: Session, account_id: str) -> list[str]:
    return list(
        session.scalars(
            select(Lens.id).where(Lens.publisher_id == account_id).order_by(Lens.id)
        )
    )


def _check_reasons(decision: str, reasons: list[dict[str, str]]) -> None:
    if decision == "block" and not reasons:
        reason = "a block says by which rule, and why"
        raise InvalidFieldError(field="reasons", reason=reason)
    for index, one in enumerate(reasons):
        if one["rule"] not in PERSON_RULES:
            known = ", ".join(PERSON_RULES)
            field = f"reasons[{index}].rule"
            raise InvalidFieldError(field=field, reason=f"expected one of {known}")


_CHANGES = {"approve": ("in_review", "blocked"), "block": ("in_review", "approved")}
"""Decision to the states that it changes."""


def _check_change(state: str, decision: str) -> None:
    if state not in _CHANGES[decision]:
        reason = (
            f"This version is {state.replace('_', ' ')}; {decision} changes nothing"
        )
        raise ConflictError(reason=reason)
