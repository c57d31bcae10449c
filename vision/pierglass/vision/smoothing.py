"""Key points that do not tremble and do not lag.

Source: Casiez, Roussel, Vogel, "1€ Filter: A Simple Speed-based Low-pass Filter for
Noisy Input in Interactive Systems", CHI 2012: the slower a point moves, the stronger it
is smoothed. Cut-off frequencies are per second, so that frames may come at any rate.
"""

import numpy as np
from numpy.typing import NDArray

__all__ = ["PointFilter"]

_LEAST_CUTOFF_HZ = 2.6
"""Cut-off of a point that does not move; at 30 frames a second a new position then
weighs 0.35."""

_CUTOFF_PER_SPEED = 110.0
"""What a speed of one person's size a second adds to the cut-off, in hertz: at a tenth
of that speed a new position weighs 0.75."""

_SPEED_CUTOFF_HZ = 6.0
"""Cut-off of the speed itself: a sudden movement frees its point within a frame."""

_LEAST_STEP_S = 1e-3
_LONGEST_STEP_S = 0.5
"""After a longer pause nothing of the old positions is kept."""

_FEWEST_SEEN = 0.2
"""Points less visible than this do not measure the person's size."""


class PointFilter:
    """Smooths one person's key points from frame to frame."""

    def __init__(self) -> None:
        self._points: NDArray[np.float32] | None = None
        self._speed: NDArray[np.float32] | None = None
        self._at_s = 0.0

    def reset(self) -> None:
        """Forget the last frame: the person was lost."""
        self._points = self._speed = None

    def __call__(self, points: NDArray[np.float32], at_s: float) -> NDArray[np.float32]:
        """Return *points* smoothed; visibilities are kept.

        Args:
            points: float32 (K, 3): x, y in pixels, visibility.
            at_s: When the frame was taken, in seconds on any clock that goes forward.
                Of a frame that is not newer than the last, a millisecond is assumed.
        """
        step_s = max(at_s - self._at_s, _LEAST_STEP_S)
        self._at_s = at_s
        before, speed = self._points, self._speed
        if before is None or speed is None or step_s > _LONGEST_STEP_S:
            self._points = points
            self._speed = np.zeros((len(points), 2), np.float32)
            return points
        way = points[:, :2] - before[:, :2]
        new_speed = way / np.float32(_size(points) * step_s)
        speed = speed + _weight(_SPEED_CUTOFF_HZ, step_s) * (new_speed - speed)
        pace = np.linalg.norm(speed, axis=1)
        weight = _weight(_LEAST_CUTOFF_HZ + _CUTOFF_PER_SPEED * pace, step_s)
        out = points.copy()
        out[:, :2] = before[:, :2] + np.asarray(weight, np.float32)[:, None] * way
        self._points, self._speed = out, np.asarray(speed, np.float32)
        return out


def _weight(
    cutoff_hz: NDArray[np.floating] | float, step_s: float
) -> NDArray[np.floating] | float:
    """Return what a new value weighs under a low-pass filter of *cutoff_hz*."""
    turn = 2 * np.pi * cutoff_hz * step_s
    return turn / (1 + turn)


def _size(points: NDArray[np.float32]) -> float:
    """Return the longer side of the box of the points that are seen, in pixels."""
    seen = points[points[:, 2] >= _FEWEST_SEEN]
    return float(np.ptp(seen if len(seen) > 1 else points, axis=0)[:2].max()) + 1e-3
