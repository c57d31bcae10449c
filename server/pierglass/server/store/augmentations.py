"""Augmentations: a try-on's inputs, outcome and measurements."""

from typing import Any

from sqlalchemy import Float, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from pierglass.server.store.base import Base, Id, Millis

__all__ = ["Augmentation"]


class Augmentation(Base):
    """A picture with an item on; messages and snaps point here."""

    __tablename__ = "augmentations"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(
        Id, ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(16))
    item_id: Mapped[str] = mapped_column(Id, ForeignKey("items.id"))
    source_media_id: Mapped[str] = mapped_column(Id, ForeignKey("media.id"), index=True)
    media_id: Mapped[str] = mapped_column(Id, ForeignKey("media.id"), index=True)
    hidden_share: Mapped[float] = mapped_column(Float)
    placement: Mapped[dict[str, Any]]
    stages_ms: Mapped[dict[str, Any]]
    created_at_ms: Mapped[int] = mapped_column(Millis)
