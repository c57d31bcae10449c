"""Making an item look as if the same camera had taken it.

Source: US 2025/0259399, [0098]: colour, contrast, gamma and brightness of the item.
"""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.camera import add_noise, measure_blur, measure_noise, soften
from pierglass.vision.geometry import Box
from pierglass.vision.steps import Steps

__all__ = ["Look", "apply_look", "measure_look", "mixed"]

_STRENGTH = 0.45
"""How far the item goes towards the scene: its own colour is what the shopper buys."""

_GAINS = (0.62, 1.25)
_GAMMAS = (0.9, 1.12)

_USUAL_MIDDLE = 0.45
"""Where between its darkest and lightest parts a usual picture has its middle tones."""

_USUAL_BLACK = 35.0
"""A scene whose darkest parts are lighter than this has haze or flare over it."""

_MOST_LIFT = 45.0
_LEAST_RANGE = 40.0
"""A scene with fewer levels between dark and light says nothing of contrast."""

_ITEM_BLUR_PX = 0.5
"""Spread that the item's own picture has, once it is warped into the frame."""

_LEAST_BLUR_PX = 0.35
_LEAST_NOISE = 0.8
"""Less blur and noise than this is not worth adding."""


@dataclass(frozen=True)
class Look:
    """What the camera did to the scene."""

    exposure: float
    """Factor on the item's brightness."""

    balance: tuple[float, float, float]
    """Factors on red, green and blue; their mean is 1."""

    blur_px: float
    """Spread of the camera's blur in pixels."""

    lift: float = 0.0
    """Value that black becomes, of 255; white stays."""

    gamma: float = 1.0
    """Exponent on values in [0, 1]: above 1 darkens the middle tones."""

    noise: float = 0.0
    """Standard deviation of the camera's noise, of 255."""


def measure_look(frame: NDArray[np.uint8], box: Box) -> Look:
    """Return the scene's look around *box*.

    Exposure and white balance come from the surroundings (grey world, tempered); black
    level and gamma from the whole frame, since haze lies over all of it; blur from the
    strongest edges around the box, noise from the calmest parts there.
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
    lift, gamma = _tones(frame)
    return Look(
        exposure=float(np.clip(exposure, *_GAINS)),
        balance=(float(balance[0]), float(balance[1]), float(balance[2])),
        blur_px=measure_blur(part),
        lift=lift,
        gamma=gamma,
        noise=measure_noise(part),
    )


def apply_look(
    patch: NDArray[np.uint8], look: Look, steps: Steps | None = None, seed: int = 0
) -> NDArray[np.uint8]:
    """Return *patch*, uint8 (h, w, 4) straight RGBA, with the scene's look.

    Args:
        patch: The item in its place.
        look: As `measure_look` returns it.
        steps: Which of the steps to take; all by default.
        seed: Of the noise; another for each frame.
    """
    steps = steps or Steps()
    out = patch
    if steps.exposure or steps.balance or steps.contrast or steps.gamma:
        out = np.asarray(cv2.LUT(patch, _curve(look, steps)), np.uint8)
    if steps.blur:
        more = np.sqrt(max(look.blur_px**2 - _ITEM_BLUR_PX**2, 0.0))
        out = soften(out, float(more)) if more > _LEAST_BLUR_PX else out
    if steps.noise and look.noise > _LEAST_NOISE:
        out = add_noise(out, look.noise, seed)
    return patch.copy() if out is patch else out


def mixed(before: Look, now: Look, weight: float) -> Look:
    """Return the look between two; *weight* 1 is *now*.

    In a stream a look that jumps from frame to frame is seen as flicker.
    """

    def between(old: float, new: float) -> float:
        return old + weight * (new - old)

    red, green, blue = map(between, before.balance, now.balance)
    return Look(
        exposure=between(before.exposure, now.exposure),
        balance=(red, green, blue),
        blur_px=between(before.blur_px, now.blur_px),
        lift=between(before.lift, now.lift),
        gamma=between(before.gamma, now.gamma),
        noise=between(before.noise, now.noise),
    )


def _tones(frame: NDArray[np.uint8]) -> tuple[float, float]:
    """Return how far black is lifted, and the gamma, of a scene."""
    few = frame[:: max(1, frame.shape[0] // 96), :: max(1, frame.shape[1] // 96)]
    small = cv2.blur(np.ascontiguousarray(few), (3, 3)).astype(np.float32)
    dark, middle, light = (float(v) for v in np.percentile(small.mean(2), (1, 50, 99)))
    if light - dark < _LEAST_RANGE:
        return 0.0, 1.0
    lift = float(np.clip((dark - _USUAL_BLACK) * _STRENGTH, 0, _MOST_LIFT))
    share = float(np.clip((middle - dark) / (light - dark), 0.05, 0.95))
    gamma = (np.log(share) / np.log(_USUAL_MIDDLE)) ** (0.3 * _STRENGTH)
    return lift, float(np.clip(gamma, *_GAMMAS))


@lru_cache(maxsize=8)
def _curve(look: Look, steps: Steps) -> NDArray[np.uint8]:
    """Return what each value becomes in each channel, uint8 (1, 256, 4)."""
    ramp: NDArray[np.floating] = np.repeat(
        np.arange(256, dtype=np.float32)[:, None], 3, 1
    )
    if steps.gamma:
        ramp = 255 * (ramp / 255) ** np.float32(look.gamma)
    if steps.balance:
        ramp = ramp * np.array(look.balance, np.float32)
    if steps.exposure:
        ramp = ramp * np.float32(look.exposure)
    if steps.contrast:
        ramp = look.lift + ramp * np.float32(1 - look.lift / 255)
    # A shoulder instead of clipping, so that white cloth keeps its folds.
    soft = np.where(ramp > 225, 225 + (ramp - 225) * 0.6, ramp)
    alpha = np.arange(256)[:, None]
    return np.hstack([np.clip(soft, 0, 255), alpha]).astype(np.uint8)[None]
