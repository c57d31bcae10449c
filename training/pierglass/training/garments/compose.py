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
from pierglass.vision.placement import Placed
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
    if weight.sum() < _LEAST_PIXELS:
        return None
    left, top, right, bottom = placed.box
    mask = np.zeros(person.shape, np.float32)
    mask[top:bottom, left:right] = weight
    own = np.isin(photo.groups, [group_index(g) for g in _REPLACED[item.kind]])
    rgb = _painted(photo.rgb, own & (mask < 0.5))
    patch = apply_look(placed.patch, measure_look(photo.rgb, placed.box))
    shade = _shade(photo.rgb, own, placed, float(rng.uniform(0.35, 0.95)))
    cloth = np.clip(patch[..., :3] * shade[..., None], 0, 255)
    area = rgb[top:bottom, left:right]
    area[:] = (area + weight[..., None] * (cloth - area) + 0.5).astype(np.uint8)
    return Street(rgb, mask)


def _shade(
    rgb: NDArray[np.uint8], own: NDArray[np.bool_], placed: Placed, strength: float
) -> NDArray[np.float32]:
    """Return the light on the cloth that is replaced, about 1, in the item's box."""
    left, top, right, bottom = placed.box
    worn = own[top:bottom, left:right].astype(np.float32)
    if worn.sum() < _LEAST_PIXELS:
        return np.ones(worn.shape, np.float32)
    grey = cv2.cvtColor(rgb[top:bottom, left:right], cv2.COLOR_RGB2GRAY)
    light = (grey.astype(np.float32) + 24) * worn
    spread = max(1.5, (right - left) / 60)
    near = cv2.GaussianBlur(light, (0, 0), spread)
    cover = cv2.GaussianBlur(worn, (0, 0), spread)
    mean = float(light.sum() / worn.sum())
    ratio = np.where(cover > 0.2, near / np.maximum(cover, 0.2) / mean, 1.0)
    return np.asarray(np.clip(ratio, 0.45, 1.6) ** strength, np.float32)


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
