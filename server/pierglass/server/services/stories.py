"""Personal stories: snaps for friends, gone after a day."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pierglass.server.errors import IdempotencyMismatchError, NotFoundError
from pierglass.server.services import accounts, relations, rendering, story_access
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.inbox import Outbox, commit
from pierglass.server.services.message_body import (
    CARD,
    ID,
    KEY,
    body_hash,
    check_pointers,
)
from pierglass.server.services.shapes import Fields, Integer
from pierglass.server.store.accounts import Account
from pierglass.server.store.media import Media
from pierglass.server.store.messages import IdempotencyRow
from pierglass.server.store.stories import Snap, SnapView

__all__ = [
    "AUDIENCES",
    "LIFETIME_MS",
    "SNAP_BODY",
    "audience",
    "delete_snap",
    "list_all",
    "post",
    "set_audience",
    "view",
]

LIFETIME_MS = 24 * 3600 * 1000
AUDIENCES = ("friends", "nobody")

SNAP_BODY = Fields(
    {"image_id": ID},
    {"augmentation_id": ID, "card": CARD, "duration_s": Integer(1, 60)},
    title="SnapBody",
)


def post(
    ctx: Context, principal: Principal, body: dict[str, Any], key: str | None
) -> tuple[dict[str, Any], bool]:
    """Return the snap, and whether *key* had posted it before.

    Raises:
        NotFoundError: If picture or augmentation is not the caller's.
        CardInvalidError: If the card names what is not published.
        IdempotencyMismatchError: If the key was used for another body.
    """
    asked = body_hash("snap", body)
    if key is not None:
        key = KEY.check(key, "Idempotency-Key")
    me = principal.account_id

    def transaction(session: Session, outbox: Outbox) -> tuple[dict[str, Any], bool]:
        if key is not None:
            earlier = session.get(IdempotencyRow, (me, principal.origin, key))
            if earlier is not None:
                return _replay(session, earlier, asked, me, outbox.now_ms), True
        checked = dict(body)
        check_pointers(session, principal, checked)
        snap = Snap(
            id=ctx.ids.new("snp"),
            account_id=me,
            image_id=checked["image_id"],
            augmentation_id=checked.get("augmentation_id"),
            card=checked.get("card"),
            duration_s=checked.get("duration_s"),
            created_at_ms=outbox.now_ms,
            expires_at_ms=outbox.now_ms + LIFETIME_MS,
        )
        session.add(snap)
        if key is not None:
            session.add(
                IdempotencyRow(
                    account_id=me,
                    origin=principal.origin,
                    key=key,
                    body_hash=asked,
                    result_id=snap.id,
                    created_at_ms=outbox.now_ms,
                )
            )
        session.flush()
        _tell(session, outbox, me)
        return _render(session, [snap], me)[0], False

    return commit(ctx, transaction)


def list_all(ctx: Context, principal: Principal) -> list[dict[str, Any]]:
    """Return the stories that the caller may see, the caller's own first."""
    me = principal.account_id

    def look(session: Session) -> list[dict[str, Any]]:
        now_ms = ctx.clock.now_ms()
        authors = [me, *relations.friend_ids(session, me)]
        snaps = session.scalars(
            select(Snap)
            .where(Snap.account_id.in_(authors), Snap.expires_at_ms > now_ms)
            .order_by(Snap.created_at_ms, Snap.id)
        ).all()
        shown = [one for one in snaps if story_access.may_see(session, one, me, now_ms)]
        known = accounts.render_many(session, authors)
        rendered = _render(session, shown, me)
        by_author: dict[str, list[dict[str, Any]]] = {}
        for snap, body in zip(shown, rendered, strict=True):
            by_author.setdefault(snap.account_id, []).append(body)
        return [
            {"account": known[author], "snaps": by_author[author]}
            for author in authors
            if author in by_author
        ]

    return ctx.store.read(look)


def view(ctx: Context, principal: Principal, snap_id: str) -> dict[str, Any]:
    """Return the snap, marked as seen by the caller.

    Raises:
        NotFoundError: If the caller may not see it, or its time is over.
    """
    me = principal.account_id

    def transaction(session: Session) -> dict[str, Any]:
        now_ms = ctx.clock.now_ms()
        snap = session.get(Snap, snap_id)
        if snap is None or not story_access.may_see(session, snap, me, now_ms):
            raise NotFoundError(what="snap")
        if session.get(SnapView, (snap_id, me)) is None:
            session.add(SnapView(snap_id=snap_id, account_id=me, viewed_at_ms=now_ms))
            session.flush()
        return _render(session, [snap], me)[0]

    return ctx.store.write(transaction)


def delete_snap(ctx: Context, principal: Principal, snap_id: str) -> None:
    """Delete one of the caller's snaps.

    Raises:
        NotFoundError: If there is none.
    """

    def transaction(session: Session) -> None:
        snap = session.get(Snap, snap_id)
        if snap is None or snap.account_id != principal.account_id:
            raise NotFoundError(what="snap")
        session.execute(delete(SnapView).where(SnapView.snap_id == snap_id))
        session.delete(snap)

    ctx.store.write(transaction)


def audience(ctx: Context, principal: Principal) -> str:
    """Return who sees the caller's story."""
    return ctx.store.read(
        lambda session: session.get_one(Account, principal.account_id).story_audience
    )


def set_audience(ctx: Context, principal: Principal, value: str) -> str:
    """Return the new audience; it holds for snaps that are posted already."""

    def transaction(session: Session) -> str:
        session.get_one(Account, principal.account_id).story_audience = value
        return value

    return ctx.store.write(transaction)


def _replay(
    session: Session, earlier: IdempotencyRow, asked: str, me: str, now_ms: int
) -> dict[str, Any]:
    if earlier.body_hash != asked:
        raise IdempotencyMismatchError(field="Idempotency-Key")
    snap = session.get(Snap, earlier.result_id)
    if snap is None or not story_access.may_see(session, snap, me, now_ms):
        raise NotFoundError(what="snap")
    return _render(session, [snap], me)[0]


def _tell(session: Session, outbox: Outbox, me: str) -> None:
    author = session.get_one(Account, me)
    friends = relations.friend_ids(session, me)
    told = friends if author.story_audience == "friends" else []
    # Ids only: what it shows is fetched under the rights of then.
    outbox.add([me, *told], "story.posted", {"account_id": me})


def _render(
    session: Session, snaps: list[Snap], viewer_id: str
) -> list[dict[str, Any]]:
    ids = [snap.id for snap in snaps]
    media = {
        row.id: row
        for row in session.scalars(
            select(Media).where(Media.id.in_([snap.image_id for snap in snaps]))
        )
    }
    seen = set(
        session.scalars(
            select(SnapView.snap_id).where(
                SnapView.account_id == viewer_id, SnapView.snap_id.in_(ids)
            )
        )
    )
    return [
        {
            "id": snap.id,
            "created_at_ms": snap.created_at_ms,
            "expires_at_ms": snap.expires_at_ms,
            "image": rendering.render_image(media[snap.image_id]),
            "augmentation_id": snap.augmentation_id,
            "duration_s": snap.duration_s,
            "card": snap.card,
            "seen": snap.id in seen or snap.account_id == viewer_id,
        }
        for snap in snaps
    ]
