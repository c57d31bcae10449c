"""Conversations of two and groups, and who is in them."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from pierglass.server.store.base import Base, Id, Millis

__all__ = ["Conversation", "Member"]


class Conversation(Base):
    """A conversation; its counter orders its messages."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    """``direct`` or ``group``."""
    title: Mapped[str | None] = mapped_column(String(64))
    owner_id: Mapped[str | None] = mapped_column(Id)
    """Who may remove members of a group; None in a direct one."""
    direct_key: Mapped[str | None] = mapped_column(String(130), unique=True)
    """Both account ids in order: one direct conversation a pair."""
    last_seq: Mapped[int] = mapped_column(Millis, default=0)
    created_at_ms: Mapped[int] = mapped_column(Millis)


class Member(Base):
    """An account in a conversation; the row goes when it leaves."""

    __tablename__ = "members"

    conversation_id: Mapped[str] = mapped_column(
        Id, ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[str] = mapped_column(
        Id, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    joined_seq: Mapped[int] = mapped_column(Millis, default=0)
    """What was said up to here is not for this member."""
    read_seq: Mapped[int] = mapped_column(Millis, default=0)
    joined_at_ms: Mapped[int] = mapped_column(Millis)
