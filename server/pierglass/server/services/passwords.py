"""Passwords: hashed with Argon2id, checked in constant work."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

__all__ = ["Passwords"]


class Passwords:
    """Hashes and checks passwords.

    Args:
        time_cost: Argon2id passes.
        memory_kib: Argon2id memory. The defaults are RFC 9106's second choice,
            which a 2-core machine does about thirty times a second.
    """

    def __init__(self, time_cost: int = 3, memory_kib: int = 65536) -> None:
        self._hasher = PasswordHasher(
            time_cost=time_cost, memory_cost=memory_kib, parallelism=1
        )
        # An unknown user name costs the same check as a known one.
        self._decoy = self._hasher.hash("a password that no account has")

    def hash(self, password: str) -> str:
        """Return the encoded Argon2id hash of *password*."""
        return self._hasher.hash(password)

    def matches(self, stored: str | None, password: str) -> bool:
        """Return whether *password* has the hash *stored*; None never matches."""
        try:
            self._hasher.verify(stored or self._decoy, password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None
