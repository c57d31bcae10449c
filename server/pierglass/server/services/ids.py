"""Opaque ids: a prefix that names the kind and 128 random bits."""

import secrets
from typing import Protocol

__all__ = ["Ids", "RandomIds"]


class Ids(Protocol):
    """What services take as their source of ids and secrets."""

    def new(self, prefix: str) -> str:
        """Return a fresh id ``prefix_22characters``."""
        ...

    def secret(self) -> str:
        """Return a fresh 256-bit secret as URL-safe text."""
        ...


class RandomIds:
    """Ids from the operating system's randomness."""

    def new(self, prefix: str) -> str:
        """Return a fresh id ``prefix_22characters``."""
        return f"{prefix}_{secrets.token_urlsafe(16)}"

    def secret(self) -> str:
        """Return a fresh 256-bit secret as URL-safe text."""
        return secrets.token_urlsafe(32)
