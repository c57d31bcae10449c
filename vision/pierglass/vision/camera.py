"""What a camera's lens and sensor did to a picture: blur and noise, measured and added.

Both are measured on rows of the picture alone, few of them in a large one: what a frame
of a stream can afford.

Source: J. Immerkær, "Fast Noise Variance Estimation", CVIU 1996 (the second difference,
taken here along the row, and of the calmest parts alone).
"""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.alpha import premultiplied, straight

__all__ = ["add_noise", "measure_blur", "measure_noise", "soften"]

_ROWS = 128
"""Rows that are looked at, at most."""

_LEAST_SIDE = 16
"""Smaller pictures say nothing of the camera."""

_MOST_BLUR_PX = 3.0
_MOST_NOISE = 12.0

_REACH = 5
"""How far an edge may spread on either side, in pixels."""

_LEAST_EDGE = 60.0
"""Height of an edge, of 255 levels, from which it is believed."""

_FEWEST_EDGES = 30

_SHARPEST = 95
"""Percentile of the edges' steepness that counts: most edges of a photo are soft in
themselves. Photos blurred by a known spread are measured to a tenth of a pixel."""

_SEGMENT = 16
"""Length of the parts whose noise is measured, in pixels."""

_CALM = 20
"""Percentile of the parts' noise that counts: the others show texture."""

_CALM_SHARE = 0.88
"""What that percentile of 16 half-normal values' mean is of the mean."""

_RANGE = (12, 243)
"""Mean values between which a part is neither clipped black nor white."""

_TILE = 256


def measure_blur(picture: NDArray[np.uint8]) -> float:
    """Return the spread of the blur of the sharpest edges, 0 to 3 pixels.

    An edge of height h blurred by a Gaussian of spread s rises by h / (s √2π) at its
    steepest; between two pixels their own width of 1/12 square pixels comes to s².
    Edges are looked for along the rows, where the picture rises or falls steadily.

    Args:
        picture: uint8 (H, W, 3) RGB.
    """
    rows = _rows(picture)
    if rows is None or rows.shape[1] < 2 * _REACH + 2:
        return 0.0
    slope = np.abs(np.diff(rows, axis=1))
    wide = 2 * _REACH + 1
    travelled = cv2.blur(slope, (wide, 1)) * wide
    highest = cv2.dilate(slope, np.ones((1, wide), np.uint8))
    inner = slice(_REACH, -_REACH)
    height = np.abs(rows[:, wide:] - rows[:, :-wide])
    peak = slope[:, inner]
    clear = (
        (height > _LEAST_EDGE)
        & (peak >= highest[:, inner])
        & (height > 0.9 * travelled[:, inner])
    )
    if clear.sum() < _FEWEST_EDGES:
        return 0.0
    ratio = float(np.percentile(peak[clear] / height[clear], _SHARPEST))
    square = (1 / (ratio * np.sqrt(2 * np.pi))) ** 2 - 1 / 12
    return float(np.clip(np.sqrt(max(square, 0.0)), 0, _MOST_BLUR_PX))


def measure_noise(picture: NDArray[np.uint8]) -> float:
    """Return the standard deviation of the noise, 0 to 12 of 255 levels.

    Args:
        picture: uint8 (H, W, 3) RGB.
    """
    rows = _rows(picture)
    if rows is None:
        return 0.0
    rough = np.abs(rows[:, 2:] - 2 * rows[:, 1:-1] + rows[:, :-2])
    width = rough.shape[1] // _SEGMENT * _SEGMENT
    if width == 0:
        return 0.0
    parts = rough[:, :width].reshape(len(rows), -1, _SEGMENT).mean(2)
    light = rows[:, 1 : width + 1].reshape(len(rows), -1, _SEGMENT).mean(2)
    usable = parts[(light > _RANGE[0]) & (light < _RANGE[1])]
    if usable.size < 20:
        return 0.0
    # The second difference of white noise has the variance 6 s²; the mean of the
    # absolute value of a Gaussian is s √(2/π).
    calm = float(np.percentile(usable, _CALM)) / _CALM_SHARE
    return float(np.clip(calm / (np.sqrt(6) * np.sqrt(2 / np.pi)), 0, _MOST_NOISE))


def soften(patch: NDArray[np.uint8], spread_px: float) -> NDArray[np.uint8]:
    """Return *patch*, uint8 (h, w, 4) straight RGBA, blurred by a Gaussian."""
    soft = cv2.GaussianBlur(premultiplied(patch), (0, 0), spread_px)
    return straight(np.asarray(soft, np.uint8))


def add_noise(
    patch: NDArray[np.uint8], deviation: float, seed: int
) -> NDArray[np.uint8]:
    """Return *patch*, uint8 (h, w, 4) straight RGBA, with noise on its colours.

    Args:
        patch: The picture; its alpha is kept.
        deviation: Of 255 levels; a tenth of a level makes no difference.
        seed: Where in the pattern of noise to begin; another for each frame, since
            noise that stands still looks like a dirty lens.
    """
    height, width = patch.shape[:2]
    at_y, at_x = (int(at) for at in np.random.default_rng(seed).integers(0, _TILE, 2))
    lighter, darker = _grain(round(deviation, 1))
    out = np.empty_like(patch)
    # The pattern repeats: it is laid tile by tile, from within the first one.
    for top in range(-at_y, height, _TILE):
        for left in range(-at_x, width, _TILE):
            rows = slice(max(0, top), min(height, top + _TILE))
            columns = slice(max(0, left), min(width, left + _TILE))
            tile = (
                slice(rows.start - top, rows.stop - top),
                slice(columns.start - left, columns.stop - left),
            )
            lit = cv2.add(patch[rows, columns], lighter[tile])
            out[rows, columns] = cv2.subtract(lit, darker[tile])
    return out


@lru_cache(maxsize=16)
def _grain(deviation: float) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return what is added to a tile's colours, and what is taken from them."""
    plane = np.random.default_rng(0).standard_normal((_TILE, _TILE), np.float32)
    plane = np.round(plane * np.float32(deviation))
    empty = np.zeros_like(plane)
    grain = np.dstack([plane, plane, plane, empty])
    return grain.clip(0).astype(np.uint8), (-grain).clip(0).astype(np.uint8)


def _rows(picture: NDArray[np.uint8]) -> NDArray[np.float32] | None:
    """Return some rows of the picture's luma, float32; None of a tiny picture."""
    if min(picture.shape[:2]) < _LEAST_SIDE:
        return None
    few = np.ascontiguousarray(picture[:: -(-picture.shape[0] // _ROWS)])
    grey = cv2.cvtColor(few, cv2.COLOR_RGB2GRAY)
    return np.asarray(grey, np.float32)
