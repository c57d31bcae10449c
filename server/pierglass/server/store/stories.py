"""Personal stories: snaps that expire, and who saw them."""

from typing import Any

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from pierglass.server.store.base import Base, Id, Millis

__all__ = ["Snap", "SnapView"]


class Snap(Base):
    """One picture of an account's story."""

    __tablename__ = "snaps"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(
        Id, ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    image_id: Mapped[str] = mapped_column(Id, ForeignKey("media.id"), index=True)
    augmentation_id: Mapped[str | None] = mapped_column(
        Id, ForeignKey("augmentations.id"), index=True
    )
    card: Mapped[dict[str, Any] | None]
    duration_s: Mapped[int | None] = mapped_column(Integer)
    """How long a viewer's screen shows it."""
    created_at_ms: Mapped[int] = mapped_column(Millis)
    expires_at_ms: Mapped[int] = mapped_column(Millis, index=True)


class SnapView(Base):
    """That an account saw a snap."""

    __tablename__ = "snap_views"

    snap_id: Mapped[str] = mapped_column(
        Id, ForeignKey("snaps.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[str] = mapped_column(
        Id, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    viewed_at_ms: Mapped[int] = mapped_column(Millis)
