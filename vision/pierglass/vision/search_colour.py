"""A garment's colours as a vector: the method that asks no network.

Inner products are Bhattacharyya coefficients: 1 for the same shares of the same
colours, 0 for none in common.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["COLOUR_METHOD", "colour_vector"]

COLOUR_METHOD = "colour-1"
"""Name and version of the method; vectors of another are not comparable."""

_BINS = (6, 8, 8)
"""Of lightness, and of each of the two colour axes of CIELAB."""

_RANGES = ((0.0, 256.0), (68.0, 188.0), (68.0, 188.0))
"""In OpenCV's 8-bit CIELAB; what cloth has of colour lies within 60 of grey."""


def colour_vector(
    picture: NDArray[np.uint8], cloth: NDArray[np.uint8]
) -> NDArray[np.float32]:
    """Return the shares of a garment's colours, as their square roots.

    Args:
        picture: uint8 (H, W, 3) RGB.
        cloth: uint8 (H, W): where *picture* shows the garment.

    Returns:
        float32 (384,) of length one.

    Source: Comaniciu, Ramesh, Meer, "Kernel-Based Object Tracking", TPAMI 2003, for
    the coefficient.
    """
    lab = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB)[cloth > 127].astype(np.float64)
    bounds = np.array(_RANGES)
    inside = np.clip(lab, bounds[:, 0], bounds[:, 1] - 1e-6)
    shares = np.histogramdd(inside, bins=_BINS, range=_RANGES)[0]
    for axis in range(3):
        # A colour at a bin's edge falls to either side by chance.
        shares = _softened(shares, axis)
    total = shares.sum()
    if total == 0:
        # Without a pixel of cloth every colour is as likely.
        shares, total = np.ones(_BINS), float(np.prod(_BINS))
    return np.asarray(np.sqrt(shares / total).ravel(), np.float32)


def _softened(shares: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    padded = np.pad(shares, [(1, 1) if a == axis else (0, 0) for a in range(3)], "edge")
    count = shares.shape[axis]
    parts = [padded.take(range(first, first + count), axis) for first in range(3)]
    return np.asarray(0.25 * parts[0] + 0.5 * parts[1] + 0.25 * parts[2])
