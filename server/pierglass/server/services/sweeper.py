"""The sweeper: what nobody can read any more leaves the store and the disk.

Reads filter by time themselves. Two things end *by* the sweep: a picture or try-on that
nothing points to, a day after it was made, and the content of a timed message for its
sender, once every receiver has seen and lost it.

Each batch is one short transaction of the writer that checks again what it deletes, so
that a message sent meanwhile keeps its picture. Rows go first, files after the commit:
a crash in between leaves files without a row, which :func:`sweep_files` finds.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from pierglass.server.services import rendering
from pierglass.server.services.context import Context
from pierglass.server.services.retention import sweep_over
from pierglass.server.store.augmentations import Augmentation
from pierglass.server.store.conversations import Member
from pierglass.server.store.media import Media
from pierglass.server.store.messages import IdempotencyRow, Message, MessageView
from pierglass.server.store.stories import Snap

__all__ = ["BATCH", "GRACE_MS", "KEYS_MS", "POINTERS", "sweep", "sweep_files"]

BATCH = 50
"""Rows in one transaction: the writer serves others after a few milliseconds."""
GRACE_MS = 24 * 3600 * 1000
"""How long a picture may wait for a message, and a file for its row."""
KEYS_MS = 7 * 24 * 3600 * 1000
"""How long a repeated send is recognized; no client retries for longer."""

Column = InstrumentedAttribute[Any]

POINTERS: tuple[Column, ...] = (
    Message.image_id,
    Message.video_id,
    Message.audio_id,
    Message.card_image_id,
    Snap.image_id,
    Augmentation.source_media_id,
    Augmentation.media_id,
)
"""Every column that keeps a picture."""


def sweep(ctx: Context) -> dict[str, int]:
    """Delete what is over, and return how much of each kind it was.

    Running it again, or after a crash in the middle, finishes the same work.
    """
    now_ms = ctx.clock.now_ms()
    # In this order each step frees what the next one looks at.
    return {
        "messages": _clear_messages(ctx, now_ms),
        "snaps": _count(_delete(ctx, Snap.id, Snap.expires_at_ms <= now_ms)),
        "augmentations": _count(
            _delete(ctx, Augmentation.id, _unused_augmentation(now_ms))
        ),
        "media": _delete_media(ctx, now_ms),
        "idempotency_keys": _delete_keys(ctx, now_ms - KEYS_MS),
        **sweep_over(ctx),
    }


def sweep_files(ctx: Context) -> int:
    """Remove files without a row that are older than the grace, and count them.

    A crash between a file and its row, or between a row's end and its file's, leaves
    one; a fresh one may belong to an upload whose row is on its way.
    """
    old_ms = ctx.clock.now_ms() - GRACE_MS
    count = 0
    batch: list[str] = []
    for name, modified_ms in ctx.blobs.files():
        if modified_ms < old_ms:
            batch.append(name)
        if len(batch) == BATCH:
            count += _remove_orphans(ctx, batch)
            batch = []
    return count + _remove_orphans(ctx, batch)


def _delete(
    ctx: Context, key: Column, over: ColumnElement[bool]
) -> Iterator[list[str]]:
    """Delete the rows that are *over*, and give the ids of each batch."""
    last = ""
    while ids := ctx.store.read(partial(_next_over, key, over, last)):
        last = ids[-1]
        yield ctx.store.write(partial(_delete_over, key, over, ids))


def _next_over(
    key: Column, over: ColumnElement[bool], after: str, session: Session
) -> list[str]:
    query = select(key).where(over, key > after).order_by(key).limit(BATCH)
    return list(session.scalars(query))


def _delete_over(
    key: Column, over: ColumnElement[bool], ids: list[str], session: Session
) -> list[str]:
    return list(
        session.scalars(
            delete(key.class_)
            .where(key.in_(ids), over)
            .returning(key)
            .execution_options(synchronize_session=False)
        )
    )


def _count(batches: Iterator[list[str]]) -> int:
    return sum(map(len, batches))


def _unused_augmentation(now_ms: int) -> ColumnElement[bool]:
    return and_(
        Augmentation.created_at_ms < now_ms - GRACE_MS,
        ~exists().where(Message.augmentation_id == Augmentation.id),
        ~exists().where(Snap.augmentation_id == Augmentation.id),
    )


def _unused_media(now_ms: int) -> ColumnElement[bool]:
    return and_(
        Media.created_at_ms < now_ms - GRACE_MS,
        *(~exists().where(column == Media.id) for column in POINTERS),
        # A snap's card names its picture inside a document.
        ~exists().where(
            Snap.account_id == Media.owner_id,
            Snap.card["image_id"].as_string() == Media.id,
        ),
    )


def _delete_media(ctx: Context, now_ms: int) -> int:
    count = 0
    for ids in _delete(ctx, Media.id, _unused_media(now_ms)):
        count += len(ids)
        for media_id in ids:
            ctx.blobs.delete(media_id)
            ctx.blobs.delete(f"{media_id}.thumb")
    return count


def _delete_keys(ctx: Context, before_ms: int) -> int:
    count = 0
    while times := ctx.store.read(partial(_old_keys, before_ms)):
        ctx.store.write(partial(_delete_keys_to, times[-1]))
        count += len(times)
    return count


def _old_keys(before_ms: int, session: Session) -> list[int]:
    created = IdempotencyRow.created_at_ms
    query = select(created).where(created < before_ms).order_by(created).limit(BATCH)
    return list(session.scalars(query))


def _delete_keys_to(upto_ms: int, session: Session) -> None:
    session.execute(
        delete(IdempotencyRow).where(IdempotencyRow.created_at_ms <= upto_ms)
    )


def _clear_messages(ctx: Context, now_ms: int) -> int:
    count = 0
    last = ""
    while ids := ctx.store.read(partial(_seen_messages, now_ms, last)):
        last = ids[-1]
        count += ctx.store.write(partial(_clear_over, ids, now_ms))
    return count


def _seen_messages(now_ms: int, after: str, session: Session) -> list[str]:
    """Return timed messages with content of which some view is over."""
    query = (
        select(Message.id)
        .where(
            Message.id > after,
            or_(Message.duration_s.is_not(None), Message.max_views.is_not(None)),
            or_(
                Message.text.is_not(None),
                Message.image_id.is_not(None),
                Message.augmentation_id.is_not(None),
                Message.card["lens_id"].as_string().is_not(None),
            ),
            exists().where(
                MessageView.message_id == Message.id,
                MessageView.expires_at_ms <= now_ms,
            ),
        )
        .order_by(Message.id)
        .limit(BATCH)
    )
    return list(session.scalars(query))


def _clear_over(ids: list[str], now_ms: int, session: Session) -> int:
    found = session.scalars(select(Message).where(Message.id.in_(ids))).all()
    over = [one for one in found if _is_over(session, one, now_ms)]
    for message in over:
        rendering.clear(message)
    return len(over)


def _is_over(session: Session, message: Message, now_ms: int) -> bool:
    receivers = session.scalars(
        select(Member.account_id).where(
            Member.conversation_id == message.conversation_id,
            Member.account_id.in_(message.receiver_ids),
            Member.joined_seq < message.seq,
        )
    ).all()
    # With no receiver left, the content is its sender's.
    return bool(receivers) and all(
        rendering.spent(
            message, session.get(MessageView, (message.id, receiver)), now_ms
        )
        for receiver in receivers
    )


def _remove_orphans(ctx: Context, names: list[str]) -> int:
    ids = {name: name.partition(".")[0] for name in names}
    kept = ctx.store.read(
        lambda session: set(
            session.scalars(select(Media.id).where(Media.id.in_(ids.values())))
        )
    )
    orphans = [name for name, media_id in ids.items() if media_id not in kept]
    for name in orphans:
        ctx.blobs.discard(name)
    return len(orphans)
