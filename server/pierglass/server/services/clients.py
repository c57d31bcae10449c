"""OAuth clients: registration, and the record that the rest works with."""

import hmac
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pierglass.server.errors import InvalidClientMetadataError, InvalidScopeError
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.launch_uris import check_launch_uri
from pierglass.server.services.redirect_uris import (
    MAX_REDIRECT_URIS,
    check_redirect_uris,
    redirect_uri_matches,
)
from pierglass.server.services.releases import is_blocked
from pierglass.server.services.resources import RESOURCE_KINDS, check_scopes
from pierglass.server.services.tokens import digest
from pierglass.server.store.oauth import Client

__all__ = ["ClientRecord", "Registration", "find_client", "record_of"]
__all__ += ["register_client"]

MAX_CLIENTS = 20
"""Clients that one account may register by hand."""
MAX_NAME_CHARS = 80


@dataclass(frozen=True)
class ClientRecord:
    """A client as it was read, free of the store."""

    id: str
    kind: str
    name: str
    owner_id: str
    secret_hash: str | None
    redirect_uris: tuple[str, ...]
    scopes: frozenset[str]
    require_state: bool

    @property
    def is_public(self) -> bool:
        """Whether the client has no secret."""
        return self.secret_hash is None

    def has_redirect_uri(self, uri: str) -> bool:
        """Say whether *uri* is registered, by exact comparison."""
        return any(redirect_uri_matches(known, uri) for known in self.redirect_uris)

    def has_secret(self, secret: str) -> bool:
        """Say whether *secret* is the client's, in constant time."""
        stored = self.secret_hash or digest("")
        return hmac.compare_digest(stored, digest(secret)) and not self.is_public

    def public_view(self) -> dict[str, object]:
        """Return what users see of the client."""
        return {"id": self.id, "name": self.name, "kind": self.kind}


@dataclass(frozen=True)
class Registration:
    """A new client, and its secret, which is shown this once."""

    client: ClientRecord
    secret: str | None

    def render(self) -> dict[str, object]:
        """Return the registration as the developer receives it."""
        return {
            **self.client.public_view(),
            "redirect_uris": list(self.client.redirect_uris),
            "scopes": sorted(self.client.scopes),
            "require_state": self.client.require_state,
            **({"client_secret": self.secret} if self.secret else {}),
        }


def find_client(session: Session, client_id: str) -> ClientRecord | None:
    """Return the client *client_id*; None if there is none, or it is blocked."""
    row = session.get(Client, client_id)
    if row is None or (row.kind == "applet" and is_blocked(session, client_id)):
        return None
    return record_of(row)


def record_of(row: Client) -> ClientRecord:
    """Return the record of *row*."""
    return ClientRecord(
        id=row.id,
        kind=row.kind,
        name=row.name,
        owner_id=row.owner_id,
        secret_hash=row.secret_hash,
        redirect_uris=tuple(row.redirect_uris),
        scopes=frozenset(row.scopes),
        require_state=row.require_state,
    )


def register_client(
    ctx: Context,
    principal: Principal,
    *,
    name: str,
    kind: str = "server",
    redirect_uris: object,
    scopes: list[str],
    public: bool = False,
    require_state: bool = False,
    listing: dict[str, Any] | None = None,
) -> Registration:
    """Register a third-party server or a linked app, and return it with its secret.

    Args:
        ctx: The server's parts.
        principal: The developer.
        name: What users will read on the consent page.
        kind: ``server`` or ``linked_app``; an applet registers by being published.
        redirect_uris: 1 to 10 addresses, matched exactly later.
        scopes: The widest that the client will ask for.
        public: Whether it can keep no secret; linked apps cannot.
        require_state: Whether requests without ``state`` are refused.
        listing: Summary and contexts of a linked app that clients list, and the
            address by which a page opens it.

    Raises:
        InvalidClientMetadataError: Naming the field.
        InvalidRedirectUriError: Naming the entry.
    """
    if kind not in RESOURCE_KINDS or kind == "applet":
        raise InvalidClientMetadataError(
            field="kind", reason="expected server or linked_app; publish an applet"
        )
    if listing is not None and kind != "linked_app":
        raise InvalidClientMetadataError(
            field="listing", reason="linked apps alone are listed; publish an applet"
        )
    if not name.strip() or len(name) > MAX_NAME_CHARS or not name.isprintable():
        raise InvalidClientMetadataError(
            field="name", reason=f"expected 1 to {MAX_NAME_CHARS} printable characters"
        )
    if isinstance(redirect_uris, list) and len(redirect_uris) > MAX_REDIRECT_URIS:
        raise InvalidClientMetadataError(
            field="redirect_uris",
            reason=f"{len(redirect_uris)} addresses, at most {MAX_REDIRECT_URIS}",
        )
    uris = check_redirect_uris(redirect_uris)
    if listing is not None and "launch_uri" in listing:
        check_launch_uri(listing["launch_uri"], uris)
    try:
        allowed = check_scopes(scopes, RESOURCE_KINDS[kind].scopes, kind)
    except InvalidScopeError as exc:
        raise InvalidClientMetadataError(field="scopes", reason=exc.message) from exc
    secret = None if public or kind == "linked_app" else ctx.ids.secret()
    row = Client(
        id=ctx.ids.new("cli"),
        owner_id=principal.account_id,
        kind=kind,
        name=name.strip(),
        secret_hash=digest(secret) if secret else None,
        redirect_uris=uris,
        scopes=list(allowed),
        require_state=require_state,
        listing=listing,
        created_at_ms=ctx.clock.now_ms(),
    )

    def insert(session: Session) -> ClientRecord:
        count = select(func.count()).select_from(Client)
        owned = session.scalar(
            count.where(
                Client.owner_id == principal.account_id, Client.kind != "applet"
            )
        )
        if (owned or 0) >= MAX_CLIENTS:
            raise InvalidClientMetadataError(
                field="name", reason=f"you have {owned} clients; {MAX_CLIENTS} at most"
            )
        session.add(row)
        return record_of(row)

    return Registration(ctx.store.write(insert), secret)
