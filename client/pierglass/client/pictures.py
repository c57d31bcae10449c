"""What kind of picture some bytes are, by how they begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pierglass.client.errors import InvalidError

if TYPE_CHECKING:
    from pierglass.client.api import AsyncApi
    from pierglass.client.records import Media

__all__ = ["MAX_UPLOAD_BYTES", "content_type", "upload"]

MAX_UPLOAD_BYTES = 12 * 1024 * 1024


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
    """Upload *picture* under the media type that it has.

    Raises:
        InvalidError: When it is no picture, or larger than the server takes; then
            nothing is sent.
    """
    if len(picture) > MAX_UPLOAD_BYTES:
        size_mib = len(picture) / 2**20
        raise InvalidError(
            413,
            {
                "code": "payload_too_large",
                "message": f"The picture has {size_mib:.1f} MiB, at most 12 MiB are "
                "taken; make it smaller or choose another.",
            },
            request="upload",
        )
    return await api.upload(picture, content_type(picture))
