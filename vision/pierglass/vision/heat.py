"""Reading a network's maps: where a heat map peaks, where a mask lies.

A frame of a stream reads some thirty maps; each of these functions reads them all at
once, or their rows and columns alone.
"""

import bisect
import math

import numpy as np
from numpy.typing import NDArray

__all__ = ["highest_about", "peaks", "span"]

_AROUND = np.arange(-2, 3)
"""Cells about a peak that its place is refined by."""


def peaks(heat: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return each map's peak in cells, refined by the centroid of its 5×5 surroundings.

    Args:
        heat: float32 (K, H, W), logits.

    Returns:
        float32 (K, 2), x and y; a peak at the centre of cell (0, 0) is (0.5, 0.5).
    """
    count, height, width = heat.shape
    rows, columns = np.divmod(heat.reshape(count, -1).argmax(1), width)
    ys, xs = rows[:, None] + _AROUND, columns[:, None] + _AROUND
    which = np.arange(count)
    near = heat[
        which[:, None, None],
        np.clip(ys, 0, height - 1)[:, :, None],
        np.clip(xs, 0, width - 1)[:, None, :],
    ]
    weight = np.exp(near - heat[which, rows, columns][:, None, None])
    weight *= ((ys >= 0) & (ys < height))[:, :, None]
    weight *= ((xs >= 0) & (xs < width))[:, None, :]
    total = weight.sum((1, 2))
    out = np.empty((count, 2), np.float32)
    out[:, 0] = (weight.sum(1) * xs).sum(1) / total + 0.5
    out[:, 1] = (weight.sum(2) * ys).sum(1) / total + 0.5
    return out


def highest_about(
    values: NDArray[np.float32], point: NDArray[np.float32], reach: int
) -> float:
    """Return the highest of *values*, (H, W), at most *reach* cells from a point.

    A point outside counts as the nearest one inside.
    """
    height, width = values.shape
    x = min(max(int(point[0]), 0), width - 1)
    y = min(max(int(point[1]), 0), height - 1)
    near = values[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1]
    return float(near.max())


def span(counts: NDArray[np.integer], outside: float) -> tuple[float, float]:
    """Return between which rows, or columns, a mask lies.

    Args:
        counts: How many of the mask's cells each row has; not all 0.
        outside: Share of the cells that may lie beyond, on either side.
    """
    reached: list[int] = counts.cumsum().tolist()

    def quantile(share: float) -> float:
        at = share * (reached[-1] - 1)
        low = bisect.bisect_right(reached, math.floor(at))
        high = bisect.bisect_right(reached, math.ceil(at))
        return low + (at % 1.0) * (high - low)

    return quantile(outside), quantile(1 - outside)
