"""Laying the item over the camera's picture.

Source: Porter and Duff (1984), the *over* operator; US 2025/0259399, [0106].
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.alpha import bands
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
    for rows in bands(len(area)):
        above, below = max(0, rows.start - 1), rows.stop + 1
        weight = _steep(occlusion[above:below])
        if feather:
            # A pixel of feather: the map's edge comes from a smaller picture, in steps.
            weight = cv2.GaussianBlur(weight, (3, 3), 0)
        weight = weight[rows.start - above :][: rows.stop - rows.start]
        alpha = cv2.extractChannel(patch[rows], 3)
        weight = cv2.multiply(weight, alpha, scale=1 / 255, dtype=cv2.CV_32F)
        colour = cv2.cvtColor(patch[rows], cv2.COLOR_RGBA2RGB)
        area[rows] = cv2.blendLinear(colour, area[rows], weight, 1 - weight)


def _steep(occlusion: NDArray[np.float32]) -> cv2.typing.MatLike:
    """Return the map with its doubt narrowed: half-shown garments look like ghosts."""
    steep = occlusion * np.float32(4)
    steep -= np.float32(1.5)
    return np.clip(steep, 0, 1, out=steep)
