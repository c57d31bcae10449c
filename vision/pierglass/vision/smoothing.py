"""Key points that do not tremble and do not lag.

Source: Casiez, Roussel, Vogel, "1€ Filter", CHI 2012: the slower a point moves, the
stronger it is smoothed.
"""

import numpy as np
from numpy.typing import NDArray

__all__ = ["PointFilter"]

_STILL = 0.35
"""Weight of the new position of a point that does not move."""

_SPEED_PX = 0.012
"""Movement in a frame, in parts of the person's size, at which nothing is smoothed."""


class PointFilter:
    """Smooths one person's key points from frame to frame."""

    def __init__(self) -> None:
        self._points: NDArray[np.float32] | None = None

    def reset(self) -> None:
        """Forget the last frame: the person was lost."""
        self._points = None

    def __call__(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return *points*, float32 (K, 3), smoothed; visibilities are kept."""
        if self._points is None:
            self._points = points
            return points
        size = float(np.ptp(points[:, :2], axis=0).max()) + 1e-3
        moved = np.linalg.norm(points[:, :2] - self._points[:, :2], axis=1) / size
        weight = np.clip(_STILL + (1 - _STILL) * moved / _SPEED_PX, 0, 1)[:, None]
        out = points.copy()
        out[:, :2] = self._points[:, :2] + weight * (
            points[:, :2] - self._points[:, :2]
        )
        self._points = out
        return out
