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

_FEW_PX = 2.5
"""Spread of a blur that is cheap, in pixels."""

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
    alpha = cv2.extractChannel(patch, 3)
    shown = cv2.multiply(occlusion, alpha, scale=1 / 255, dtype=cv2.CV_32F)
    room = (0, bottom - box[3], box[0] - left, right - box[2])
    cover = np.asarray(
        cv2.copyMakeBorder(shown, *room, cv2.BORDER_CONSTANT), np.float32
    )
    # The rim: covered, and not so a little further down.
    rim = cover.copy()
    rim[:-reach] -= cover[reach:]
    np.clip(rim, 0, 1, out=rim)
    half = max(1, reach // 2)
    fallen = np.zeros_like(rim)
    fallen[half:] = rim[:-half]
    soft = _soft(fallen, reach / 2)
    light = 1 - shadow.strength * np.clip(1.6 * soft, 0, 1) * (1 - cover)
    area = frame[top:bottom, left:right]
    area[:] = cv2.multiply(area, cv2.merge([light] * 3), dtype=cv2.CV_8U)


def _soft(plane: NDArray[np.float32], spread_px: float) -> NDArray[np.float32]:
    """Return a plane blurred by a Gaussian; a wide one is drawn with fewer pixels."""
    by = max(1, int(spread_px / _FEW_PX))
    height, width = plane.shape
    size = (-(-width // by), -(-height // by))
    small = cv2.resize(plane, size, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), spread_px / by)
    return np.asarray(cv2.resize(small, (width, height)), np.float32)
