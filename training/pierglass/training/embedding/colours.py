"""The eleven basic colour names, of pixels and of garments.

Source: Berlin and Kay, "Basic Color Terms", 1969; the borders are hue angles, lightness
and chroma in CIE Lab, set by eye on the garment photos.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["COLOURS", "colour_of"]

COLOURS = (
    "black",
    "white",
    "grey",
    "red",
    "orange",
    "yellow",
    "green",
    "blue",
    "purple",
    "pink",
    "brown",
)

_GREY_CHROMA = 11.0
_BLACK, _WHITE = 26.0, 80.0

_HUES: tuple[tuple[float, str, str, float], ...] = (
    # up to this angle: the name when light, when dark, and the lightness between
    (45, "pink", "red", 62),
    (80, "orange", "brown", 58),
    (112, "yellow", "green", 48),
    (195, "green", "green", 0),
    (306, "blue", "blue", 0),
    (318, "purple", "purple", 0),
    (345, "pink", "purple", 55),
    (360, "pink", "red", 62),
)
_PALE = 30.0
"""Orange and yellow of less chroma are beige, which counts as brown."""


def colour_of(rgb: NDArray[np.uint8], inside: NDArray[np.bool_]) -> int:
    """Return the index in `COLOURS` of most of a picture's pixels.

    Args:
        rgb: uint8 (H, W, 3).
        inside: (H, W), the pixels that count; all of them when none does.
    """
    lab = cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    pixels = lab[inside] if inside.any() else lab.reshape(-1, 3)
    light, a, b = pixels.T
    chroma, hue = np.hypot(a, b), np.degrees(np.arctan2(b, a)) % 360
    names = np.full(len(pixels), COLOURS.index("grey"))
    names[light < _BLACK] = COLOURS.index("black")
    names[light > _WHITE] = COLOURS.index("white")
    low = 0.0
    vivid = (chroma >= _GREY_CHROMA) & (light >= 0.6 * _BLACK)
    for high, bright, dark, border in _HUES:
        here = vivid & (hue >= low) & (hue < high)
        names[here & (light >= border)] = COLOURS.index(bright)
        names[here & (light < border)] = COLOURS.index(dark)
        if bright in ("orange", "yellow"):
            names[here & (chroma < _PALE)] = COLOURS.index("brown")
        low = high
    return int(np.bincount(names, minlength=len(COLOURS)).argmax())
