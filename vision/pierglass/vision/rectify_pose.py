"""From key points to the canonical pose: four points a kind, and the way between.

A stock picture shows a garment upright in the middle of the frame. Four key points of
its wearer, moved to where a stock picture's wearer would have them, turn and stretch a
worn garment the same way; only then may a network's skip connections carry pixels
from photo to stock picture.

Source: US 10,552,714, claims 2 and 3 (points of interest of the torso; crop by them).
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.person import SEEN

__all__ = ["POSES", "Pose", "canonical_matrix"]

_LEAST_POINTS = 3

_MOST_SHEAR = 3.2
"""Largest ratio of the scales across and along; more is a person seen sideways."""

_MOST_KEYSTONE = 3.0
"""Largest ratio of areas within the four points; more is a key point gone astray, and
the best affine map serves instead of the homography."""


@dataclass(frozen=True)
class Pose:
    """Where the four key points of a kind belong."""

    names: tuple[str, str, str, str]
    """Key points: right and left of the upper pair, right and left of the lower."""

    places: tuple[tuple[float, float], ...]
    """(x, y) of each in units of the frame's side; outside of [0, 1] is out of it."""


def _pose(
    upper: str, lower: str, upper_at: tuple[float, float], lower_at: tuple[float, float]
) -> Pose:
    """Return a symmetric pose; each place is half the gap of the pair, and its y."""
    return Pose(
        (f"right_{upper}", f"left_{upper}", f"right_{lower}", f"left_{lower}"),
        tuple(
            (0.5 + sign * half, y)
            for half, y in (upper_at, lower_at)
            for sign in (-1, 1)
        ),
    )


POSES: dict[str, Pose] = {
    "top": _pose("shoulder", "hip", (0.19, 0.20), (0.125, 0.74)),
    "jacket": _pose("shoulder", "hip", (0.18, 0.18), (0.115, 0.68)),
    "dress": _pose("shoulder", "hip", (0.155, 0.12), (0.10, 0.54)),
    "trousers": _pose("hip", "knee", (0.115, 0.19), (0.115, 0.58)),
    "shorts": _pose("hip", "knee", (0.16, 0.34), (0.16, 0.88)),
    "skirt": _pose("hip", "knee", (0.17, 0.30), (0.16, 0.95)),
}
"""The pose of each kind that has four points. Lengths are a mean body's, scaled so that
a garment of usual length fills the frame as `fit_stock` fits one."""


def canonical_matrix(
    kind: str,
    points: NDArray[np.float32],
    visibility: NDArray[np.float32],
    side: int,
) -> NDArray[np.float64] | None:
    """Return the homography from the photo to the canonical pose, or None.

    Args:
        kind: A key of `POSES`.
        points: (4, 2) the pose's key points in photo pixels, in its order.
        visibility: (4,) in [0, 1].
        side: Of the canonical frame in pixels.

    Returns:
        (3, 3); None where fewer than three points are seen, or they lie so that
        nothing but a smear would come of it. Three points give an affine map. A person
        seen from behind is not mirrored: right is then the picture's right.
    """
    seen = visibility >= SEEN
    if seen.sum() < _LEAST_POINTS:
        return None
    target = np.array(POSES[kind].places, np.float64) * side
    source = points.astype(np.float64)
    if _from_behind(source, seen):
        source, seen = source[[1, 0, 3, 2]], seen[[1, 0, 3, 2]]
    affine = _affine(source[seen], target[seen])
    if affine is None:
        return None
    if not seen.all():
        return affine
    full = np.asarray(
        cv2.getPerspectiveTransform(
            source.astype(np.float32), target.astype(np.float32)
        ),
        np.float64,
    )
    return full if _is_gentle(full, source) else affine


def _from_behind(source: NDArray[np.float64], seen: NDArray[np.bool_]) -> bool:
    """Return whether the pairs that are seen whole lie left before right."""
    gaps = [
        source[low + 1, 0] - source[low, 0]
        for low in (0, 2)
        if seen[low] and seen[low + 1]
    ]
    return bool(gaps) and sum(gaps) < 0


def _affine(
    source: NDArray[np.float64], target: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    """Return the best affine map as (3, 3), or None where it flattens or flips."""
    ones = np.ones((len(source), 1))
    solved, _, rank, _ = np.linalg.lstsq(np.hstack([source, ones]), target, rcond=1e-4)
    matrix = np.vstack([solved.T, [0, 0, 1]])
    scales = np.linalg.svd(matrix[:2, :2], compute_uv=False)
    flips = np.linalg.det(matrix[:2, :2]) <= 0
    if rank < 3 or flips or scales[0] > _MOST_SHEAR * scales[1]:
        return None
    return matrix


def _is_gentle(matrix: NDArray[np.float64], source: NDArray[np.float64]) -> bool:
    """Return whether areas about the four points are changed alike and unflipped."""
    ends = np.column_stack([source, np.ones(4)]) @ matrix[2]
    if not (ends > 0).all() and not (ends < 0).all():
        return False
    # The Jacobian's determinant of x -> Mx / (m3 x) is det M / (m3 x)^3.
    areas = np.linalg.det(matrix) / ends**3
    return bool((areas > 0).all() and areas.max() < _MOST_KEYSTONE * areas.min())
