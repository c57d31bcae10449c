"""The inbox: one durable, bounded stream of events an account."""

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from pierglass.server.store.base import Base, Id, Millis

__all__ = ["InboxRow"]


class InboxRow(Base):
    """One event; content that can expire is a reference, rendered when read."""

    __tablename__ = "inbox"

    account_id: Mapped[str] = mapped_column(
        Id, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    seq: Mapped[int] = mapped_column(Millis, primary_key=True, autoincrement=False)
    type: Mapped[str] = mapped_column(String(32))
    data: Mapped[dict[str, Any]]
    created_at_ms: Mapped[int] = mapped_column(Millis)
