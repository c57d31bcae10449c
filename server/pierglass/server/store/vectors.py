"""Vectors of pictures, and which model's vectors are searched."""

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from pierglass.server.store.base import Base, Id, Millis

__all__ = ["SearchModel", "StoredVector"]


class StoredVector(Base):
    """One view of an item in one model's space."""

    __tablename__ = "vectors"

    item_id: Mapped[str] = mapped_column(
        Id, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True
    )
    view: Mapped[str] = mapped_column(String(16), primary_key=True)
    model: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)
    """The model file's SHA-256, or the name and version of a method without a file."""
    source: Mapped[str] = mapped_column(String(64))
    """The SHA-256 of the picture that it was made from."""
    numbers: Mapped[bytes] = mapped_column(LargeBinary)
    """float32, little-endian."""


class SearchModel(Base):
    """The model whose vectors a search looks at; one row a purpose."""

    __tablename__ = "search_models"

    purpose: Mapped[str] = mapped_column(String(16), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    since_ms: Mapped[int] = mapped_column(Millis)
