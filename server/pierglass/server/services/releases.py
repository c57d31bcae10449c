"""Which version of a lens an account gets, and how a lens stands that nobody gets.

Roll-out is by a stable share: the hash of account, lens and version says at which
percentage the account is reached, so that raising it adds accounts and takes none away,
and another version begins with others. Whoever is not reached keeps the newest approved
version that reaches them.
"""

import hashlib
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pierglass.bridge.manifest import Manifest, parse_manifest
from pierglass.server.errors import (
    LensBlockedError,
    LensWithdrawnError,
    NotFoundError,
)
from pierglass.server.store.oauth import Lens, LensVersion
from pierglass.server.store.releases import BlockedPublisher, Release

__all__ = [
    "GONE",
    "Chosen",
    "chosen",
    "chosen_all",
    "is_blocked",
    "is_live",
    "is_reached",
    "live",
    "rank",
    "refuse_gone",
    "standing",
]


@dataclass(frozen=True)
class Chosen:
    """A version of a lens that an account gets, and what is known of it."""

    version: LensVersion
    release: Release

    @property
    def manifest(self) -> Manifest:
        """Its manifest."""
        # It was judged when it came; here it is read.
        return parse_manifest(self.version.manifest, development=True)


def rank(version: str) -> int:
    """Return *version*, three numbers below a million, as one: newer is higher."""
    major, minor, patch = (int(part) for part in version.split("."))
    return (major * 10**6 + minor) * 10**6 + patch


def is_reached(account_id: str, lens_id: str, version: str, percent: int) -> bool:
    """Return whether a roll-out to *percent* reaches the account."""
    text = f"{account_id}\n{lens_id}\n{version}".encode()
    share = int.from_bytes(hashlib.sha256(text).digest()[:8], "big") % 10_000
    return share < percent * 100


def live(session: Session, lens_id: str) -> list[Chosen]:
    """Return the versions of a lens that anybody gets, the newest first."""
    found = _live(session, Release.lens_id == lens_id)
    whole = (n for n, one in enumerate(found, 1) if one.release.percent == 100)
    # Nobody comes past a version that everybody gets to an older one.
    return found[: next(whole, len(found))]


def is_live(session: Session, lens_id: str) -> bool:
    """Return whether anybody gets any version of the lens."""
    return bool(live(session, lens_id))


def is_blocked(session: Session, lens_id: str) -> bool:
    """Return whether the platform blocked the lens, or its publisher."""
    try:
        return bool(standing(session, lens_id)["state"] == "blocked")
    except NotFoundError:
        return False


def chosen(session: Session, lens_id: str, account_id: str) -> Chosen:
    """Return the version of a lens that an account gets.

    Raises:
        NotFoundError: If there is none for it, and never was one for all.
        LensWithdrawnError: If its publisher took it back.
        LensBlockedError: If the platform blocked it, or its publisher.
    """
    found = _first(live(session, lens_id), account_id)
    if found is None:
        refuse_gone(session, lens_id)
        raise NotFoundError(what="lens")
    return found


def chosen_all(session: Session, account_id: str) -> list[Chosen]:
    """Return the version of each lens that an account gets, by the lens's id."""
    by_lens = groupby(_live(session), key=lambda one: one.version.lens_id)
    found = [_first(list(versions), account_id) for _, versions in by_lens]
    return [one for one in found if one is not None]


def standing(session: Session, lens_id: str) -> dict[str, Any]:
    """Return how a lens stands: what cards of one that is gone say.

    Raises:
        NotFoundError: If there is no such lens, or no version was ever approved.
    """
    lens = session.get(Lens, lens_id)
    if lens is None:
        raise NotFoundError(what="lens")
    reached = live(session, lens_id)
    if reached:
        return _standing(reached[0], "available", "")
    ended = session.execute(
        _joined()
        .where(
            Release.lens_id == lens_id, Release.state.in_(("approved", *GONE.keys()))
        )
        .order_by(Release.decided_at_ms.desc(), Release.rank.desc())
    ).first()
    if ended is None:
        raise NotFoundError(what="lens")
    last = Chosen(*ended)
    blocked = session.get(BlockedPublisher, lens.publisher_id)
    if blocked is not None:
        return _standing(last, "blocked", blocked.reason)
    said = "; ".join(one["reason"] for one in last.release.reasons)
    state = last.release.state if last.release.state in GONE else "withdrawn"
    return _standing(last, state, said)


def refuse_gone(session: Session, lens_id: str) -> None:
    """Return if somebody gets the lens, or it never was there.

    Raises:
        LensWithdrawnError: If its publisher took it back.
        LensBlockedError: If the platform blocked it, or its publisher.
    """
    try:
        found = standing(session, lens_id)
    except NotFoundError:
        return
    error = GONE.get(found["state"])
    if error is not None:
        raise error(name=found["name"], reason=found["reason"] or "no reason was given")


GONE = {"withdrawn": LensWithdrawnError, "blocked": LensBlockedError}


def _standing(one: Chosen, state: str, reason: str) -> dict[str, Any]:
    return {
        "id": one.version.lens_id,
        "name": one.manifest.name,
        "state": state,
        "reason": reason,
        "box_art": one.release.art_sha256,
    }


def _first(versions: list[Chosen], account_id: str) -> Chosen | None:
    for one in versions:
        key = (one.version.lens_id, one.version.version)
        if is_reached(account_id, *key, one.release.percent):
            return one
    return None


def _joined() -> Any:
    return select(LensVersion, Release).join(
        Release,
        (Release.lens_id == LensVersion.lens_id)
        & (Release.version == LensVersion.version),
    )


def _live(session: Session, *where: Any) -> list[Chosen]:
    rows = session.execute(
        _joined()
        .join(Lens, Lens.id == LensVersion.lens_id)
        .outerjoin(BlockedPublisher, BlockedPublisher.account_id == Lens.publisher_id)
        .where(
            Release.state == "approved",
            Release.percent > 0,
            BlockedPublisher.account_id.is_(None),
            *where,
        )
        .order_by(Release.lens_id, Release.rank.desc())
    )
    return [Chosen(version, release) for version, release in rows]
