"""The camera, as far as a client without image code needs one: JPEG frames."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pierglass.client.live import MAX_FRAME_BYTES
from pierglass.client.pictures import content_type, upload

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from pierglass.client.api import AsyncApi
    from pierglass.client.clock import Clock

__all__ = ["Camera", "PhotoCamera"]

# Room for the map around the picture in a live frame.
_FRAME_ROOM_BYTES = 1024


class Camera(Protocol):
    """Where live frames and full-quality photos come from."""

    def frames(self) -> AsyncIterator[bytes]:
        """Yield live frames, JPEG of at most 512 KiB, as they are taken."""
        ...

    async def photo(self) -> bytes:
        """Return a full-quality picture of what the camera sees now."""
        ...


@dataclass
class PhotoCamera:
    """A camera that always sees one photo.

    Attributes:
        photo_bytes: The full-quality photo: JPEG, PNG or WebP.
        frame_bytes: The same as a live frame: JPEG of at most 512 KiB.
        frames_per_s: How often a frame is taken.
    """

    photo_bytes: bytes
    frame_bytes: bytes
    clock: Clock
    frames_per_s: float = 10.0

    @classmethod
    async def of_photo(cls, photo: bytes, api: AsyncApi, clock: Clock) -> PhotoCamera:
        """Return a camera that sees *photo*; the server makes its live frame.

        Raises:
            InvalidError: When *photo* is not a picture that Pierglass takes.
        """
        media = await upload(api, photo)
        frame = await api.download(media["id"])
        too_large = len(frame) > MAX_FRAME_BYTES - _FRAME_ROOM_BYTES
        if too_large or content_type(frame) != "image/jpeg":
            frame = await api.download(media["id"], "thumb")
        return cls(photo, frame, clock)

    async def frames(self) -> AsyncIterator[bytes]:
        """Yield the photo's live frame again and again."""
        while True:
            yield self.frame_bytes
            await self.clock.sleep(1.0 / self.frames_per_s)

    async def photo(self) -> bytes:
        """Return the photo."""
        return self.photo_bytes
