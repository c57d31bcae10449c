"""The publisher's key, in a file that its owner alone can read.

The form is that of OpenSSL, so that other tools read it too: a private key of Ed25519
as PKCS #8 in PEM.

Source: RFC 8410, section 7.
"""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from pathlib import Path

from pierglass.bridge import ed25519, signing
from pierglass.sdk.errors import PierglassError

__all__ = ["KeyFile", "default_path", "make_key", "read_key"]

_HEAD = bytes.fromhex("302e020100300506032b657004220420")
_FIRST, _LAST = "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----"


def default_path() -> Path:
    """Return where the key lies unless a command says otherwise."""
    return Path.home() / ".config" / "pierglass" / "publisher.pem"


@dataclass(frozen=True)
class KeyFile:
    """A publisher's key.

    Attributes:
        path: Where it lies.
    """

    path: Path
    _secret: bytes

    @property
    def public(self) -> str:
        """Its public half, in base64."""
        return base64.b64encode(ed25519.public_key(self._secret)).decode()

    @property
    def id(self) -> str:
        """The name by which the platform knows it."""
        return signing.key_id(ed25519.public_key(self._secret))

    def sign(self, statement: bytes) -> str:
        """Return its signature of *statement*, in base64."""
        return base64.b64encode(ed25519.sign(self._secret, statement)).decode()


def read_key(path: Path) -> KeyFile:
    """Return the key in the file *path*.

    Raises:
        PierglassError: There is none, or it is something else.
    """
    try:
        lines = path.read_text("ascii").split("\n")
    except FileNotFoundError as exc:
        raise PierglassError(
            f"{path} is not there. Make a key with `pierglass lens key new`."
        ) from exc
    except (OSError, UnicodeDecodeError) as exc:
        raise PierglassError(f"{path} cannot be read as a key: {exc}.") from exc
    body = "".join(line for line in lines if not line.startswith("-----"))
    try:
        raw = base64.b64decode(body, validate=True)
    except ValueError:
        raw = b""
    if not raw.startswith(_HEAD) or len(raw) != len(_HEAD) + ed25519.KEY_BYTES:
        raise PierglassError(
            f"{path} is no Ed25519 key in PKCS #8. Name another with --key."
        )
    return KeyFile(path, raw[len(_HEAD) :])


def make_key(path: Path, secret: bytes) -> KeyFile:
    """Write a new key to *path*, for its owner's eyes alone.

    Args:
        path: Where; nothing may be there.
        secret: 32 random bytes.

    Raises:
        PierglassError: Something is there already, or it cannot be written.
    """
    body = base64.b64encode(_HEAD + secret).decode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as exc:
        raise PierglassError(
            f"{path} is there already. `pierglass lens key rotate` puts a new key in "
            "its place."
        ) from exc
    except OSError as exc:
        raise PierglassError(f"{path} cannot be written: {exc.strerror}.") from exc
    with os.fdopen(opened, "w", encoding="ascii") as file:
        file.write(f"{_FIRST}\n{body}\n{_LAST}\n")
    return KeyFile(path, secret)
