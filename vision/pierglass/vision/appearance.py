"""Making an item look as if the same camera had taken it.

Source: US 2025/0259399, [0098]: colour, contrast, gamma and brightness of the item.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.geometry import Box

__all__ = ["Look", "apply_look", "measure_look"]

_STRENGTH = 0.45
"""How far the item goes towards the scene: its own colour is what the shopper buys."""

_GAINS = (0.62, 1.25)


@dataclass(frozen=True)
class Look:
    """What the camera did to the scene."""

    exposure: float
    """Factor on the item's brightness."""

    balance: tuple[float, float, float]
    """Factors on red, green and blue; their mean is 1."""

    blur_px: float
    """Spread of the camera's blur in pixels."""


def measure_look(frame: NDArray[np.uint8], box: Box) -> Look:
    """Return the scene's look around *box*.

    Exposure and white balance come from the surroundings (grey world, tempered);
    sharpness from the strongest edges.
    """
    left, top, right, bottom = box
    dx, dy = (right - left) // 2 + 8, (bottom - top) // 2 + 8
    part = frame[max(0, top - dy) : bottom + dy, max(0, left - dx) : right + dx]
    small = cv2.resize(part, (64, 64), interpolation=cv2.INTER_AREA).astype(np.float32)
    mean = small.reshape(-1, 3).mean(0) + 1.0
    grey = float(mean.mean())
    bright = float(np.percentile(small.max(2), 90)) + 1.0
    exposure = (bright / 215.0) ** _STRENGTH
    balance = (mean / grey) ** (0.5 * _STRENGTH)
    balance = balance / balance.mean()
    return Look(
        exposure=float(np.clip(exposure, *_GAINS)),
        balance=(float(balance[0]), float(balance[1]), float(balance[2])),
        blur_px=_blur(part),
    )


def apply_look(patch: NDArray[np.uint8], look: Look) -> NDArray[np.uint8]:
    """Return *patch*, uint8 (h, w, 4) straight RGBA, with the scene's look."""
    gains = np.array(look.balance, np.float32) * np.float32(look.exposure)
    ramp = np.arange(256, dtype=np.float32)[:, None] * gains
    # A shoulder instead of clipping, so that white cloth keeps its folds.
    ramp = np.where(ramp > 225, 225 + (ramp - 225) * 0.6, ramp)
    table = np.clip(ramp, 0, 255).astype(np.uint8)
    out = patch.copy()
    for channel in range(3):
        out[..., channel] = table[:, channel][patch[..., channel]]
    if look.blur_px > 0.35:
        soft = cv2.GaussianBlur(_premultiplied(out), (0, 0), look.blur_px)
        out = _straight(np.asarray(soft, np.float32))
    return out


def _blur(part: NDArray[np.uint8]) -> float:
    """Return the spread of the blur of the scene's sharpest edges, 0 to 2 pixels.

    An edge of height h blurred by a Gaussian of spread s has the slope h / (s √2π).
    """
    grey = cv2.cvtColor(part, cv2.COLOR_RGB2GRAY).astype(np.float32)
    if min(grey.shape) < 16:
        return 0.0
    grey = grey[:: max(1, grey.shape[0] // 512), :]
    slope = np.abs(np.diff(grey, axis=1))
    height = np.abs(grey[:, 6:] - grey[:, :-6])
    clear = height > 60
    if clear.sum() < 50:
        return 0.0
    local = np.max([slope[:, i : i + height.shape[1]] for i in range(6)], axis=0)
    ratio = float(np.percentile(local[clear] / height[clear], 75))
    return float(np.clip(1 / (ratio * 2.507) - 0.55, 0, 2))


def _premultiplied(rgba: NDArray[np.uint8]) -> NDArray[np.float32]:
    out = rgba.astype(np.float32)
    out[..., :3] *= out[..., 3:] / 255
    return out


def _straight(premultiplied: NDArray[np.float32]) -> NDArray[np.uint8]:
    alpha = premultiplied[..., 3:]
    colour = premultiplied[..., :3] * (255 / np.maximum(alpha, 1))
    return np.clip(np.concatenate([colour, alpha], 2) + 0.5, 0, 255).astype(np.uint8)
