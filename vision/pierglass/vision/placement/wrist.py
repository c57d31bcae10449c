"""Watches and bracelets: across the forearm, just above the hand."""

import numpy as np
from numpy.typing import NDArray

from pierglass.vision.errors import CannotPlaceError
from pierglass.vision.item import Item
from pierglass.vision.person import Person
from pierglass.vision.placement.layer import Layer, controls

__all__ = ["place_on_wrist"]

_WRIST_HALF = 0.13
"""Half a wrist's width, in lengths of the forearm."""

_ABOVE = 0.10
"""How far above the wrist's joint it sits, in lengths of the forearm."""


_BARE_SHARE = 0.35
"""How much barer the right wrist must be than the left one to be the chosen one."""


def place_on_wrist(item: Item, person: Person) -> list[Layer]:
    """On the left wrist, unless the right one alone is seen or is clearly barer."""
    sides = [
        side
        for side in ("left", "right")
        if person.sees(f"{side}_wrist", f"{side}_elbow")
    ]
    if not sides:
        raise CannotPlaceError(item.kind, "no wrist and elbow are in the picture")
    if len(sides) == 2 and _bare(person, "right") > _bare(person, "left") + _BARE_SHARE:
        sides.reverse()
    return [_on(item, person, sides[0])]


def _bare(person: Person, side: str) -> float:
    """Return how far the wrist is bare, in [0, 1]: a sleeve hides a watch."""
    centre = _above(person, side)
    reach = (
        0.6
        * _WRIST_HALF
        * np.linalg.norm(person.at[f"{side}_elbow"] - person.at[f"{side}_wrist"])
    )
    low, high = np.floor(centre - reach), np.ceil(centre + reach) + 1
    box = (int(low[0]), int(low[1]), int(high[0]), int(high[1]))
    (skin,) = person.planes_in(box, (8, 8), ("arm_skin",))
    return float(skin.mean())


def _above(person: Person, side: str) -> NDArray[np.float32]:
    """Return where on the forearm the item sits, (x, y)."""
    elbow, wrist = person.at[f"{side}_elbow"], person.at[f"{side}_wrist"]
    return np.asarray(wrist + (elbow - wrist) * _ABOVE, np.float32)


def _on(item: Item, person: Person, side: str) -> Layer:
    elbow, wrist = person.at[f"{side}_elbow"], person.at[f"{side}_wrist"]
    arm = elbow - wrist
    length = float(np.linalg.norm(arm))
    if length < 12:
        raise CannotPlaceError(item.kind, "the forearm points at the camera")
    up = arm / length
    centre = _above(person, side)
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
