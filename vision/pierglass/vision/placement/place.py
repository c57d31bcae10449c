"""The one way from an item and a person to an overlay."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.errors import CannotPlaceError, InvalidItemError
from pierglass.vision.geometry import Box
from pierglass.vision.item import Item
from pierglass.vision.person import Person
from pierglass.vision.placement.canvas import Canvas
from pierglass.vision.placement.feet import place_shoes
from pierglass.vision.placement.head import (
    place_earrings,
    place_glasses,
    place_hat,
    place_necklace,
)
from pierglass.vision.placement.layer import Layer
from pierglass.vision.placement.lower import place_lower
from pierglass.vision.placement.pictures import SLEEVES
from pierglass.vision.placement.render import reach, render_layer
from pierglass.vision.placement.upper import place_upper
from pierglass.vision.placement.wrist import place_on_wrist

__all__ = ["Placed", "place", "place_item"]

RULES: dict[str, Callable[[Item, Person], list[Layer]]] = {
    "top": place_upper,
    "jacket": place_upper,
    "dress": place_upper,
    "trousers": place_lower,
    "shorts": place_lower,
    "skirt": place_lower,
    "shoe": place_shoes,
    "glasses": place_glasses,
    "hat": place_hat,
    "watch": place_on_wrist,
    "bracelet": place_on_wrist,
    "necklace": place_necklace,
    "earring": place_earrings,
}
"""How each kind is placed."""

_ROOM_PX = 10


@dataclass(frozen=True, eq=False)
class Placed:
    """An item drawn where it belongs."""

    box: Box
    """The part of the frame that the overlay covers."""

    patch: NDArray[np.uint8]
    """(h, w, 4) the overlay in the box, straight alpha."""

    sleeves: NDArray[np.float32]
    """(h, w) in [0, 1]: where the overlay is a sleeve; its own arm never hides it."""

    behind: NDArray[np.float32]
    """(h, w) in [0, 1]: where the overlay is a part that lies behind the body."""

    shape: tuple[int, int]
    """Height and width of the frame."""

    targets: dict[str, tuple[float, float]]
    """Where the item's anchors went, in frame pixels (of the first layer that has
    them)."""

    @cached_property
    def inner(self) -> Box:
        """The part of the patch that shows anything, with room for a camera's blur."""
        height, width = self.patch.shape[:2]
        x, y, across, down = cv2.boundingRect(cv2.extractChannel(self.patch, 3))
        return (
            max(0, x - _ROOM_PX),
            max(0, y - _ROOM_PX),
            min(width, x + across + _ROOM_PX),
            min(height, y + down + _ROOM_PX),
        )

    @cached_property
    def overlay(self) -> NDArray[np.uint8]:
        """The overlay as large as the frame, uint8 (H, W, 4), straight alpha."""
        whole = np.zeros((*self.shape, 4), np.uint8)
        left, top, right, bottom = self.box
        whole[top:bottom, left:right] = self.patch
        return whole


def place_item(
    item: Item, person: Person, frame_shape: tuple[int, ...]
) -> NDArray[np.uint8]:
    """Return *item* drawn where it belongs on *person*.

    Args:
        item: What to put on.
        person: As `estimate_person` returns it.
        frame_shape: The frame's shape; height and width come first.

    Returns:
        uint8 (H, W, 4), RGB with straight alpha.

    Raises:
        CannotPlaceError: If the place of the item is not to be seen; it says why.
        InvalidItemError: If one of the item's anchors is not finite.

    Source: US 2025/0259399, [0097], [0099].
    """
    return place(item, person, (frame_shape[0], frame_shape[1])).overlay


def place(item: Item, person: Person, shape: tuple[int, int]) -> Placed:
    """Return *item* placed on *person*, with what else is known of the overlay."""
    _check(item)
    layers = RULES[item.kind](item, person)
    reaches = [(one, box) for one in layers if (box := reach(item, one, shape))]
    if not reaches:
        raise CannotPlaceError(item.kind, "its place is outside the picture")
    layers = [layer for layer, _ in reaches]
    boxes = np.array([box for _, box in reaches])
    low, high = boxes[:, :2].min(0), boxes[:, 2:].max(0)
    box = (int(low[0]), int(low[1]), int(high[0]), int(high[1]))
    canvas = Canvas(box)
    for layer in layers:
        drawn = render_layer(item, layer, box)
        if drawn is not None:
            canvas.lay(drawn, sleeve=layer.part in SLEEVES)
    if canvas.is_empty():
        raise CannotPlaceError(item.kind, "its place is outside the picture")
    return Placed(
        box=box,
        patch=canvas.patch(),
        sleeves=canvas.share("sleeves"),
        behind=canvas.share("behind"),
        shape=shape,
        targets=_targets(item, layers),
    )


def _check(item: Item) -> None:
    """Refuse an item that was made by hand, not loaded, with a point that is none."""
    for name, (x, y) in item.anchors.items():
        if not (math.isfinite(x) and math.isfinite(y)):
            raise InvalidItemError(
                item.id, f"anchors.{name}", f"({x}, {y})", "two finite numbers"
            )


def _targets(item: Item, layers: list[Layer]) -> dict[str, tuple[float, float]]:
    out: dict[str, tuple[float, float]] = {}
    anchors = np.array(list(item.anchors.values()), np.float32)
    for layer in layers:
        at = anchors.copy()
        if layer.mirror:
            at[:, 0] = item.image.shape[1] - 1 - at[:, 0]
        gaps = np.abs(at[:, None] - layer.source[None]).max(2)
        for name, gap in zip(item.anchors, gaps, strict=True):
            index = int(gap.argmin())
            if gap[index] < 0.5 and name not in out:
                x, y = layer.target[index]
                out[name] = (round(float(x), 1), round(float(y), 1))
    return out
