"""The entity graph: directed edges between accounts, and requests for them."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pierglass.server.store.base import Base, Id, Millis

__all__ = ["FriendRequest", "Relation"]


class Relation(Base):
    """One edge, from subject to object; a friendship is two of them."""

    __tablename__ = "relations"

    subject_id: Mapped[str] = mapped_column(
        Id, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    object_id: Mapped[str] = mapped_column(
        Id, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    """``friend`` or ``block``."""
    created_at_ms: Mapped[int] = mapped_column(Millis)


class FriendRequest(Base):
    """A request that waits; answered ones are gone."""

    __tablename__ = "friend_requests"
    __table_args__ = (
        Index("ux_friend_requests_pair", "from_id", "to_id", unique=True),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    from_id: Mapped[str] = mapped_column(Id, ForeignKey("accounts.id"))
    to_id: Mapped[str] = mapped_column(Id, ForeignKey("accounts.id"), index=True)
    created_at_ms: Mapped[int] = mapped_column(Millis)
