"""Where lenses want to be told, and what is still to be told them."""

from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pierglass.server.store.base import Base, Id, Millis

__all__ = ["WebhookDelivery", "WebhookEndpoint"]


class WebhookEndpoint(Base):
    """The address that a client's own server listens at."""

    __tablename__ = "webhook_endpoints"

    client_id: Mapped[str] = mapped_column(
        Id, ForeignKey("oauth_clients.id", ondelete="CASCADE"), primary_key=True
    )
    url: Mapped[str] = mapped_column(Text)
    events: Mapped[list[Any]]
    generation: Mapped[int]
    """Which of the secrets derived from the installation's key is in use."""
    rotated_at_ms: Mapped[int] = mapped_column(Millis)
    gone_at_ms: Mapped[int | None] = mapped_column(Millis)
    """When it answered 410: nothing is sent until the next publication."""


class WebhookDelivery(Base):
    """One event on its way; delivered at least once, or given up."""

    __tablename__ = "webhook_deliveries"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    client_id: Mapped[str] = mapped_column(
        Id,
        ForeignKey("webhook_endpoints.client_id", ondelete="CASCADE"),
        index=True,
    )
    event: Mapped[str] = mapped_column(String(32))
    body: Mapped[dict[str, Any]]
    created_at_ms: Mapped[int] = mapped_column(Millis, index=True)
    state: Mapped[str] = mapped_column(String(10))
    """``pending``, ``delivered`` or ``failed``."""
    attempts: Mapped[int]
    due_at_ms: Mapped[int | None] = mapped_column(Millis, index=True)
    """When it is tried next; None once it ended."""
    last_result: Mapped[str | None] = mapped_column(String(120))
    """What the last attempt met, in a few words."""
