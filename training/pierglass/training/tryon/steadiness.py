"""How steady a map is over a clip, and how late.

Source: dtSSD as Robust Video Matting computes it (Lin et al., WACV 2022): the root of
the mean square of the difference between the maps' changes and the truth's, times 100.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Flicker", "flicker", "lag", "pooled"]

_MOST_LAG = 4


class Flicker(NamedTuple):
    """The squared gaps of one or several clips."""

    total: float
    pixels: int

    @property
    def dtssd(self) -> float:
        """0 for a map that moves with the truth, and where no pixel counts."""
        return float(np.sqrt(self.total / self.pixels) * 100) if self.pixels else 0.0


def flicker(
    maps: NDArray[np.float32],
    truth: NDArray[np.float32],
    inside: NDArray[np.bool_] | None = None,
) -> Flicker:
    """Return the flicker of *maps* against *truth*.

    Args:
        maps: float32 (T, H, W) in [0, 1].
        truth: As *maps*.
        inside: (T, H, W): the pixels that count; a change counts where both of its
            frames do. All by default.
    """
    gap = (np.diff(maps, axis=0) - np.diff(truth, axis=0)) ** 2
    if inside is not None:
        gap = gap[inside[1:] & inside[:-1]]
    return Flicker(float(gap.sum(dtype=np.float64)), int(gap.size))


def pooled(parts: Iterable[Flicker]) -> Flicker:
    """Return the flicker of several clips, every pixel of them counted alike."""
    totals, pixels = zip(*parts, strict=True)
    return Flicker(sum(totals), sum(pixels))


def lag(signal: NDArray[np.float32], truth: NDArray[np.float32]) -> float:
    """Return by how many frames *signal* is behind *truth*, from 0 to 4.

    Both are float (T, K): positions over time. The lag is the shift at which their
    changes correlate best, refined by a parabola through its neighbours.
    """
    a, b = np.diff(signal, axis=0), np.diff(truth, axis=0)
    a, b = a - a.mean(0), b - b.mean(0)
    scores = []
    for late in range(-1, _MOST_LAG + 2):
        x = a[max(late, 0) : len(a) + min(late, 0)]
        y = b[max(-late, 0) : len(b) - max(late, 0)]
        norm = float(np.sqrt((x**2).sum() * (y**2).sum()))
        scores.append(float((x * y).sum()) / norm if norm > 0 else 0.0)
    best = 1 + int(np.argmax(scores[1:-1]))
    low, middle, high = scores[best - 1 : best + 2]
    bend = low - 2 * middle + high
    shift = 0.5 * (low - high) / bend if bend < 0 else 0.0
    return float(np.clip(best - 1 + shift, 0, _MOST_LAG))
