"""What people do with lenses and linked apps: openings, presence, what lenses keep."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pierglass.server.store.base import Base, Id, Millis

__all__ = ["Activity", "AppLaunch", "Mute", "ResourceUse", "StoredValue"]


class ResourceUse(Base):
    """One opening of a lens or a linked app, for its user's own list."""

    __tablename__ = "resource_uses"
    __table_args__ = (Index("ix_resource_uses_history", "account_id", "client_id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(
        Id, ForeignKey("accounts.id", ondelete="CASCADE")
    )
    client_id: Mapped[str] = mapped_column(
        Id, ForeignKey("oauth_clients.id", ondelete="CASCADE"), index=True
    )
    source: Mapped[str] = mapped_column(String(16))
    """``tray``, ``card``, ``link``, ``invite`` or ``activity``."""
    opened_at_ms: Mapped[int] = mapped_column(Millis, index=True)


class Activity(Base):
    """A member of a conversation has a lens open there, or had."""

    __tablename__ = "activities"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(
        Id, ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    client_id: Mapped[str] = mapped_column(
        Id, ForeignKey("oauth_clients.id", ondelete="CASCADE"), index=True
    )
    conversation_id: Mapped[str] = mapped_column(
        Id, ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    started_at_ms: Mapped[int] = mapped_column(Millis)
    seen_at_ms: Mapped[int] = mapped_column(Millis, index=True)
    ended_at_ms: Mapped[int | None] = mapped_column(Millis)


class AppLaunch(Base):
    """A linked app was launched by its link, and has yet to take what it is handed."""

    __tablename__ = "app_launches"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the one-time word in the link."""
    account_id: Mapped[str] = mapped_column(
        Id, ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    client_id: Mapped[str] = mapped_column(
        Id, ForeignKey("oauth_clients.id", ondelete="CASCADE"), index=True
    )
    launch: Mapped[dict[str, Any]]
    """How it is opened, as a lens would learn it."""
    expires_at_ms: Mapped[int] = mapped_column(Millis, index=True)


class Mute(Base):
    """An account wants no notices of a client any more."""

    __tablename__ = "resource_mutes"

    account_id: Mapped[str] = mapped_column(
        Id, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    client_id: Mapped[str] = mapped_column(
        Id, ForeignKey("oauth_clients.id", ondelete="CASCADE"), primary_key=True
    )
    muted_at_ms: Mapped[int] = mapped_column(Millis)


class StoredValue(Base):
    """One value that a lens keeps for an account or for a conversation."""

    __tablename__ = "stored_values"

    client_id: Mapped[str] = mapped_column(
        Id, ForeignKey("oauth_clients.id", ondelete="CASCADE"), primary_key=True
    )
    scope: Mapped[str] = mapped_column(String(16), primary_key=True)
    """``account`` or ``conversation``."""
    owner_id: Mapped[str] = mapped_column(Id, primary_key=True, index=True)
    """The account or the conversation."""
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    size_bytes: Mapped[int]
    version: Mapped[int]
    """Rises with every change: who writes can say which one they saw."""
    updated_at_ms: Mapped[int] = mapped_column(Millis)
    updated_by: Mapped[str | None] = mapped_column(Id)
    """Who changed it last, in a conversation."""
