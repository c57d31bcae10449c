"""Straight and premultiplied alpha, and laying one picture over another.

Source: Porter and Duff, "Compositing Digital Images", SIGGRAPH 1984.
"""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["bands", "laid_over", "premultiplied", "straight"]


_BAND = 256


def bands(height: int) -> Iterator[slice]:
    """Yield the rows of a picture in bands, so that what is worked out stays small."""
    for top in range(0, height, _BAND):
        yield slice(top, min(height, top + _BAND))


def premultiplied(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture with straight alpha, uint8 (H, W, 4), as premultiplied."""
    return np.asarray(cv2.cvtColor(rgba, cv2.COLOR_RGBA2mRGBA), np.uint8)


def straight(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture with premultiplied alpha, uint8 (H, W, 4), as straight.

    What is wholly transparent becomes black.
    """
    out = np.empty_like(rgba)
    for rows in bands(len(rgba)):
        part = rgba[rows]
        # A colour above its alpha, as rounding leaves it, would wrap around.
        kept = cv2.min(part, _spread(cv2.extractChannel(part, 3)))
        out[rows] = cv2.cvtColor(kept, cv2.COLOR_mRGBA2RGBA)
    return out


def laid_over(
    upper: NDArray[np.uint8], lower: NDArray[np.uint8], cover: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Return *upper* over *lower*, where *upper* covers as much as *cover* says.

    Args:
        upper: uint8 (H, W) or (H, W, 4), premultiplied.
        lower: As *upper*.
        cover: uint8 (H, W), 255 = nothing of *lower* is seen.
    """
    left = cv2.bitwise_not(cover if lower.ndim == 2 else _spread(cover))
    return np.asarray(cv2.add(upper, cv2.multiply(lower, left, scale=1 / 255)))


def _spread(plane: cv2.typing.MatLike) -> cv2.typing.MatLike:
    return cv2.merge([plane, plane, plane, plane])
