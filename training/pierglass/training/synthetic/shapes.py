"""Outlines: splines, ellipses and limbs, as polygons in canvas pixels."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Outline", "along", "ellipse", "limb", "moved", "outline", "spline", "unit"]

Outline = NDArray[np.float32]
"""(N, 2): x and y of a polygon's corners."""

_BENT = 0.06
"""Sine of the turn between two stretches that leaves no gap."""

_TURN = np.linspace(0, 2 * np.pi, 24, endpoint=False)
_RING = np.stack([np.cos(_TURN), np.sin(_TURN)], 1).astype(np.float32)


def outline(*corners: ArrayLike) -> Outline:
    """Return corners, each (x, y), as an outline."""
    return np.asarray(corners, np.float32).reshape(-1, 2)


def moved(at: NDArray[np.float32], x: float, y: float) -> NDArray[np.float32]:
    """Return a point, or all points of an outline, *x* and *y* further on."""
    return np.asarray(at + np.array([x, y], np.float32), np.float32)


def unit(way: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return *way*, (2,), at length one."""
    return np.asarray(way / max(float(np.hypot(way[0], way[1])), 1e-4), np.float32)


def spline(corners: ArrayLike, *, closed: bool = True, steps: int = 5) -> Outline:
    """Return the Catmull-Rom curve through *corners*, *steps* points a stretch."""
    at = np.asarray(corners, np.float32)
    if closed:
        p0, p1, p2, p3 = (np.roll(at, shift, 0) for shift in (1, 0, -1, -2))
    else:
        wide = np.vstack([2 * at[0] - at[1], at, 2 * at[-1] - at[-2]])
        p0, p1, p2, p3 = wide[:-3], wide[1:-2], wide[2:-1], wide[3:]
    t = np.linspace(0, 1, steps, endpoint=False, dtype=np.float32)[None, :, None]
    a, b, c, d = (p[:, None] for p in (p0, p1, p2, p3))
    curve = 0.5 * (
        2 * b
        + (c - a) * t
        + (2 * a - 5 * b + 4 * c - d) * t**2
        + (3 * b - a - 3 * c + d) * t**3
    )
    out = curve.reshape(-1, 2)
    return np.asarray(out if closed else np.vstack([out, at[-1]]), np.float32)


def ellipse(centre: ArrayLike, radii: ArrayLike, angle_rad: float = 0.0) -> Outline:
    """Return an ellipse of 24 corners, turned by *angle_rad*."""
    ring = _RING * np.asarray(radii, np.float32)
    if angle_rad:
        cos, sin = np.cos(angle_rad), np.sin(angle_rad)
        ring = ring @ np.array([[cos, sin], [-sin, cos]], np.float32)
    return np.asarray(ring + np.asarray(centre, np.float32), np.float32)


def along(path: ArrayLike, t: ArrayLike) -> Outline:
    """Return the points at the shares *t* of the length of *path*, (K, 2)."""
    at = np.asarray(path, np.float64)
    steps = at[1:] - at[:-1]
    reach = np.zeros(len(at))
    np.cumsum(np.sqrt(steps[:, 0] ** 2 + steps[:, 1] ** 2), out=reach[1:])
    where = np.asarray(t) * reach[-1]
    out = np.empty((len(where), 2), np.float32)
    out[:, 0] = np.interp(where, reach, at[:, 0])
    out[:, 1] = np.interp(where, reach, at[:, 1])
    return out


@cache
def _even(steps: int) -> NDArray[np.float64]:
    return np.linspace(0, 1, steps)


def limb(path: ArrayLike, radii: Sequence[float], *, steps: int = 9) -> list[Outline]:
    """Return discs along *path* and the quadrangles that join them.

    Args:
        path: (K, 2) joints.
        radii: Half widths, spread evenly over the path's length.
        steps: How many discs.
    """
    centres = along(path, _even(steps))
    width = np.interp(_even(steps), _even(len(radii)), radii).astype(np.float32)
    ways = centres[1:] - centres[:-1]
    ways /= np.maximum(np.sqrt(ways[:, 0] ** 2 + ways[:, 1] ** 2), 1e-4)[:, None]
    side = np.empty_like(ways)
    side[:, 0], side[:, 1] = -ways[:, 1], ways[:, 0]
    first, last = side * width[:-1, None], side * width[1:, None]
    a, b = centres[:-1], centres[1:]
    quads = np.empty((steps - 1, 4, 2), np.float32)
    quads[:, 0], quads[:, 1] = a + first, b + last
    quads[:, 2], quads[:, 3] = b - last, a - first
    # Where a limb bends, a disc closes the gap; its ends are round.
    bent = np.abs(ways[1:, 0] * ways[:-1, 1] - ways[1:, 1] * ways[:-1, 0]) > _BENT
    bent |= (ways[1:] * ways[:-1]).sum(1) < 0
    round_ = np.concatenate([[True], bent, [True]])
    discs = centres[round_, None] + _RING[None] * width[round_, None, None]
    return [*quads, *discs]
