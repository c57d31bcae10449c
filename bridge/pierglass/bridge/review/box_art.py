"""Box art: the picture by which people find a lens in the tray and know its cards."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pierglass.bridge.review.png import PngError, read_png
from pierglass.bridge.review.svg import SvgError, read_svg
from pierglass.bridge.review.verdict import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pierglass.bridge.manifest import Manifest
    from pierglass.bridge.review.source import LensSource

__all__ = ["MAX_BYTES", "SIDES_PX", "BoxArt", "BoxArtError", "check_box_art"]
__all__ += ["read_box_art"]

MAX_BYTES = {"svg": 64 * 1024, "png": 256 * 1024}
"""Ending to the most that the file may weigh: a tray shows twenty of them."""
SIDES_PX = (128, 1024)
"""The least and the most pixels of a PNG's side."""

_SQUARE = 0.01
_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


class BoxArtError(ValueError):
    """What makes a file no box art: what was found, what was expected, the cure."""


@dataclass(frozen=True)
class BoxArt:
    """The picture as it is served, encoded anew.

    Attributes:
        content: Its bytes; made from what was read, not copied.
        content_type: ``image/svg+xml`` or ``image/png``.
        width: In pixels, or in the drawing's own units.
        height: Likewise.
    """

    content: bytes
    content_type: str
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """The hash by which it is served."""
        return hashlib.sha256(self.content).hexdigest()


def read_box_art(path: str, content: bytes) -> BoxArt:
    """Return the box art in the file *content* called *path*.

    Raises:
        BoxArtError: It is too large, not square, not what its name says, or holds what
            no picture needs.
    """
    ending = path.rpartition(".")[2]
    if len(content) > MAX_BYTES[ending]:
        found = f"{len(content)} bytes, at most {MAX_BYTES[ending]} as {ending.upper()}"
        raise BoxArtError(f"{found}; make it smaller")
    try:
        if ending == "svg":
            written, wide, high = read_svg(content)
        else:
            written, wide, high = read_png(content, SIDES_PX[1])
    except (SvgError, PngError) as exc:
        raise BoxArtError(f"the picture {exc}") from exc
    _check_shape(ending, wide, high)
    return BoxArt(written, _TYPES[ending], round(wide), round(high))


def check_box_art(lens: LensSource, manifest: Manifest) -> Iterator[Finding]:
    """Yield what keeps the lens's box art from being shown."""
    try:
        read_box_art(manifest.box_art, lens.files[manifest.box_art])
    except BoxArtError as exc:
        yield Finding("box_art", manifest.box_art, str(exc))


def _check_shape(ending: str, wide: float, high: float) -> None:
    # Written so that what is no number is no square.
    if not (wide > 0 and high > 0 and abs(wide / high - 1) <= _SQUARE):
        raise BoxArtError(
            f"the picture is {wide:g} x {high:g}, expected a square; the tray rounds "
            "its corners"
        )
    least, most = SIDES_PX
    if ending == "png" and not least <= wide <= most:
        raise BoxArtError(
            f"the picture is {wide:g} pixels wide, expected {least} to {most}"
        )
