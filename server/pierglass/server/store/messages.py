"""Messages, who opened them, and the index that makes sends idempotent."""

from typing import Any

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pierglass.server.store.base import Base, Id, Millis

__all__ = ["IdempotencyRow", "Message", "MessageView"]


class Message(Base):
    """A message; pictures and augmentations are pointers into their tables."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("conversation_id", "seq"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        Id, ForeignKey("conversations.id", ondelete="CASCADE")
    )
    seq: Mapped[int] = mapped_column(Millis)
    sender_id: Mapped[str] = mapped_column(Id, ForeignKey("accounts.id"))
    receiver_ids: Mapped[list[Any]]
    created_at_ms: Mapped[int] = mapped_column(Millis)
    client_message_id: Mapped[str] = mapped_column(String(128))
    text: Mapped[str | None] = mapped_column(Text)
    image_id: Mapped[str | None] = mapped_column(Id, ForeignKey("media.id"), index=True)
    video_id: Mapped[str | None] = mapped_column(Id, ForeignKey("media.id"), index=True)
    audio_id: Mapped[str | None] = mapped_column(Id, ForeignKey("media.id"), index=True)
    augmentation_id: Mapped[str | None] = mapped_column(
        Id, ForeignKey("augmentations.id"), index=True
    )
    duration_s: Mapped[int | None] = mapped_column(Integer)
    """How long a receiver may look, from opening it."""
    max_views: Mapped[int | None] = mapped_column(Integer)
    """How often a receiver may open it."""
    geolocations: Mapped[list[Any]]
    story_ids: Mapped[list[Any]]
    tags: Mapped[list[Any]]
    card: Mapped[dict[str, Any] | None]
    card_image_id: Mapped[str | None] = mapped_column(
        Id, ForeignKey("media.id"), index=True
    )
    deleted_at_ms: Mapped[int | None] = mapped_column(Millis)


class MessageView(Base):
    """That a receiver opened a timed message, until when, how often."""

    __tablename__ = "message_views"

    message_id: Mapped[str] = mapped_column(
        Id, ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[str] = mapped_column(
        Id, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    opened_at_ms: Mapped[int] = mapped_column(Millis)
    expires_at_ms: Mapped[int] = mapped_column(Millis)
    views: Mapped[int] = mapped_column(Integer)


class IdempotencyRow(Base):
    """The outcome of a keyed effect, written in the effect's transaction."""

    __tablename__ = "idempotency"

    account_id: Mapped[str] = mapped_column(
        Id, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    origin: Mapped[str] = mapped_column(Id, primary_key=True)
    """The device or client, not the token: a refresh keeps keys valid."""
    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    body_hash: Mapped[str] = mapped_column(String(64))
    result_id: Mapped[str] = mapped_column(Id)
    created_at_ms: Mapped[int] = mapped_column(Millis, index=True)
