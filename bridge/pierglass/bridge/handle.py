"""Handles: how pictures travel without their pixels.

A handle is an opaque word that a host gives to a lens: it names a picture, a photo or
a frame, for one session epoch, for a time. The lens passes it back in later calls. It
is not an address: nothing but the host that issued it can turn it into a picture.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from pierglass.bridge.errors import CallFailedError

__all__ = [
    "HANDLE_PREFIX",
    "HANDLE_TTL_MS",
    "MAX_REFERENCES",
    "Handle",
    "HandleTable",
]

HANDLE_PREFIX: Final = "hdl_"

HANDLE_TTL_MS: Final = 10 * 60 * 1000
"""Ten minutes: long enough to choose a friend, short enough to forget."""

MAX_REFERENCES: Final = 1000
"""A lens that retains more than this has forgotten to release."""

T = TypeVar("T")


@dataclass(slots=True)
class Handle(Generic[T]):
    """What the host keeps behind a handle's word.

    Attributes:
        word: The opaque word that the lens holds.
        kind: ``picture`` (a try-on result) or ``photo`` (the user's own).
        target: The host's own thing: a media id, a path, a blob.
        scope: The permission under which it was given; revoking that revokes it.
        expires_at_ms: UTC milliseconds.
        references: How many parts of the lens need it; at 0 it is withdrawn.
    """

    word: str
    kind: str
    target: T
    scope: str | None
    expires_at_ms: int
    references: int = 1


class HandleTable(Generic[T]):
    """The handles of one session epoch.

    Args:
        new_word: Makes the random part of a handle: at least 128 bits, URL-safe.
        ttl_ms: Life of a handle unless :meth:`issue` says otherwise.
        limit: Handles held at once; the oldest of those that nobody retained, or else
            the oldest of all, makes room for a new one.
    """

    def __init__(
        self,
        new_word: Callable[[], str],
        *,
        ttl_ms: int = HANDLE_TTL_MS,
        limit: int = 256,
    ) -> None:
        self._new_word = new_word
        self._ttl_ms = ttl_ms
        self._limit = limit
        self._handles: dict[str, Handle[T]] = {}
        self._revoked: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self._handles)

    def issue(
        self,
        kind: str,
        target: T,
        now_ms: int,
        *,
        scope: str | None = None,
        ttl_ms: int | None = None,
    ) -> str:
        """Return a new handle's word for *target*."""
        if len(self._handles) >= self._limit:
            spare = (w for w, held in self._handles.items() if held.references == 1)
            self._forget(next(spare, next(iter(self._handles))))
        word = HANDLE_PREFIX + self._new_word()
        while word in self._handles or word in self._revoked:
            word = HANDLE_PREFIX + self._new_word()
        life_ms = self._ttl_ms if ttl_ms is None else ttl_ms
        self._handles[word] = Handle(word, kind, target, scope, now_ms + life_ms)
        return word

    def resolve(self, word: object, kind: str, now_ms: int) -> T:
        """Return what *word* names.

        Raises:
            CallFailedError: With code ``handle_unknown``, ``handle_revoked``,
                ``handle_expired`` or ``handle_kind``.
        """
        handle = self._living(word, now_ms)
        if handle.kind != kind:
            raise CallFailedError(
                f"a handle of kind {handle.kind}, expected {kind}", code="handle_kind"
            )
        return handle.target

    def retain(self, word: object, now_ms: int) -> int:
        """Count one reference more; return how many there are.

        Raises:
            CallFailedError: As :meth:`resolve`, and ``failed`` beyond a thousand.
        """
        handle = self._living(word, now_ms)
        if handle.references >= MAX_REFERENCES:
            raise CallFailedError(
                f"{handle.references} references; release some first", code="failed"
            )
        handle.references += 1
        return handle.references

    def release(self, word: object, now_ms: int) -> int:
        """Count one reference less; the last one withdraws the handle.

        Raises:
            CallFailedError: As :meth:`resolve`.
        """
        handle = self._living(word, now_ms)
        handle.references -= 1
        if handle.references == 0:
            self._forget(handle.word)
        return handle.references

    def _living(self, word: object, now_ms: int) -> Handle[T]:
        if isinstance(word, str) and word in self._revoked:
            raise CallFailedError(code="handle_revoked")
        handle = self._handles.get(word) if isinstance(word, str) else None
        if handle is None:
            raise CallFailedError(code="handle_unknown")
        if now_ms >= handle.expires_at_ms:
            raise CallFailedError(code="handle_expired")
        return handle

    def revoke(self, word: str) -> bool:
        """Withdraw one handle; return whether it was held."""
        if word not in self._handles:
            return False
        self._forget(word)
        return True

    def revoke_scope(self, scope: str) -> int:
        """Withdraw every handle given under *scope*; return how many."""
        words = [w for w, handle in self._handles.items() if handle.scope == scope]
        for word in words:
            self._forget(word)
        return len(words)

    def clear(self) -> None:
        """Withdraw all: the session epoch is over."""
        for word in list(self._handles):
            self._forget(word)

    def _forget(self, word: str) -> None:
        del self._handles[word]
        self._revoked[word] = None
        # Remembered only to say "revoked" rather than "unknown"; bounded.
        if len(self._revoked) > 4 * self._limit:
            del self._revoked[next(iter(self._revoked))]
