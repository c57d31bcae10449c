"""The one way from an item and a person to an overlay."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pierglass.vision.errors import CannotPlaceError
from pierglass.vision.geometry import Box
from pierglass.vision.item import Item
from pierglass.vision.person import Person
from pierglass.vision.placement.feet import place_shoes
from pierglass.vision.placement.head import (
    place_earrings,
    place_glasses,
    place_hat,
    place_necklace,
)
from pierglass.vision.placement.layer import Layer
from pierglass.vision.placement.lower import place_lower
from pierglass.vision.placement.render import render_layer
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

    Source: US 2025/0259399, [0097], [0099].
    """
    return place(item, person, (frame_shape[0], frame_shape[1])).overlay


def place(item: Item, person: Person, shape: tuple[int, int]) -> Placed:
    """Return *item* placed on *person*, with what else is known of the overlay."""
    layers = RULES[item.kind](item, person)
    drawn = [
        (layer, found)
        for layer in layers
        if (found := render_layer(item, layer, shape)) is not None
    ]
    if not drawn:
        raise CannotPlaceError(item.kind, "its place is outside the picture")
    boxes = np.array([found.box for _, found in drawn])
    left, top = boxes[:, 0].min(), boxes[:, 1].min()
    right, bottom = boxes[:, 2].max(), boxes[:, 3].max()
    canvas = np.zeros((bottom - top, right - left, 4), np.float32)
    sleeves = np.zeros(canvas.shape[:2], np.float32)
    behind = np.zeros(canvas.shape[:2], np.float32)
    for layer, found in drawn:
        box = found.box
        area = (
            slice(box[1] - top, box[3] - top),
            slice(box[0] - left, box[2] - left),
        )
        cover = found.pixels[..., 3] / 255
        canvas[area] = found.pixels + canvas[area] * (1 - cover)[..., None]
        is_sleeve = 1.0 if layer.part in ("left_sleeve", "right_sleeve") else 0.0
        sleeves[area] = is_sleeve * cover + sleeves[area] * (1 - cover)
        back = 0.0 if found.behind is None else found.behind
        behind[area] = back * cover + behind[area] * (1 - cover)
    if not (canvas[..., 3] > 8).any():
        raise CannotPlaceError(item.kind, "its place is outside the picture")
    return Placed(
        box=(int(left), int(top), int(right), int(bottom)),
        patch=_straight(canvas),
        sleeves=sleeves,
        behind=behind,
        shape=shape,
        targets=_targets(item, [layer for layer, _ in drawn]),
    )


def _straight(premultiplied: NDArray[np.float32]) -> NDArray[np.uint8]:
    alpha = premultiplied[..., 3:]
    colour = premultiplied[..., :3] * (255 / np.maximum(alpha, 1.0))
    return np.clip(np.concatenate([colour, alpha], 2) + 0.5, 0, 255).astype(np.uint8)


def _targets(item: Item, layers: list[Layer]) -> dict[str, tuple[float, float]]:
    out: dict[str, tuple[float, float]] = {}
    width = item.image.shape[1]
    for layer in layers:
        for name, (x, y) in item.anchors.items():
            at = (width - 1 - x, y) if layer.mirror else (x, y)
            gap = np.abs(layer.source - np.array(at, np.float32)).max(1)
            index = int(gap.argmin())
            if gap[index] < 0.5 and name not in out:
                out[name] = (
                    round(float(layer.target[index, 0]), 1),
                    round(float(layer.target[index, 1]), 1),
                )
    return out
