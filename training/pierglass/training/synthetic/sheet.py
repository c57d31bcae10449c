"""A contact sheet of drawn photos: picture, groups, and what hides a placed item."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.training.data.streetwear import StreetPhoto
from pierglass.training.occluder.dataset import truth_in_box
from pierglass.training.occluder.items import person_of
from pierglass.training.synthetic.sample import synthetic_photo
from pierglass.vision.command import find_item
from pierglass.vision.drawing import draw_groups, draw_map, draw_points
from pierglass.vision.errors import CannotPlaceError
from pierglass.vision.placement import Placed, place

__all__ = ["write_synthetic_sheet"]

_TILE = (176, 240)
"""Width and height of a picture on the sheet."""

_ACROSS = 3

_ITEMS = (
    "top-breton-navy",
    "jacket-denim-blue",
    "glasses-round-gold",
    "hat-fedora-charcoal",
    "dress-midi-teal",
    "necklace-pearls",
    "trousers-jeans-blue",
    "shoe-boot-tan",
    "top-hoodie-grey",
    "skirt-pleated-wine",
    "watch-steel-leather",
    "earring-hoop-gold",
)
"""Items whose truth is shown, in turn; one without a place gives way to the next."""


def write_synthetic_sheet(path: Path, count: int = 24, seed: int = 0) -> None:
    """Write *count* drawn photos with their truth.

    Args:
        path: Where; its ending says the format.
        count: How many photos.
        seed: Of the first.

    Raises:
        ValueError: If *count* is not positive.
        OSError: If nothing can be written there.
    """
    if count < 1:
        raise ValueError(f"found a count of {count}, expected at least 1")
    tiles = [_row(synthetic_photo(seed + i), i) for i in range(count)]
    blank = np.full_like(tiles[0], 255)
    tiles += [blank] * (-count % min(_ACROSS, count))
    across = min(_ACROSS, count)
    rows = [np.hstack(tiles[i : i + across]) for i in range(0, len(tiles), across)]
    path.parent.mkdir(parents=True, exist_ok=True)
    quality = [cv2.IMWRITE_JPEG_QUALITY, 80] if path.suffix in (".jpg", ".jpeg") else []
    try:
        written = cv2.imwrite(str(path), np.vstack(rows)[:, :, ::-1], quality)
    except cv2.error as exc:
        raise OSError(f"cannot write {path}: expected .png or .jpg") from exc
    if not written:
        raise OSError(f"cannot write {path}")


def _row(photo: StreetPhoto, index: int) -> NDArray[np.uint8]:
    """Return picture, groups with key points, and an item's truth, side by side."""
    if photo.groups is None:
        raise ValueError(f"photo {photo.number} has no groups")
    groups = draw_points(draw_groups(photo.groups), photo.points[:, :3])
    return np.hstack(
        [_tile(one) for one in (photo.rgb, groups, _hidden_truth(photo, index))]
    )


def _hidden_truth(photo: StreetPhoto, index: int) -> NDArray[np.uint8]:
    """Return the picture with an item's shown pixels green and its hidden ones red."""
    person = person_of(photo)
    for step in range(len(_ITEMS)):
        item = find_item(_ITEMS[(index + step) % len(_ITEMS)])
        try:
            placed = place(item, person, person.shape)
        except CannotPlaceError:
            continue
        return _marked(photo, placed, item.kind)
    return photo.rgb


def _marked(photo: StreetPhoto, placed: Placed, kind: str) -> NDArray[np.uint8]:
    left, top, right, bottom = placed.box
    alpha = np.zeros(photo.rgb.shape[:2], np.float32)
    shown = alpha.copy()
    inside = placed.patch[..., 3].astype(np.float32) / 255
    alpha[top:bottom, left:right] = inside
    shown[top:bottom, left:right] = np.where(
        truth_in_box(photo, placed, kind), 0.0, inside
    )
    return draw_map(photo.rgb, alpha, shown)


def _tile(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return *picture* shrunk into a tile, on white."""
    width, height = _TILE
    scale = min(width / picture.shape[1], height / picture.shape[0])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    out = np.full((height + 4, width + 4, 3), 255, np.uint8)
    top, left = (height - small.shape[0]) // 2, (width - small.shape[1]) // 2
    out[top : top + small.shape[0], left : left + small.shape[1]] = small
    return out
