"""Street photos made from a real garment and a real body.

The garment is bent to the wearer's pose, shaded as the cloth that it replaces, given
the camera's look, and hidden by the photo's own arms, hair and bag through its label
map. What the wearer had on and the garment does not cover is painted over.
"""

import dataclasses
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.training.data.streetwear import StreetPhoto
from pierglass.training.occluder.dataset import shaken, truth_in_box
from pierglass.training.occluder.items import person_of
from pierglass.vision.appearance import apply_look, measure_look
from pierglass.vision.errors import CannotPlaceError
from pierglass.vision.groups import group_index
from pierglass.vision.item import Item
from pierglass.vision.placement.place import place

__all__ = ["Street", "compose", "halved_photo"]

_REPLACED = {
    "top": ("upper_garment", "outer_garment", "dress"),
    "jacket": ("upper_garment", "outer_garment", "dress"),
    "dress": ("upper_garment", "outer_garment", "dress", "lower_garment"),
    "trousers": ("lower_garment",),
    "shorts": ("lower_garment",),
    "skirt": ("lower_garment",),
}

_LEAST_PIXELS = 300
_LEAST_SHOWN = 0.35
"""Less of the garment to be seen than this is trousers under a long coat: nobody could
tell which."""

_MOST_RELIEF = 0.16
"""Largest spread of the logarithm of the light taken from the replaced cloth: folds
have about this much; more is its print."""


@dataclass(frozen=True, eq=False)
class Street:
    """A composed street photo."""

    rgb: NDArray[np.uint8]
    """(H, W, 3)."""

    mask: NDArray[np.float32]
    """(H, W) in [0, 1]: where the garment is to be seen."""


def halved_photo(photo: StreetPhoto) -> StreetPhoto:
    """Return *photo* with half the pixels a side."""
    height, width = photo.rgb.shape[0] // 2, photo.rgb.shape[1] // 2
    rgb = cv2.resize(photo.rgb, (width, height), interpolation=cv2.INTER_AREA)
    groups = photo.groups
    if groups is not None:
        small = cv2.resize(groups, (width, height), interpolation=cv2.INTER_NEAREST)
        groups = np.asarray(small, np.uint8)
    points = photo.points.copy()
    points[:, [0, 1, 3]] /= 2
    return dataclasses.replace(
        photo, rgb=np.asarray(rgb, np.uint8), groups=groups, labels=None, points=points
    )


def compose(photo: StreetPhoto, item: Item, rng: np.random.Generator) -> Street | None:
    """Return *photo* with *item* worn in it, or None where it has no place."""
    if photo.groups is None:
        return None
    person = shaken(person_of(photo), rng)
    try:
        placed = place(item, person, person.shape)
    except CannotPlaceError:
        return None
    shown = ~truth_in_box(photo, placed, item.kind)
    soft = cv2.GaussianBlur(shown.astype(np.float32), (3, 3), 0)
    weight = np.asarray(placed.patch[..., 3] / 255 * soft, np.float32)
    whole = float(placed.patch[..., 3].sum()) / 255
    if weight.sum() < max(_LEAST_PIXELS, _LEAST_SHOWN * whole):
        return None
    left, top, right, bottom = placed.box
    mask = np.zeros(person.shape, np.float32)
    mask[top:bottom, left:right] = weight
    groups = [group_index(g) for g in _REPLACED[item.kind]]
    own = np.isin(photo.groups, groups)
    rgb = _painted(photo.rgb, own & (mask < 0.5))
    patch = apply_look(placed.patch, measure_look(photo.rgb, placed.box))
    worn = np.where(own, photo.groups, 0)[top:bottom, left:right]
    light = _relief(photo.rgb[top:bottom, left:right], worn)
    shade = np.exp(float(rng.uniform(0.5, 1.1)) * light)
    cloth = np.clip(patch[..., :3] * shade[..., None], 0, 255)
    area = rgb[top:bottom, left:right]
    area[:] = (area + weight[..., None] * (cloth - area) + 0.5).astype(np.uint8)
    return Street(rgb, mask)


def _relief(rgb: NDArray[np.uint8], worn: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the logarithm of the light on the cloth that is replaced, about 0.

    Each garment is compared with its own surroundings, so that a dark skirt below a
    light blouse casts no shadow on what replaces both.

    Args:
        rgb: uint8 (h, w, 3), the photo in the item's box.
        worn: uint8 (h, w), the replaced garments' groups; 0 elsewhere.
    """
    height, width = worn.shape
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32) + 24
    fine, coarse = max(1.2, width / 60), max(6.0, width / 4)
    out = np.zeros((height, width), np.float32)
    for group in np.unique(worn[worn > 0]):
        where = (worn == group).astype(np.float32)
        if where.sum() < _LEAST_PIXELS:
            continue
        near, far = (_within(np.log(grey), where, s) for s in (fine, coarse))
        light = (near - far) * where
        spread = float(np.sqrt((light**2).sum() / where.sum()))
        out += light * min(1.0, _MOST_RELIEF / max(spread, 1e-6))
    # What the old cloth did not cover is lit as its neighbourhood is.
    known = cv2.GaussianBlur((out != 0).astype(np.float32), (0, 0), 2 * fine)
    spilt = cv2.GaussianBlur(out, (0, 0), 2 * fine) / np.maximum(known, 0.2)
    return np.asarray(np.clip(np.where(out != 0, out, spilt), -0.7, 0.4), np.float32)


def _within(
    values: NDArray[np.float32], where: NDArray[np.float32], spread: float
) -> NDArray[np.float32]:
    """Return *values* blurred, those outside of *where* left out."""
    cover = cv2.GaussianBlur(where, (0, 0), spread)
    total = cv2.GaussianBlur(values * where, (0, 0), spread)
    return np.asarray(total / np.maximum(cover, 1e-3), np.float32)


def _painted(rgb: NDArray[np.uint8], rest: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return a copy with *rest* painted over from its surroundings, coarsely."""
    if not rest.any():
        return rgb.copy()
    size = (rgb.shape[1] // 3, rgb.shape[0] // 3)
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    hole = cv2.resize(rest.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    hole = cv2.dilate(hole, np.ones((3, 3), np.uint8))
    filled = cv2.inpaint(small, hole, 3, cv2.INPAINT_TELEA)
    grown = cv2.resize(filled, rgb.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return np.where(rest[..., None], grown, rgb).astype(np.uint8)
