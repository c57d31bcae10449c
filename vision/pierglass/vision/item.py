"""AR items: a folder with ``item.json`` and an RGBA picture.

`load_item` reads and checks one; `list_items` lists a catalogue without decoding its
pictures. A folder comes from a merchant, so everything in it is checked before use.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.errors import InvalidItemError, UnknownItemError
from pierglass.vision.item_record import ItemPart, ItemRecord, parse_record

__all__ = ["Item", "ItemPart", "ItemSummary", "list_items", "load_item"]

LARGEST_SIDE: Final = 4096
SMALLEST_SIDE: Final = 16

_PNG_MAGIC: Final = b"\x89PNG\r\n\x1a\n"
# IHDR's fields: width, height, bit depth, colour type (PNG specification, 11.2.1).
_IHDR: Final = struct.Struct(">4xI4xII2B")
_RGBA_COLOUR_TYPE: Final = 6


@dataclass(frozen=True, eq=False)
class Item:
    """An item that can be tried on."""

    id: str
    """Slug, unique in a catalogue."""

    kind: str
    """One of `pierglass.vision.kinds.KINDS`."""

    name: str
    """What a shopper reads."""

    maker: str
    """Who makes it."""

    image: NDArray[np.uint8]
    """uint8 (H, W, 4), RGB order with straight alpha; not writeable."""

    anchors: Mapping[str, tuple[float, float]]
    """Points (x, y) in pixels of *image*, by name."""

    parts: tuple[ItemPart, ...]
    """Parts with their own depth."""

    static_occlusion: Mapping[str, object] | None
    """What the merchant says about hidden pixels; None when nothing."""

    folder: Path
    """Where it was loaded from."""

    version: int = 1
    """Version of the item's format."""

    licence: str = ""
    """SPDX identifier of the artwork's licence; empty when unknown."""


@dataclass(frozen=True, slots=True)
class ItemSummary:
    """An item's record without its picture."""

    id: str
    """Slug, unique in a catalogue."""

    kind: str
    """One of `pierglass.vision.kinds.KINDS`."""

    name: str
    """What a shopper reads."""

    maker: str
    """Who makes it."""

    folder: Path = field(repr=False)
    """Folder for `load_item`."""


def load_item(folder: Path | str) -> Item:
    """Load and check an item's folder.

    Args:
        folder: A folder with ``item.json`` and the picture that it names.

    Raises:
        UnknownItemError: If there is no ``item.json`` in *folder*.
        InvalidItemError: If the record or the picture breaks the format.
    """
    folder = Path(folder)
    record = _read_record(folder)
    image = _read_picture(folder, record)
    height, width = image.shape[:2]
    _check_anchors(folder.name, record, width, height)
    return Item(
        id=record.id,
        kind=record.kind,
        name=record.name,
        maker=record.maker,
        image=image,
        anchors=MappingProxyType(dict(record.anchors)),
        parts=record.parts,
        static_occlusion=record.static_occlusion,
        folder=folder,
        version=record.version,
        licence=record.licence,
    )


def list_items(root: Path | str) -> tuple[ItemSummary, ...]:
    """List the items under *root*, ordered by id, without decoding pictures.

    Args:
        root: A folder of item folders. Folders without ``item.json`` are passed over.

    Raises:
        InvalidItemError: If a record breaks the format.
    """
    folders = sorted(path.parent for path in Path(root).glob("*/item.json"))
    records = [(_read_record(folder), folder) for folder in folders]
    return tuple(
        ItemSummary(record.id, record.kind, record.name, record.maker, folder)
        for record, folder in records
    )


def _read_record(folder: Path) -> ItemRecord:
    try:
        text = (folder / "item.json").read_bytes()
    except (FileNotFoundError, NotADirectoryError) as exc:
        raise UnknownItemError(folder.name) from exc
    return parse_record(text, folder.name)


def _read_picture(folder: Path, record: ItemRecord) -> NDArray[np.uint8]:
    def invalid(found: str, expected: str) -> InvalidItemError:
        return InvalidItemError(folder.name, "image", found, expected)

    try:
        data = (folder / record.image).read_bytes()
    except (FileNotFoundError, IsADirectoryError) as exc:
        raise invalid(f"no file {record.image}", "a PNG beside item.json") from exc
    if len(data) < _IHDR.size + 8 or not data.startswith(_PNG_MAGIC):
        raise invalid("a file that is not PNG", "an RGBA PNG of 8 bits a channel")
    # Checked before decoding: a small file can announce an enormous picture.
    _, width, height, depth, colour = _IHDR.unpack_from(data, 4)
    if not all(SMALLEST_SIDE <= side <= LARGEST_SIDE for side in (width, height)):
        raise invalid(
            f"{width} x {height} pixels",
            f"sides from {SMALLEST_SIDE} to {LARGEST_SIDE} pixels",
        )
    if colour != _RGBA_COLOUR_TYPE or depth != 8:
        raise invalid(
            f"PNG colour type {colour} with {depth} bits a channel",
            "colour type 6 (RGBA) with 8 bits a channel",
        )
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if pixels is None or pixels.shape != (height, width, 4):
        raise invalid("a broken PNG", "a whole one")
    image = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGRA2RGBA), np.uint8)
    if not image[..., 3].any():
        raise invalid("a picture that is wholly transparent", "one that shows the item")
    image.flags.writeable = False
    return image


def _check_anchors(item_id: str, record: ItemRecord, width: int, height: int) -> None:
    # An anchor may lie outside (an elbow below a short sleeve), but not farther than
    # the picture's own size: such a point is a mistake in units.
    for name, point in record.anchors.items():
        for axis, side in enumerate((width, height)):
            if not -side <= point[axis] <= 2 * side:
                raise InvalidItemError(
                    item_id,
                    f"anchors.{name}[{axis}]",
                    f"{point[axis]:g}",
                    f"a number from {-side} to {2 * side}",
                )
