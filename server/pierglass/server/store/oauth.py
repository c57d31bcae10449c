"""Tables of authorization: clients, codes, grants, and lenses with their files.

A lens is an OAuth client of the same id, so that what a user granted it is one row
whether the host holds the grant or the lens's own server holds tokens.
"""

from typing import Any

from sqlalchemy import (
    ForeignKey,
    ForeignKeyConstraint,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from pierglass.server.store.base import Base, Id, Millis

__all__ = [
    "AuthorizationCode",
    "AuthorizationTicket",
    "Client",
    "Grant",
    "Lens",
    "LensFile",
    "LensVersion",
]

Digest = String(64)
"""SHA-256 in hexadecimal: secrets are kept as nothing else."""


class Client(Base):
    """A registered OAuth client: a lens, a linked app, or a third-party server."""

    __tablename__ = "oauth_clients"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[str] = mapped_column(Id, ForeignKey("accounts.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    """``applet``, ``linked_app`` or ``server``."""
    name: Mapped[str] = mapped_column(String(80))
    secret_hash: Mapped[str | None] = mapped_column(Digest)
    """None for a public client, which PKCE alone protects."""
    redirect_uris: Mapped[list[Any]]
    scopes: Mapped[list[Any]]
    """The widest that the client may ask for."""
    require_state: Mapped[bool] = mapped_column(default=False)
    listing: Mapped[dict[str, Any] | None]
    """Summary, contexts, launch address of a linked app; None if it is not listed."""
    created_at_ms: Mapped[int] = mapped_column(Millis)


class Grant(Base):
    """A user's answer to one client; without a row the user was never asked."""

    __tablename__ = "oauth_grants"
    __table_args__ = (UniqueConstraint("account_id", "client_id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(
        Id, ForeignKey("accounts.id", ondelete="CASCADE")
    )
    client_id: Mapped[str] = mapped_column(
        Id, ForeignKey("oauth_clients.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[str] = mapped_column(String(8))
    """``granted`` or ``refused``."""
    scopes: Mapped[list[Any]]
    refused: Mapped[list[Any]] = mapped_column(server_default="[]")
    """What the client asked for by name, in vain: it cannot ask again."""
    decided_at_ms: Mapped[int] = mapped_column(Millis)
    last_used_at_ms: Mapped[int | None] = mapped_column(Millis)
    authorized_at_ms: Mapped[int | None] = mapped_column(Millis)
    """When the client's own server got tokens; None if only a host uses the grant."""


class AuthorizationCode(Base):
    """A code, known by its digest; used once, by whoever claims the row first."""

    __tablename__ = "oauth_authorization_codes"

    code_hash: Mapped[str] = mapped_column(Digest, primary_key=True)
    client_id: Mapped[str] = mapped_column(
        Id, ForeignKey("oauth_clients.id", ondelete="CASCADE")
    )
    account_id: Mapped[str] = mapped_column(
        Id, ForeignKey("accounts.id", ondelete="CASCADE")
    )
    redirect_uri: Mapped[str] = mapped_column(Text)
    scopes: Mapped[list[Any]]
    code_challenge: Mapped[str] = mapped_column(String(64))
    """S256; a row without one can never be redeemed."""
    expires_at_ms: Mapped[int] = mapped_column(Millis, index=True)
    claimed_at_ms: Mapped[int | None] = mapped_column(Millis)
    family_id: Mapped[str | None] = mapped_column(Id)
    """The token family that the code was exchanged for: revoked on replay."""
    key_thumbprint: Mapped[str | None] = mapped_column(String(43))
    """The key that the client announced (``dpop_jkt``): it alone can redeem."""


class AuthorizationTicket(Base):
    """A user who signed in on the consent page and has yet to decide."""

    __tablename__ = "oauth_authorization_tickets"

    ticket_hash: Mapped[str] = mapped_column(Digest, primary_key=True)
    account_id: Mapped[str] = mapped_column(
        Id, ForeignKey("accounts.id", ondelete="CASCADE")
    )
    browser_hash: Mapped[str] = mapped_column(Digest)
    """The browser that signed in: a ticket is worth nothing in another."""
    request: Mapped[dict[str, Any]]
    """The authorization request's parameters, as validated."""
    expires_at_ms: Mapped[int] = mapped_column(Millis, index=True)
    claimed_at_ms: Mapped[int | None] = mapped_column(Millis)


class Lens(Base):
    """A published lens; its current version is what the tray shows."""

    __tablename__ = "lenses"

    id: Mapped[str] = mapped_column(
        Id, ForeignKey("oauth_clients.id"), primary_key=True
    )
    publisher_id: Mapped[str] = mapped_column(Id, ForeignKey("accounts.id"), index=True)
    version: Mapped[str] = mapped_column(String(32))
    published_at_ms: Mapped[int] = mapped_column(Millis)


class LensVersion(Base):
    """One version of a lens, immutable once published."""

    __tablename__ = "lens_versions"

    lens_id: Mapped[str] = mapped_column(Id, ForeignKey("lenses.id"), primary_key=True)
    version: Mapped[str] = mapped_column(String(32), primary_key=True)
    manifest: Mapped[dict[str, Any]]
    content_hash: Mapped[str] = mapped_column(Digest)
    """Over the manifest and every path and file digest."""
    published_at_ms: Mapped[int] = mapped_column(Millis)


class LensFile(Base):
    """One file of one version, with its bytes and their digest."""

    __tablename__ = "lens_files"
    __table_args__ = (
        ForeignKeyConstraint(
            ["lens_id", "version"], ["lens_versions.lens_id", "lens_versions.version"]
        ),
    )

    lens_id: Mapped[str] = mapped_column(Id, primary_key=True)
    version: Mapped[str] = mapped_column(String(32), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    content_type: Mapped[str] = mapped_column(String(80))
    sha256: Mapped[str] = mapped_column(Digest)
    content: Mapped[bytes] = mapped_column(LargeBinary)
