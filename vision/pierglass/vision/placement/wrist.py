"""Watches and bracelets: across the forearm, just above the hand."""

import numpy as np

from pierglass.vision.errors import CannotPlaceError
from pierglass.vision.item import Item
from pierglass.vision.person import Person
from pierglass.vision.placement.layer import Layer, controls

__all__ = ["place_on_wrist"]

_WRIST_HALF = 0.13
"""Half a wrist's width, in lengths of the forearm."""

_ABOVE = 0.10
"""How far above the wrist's joint it sits, in lengths of the forearm."""


def place_on_wrist(item: Item, person: Person) -> list[Layer]:
    """On the left wrist, else on the right."""
    for side in ("left", "right"):
        if person.sees(f"{side}_wrist", f"{side}_elbow"):
            return [_on(item, person, side)]
    raise CannotPlaceError(item.kind, "no wrist and elbow are in the picture")


def _on(item: Item, person: Person, side: str) -> Layer:
    elbow, wrist = person.at[f"{side}_elbow"], person.at[f"{side}_wrist"]
    arm = elbow - wrist
    length = float(np.linalg.norm(arm))
    if length < 12:
        raise CannotPlaceError(item.kind, "the forearm points at the camera")
    up = arm / length
    centre = wrist + up * _ABOVE * length
    # Across is to the picture's right of "up", as in the item's picture.
    across = np.array([-up[1], up[0]], np.float32)
    sign = -1.0 if _turns_left(item) else 1.0
    half = _WRIST_HALF * length * sign
    pairs = [
        (item.anchors["left_edge"], np.asarray(centre + across * half, np.float32)),
        (item.anchors["right_edge"], np.asarray(centre - across * half, np.float32)),
    ]
    return Layer(*controls(pairs))


def _turns_left(item: Item) -> bool:
    """Return whether the left edge is to the left of one who looks "up"."""
    anchors = item.anchors
    up = np.subtract(anchors["up"], anchors["centre"])
    left = np.subtract(anchors["left_edge"], anchors["right_edge"])
    return bool(left @ np.array([-up[1], up[0]]) < 0)
