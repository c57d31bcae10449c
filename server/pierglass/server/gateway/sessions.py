"""Session ids that need no memory: a restart of the gateway forgets none."""

import hashlib
import hmac
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

__all__ = ["SessionIds", "load_key"]

_NONCE = 6
_MAC = 10


class SessionIds:
    """Makes and checks session ids: a nonce, and a code over it and its owner.

    An id is no credential, a token is needed beside it; so 80 bits suffice.

    Args:
        key: The gateway's key.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.epoch = "epo_" + _text(hashlib.sha256(b"epoch" + key).digest()[:16])
        """Names this installation's streams; another one's numbers mean nothing."""

    def new(self, account_id: str, origin: str) -> str:
        """Make a session id for a device of an account."""
        nonce = secrets.token_bytes(_NONCE)
        return "ses_" + _text(nonce + self._mac(nonce, account_id, origin))

    def belongs(self, session_id: str, account_id: str, origin: str) -> bool:
        """Check a session id; unknown and foreign ids take the same time."""
        try:
            raw = urlsafe_b64decode(session_id.removeprefix("ses_") + "==")
        except ValueError:
            raw = b""
        nonce, mac = raw[:_NONCE], raw[_NONCE:]
        return hmac.compare_digest(mac, self._mac(nonce, account_id, origin))

    def _mac(self, nonce: bytes, account_id: str, origin: str) -> bytes:
        owner = f"{account_id}\0{origin}".encode()
        return hmac.digest(self._key, nonce + owner, "sha256")[:_MAC]


def load_key(path: Path) -> bytes:
    """Read the gateway's key, which the first start makes."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        key = secrets.token_bytes(32)
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
