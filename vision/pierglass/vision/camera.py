"""What a camera's lens and sensor did to a picture: blur and noise, measured and added.

Both are measured on rows of the picture alone, few of them in a large one: what a frame
of a stream can afford.

Source: J. Immerkær, "Fast Noise Variance Estimation", CVIU 1996 (the second difference,
taken here along the row, and of the calmest parts alone).
"""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

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
    ratio = float(np.percentile(peak[clear] / height[clear], 75))
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
    colour = patch.astype(np.float32)
    colour[..., :3] *= colour[..., 3:] / 255
    soft = np.asarray(cv2.GaussianBlur(colour, (0, 0), spread_px), np.float32)
    alpha = soft[..., 3:]
    soft[..., :3] *= 255 / np.maximum(alpha, 1)
    return np.asarray(np.clip(soft + 0.5, 0, 255), np.uint8)


def add_noise(
    patch: NDArray[np.uint8], deviation: float, seed: int
) -> NDArray[np.uint8]:
    """Return *patch*, uint8 (h, w, 4) straight RGBA, with noise on its colours.

    Args:
        patch: The picture; its alpha is kept.
        deviation: Of 255 levels.
        seed: Where in the pattern of noise to begin; another for each frame, since
            noise that stands still looks like a dirty lens.
    """
    height, width = patch.shape[:2]
    at_y, at_x = np.random.default_rng(seed).integers(0, _TILE, 2)
    ys = (np.arange(height) + at_y) % _TILE
    xs = (np.arange(width) + at_x) % _TILE
    grain = np.round(_grain()[ys][:, xs] * np.float32(deviation)).astype(np.int16)
    noise = np.dstack([grain, grain, grain, np.zeros_like(grain)])
    return np.asarray(cv2.add(patch, noise, dtype=cv2.CV_8U), np.uint8)


@cache
def _grain() -> NDArray[np.float32]:
    return np.random.default_rng(0).standard_normal((_TILE, _TILE), np.float32)


def _rows(picture: NDArray[np.uint8]) -> NDArray[np.float32] | None:
    """Return some rows of the picture's luma, float32; None of a tiny picture."""
    if min(picture.shape[:2]) < _LEAST_SIDE:
        return None
    few = np.ascontiguousarray(picture[:: -(-picture.shape[0] // _ROWS)])
    grey = cv2.cvtColor(few, cv2.COLOR_RGB2GRAY)
    return np.asarray(grey, np.float32)
