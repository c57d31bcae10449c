"""What the camera makes of the canvas: pixels half as wide, light fall-off, noise."""

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["SUPERSAMPLED", "photographed"]

SUPERSAMPLED = 2
"""Canvas pixels a side of a picture's pixel."""

_GRAIN = np.random.default_rng(11).normal(0, 1, (700, 700, 3)).astype(np.float32)


def photographed(
    canvas: NDArray[np.uint8], rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Return the picture that a camera takes of *canvas*.

    Args:
        canvas: uint8 (2 H, 2 W, 3) RGB.
        rng: Draws the camera.

    Returns:
        uint8 (H, W, 3).
    """
    height, width = canvas.shape[0] // SUPERSAMPLED, canvas.shape[1] // SUPERSAMPLED
    out = cv2.resize(canvas, (width, height), interpolation=cv2.INTER_AREA)
    if rng.random() < 0.5:
        out = cv2.GaussianBlur(out, (0, 0), float(rng.uniform(0.35, 0.9)))
    gain = np.exp(rng.normal(0, 0.08)) * np.exp(rng.normal(0, 0.035, 3))
    gamma = float(np.exp(rng.normal(0, 0.12)))
    levels = (np.arange(256, dtype=np.float32) / 255) ** gamma
    curves = np.clip(levels[:, None] * gain[None] * 255, 0, 255).astype(np.uint8)
    out = cv2.LUT(out, curves[None])
    light = _falloff((height, width), rng)
    y, x = (int(v) for v in rng.integers(0, 100, 2))
    grain = _GRAIN[y : y + height, x : x + width]
    if grain.shape[:2] != (height, width):
        grain = np.resize(_GRAIN, (height, width, 3))
    noise = np.float32(rng.uniform(0.5, 5.0))
    bright = out.astype(np.float32)
    bright *= light[..., None]
    bright += grain * noise
    return np.clip(bright, 0, 255).astype(np.uint8)


def _falloff(shape: tuple[int, int], rng: np.random.Generator) -> NDArray[np.float32]:
    """Return vignette and a slope of light over the picture, float32 (H, W)."""
    y = np.linspace(-1, 1, 24, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, 24, dtype=np.float32)[None]
    dark, slope = rng.uniform(0, 0.14), rng.normal(0, 0.06, 2)
    small = 1 - dark * (x * x + y * y) / 1.4 + slope[0] * x + slope[1] * y
    big = cv2.resize(
        small.astype(np.float32), (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR
    )
    return np.asarray(big, np.float32)
