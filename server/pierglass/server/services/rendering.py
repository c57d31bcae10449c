"""Messages as one viewer may see them, at one time.

A message with a timer or a view limit is *sealed* for its receivers: its content
comes out while a view is open and at no other time. The sender sees it always.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pierglass.server.store.media import Media
from pierglass.server.store.messages import Message, MessageView

__all__ = ["is_open", "is_timed", "render", "render_image", "spent"]

EMPTY: dict[str, Any] = {
    "text": None,
    "image": None,
    "video": None,
    "audio": None,
    "augmentation_id": None,
    "geolocations": [],
    "story_ids": [],
    "tags": [],
    "card": None,
}
"""The content of a message that has none for this viewer."""


CONTENT = (
    *("text", "image_id", "video_id", "audio_id", "augmentation_id"),
    *("card", "card_image_id"),
)
"""The columns that hold what a message says; one of them is set when it is sent."""


def is_timed(message: Message) -> bool:
    """Return whether receivers see *message* for a time or a count only."""
    return message.duration_s is not None or message.max_views is not None


def is_open(
    message: Message, viewer_id: str, view: MessageView | None, now: int
) -> bool:
    """Return whether *viewer_id* may see the content at *now* (milliseconds)."""
    if message.deleted_at_ms is not None:
        return False
    if message.sender_id == viewer_id or not is_timed(message):
        return True
    return view is not None and view.opened_at_ms <= now < view.expires_at_ms


def spent(message: Message, view: MessageView | None, now: int) -> bool:
    """Return whether no further view of *message* can be opened."""
    if view is None or not is_timed(message) or now < view.expires_at_ms:
        return False
    return message.max_views is None or view.views >= message.max_views


def clear(message: Message) -> None:
    """Take the content out; secure_delete overwrites what the columns held."""
    for name in CONTENT:
        setattr(message, name, None)
    message.geolocations, message.tags, message.story_ids = [], [], []


def render(
    session: Session, messages: Iterable[Message], viewer_id: str, now_ms: int
) -> list[dict[str, Any]]:
    """Return *messages* as *viewer_id* may see them at *now_ms*."""
    rows = list(messages)
    views = _views(session, rows, viewer_id)
    media = _media(session, rows)
    return [_render(row, viewer_id, views.get(row.id), media, now_ms) for row in rows]


def render_image(media: Media) -> dict[str, Any]:
    """Return a picture as messages and snaps carry it."""
    return {
        "media_id": media.id,
        "width": media.width,
        "height": media.height,
        "generated": media.generated,
    }


def _render(
    message: Message,
    viewer_id: str,
    view: MessageView | None,
    media: dict[str, Media],
    now_ms: int,
) -> dict[str, Any]:
    visible = is_open(message, viewer_id, view, now_ms)
    return {
        "id": message.id,
        "conversation_id": message.conversation_id,
        "seq": message.seq,
        "sender_id": message.sender_id,
        "receiver_ids": message.receiver_ids,
        "created_at_ms": message.created_at_ms,
        "client_message_id": message.client_message_id,
        "duration_s": message.duration_s,
        "max_views": message.max_views,
        "state": _state(message, viewer_id, view, now_ms),
        "view": _render_view(message, view),
        **(_content(message, media) if visible else EMPTY),
    }


def _content(message: Message, media: dict[str, Media]) -> dict[str, Any]:
    image = media.get(message.image_id or "")
    return {
        "text": message.text,
        "image": render_image(image) if image else None,
        "video": None,
        "audio": None,
        "augmentation_id": message.augmentation_id,
        "geolocations": message.geolocations,
        "story_ids": message.story_ids,
        "tags": message.tags,
        "card": message.card,
    }


def _state(
    message: Message, viewer_id: str, view: MessageView | None, now_ms: int
) -> str:
    if message.deleted_at_ms is not None:
        return "deleted"
    if message.sender_id != viewer_id and spent(message, view, now_ms):
        return "expired"
    if all(getattr(message, name) is None for name in CONTENT):
        # Swept: every receiver has seen it, and its sender keeps no copy here.
        return "expired"
    return "sent"


def _render_view(message: Message, view: MessageView | None) -> dict[str, Any] | None:
    if view is None:
        return None
    limit = message.max_views
    return {
        "opened_at_ms": view.opened_at_ms,
        "expires_at_ms": view.expires_at_ms,
        "views_left": None if limit is None else max(0, limit - view.views),
    }


def _views(
    session: Session, rows: list[Message], viewer_id: str
) -> dict[str, MessageView]:
    timed = [row.id for row in rows if is_timed(row)]
    if not timed:
        return {}
    found = session.scalars(
        select(MessageView).where(
            MessageView.account_id == viewer_id, MessageView.message_id.in_(timed)
        )
    )
    return {view.message_id: view for view in found}


def _media(session: Session, rows: list[Message]) -> dict[str, Media]:
    ids = [row.image_id for row in rows if row.image_id is not None]
    if not ids:
        return {}
    found = session.scalars(select(Media).where(Media.id.in_(ids)))
    return {media.id: media for media in found}
