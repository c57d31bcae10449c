"""Shoes: one for each foot that is to be seen."""

import numpy as np
from numpy.typing import NDArray

from pierglass.vision.errors import CannotPlaceError
from pierglass.vision.item import Item
from pierglass.vision.person import Person
from pierglass.vision.placement.layer import Layer, controls, mirrored

__all__ = ["place_shoes"]

_FOOT = 0.38
"""A foot's length from ankle to toe as it is mostly seen, in lengths of the shin."""

_LEAST_PX = 3.0
"""Length in pixels below which a foot has no direction."""

_RANGE = (0.75, 1.35)
"""How far from `_FOOT` a foot may be before the key points are not believed."""


def place_shoes(item: Item, person: Person) -> list[Layer]:
    """Ankle and toe of the item go to those of the foot; the right shoe is mirrored."""
    seen = [
        side
        for side in ("right", "left")
        if person.sees(f"{side}_ankle", f"{side}_toe")
    ]
    if not seen:
        raise CannotPlaceError(item.kind, "no foot is in the picture")
    # A foot that points at the camera, or is far away, does not take the other's shoe.
    large = [side for side in seen if _foot_px(person, side) >= _LEAST_PX]
    if not large:
        raise CannotPlaceError(item.kind, "the feet are too small in the picture")
    return [_shoe(item, person, side) for side in large]


def _foot_px(person: Person, side: str) -> float:
    return float(np.linalg.norm(person.at[f"{side}_toe"] - person.at[f"{side}_ankle"]))


def _shoe(item: Item, person: Person, side: str) -> Layer:
    at = person.at
    ankle, toe = at[f"{side}_ankle"], at[f"{side}_toe"]
    foot = toe - ankle
    length = float(np.linalg.norm(foot))
    if person.sees(f"{side}_knee"):
        usual = _FOOT * float(np.linalg.norm(ankle - at[f"{side}_knee"]))
        size = float(np.clip(length, usual * _RANGE[0], usual * _RANGE[1]))
    else:
        size = length
    toe_there = np.asarray(toe + foot / length * 0.08 * size, np.float32)
    ankle_there = np.asarray(toe_there - foot / length * size * 1.08, np.float32)
    mirror = _mirrored(item, foot, side)
    width = item.image.shape[1]
    source = [item.anchors["ankle"], item.anchors["toe"]]
    if mirror:
        source = [mirrored(point, width) for point in source]
    pairs = list(zip(source, (ankle_there, toe_there), strict=True))
    return Layer(*controls(pairs), mirror=mirror)


def _mirrored(item: Item, foot: NDArray[np.float32], side: str) -> bool:
    """Return whether to mirror: the picture is of a left shoe.

    A foot that clearly points to one side takes the picture that points there too.
    """
    points_right = item.anchors["toe"][0] > item.anchors["ankle"][0]
    if abs(float(foot[0])) > 0.5 * abs(float(foot[1])):
        return bool((foot[0] > 0) != points_right)
    return side == "right"
