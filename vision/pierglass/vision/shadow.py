"""Contact shadows: what an item darkens where it touches.

A shoe without a shadow floats above the floor, a brim without one above the brow. The
shadow grows from the lower rim of what is seen of the item.

Source: US 2025/0259399, [0098], [0106].
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.geometry import Box

__all__ = ["SHADOWS", "Shadow", "cast_shadow"]


@dataclass(frozen=True, slots=True)
class Shadow:
    """How a kind of item darkens what lies below its rim."""

    depth: float
    """How far it reaches, in parts of the item's height."""

    strength: float
    """Share of the light that it takes at the rim."""


SHADOWS: dict[str, Shadow] = {
    "shoe": Shadow(depth=0.16, strength=0.45),
    "hat": Shadow(depth=0.12, strength=0.32),
}
"""The kinds that cast one."""

_MOST_PX = 48
"""How far a shadow reaches, at most: of a very near item it is soft, not long."""


def cast_shadow(
    frame: NDArray[np.uint8],
    patch: NDArray[np.uint8],
    occlusion: NDArray[np.float32],
    box: Box,
    kind: str,
) -> None:
    """Darken *frame* in place below the item's lower rim, if its kind casts a shadow.

    Args:
        frame: uint8 (H, W, 3) RGB.
        patch: uint8 (h, w, 4), the item in *box*.
        occlusion: float32 (h, w) in [0, 1]; what does not show casts nothing.
        box: Where the item is.
        kind: The item's kind.
    """
    shadow = SHADOWS.get(kind)
    if shadow is None:
        return
    reach = int(np.clip(round(shadow.depth * (box[3] - box[1])), 2, _MOST_PX))
    left, top = max(0, box[0] - reach), box[1]
    right = min(frame.shape[1], box[2] + reach)
    bottom = min(frame.shape[0], box[3] + reach)
    cover = np.zeros((bottom - top, right - left), np.float32)
    inner = (
        slice(0, box[3] - top),
        slice(box[0] - left, box[2] - left),
    )
    cover[inner] = patch[..., 3].astype(np.float32) / 255 * occlusion
    # The rim: covered, and not so a little further down.
    below = np.zeros_like(cover)
    below[:-reach] = cover[reach:]
    rim = np.clip(cover - below, 0, 1)
    fallen = np.zeros_like(rim)
    half = max(1, reach // 2)
    fallen[half:] = rim[:-half]
    soft = np.asarray(cv2.GaussianBlur(fallen, (0, 0), reach / 2), np.float32)
    weight = shadow.strength * np.clip(1.6 * soft, 0, 1) * (1 - cover)
    area = frame[top:bottom, left:right]
    area[:] = (area * (1 - weight[..., None]) + 0.5).astype(np.uint8)
