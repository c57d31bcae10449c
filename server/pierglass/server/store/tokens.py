"""Tokens of first-party sessions and of OAuth clients, kept as digests."""

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from pierglass.server.store.base import Base, Id, Millis

__all__ = ["Token"]


class Token(Base):
    """An access or refresh token; the token itself is kept nowhere."""

    __tablename__ = "tokens"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 in hexadecimal."""
    kind: Mapped[str] = mapped_column(String(8))
    """``access`` or ``refresh``."""
    account_id: Mapped[str] = mapped_column(
        Id, ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    client_id: Mapped[str | None] = mapped_column(Id, index=True)
    """The OAuth client; None for a first-party session."""
    device_id: Mapped[str | None] = mapped_column(Id, index=True)
    scopes: Mapped[list[Any]]
    family_id: Mapped[str] = mapped_column(Id, index=True)
    """One sign-in or one exchanged code, through all its refreshes."""
    created_at_ms: Mapped[int] = mapped_column(Millis)
    expires_at_ms: Mapped[int] = mapped_column(Millis, index=True)
    used_at_ms: Mapped[int | None] = mapped_column(Millis)
    """When this refresh token was exchanged for its successor."""
    revoked_at_ms: Mapped[int | None] = mapped_column(Millis)
    key_thumbprint: Mapped[str | None] = mapped_column(String(43))
    """RFC 7638, of the key that the token is bound to; None for a bearer."""
