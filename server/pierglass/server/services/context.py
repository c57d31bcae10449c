"""What every service is handed: the world as values and small protocols."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from pierglass.server.services.augmenter import Augmenter, NoAugmenter
from pierglass.server.services.blobs import Blobs
from pierglass.server.services.clock import Clock
from pierglass.server.services.ids import Ids
from pierglass.server.services.limits import Limits
from pierglass.server.services.passwords import Passwords
from pierglass.server.services.pictures import Pictures
from pierglass.server.services.proofs import Proofs
from pierglass.server.settings import Settings
from pierglass.server.store.database import Store
from pierglass.server.store.index.port import VectorIndex

__all__ = ["Context", "Principal", "Publish"]

Publish = Callable[[str, int, str, dict[str, Any]], None]
"""``publish(account_id, seq, type, data)`` after the commit; it may lose."""


class Log(Protocol):
    """A structured log: an event name and named values."""

    def info(self, event: str, **values: object) -> object:
        """Record what happened."""
        ...

    def error(self, event: str, **values: object) -> object:
        """Record a defect."""
        ...

    def warning(self, event: str, **values: object) -> object:
        """Record what an operator should see."""
        ...


class NoLog:
    """Keeps nothing."""

    def info(self, event: str, **values: object) -> None:
        """Drop the event."""

    def error(self, event: str, **values: object) -> None:
        """Drop the event."""

    def warning(self, event: str, **values: object) -> None:
        """Drop the event."""


def no_publish(account_id: str, seq: int, event: str, data: dict[str, Any]) -> None:
    """Publish to nobody: the durable inbox alone carries the event."""


@dataclass(frozen=True)
class Principal:
    """Who calls: an account, through a device or through a client it granted."""

    account_id: str
    device_id: str | None = None
    client_id: str | None = None
    scopes: frozenset[str] = field(default_factory=frozenset)
    """``*`` for a first-party session."""
    token_id: str = ""
    family_id: str = ""
    """The sign-in or exchanged code that the token goes back to."""
    expires_at_ms: int = 0
    """When the token ends."""

    @property
    def origin(self) -> str:
        """The device or client: idempotency keys are unique within it."""
        return self.device_id or self.client_id or ""

    def has(self, scope: str) -> bool:
        """Return whether this caller may use *scope*."""
        return "*" in self.scopes or scope in self.scopes


@dataclass(frozen=True)
class Context:
    """The parts that services work with; tests hand in their own."""

    store: Store
    clock: Clock
    ids: Ids
    settings: Settings
    blobs: Blobs
    key: bytes
    """256 random bits of this installation: signs cursors, derives successors."""
    passwords: Passwords
    vectors: VectorIndex
    limits: Limits = field(default_factory=Limits)
    proofs: Proofs = field(default_factory=Proofs)
    pictures: Pictures = field(default_factory=Pictures)
    publish: Publish = no_publish
    augment: Augmenter = field(default_factory=NoAugmenter)
    log: Log = field(default_factory=NoLog)
