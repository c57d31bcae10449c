"""Identifiers that a client makes: for messages, calls and tickets."""

from __future__ import annotations

import secrets

__all__ = ["new_id", "new_secret"]


def new_id(prefix: str) -> str:
    """Return `<prefix>_` and 128 random bits, url-safe."""
    return f"{prefix}_{secrets.token_urlsafe(16)}"


def new_secret() -> str:
    """Return 256 random bits, url-safe; for launch tickets."""
    return secrets.token_urlsafe(32)
