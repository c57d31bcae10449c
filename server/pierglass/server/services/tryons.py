"""Try-ons: a photo of the caller's, with an item on."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pierglass.server.errors import NotFoundError
from pierglass.server.services import media, rendering, story_access
from pierglass.server.services.context import Context, Principal
from pierglass.server.store.augmentations import Augmentation
from pierglass.server.store.catalogue import Item
from pierglass.server.store.conversations import Member
from pierglass.server.store.media import Media
from pierglass.server.store.messages import Message, MessageView
from pierglass.server.store.stories import Snap

__all__ = ["DEADLINE_S", "render", "show", "try_on"]

DEADLINE_S = 20.0
"""A photo takes under a second; what waits longer than this is given up."""


def try_on(
    ctx: Context, principal: Principal, media_id: str, item_id: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the augmentation and its picture, both durable.

    Raises:
        NotFoundError: If the photo is not the caller's, or there is no such item.
        TryOnError: If the photo shows nobody, or not where the item belongs.
        AugmentationUnavailableError: If the augmentation server gives no answer.
        OverloadedError: If its queue is full.
    """
    now_ms = ctx.clock.now_ms()
    me = principal.account_id
    ctx.limits.spend("try-ons", me, now_ms=now_ms, burst=60, per_minute=60)

    def look(session: Session) -> None:
        photo = session.get(Media, media_id)
        if photo is None or photo.owner_id != me:
            raise NotFoundError(what="picture", field="media_id")
        item = session.get(Item, item_id)
        if item is None or not item.present:
            raise NotFoundError(what="item", field="item_id")

    ctx.store.read(look)
    result = ctx.augment.photo(ctx.blobs.get(media_id), item_id, DEADLINE_S)
    picture = media.add(ctx, me, result.image)
    row = Augmentation(
        id=ctx.ids.new("aug"),
        account_id=me,
        kind=result.kind,
        item_id=item_id,
        source_media_id=media_id,
        media_id=picture.id,
        hidden_share=result.hidden_share,
        placement=result.placement,
        stages_ms=result.stages_ms,
        created_at_ms=now_ms,
    )

    def transaction(session: Session) -> tuple[dict[str, Any], dict[str, Any]]:
        if session.get(Media, media_id) is None:
            # Swept while the networks worked.
            raise NotFoundError(what="picture", field="media_id")
        session.add(picture)
        session.flush()
        session.add(row)
        return render(row), media.render(picture)

    return ctx.store.write(transaction)


def show(ctx: Context, principal: Principal, augmentation_id: str) -> dict[str, Any]:
    """Return an augmentation that the caller made, or may see in a message or snap.

    Raises:
        NotFoundError: If there is none for the caller.
    """

    def look(session: Session) -> dict[str, Any]:
        row = session.get(Augmentation, augmentation_id)
        now_ms = ctx.clock.now_ms()
        if row is None or not _may_see(session, row, principal.account_id, now_ms):
            raise NotFoundError(what="augmentation")
        return render(row)

    return ctx.store.read(look)


def render(row: Augmentation) -> dict[str, Any]:
    """Return an augmentation's row."""
    return {
        "id": row.id,
        "kind": row.kind,
        "item_id": row.item_id,
        "source_media_id": row.source_media_id,
        "media_id": row.media_id,
        "hidden_share": row.hidden_share,
        "placement": row.placement,
        "stages_ms": row.stages_ms,
        "created_at_ms": row.created_at_ms,
    }


def _may_see(session: Session, row: Augmentation, viewer_id: str, now_ms: int) -> bool:
    if row.account_id == viewer_id:
        return True
    messages = session.scalars(
        select(Message)
        .join(
            Member,
            (Member.conversation_id == Message.conversation_id)
            & (Member.account_id == viewer_id)
            & (Member.joined_seq < Message.seq),
        )
        .where(Message.augmentation_id == row.id)
    ).all()
    if any(
        rendering.is_open(
            one, viewer_id, session.get(MessageView, (one.id, viewer_id)), now_ms
        )
        for one in messages
    ):
        return True
    snaps = session.scalars(select(Snap).where(Snap.augmentation_id == row.id)).all()
    return any(story_access.may_see(session, one, viewer_id, now_ms) for one in snaps)
