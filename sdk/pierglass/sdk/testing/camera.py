"""What the user's camera sees in a test: a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pierglass.sdk.errors import LensFolderError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

__all__ = ["Camera"]

# The first bytes of a JPEG: the server in memory looks no further.
_NOTHING = b"\xff\xd8\xff nothing much"


class Camera:
    """A camera that sees what :meth:`show` put before it."""

    def __init__(self) -> None:
        self._picture = _NOTHING

    def show(self, picture: Path | str | bytes) -> None:
        """Put a picture before the camera.

        Args:
            picture: A file, or its bytes: JPEG, PNG or WebP.

        Raises:
            LensFolderError: The file cannot be read.
        """
        if isinstance(picture, bytes):
            self._picture = picture
            return
        try:
            self._picture = Path(picture).read_bytes()
        except OSError as exc:
            raise LensFolderError(f"{picture} cannot be read: {exc.strerror}.") from exc

    async def frames(self) -> AsyncIterator[bytes]:
        """Yield one live frame."""
        yield self._picture

    async def photo(self) -> bytes:
        """Return a full-quality picture."""
        return self._picture
