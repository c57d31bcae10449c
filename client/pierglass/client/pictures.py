"""What kind of picture some bytes are, by how they begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pierglass.client.errors import InvalidError

if TYPE_CHECKING:
    from pierglass.client.api import AsyncApi
    from pierglass.client.records import Media

__all__ = ["content_type", "upload"]


def content_type(picture: bytes) -> str:
    """Return the media type of *picture*.

    Raises:
        InvalidError: When it is none of JPEG, PNG and WebP.
    """
    if picture.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if picture.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if picture[:4] == b"RIFF" and picture[8:12] == b"WEBP":
        return "image/webp"
    raise InvalidError(
        415,
        {
            "code": "media.format_not_allowed",
            "message": f"A file that begins with {picture[:8]!r} is no JPEG, PNG or "
            "WebP picture; choose another.",
        },
        request="upload",
    )


async def upload(api: AsyncApi, picture: bytes) -> Media:
    """Upload *picture* under the media type that it has."""
    return await api.upload(picture, content_type(picture))
