"""Camera motions made from a photo, with the map that a perfect network would give.

A moving camera before a still person: pan, zoom, roll and shake. Nothing is claimed of
real motion from them.
"""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["FRAMES", "FRAME_S", "MOTIONS", "moved"]

FRAMES = 24
"""Frames of one clip."""

FRAME_S = 1 / 30

Turn = tuple[float, float, float, float]
"""Shift across and down in parts of the width, scale, and turn in degrees."""


def _pan(at: float, rng: np.random.Generator) -> Turn:
    return 0.05 * at, 0.01 * at, 1.0, 0.0


def _zoom(at: float, rng: np.random.Generator) -> Turn:
    return 0.0, 0.0, 1.1 + 0.08 * at, 0.0


def _roll(at: float, rng: np.random.Generator) -> Turn:
    return 0.0, 0.0, 1.03, 8.0 * at


def _shake(at: float, rng: np.random.Generator) -> Turn:
    across, down, turn = rng.normal(0, 1, 3)
    return 0.004 * across, 0.004 * down, 1.02, 0.3 * turn


MOTIONS: dict[str, Callable[[float, np.random.Generator], Turn]] = {
    "pan": _pan,
    "zoom": _zoom,
    "roll": _roll,
    "shake": _shake,
}
"""What the camera does by a swing from 0 over 1, 0 and -1 to 0: an even movement would
have no lag to be seen."""


def moved(shape: tuple[int, int], motion: str, seed: int) -> list[NDArray[np.float32]]:
    """Return one 2×3 matrix a frame, which takes photo pixels to frame pixels.

    Args:
        shape: Height and width of photo and frames.
        motion: One of `MOTIONS`.
        seed: Of the shake.
    """
    rng = np.random.default_rng(seed)
    height, width = shape
    out = []
    for index in range(FRAMES):
        at = np.sin(2 * np.pi * index / (FRAMES - 1))
        across, down, scale, turn = MOTIONS[motion](float(at), rng)
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn, scale)
        matrix[:, 2] += np.array([across, down]) * width
        out.append(np.asarray(matrix, np.float32))
    return out
