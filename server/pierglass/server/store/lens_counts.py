"""What lenses count: how often something happened on a day, never to whom."""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from pierglass.server.store.base import Base, Id

__all__ = ["LensCount"]


class LensCount(Base):
    """One event of a lens on one day."""

    __tablename__ = "lens_counts"

    lens_id: Mapped[str] = mapped_column(
        Id, ForeignKey("oauth_clients.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    """UTC, such as ``2026-11-22``."""
    event: Mapped[str] = mapped_column(String(40), primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)
