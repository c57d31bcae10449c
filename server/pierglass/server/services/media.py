"""Media: stored pictures, and who may see them."""

import hashlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from pierglass.server.errors import NotFoundError
from pierglass.server.services import rendering, story_access
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.pictures import Encoded
from pierglass.server.store.conversations import Member
from pierglass.server.store.media import Media
from pierglass.server.store.messages import Message, MessageView

__all__ = ["File", "add", "fetch", "keep", "lay_over", "render", "upload"]


@dataclass(frozen=True)
class File:
    """Bytes to hand out."""

    data: bytes
    content_type: str


def upload(
    ctx: Context, principal: Principal, data: bytes, content_type: str
) -> dict[str, Any]:
    """Return the stored picture.

    Raises:
        MediaError: If it is not taken; the subclass says why.
        StorageFullError: If the disk is full.
        RateLimitedError: If the caller uploads too fast.
    """
    now_ms = ctx.clock.now_ms()
    ctx.limits.spend(
        "uploads", principal.account_id, now_ms=now_ms, burst=120, per_minute=120
    )
    row = keep(ctx, principal.account_id, ctx.pictures.encode(data, content_type))

    def transaction(session: Session) -> dict[str, Any]:
        session.add(row)
        return render(row)

    return ctx.store.write(transaction)


def lay_over(
    ctx: Context, principal: Principal, media_id: str, overlay: bytes, content_type: str
) -> dict[str, Any]:
    """Return a new picture: one of the caller's own, with *overlay* drawn over it.

    So a lens's filter reaches a picture that the lens never holds. The picture that
    it was made from stays; what was made up stays marked as such.

    Raises:
        NotFoundError: If the picture is not the caller's.
        MediaError: If the overlay is not taken; the subclass says why.
        RateLimitedError: If the caller uploads too fast.
    """
    me, now_ms = principal.account_id, ctx.clock.now_ms()
    ctx.limits.spend("uploads", me, now_ms=now_ms, burst=120, per_minute=120)
    base = ctx.store.read(lambda session: session.get(Media, media_id))
    if base is None or base.owner_id != me:
        raise NotFoundError(what="picture")
    under = ctx.blobs.get(media_id)
    row = keep(ctx, me, ctx.pictures.lay_over(under, overlay, content_type))
    row.generated = base.generated

    def transaction(session: Session) -> dict[str, Any]:
        session.add(row)
        return render(row)

    return ctx.store.write(transaction)


def keep(ctx: Context, owner_id: str, encoded: Encoded) -> Media:
    """Return the row of a picture whose blobs are durable; the caller adds it.

    Blobs first: a row never points to nothing.
    """
    media_id = ctx.ids.new("med")
    ctx.blobs.put(media_id, encoded.data)
    ctx.blobs.put(f"{media_id}.thumb", encoded.thumb)
    return Media(
        id=media_id,
        owner_id=owner_id,
        kind="image",
        width=encoded.width,
        height=encoded.height,
        content_type=encoded.content_type,
        size_bytes=len(encoded.data),
        sha256=hashlib.sha256(encoded.data).hexdigest(),
        created_at_ms=ctx.clock.now_ms(),
        generated=False,
    )


def add(ctx: Context, owner_id: str, jpeg: bytes) -> Media:
    """Return the row of a picture that this server made; the caller adds it."""
    with Image.open(BytesIO(jpeg), formats=["JPEG"]) as opened:
        size = opened.size
        thumb = opened.convert("RGB")
    thumb.thumbnail((320, 320))
    file = BytesIO()
    thumb.save(file, "JPEG", quality=85)
    return keep(
        ctx, owner_id, Encoded(jpeg, file.getvalue(), size[0], size[1], "image/jpeg")
    )


def fetch(ctx: Context, principal: Principal, media_id: str, *, thumb: bool) -> File:
    """Return a picture that the caller may see now.

    Raises:
        NotFoundError: If there is none for the caller; an expired one is the same.
        MediaGoneError: If its file is lost.
    """

    def look(session: Session) -> Media:
        media = session.get(Media, media_id)
        if media is None or not _may_see(
            session, media, principal.account_id, ctx.clock.now_ms()
        ):
            raise NotFoundError(what="picture")
        return media

    media = ctx.store.read(look)
    if thumb:
        return File(ctx.blobs.get(f"{media_id}.thumb"), "image/jpeg")
    return File(ctx.blobs.get(media_id), media.content_type)


def render(media: Media) -> dict[str, Any]:
    """Return a picture's row as its owner sees it."""
    return {
        "id": media.id,
        "kind": media.kind,
        "width": media.width,
        "height": media.height,
        "content_type": media.content_type,
        "size_bytes": media.size_bytes,
        "generated": media.generated,
    }


def _may_see(session: Session, media: Media, viewer_id: str, now_ms: int) -> bool:
    return (
        media.owner_id == viewer_id
        or _in_open_message(session, media.id, viewer_id, now_ms)
        or story_access.shows_media(session, media.id, viewer_id, now_ms)
    )


def _in_open_message(
    session: Session, media_id: str, viewer_id: str, now_ms: int
) -> bool:
    rows = session.scalars(
        select(Message)
        .join(
            Member,
            (Member.conversation_id == Message.conversation_id)
            & (Member.account_id == viewer_id)
            & (Member.joined_seq < Message.seq),
        )
        .where((Message.image_id == media_id) | (Message.card_image_id == media_id))
    ).all()
    return any(
        rendering.is_open(
            row, viewer_id, session.get(MessageView, (row.id, viewer_id)), now_ms
        )
        for row in rows
    )
