"""Accounts, their devices, and how many events their inboxes have had."""

from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pierglass.server.store.base import Base, Id, Millis

__all__ = ["Account", "Device"]


class Account(Base):
    """A person, or a merchant or publisher, that can sign in."""

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    username: Mapped[str] = mapped_column(String(32), unique=True)
    """Lower case; what others find the account by."""
    display_name: Mapped[str] = mapped_column(String(64))
    password_hash: Mapped[str] = mapped_column(Text)
    avatar: Mapped[dict[str, Any]]
    activity_hidden: Mapped[bool] = mapped_column(default=False)
    """Whether nobody learns which lenses this account has open."""
    story_audience: Mapped[str] = mapped_column(String(16), default="friends")
    inbox_seq: Mapped[int] = mapped_column(Millis, default=0)
    """The sequence number of the newest inbox row."""
    created_at_ms: Mapped[int] = mapped_column(Millis)


class Device(Base):
    """A place where an account is signed in; it outlives token refreshes."""

    __tablename__ = "devices"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(
        Id, ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(64))
    platform: Mapped[str] = mapped_column(String(32))
    created_at_ms: Mapped[int] = mapped_column(Millis)
    last_seen_ms: Mapped[int] = mapped_column(Millis)
    revoked_at_ms: Mapped[int | None] = mapped_column(Millis)
