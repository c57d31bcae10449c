"""What the user's camera sees in a test: a picture, or a video."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pierglass.sdk.errors import LensFolderError, ToolMissingError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from pierglass.client.clock import Clock

__all__ = ["Camera"]

# The first bytes of a JPEG: the server in memory looks no further.
_NOTHING = b"\xff\xd8\xff nothing much"
# A JPEG from its start to its end: in Motion JPEG one stands behind the other.
_JPEG = re.compile(rb"\xff\xd8\xff.*?\xff\xd9", re.DOTALL)


class Camera:
    """A camera that sees what a test put before it.

    Args:
        clock: What a video runs by; its first frame stands still when None.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock
        self._frames = [_NOTHING]
        self._fps = 0.0
        self._since_ms = 0

    def show(self, picture: Path | str | bytes) -> None:
        """Put a picture before the camera.

        Args:
            picture: A file, or its bytes: JPEG, PNG or WebP.

        Raises:
            LensFolderError: The file cannot be read.
        """
        self._frames = [_content(picture)]
        self._fps = 0.0

    def play(self, video: Path | str, *, fps: float = 10.0) -> None:
        """Put a video before the camera; it runs by the test's clock, and begins again.

        Args:
            video: A file: Motion JPEG, or whatever the extra `video` decodes.
            fps: Frames a second.

        Raises:
            LensFolderError: The file cannot be read, or holds no frame.
            ToolMissingError: It is no Motion JPEG, and the extra is not installed.
        """
        content = _content(video)
        frames = _JPEG.findall(content) if content[:3] == b"\xff\xd8\xff" else []
        self._frames = frames or list(_decoded(Path(video), content))
        if not self._frames:
            raise LensFolderError(f"{video} holds no frame; expected a video.")
        self._fps = fps
        self._since_ms = self._now_ms()

    @property
    def seen(self) -> bytes:
        """What is before the camera now."""
        passed_s = (self._now_ms() - self._since_ms) / 1000
        return self._frames[int(passed_s * self._fps) % len(self._frames)]

    async def frames(self) -> AsyncIterator[bytes]:
        """Yield live frames: the picture once, a video's one after the other."""
        for frame in self._frames:
            yield frame

    async def photo(self) -> bytes:
        """Return a full-quality picture of what is there now."""
        return self.seen

    def _now_ms(self) -> int:
        return self._clock.now_ms() if self._clock is not None else 0


def _content(source: Path | str | bytes) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        return Path(source).read_bytes()
    except OSError as exc:
        raise LensFolderError(f"{source} cannot be read: {exc.strerror}.") from exc


def _decoded(path: Path, content: bytes) -> Iterator[bytes]:
    """Yield a video's frames as JPEG."""
    try:
        import av
    except ImportError as exc:
        raise ToolMissingError("PyAV", "pip install 'pierglass[video]'") from exc
    try:
        with av.open(io.BytesIO(content), "r") as container:
            for decoded in container.decode(video=0):
                frame: Any = decoded
                picture = io.BytesIO()
                frame.to_image().save(picture, "JPEG")
                yield picture.getvalue()
    except av.FFmpegError as exc:
        raise LensFolderError(f"{path} is no video that can be read: {exc}.") from exc
