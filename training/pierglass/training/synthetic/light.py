"""Light and shade: round things, folds, and the shadow that one thing throws."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.training.synthetic.shapes import Outline

__all__ = ["COARSE", "Fold", "Light", "coarse_mask", "draw_light", "shade", "widened"]

COARSE = 4
"""Shade is computed on every fourth pixel."""


@dataclass(frozen=True, eq=False)
class Fold:
    """A crease: a dark line with a bright one beside it."""

    path: Outline
    strength: float
    """Change of the shade, 0.2 for a plain crease."""
    width_px: float


@dataclass(frozen=True)
class Light:
    """Where the light comes from, and how hard it is."""

    x: float
    y: float
    """Way to the light in the picture, at length one; y is negative: from above."""
    contrast: float
    """How much brighter the lit side of a thing is."""
    shadow: float
    """How dark a thrown shadow is, in [0, 1]."""


def draw_light(rng: np.random.Generator) -> Light:
    """Return light from anywhere above."""
    angle = rng.uniform(-1.2, 1.2)
    hard = float(rng.beta(1.6, 1.8))
    return Light(
        float(np.sin(angle)),
        float(-np.cos(angle)),
        0.10 + 0.38 * hard,
        0.12 + 0.38 * hard,
    )


def coarse_mask(mask: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return *mask* at a quarter of its size, in [0, 1]."""
    size = (max(1, mask.shape[1] // COARSE), max(1, mask.shape[0] // COARSE))
    small = cv2.resize(mask, size, interpolation=cv2.INTER_AREA)
    return small.astype(np.float32) * np.float32(1 / 255)


def shade(
    mask: NDArray[np.uint8],
    light: Light,
    round_px: float,
    folds: Sequence[Fold],
    corner: tuple[int, int],
) -> NDArray[np.float32]:
    """Return how bright a round thing of the outline *mask* is, 1 = its own colour.

    Args:
        mask: uint8 (h, w), 0 or 255.
        light: Of the scene.
        round_px: How far from its limb the thing curves.
        folds: In canvas pixels.
        corner: Of *mask* in the canvas.

    Returns:
        float32 (h / 4, w / 4).
    """
    small = coarse_mask(mask)
    size = max(3, int(round_px / COARSE) | 1)
    soft = cv2.blur(cv2.blur(small, (size, size)), (size, size))
    reach = np.float32(size * 0.5)
    gx = cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
    gy = cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
    # The gradient points inwards, away from what a limb faces.
    lit = -(gx * np.float32(light.x) + gy * np.float32(light.y)) * reach
    out = 1 + np.float32(light.contrast * 1.3) * lit
    out -= np.float32(light.contrast * 0.75) * (1 - soft)
    if folds:
        out += _creases(folds, light, corner, out.shape)
    return np.asarray(out, np.float32)


def _creases(
    folds: Sequence[Fold],
    light: Light,
    corner: tuple[int, int],
    shape: tuple[int, ...],
) -> NDArray[np.float32]:
    canvas = np.zeros(shape, np.float32)
    aside = np.array([light.x, light.y], np.float32)
    for fold in folds:
        path = (fold.path - np.asarray(corner, np.float32)) / COARSE
        width = max(1, round(fold.width_px / COARSE))
        for step, strength in ((-0.5, -fold.strength), (0.6, 0.7 * fold.strength)):
            line = np.round(path + aside * step * width).astype(np.int32)
            cv2.polylines(canvas, [line], False, strength, width)
    return np.asarray(cv2.blur(cv2.blur(canvas, (3, 3)), (3, 3)), np.float32)


def widened(small: NDArray[np.float32], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """Return a shade at full size for `cv2.multiply`: 128 is one."""
    level = np.clip(small * np.float32(128), 0, 255).astype(np.uint8)
    grown = cv2.resize(level, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(grown, np.uint8)
