"""Pictures: decoded under a cap, turned upright, encoded anew.

What is stored is always our own encoding: metadata, thumbnails and whatever was
hidden behind the picture stay outside.
"""

import threading
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from pierglass.server.errors import (
    MediaError,
    MediaTooManyPixelsError,
    MediaTypeMismatchError,
    OverloadedError,
    UnsupportedMediaTypeError,
)
from pierglass.server.services.picture_header import read_header

__all__ = [
    "MAX_BYTES",
    "MAX_PIXELS",
    "OVERLAY_BYTES",
    "OVERLAY_TYPES",
    "TYPES",
    "Encoded",
    "Pictures",
]

MAX_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_SIDE = 16_383
"""WebP's limit, and more than any screen."""
THUMB_SIDE = 320

TYPES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
"""What may be uploaded, by content type."""

OVERLAY_TYPES = ("image/png", "image/webp")
"""What may be laid over a picture: formats that can be transparent."""
OVERLAY_BYTES = 256 * 1024
OVERLAY_PIXELS = 4_000_000

AT_ONCE = 2
"""Pictures decoded at one time: each may take some 400 MB."""
PATIENCE_S = 20.0


@dataclass(frozen=True)
class Encoded:
    """A picture as it is stored."""

    data: bytes
    thumb: bytes
    """JPEG, at most 320 pixels a side."""
    width: int
    height: int
    content_type: str


class Pictures:
    """Decodes and encodes, a few at a time."""

    def __init__(self) -> None:
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def encode(self, data: bytes, content_type: str) -> Encoded:
        """Return an uploaded picture as it is stored.

        Args:
            data: The uploaded bytes.
            content_type: What the upload declares.

        Raises:
            UnsupportedMediaTypeError: If the type is none of :data:`TYPES`.
            MediaTypeMismatchError: If the bytes are another format.
            MediaTooManyPixelsError: If its header declares too many pixels.
            MediaError: If it cannot be decoded whole.
            OverloadedError: If too many pictures wait.
        """
        declared = TYPES.get(content_type)
        if declared is None:
            raise UnsupportedMediaTypeError(
                found=content_type or "of no declared type", expected=", ".join(TYPES)
            )
        header = read_header(data)
        if header.format != declared:
            raise MediaTypeMismatchError(declared=content_type, found=header.format)
        pixels = header.width * header.height
        if pixels > MAX_PIXELS or max(header.width, header.height) > MAX_SIDE:
            raise MediaTooManyPixelsError(pixels=pixels, limit=MAX_PIXELS)
        if not self._places.acquire(timeout=PATIENCE_S):
            raise OverloadedError(what="pictures", retry_after=5)
        try:
            return _encode(data, header.format)
        finally:
            self._places.release()

    def lay_over(self, base: bytes, overlay: bytes, content_type: str) -> Encoded:
        """Return a stored picture with another, mostly transparent one, laid over it.

        Args:
            base: The stored bytes.
            overlay: PNG or WebP; it is stretched over the whole picture.
            content_type: What the overlay declares.

        Raises:
            MediaError: If the overlay is not taken; the subclass says why.
            OverloadedError: If too many pictures wait.
        """
        header = read_header(overlay)
        if content_type not in OVERLAY_TYPES:
            raise UnsupportedMediaTypeError(
                found=content_type or "of no declared type",
                expected=", ".join(OVERLAY_TYPES),
            )
        pixels = header.width * header.height
        if pixels > OVERLAY_PIXELS:
            raise MediaTooManyPixelsError(pixels=pixels, limit=OVERLAY_PIXELS)
        layer = self.encode(overlay, content_type)
        if not self._places.acquire(timeout=PATIENCE_S):
            raise OverloadedError(what="pictures", retry_after=5)
        try:
            return _lay_over(base, layer)
        finally:
            self._places.release()


def _lay_over(base: bytes, layer: Encoded) -> Encoded:
    with Image.open(BytesIO(base)) as opened:
        ground = _opaque(opened.convert("RGBA")).convert("RGBA")
    with Image.open(BytesIO(layer.data)) as opened:
        over = opened.convert("RGBA").resize(ground.size, Image.Resampling.BILINEAR)
    image = Image.alpha_composite(ground, over).convert("RGB")
    thumb = image.copy()
    thumb.thumbnail((THUMB_SIDE, THUMB_SIDE))
    data = _save(image, "JPEG")
    width, height = image.size
    return Encoded(data, _save(thumb, "JPEG"), width, height, "image/jpeg")


def _encode(data: bytes, kind: str) -> Encoded:
    try:
        with Image.open(BytesIO(data), formats=[kind]) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise MediaTooManyPixelsError(
                    pixels=opened.width * opened.height, limit=MAX_PIXELS
                )
            opened.load()
            image = _plain(opened)
    except MediaError:
        raise
    except Exception as exc:
        # Pillow's decoders raise many kinds; each means that these bytes are bad.
        raise MediaError(reason=f"it is damaged or cut short ({kind})") from exc
    has_alpha = image.mode == "RGBA"
    thumb = image.copy()
    thumb.thumbnail((THUMB_SIDE, THUMB_SIDE))
    return Encoded(
        data=_save(image, "PNG" if has_alpha else "JPEG"),
        thumb=_save(_opaque(thumb), "JPEG"),
        width=image.width,
        height=image.height,
        content_type="image/png" if has_alpha else "image/jpeg",
    )


def _plain(opened: Image.Image) -> Image.Image:
    """Return an upright copy in RGB or RGBA that carries pixels alone."""
    upright = ImageOps.exif_transpose(opened)
    if upright.mode in {"I", "I;16", "I;16B", "F"}:
        # Sixteen bits a pixel: the upper eight are the picture.
        upright = upright.point(lambda value: value / 256).convert("L")
    transparent = upright.has_transparency_data
    plain = upright.convert("RGBA" if transparent else "RGB")
    if transparent and plain.getchannel("A").getextrema() == (255, 255):
        plain = plain.convert("RGB")
    plain.info.clear()
    return plain


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _save(image: Image.Image, kind: str) -> bytes:
    file = BytesIO()
    options = {"quality": 92} if kind == "JPEG" else {}
    image.save(file, kind, exif=b"", **options)
    return file.getvalue()
