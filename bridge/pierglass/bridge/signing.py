"""What a publisher signs: a version of a lens, and a key that takes another's place.

A statement is a few lines of text that say what it is for, so that a signature of one
kind is never taken for another, and everything in it is told.
"""

import hashlib

from pierglass.bridge.ed25519 import KEY_BYTES

__all__ = ["key_id", "key_statement", "version_statement"]


def key_id(public: bytes) -> str:
    """Return the name of a public key: the hash of its 32 bytes, in hexadecimal.

    Raises:
        ValueError: It has another length.
    """
    if len(public) != KEY_BYTES:
        raise ValueError(f"a public key of {len(public)} bytes, expected {KEY_BYTES}")
    return hashlib.sha256(public).hexdigest()


def version_statement(lens_id: str, version: str, content_hash: str) -> bytes:
    """Return what a publisher signs to publish a version.

    Args:
        lens_id: The lens.
        version: Its version: a signature publishes no other one.
        content_hash: As :func:`pierglass.bridge.package.content_hash` makes it, over
            the manifest and every file.
    """
    return _lines("pierglass lens version 1", lens_id, version, content_hash)


def key_statement(account_id: str, new_key: str, old_key: str) -> bytes:
    """Return what is signed to register a key: by itself, and by the one before it.

    Args:
        account_id: The publisher: a signature registers the key for nobody else.
        new_key: Id of the key.
        old_key: Id of the key whose place it takes; empty for the first.
    """
    return _lines("pierglass publisher key 1", account_id, new_key, old_key)


def _lines(*parts: str) -> bytes:
    for part in parts:
        if not part.isprintable():
            raise ValueError(f"{part!r} cannot stand in a statement")
    return "\n".join(parts).encode()
