"""What browsers kept lenses from doing, counted for their publishers."""

from sqlalchemy import ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from pierglass.server.store.base import Base, Id, Millis

__all__ = ["PolicyReport"]


class PolicyReport(Base):
    """How often one version of a lens met one rule of its policy."""

    __tablename__ = "policy_reports"
    __table_args__ = (
        ForeignKeyConstraint(
            ["lens_id", "version"],
            ["lens_versions.lens_id", "lens_versions.version"],
            ondelete="CASCADE",
        ),
    )

    lens_id: Mapped[str] = mapped_column(Id, primary_key=True)
    version: Mapped[str] = mapped_column(String(32), primary_key=True)
    directive: Mapped[str] = mapped_column(String(40), primary_key=True)
    """Such as ``script-src-elem``."""
    blocked: Mapped[str] = mapped_column(String(120), primary_key=True)
    """The origin that was not reached, or a word such as ``inline``."""
    count: Mapped[int]
    first_ms: Mapped[int] = mapped_column(Millis)
    last_ms: Mapped[int] = mapped_column(Millis)
