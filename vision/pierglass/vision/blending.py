"""Laying the item over the camera's picture.

Source: Porter and Duff (1984), the *over* operator; US 2025/0259399, [0106].
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.geometry import Box

__all__ = ["blend", "blend_in_box"]


def blend(
    frame: NDArray[np.uint8],
    overlay: NDArray[np.uint8],
    occlusion: NDArray[np.float32],
) -> NDArray[np.uint8]:
    """Return *frame* with the overlay where the map lets it show.

    Args:
        frame: uint8 (H, W, 3) RGB.
        overlay: uint8 (H, W, 4) RGB with straight alpha.
        occlusion: float32 (H, W) in [0, 1]; 1 = the item's pixel replaces the camera's.

    Returns:
        uint8 (H, W, 3), a new array.
    """
    out = frame.copy()
    height, width = frame.shape[:2]
    blend_in_box(out, overlay, occlusion, (0, 0, width, height))
    return out


def blend_in_box(
    frame: NDArray[np.uint8],
    patch: NDArray[np.uint8],
    occlusion: NDArray[np.float32],
    box: Box,
    *,
    feather: bool = True,
) -> None:
    """Blend *patch* into *frame* in place, within *box*; as `blend`.

    With *feather* the rim of what shows is a pixel wide and soft.
    """
    left, top, right, bottom = box
    area = frame[top:bottom, left:right]
    # A pixel of feather: the map's edge comes from a smaller picture and is stepped.
    shown = _steep(occlusion)
    soft = cv2.GaussianBlur(shown, (3, 3), 0) if feather else shown
    weight = (patch[..., 3].astype(np.float32) / 255 * soft)[..., None]
    mixed = area + weight * (patch[..., :3].astype(np.float32) - area)
    area[:] = (mixed + 0.5).astype(np.uint8)


def _steep(occlusion: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the map with its doubt narrowed: half-shown garments look like ghosts."""
    return np.asarray(np.clip((occlusion - 0.5) * 4.0 + 0.5, 0, 1), np.float32)
