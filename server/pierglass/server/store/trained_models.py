"""The trained models: what serves is what this table says."""

from typing import Any

from sqlalchemy import Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pierglass.server.store.base import Base, Millis

__all__ = ["TrainedModel"]


class TrainedModel(Base):
    """One model file with its version, hash, card and metrics."""

    __tablename__ = "models"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int] = mapped_column(Integer)
    metrics: Mapped[dict[str, Any]]
    card: Mapped[str] = mapped_column(Text)
    serving: Mapped[bool] = mapped_column(default=True)
    first_seen_ms: Mapped[int] = mapped_column(Millis)
