"""Trousers, shorts and skirts: from the hips down the legs."""

from typing import TYPE_CHECKING

import numpy as np

from pierglass.vision.errors import CannotPlaceError
from pierglass.vision.item import Item
from pierglass.vision.person import Person
from pierglass.vision.placement.layer import Layer, controls

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["place_lower"]

_OUT = 0.06
"""A garment's hip lies this far outside of the joint, in hip widths."""


def place_lower(item: Item, person: Person) -> list[Layer]:
    """Hips to hips, and each leg anchor that the item has to its joint."""
    if not person.sees("left_hip", "right_hip"):
        raise CannotPlaceError(item.kind, "both hips must be in the picture")
    if not (person.sees("left_knee") or person.sees("right_knee")):
        raise CannotPlaceError(item.kind, "at least one knee must be in the picture")
    at = person.at
    across = at["left_hip"] - at["right_hip"]
    width = float(np.linalg.norm(across))
    if across[0] <= 0 or width < 6:
        raise CannotPlaceError(item.kind, "the hips are seen from behind or sideways")
    pairs: list[tuple[tuple[float, float], NDArray[np.float32]]] = []
    for side, sign in (("right", -1.0), ("left", 1.0)):
        hip = at[f"{side}_hip"] + across * sign * _OUT
        pairs.append((item.anchors[f"{side}_hip"], np.asarray(hip, np.float32)))
        for joint in ("knee", "ankle"):
            name = f"{side}_{joint}"
            if name in item.anchors and person.visibility[name] > 0.2:
                pairs.append((item.anchors[name], at[name]))
    if "crotch" in item.anchors:
        down = (
            at["left_knee"] + at["right_knee"] - at["left_hip"] - at["right_hip"]
        ) / 2
        crotch = (at["left_hip"] + at["right_hip"]) / 2 + down * 0.18
        pairs.append((item.anchors["crotch"], np.asarray(crotch, np.float32)))
    return [Layer(*controls(pairs), stretch=True)]
