"""Pictures of what the models saw: label maps, key points, occlusion maps."""

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.groups import BONES, point_index

__all__ = ["draw_groups", "draw_map", "draw_points"]

_COLOURS = np.array(
    [
        (24, 26, 32),
        (122, 78, 44),
        (255, 204, 170),
        (240, 150, 110),
        (214, 120, 96),
        (66, 135, 245),
        (104, 88, 204),
        (54, 179, 126),
        (222, 90, 160),
        (240, 210, 60),
        (160, 60, 60),
        (60, 220, 230),
        (170, 130, 70),
        (250, 120, 40),
    ],
    np.uint8,
)


def draw_groups(groups: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return *groups*, uint8 (H, W) indices, as a coloured RGB picture."""
    return _COLOURS[groups]


def draw_points(
    frame: NDArray[np.uint8], points: NDArray[np.float32]
) -> NDArray[np.uint8]:
    """Return *frame* with bones and points drawn.

    Args:
        frame: uint8 (H, W, 3) RGB.
        points: float (K, 3): x, y in pixels, visibility; those under 0.3 are left out.
    """
    out = frame.copy()
    size = max(1, min(frame.shape[:2]) // 160)
    for a, b in BONES:
        p, q = points[point_index(a)], points[point_index(b)]
        if min(p[2], q[2]) >= 0.3:
            cv2.line(out, _pixel(p), _pixel(q), (60, 220, 230), size, cv2.LINE_AA)
    for point in points:
        if point[2] >= 0.3:
            cv2.circle(out, _pixel(point), size + 1, (250, 90, 40), -1, cv2.LINE_AA)
    return out


def draw_map(
    frame: NDArray[np.uint8],
    alpha: NDArray[np.float32],
    occlusion: NDArray[np.float32],
) -> NDArray[np.uint8]:
    """Return *frame* with the item's shown pixels green and its hidden ones red.

    Args:
        frame: uint8 (H, W, 3) RGB.
        alpha: The overlay's alpha, float32 (H, W) in [0, 1].
        occlusion: The map, float32 (H, W) in [0, 1]; 1 = the item shows.
    """
    tint = np.zeros_like(frame, np.float32)
    tint[..., 1] = 255 * occlusion
    tint[..., 0] = 255 * np.clip(alpha - occlusion, 0, 1)
    weight = (0.65 * np.clip(alpha, 0, 1))[..., None]
    return (frame * (1 - weight) + tint * weight).astype(np.uint8)


def _pixel(point: NDArray[np.float32]) -> tuple[int, int]:
    return round(float(point[0])), round(float(point[1]))
