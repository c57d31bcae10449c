"""Publishing of lenses: who may sign, what became of each version, and its picture."""

from typing import Any

from sqlalchemy import (
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from pierglass.server.store.base import Base, Id, Millis

__all__ = [
    "BlockedPublisher",
    "BoxArtFile",
    "PublisherKey",
    "Release",
    "ReleaseDecision",
]


class Release(Base):
    """What became of one version of a lens: reviewed, rolled out, withdrawn."""

    __tablename__ = "lens_releases"
    __table_args__ = (
        ForeignKeyConstraint(
            ["lens_id", "version"],
            ["lens_versions.lens_id", "lens_versions.version"],
            ondelete="CASCADE",
        ),
        Index("ix_lens_releases_state", "state", "submitted_at_ms"),
    )

    lens_id: Mapped[str] = mapped_column(Id, primary_key=True)
    version: Mapped[str] = mapped_column(String(32), primary_key=True)
    rank: Mapped[int] = mapped_column(Millis)
    """The version as one number: a newer one has a higher one."""
    state: Mapped[str] = mapped_column(String(12))
    """``in_review``, ``approved``, ``blocked`` or ``withdrawn``."""
    percent: Mapped[int]
    """The share of accounts that get this version once it is approved."""
    reasons: Mapped[list[Any]]
    """Why it is blocked or withdrawn: ``{rule, reason}`` each."""
    findings: Mapped[list[Any]]
    """What the review advised when it was uploaded."""
    key_id: Mapped[str | None] = mapped_column(String(64))
    """The publisher's key that signed it; None for an unsigned one."""
    signature: Mapped[str | None] = mapped_column(String(88))
    """In base64, over the lens, the version and its content hash."""
    art_sha256: Mapped[str | None] = mapped_column(String(64))
    submitted_at_ms: Mapped[int] = mapped_column(Millis)
    decided_at_ms: Mapped[int | None] = mapped_column(Millis)


class BoxArtFile(Base):
    """A picture of a lens as it is served: encoded anew, named by its hash."""

    __tablename__ = "lens_box_art"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    content_type: Mapped[str] = mapped_column(String(80))
    width: Mapped[int]
    height: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class PublisherKey(Base):
    """A key with which a publisher signs; one of theirs is not retired."""

    __tablename__ = "publisher_keys"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the public key."""
    account_id: Mapped[str] = mapped_column(
        Id, ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    public_key: Mapped[str] = mapped_column(String(44))
    """32 bytes in base64."""
    created_at_ms: Mapped[int] = mapped_column(Millis)
    retired_at_ms: Mapped[int | None] = mapped_column(Millis)
    """From then on it signs nothing new; what it signed stays."""


class BlockedPublisher(Base):
    """A publisher whom the platform's staff blocked, and why."""

    __tablename__ = "blocked_publishers"

    account_id: Mapped[str] = mapped_column(
        Id, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    reason: Mapped[str] = mapped_column(Text)
    blocked_at_ms: Mapped[int] = mapped_column(Millis)


class ReleaseDecision(Base):
    """Who decided what about a lens, and when; rows are never changed."""

    __tablename__ = "lens_decisions"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    lens_id: Mapped[str] = mapped_column(
        Id, ForeignKey("lenses.id", ondelete="CASCADE"), index=True
    )
    version: Mapped[str | None] = mapped_column(String(32))
    actor_id: Mapped[str] = mapped_column(Id, ForeignKey("accounts.id"))
    action: Mapped[str] = mapped_column(String(16))
    """``submit``, ``approve``, ``block``, ``rollout`` or ``withdraw``."""
    detail: Mapped[dict[str, Any]]
    at_ms: Mapped[int] = mapped_column(Millis)
