"""Colours of skin, hair and cloth.

Skin: the ten tones of the Monk scale (Google, 2022), and all between them.
"""

from collections.abc import Sequence

import cv2
import numpy as np

__all__ = [
    "Colour",
    "blend",
    "cloth_colour",
    "hair_colour",
    "mixed",
    "other_colour",
    "skin_colour",
]

Colour = tuple[int, int, int]
"""Red, green, blue, each 0 to 255."""

_MONK = np.array(
    [
        (246, 237, 228), (243, 231, 219), (247, 234, 208), (234, 218, 186),
        (215, 189, 150), (160, 126, 86), (130, 92, 67), (96, 65, 52),
        (58, 49, 42), (41, 36, 32),
    ],
    np.float32,
)  # fmt: skip

_FLUSH = np.array([(228, 188, 168), (120, 74, 52)], np.float32)
"""Blood under light and under dark skin, which flat patches do not show."""

_HAIR: tuple[Colour, ...] = (
    (22, 18, 18), (35, 25, 20), (58, 38, 26), (84, 54, 34), (120, 80, 48),
    (166, 122, 74), (206, 170, 112), (140, 62, 34), (150, 146, 142), (214, 210, 204),
)  # fmt: skip

_STAPLES: tuple[Colour, ...] = (
    (24, 24, 27), (40, 42, 48), (232, 230, 226), (248, 248, 246), (128, 130, 134),
    (30, 38, 66), (62, 84, 122), (104, 132, 170), (198, 178, 148), (226, 214, 194),
    (120, 88, 62), (82, 84, 60), (112, 28, 36), (70, 70, 76),
)  # fmt: skip
"""What most clothes are: black, white, grey, navy, denim, beige, brown, olive."""


def _colour(values: "np.typing.ArrayLike") -> Colour:
    r, g, b = (int(v) for v in np.clip(np.asarray(values), 0, 255))
    return r, g, b


def mixed(a: Sequence[int], b: Sequence[int], share: float) -> Colour:
    """Return *share* of *b* in *a*."""
    red, green, blue = (int(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


def blend(colour: Sequence[int], factor: float) -> Colour:
    """Return *colour* brighter by *factor*."""
    red, green, blue = (min(255, int(value * factor)) for value in colour)
    return red, green, blue


def skin_colour(rng: np.random.Generator) -> Colour:
    """Return a skin tone; every stretch of the scale is as likely."""
    place = rng.uniform(0.6, 8.6)
    low = int(place)
    tone = _MONK[low] + (_MONK[low + 1] - _MONK[low]) * (place - low)
    flush = _FLUSH[0] + (_FLUSH[1] - _FLUSH[0]) * min(1.0, place / 7)
    share = 0.42 if place < 6 else 0.25
    jitter = rng.normal(0, 4, 3) + rng.normal(0, 5)
    return _colour(tone * (1 - share) + flush * share + jitter)


def hair_colour(rng: np.random.Generator) -> Colour:
    """Return a hair colour, now and then a dyed one."""
    if rng.random() < 0.05:
        return _from_hsv(
            rng.uniform(0, 180), rng.uniform(80, 200), rng.uniform(90, 220)
        )
    weights = np.array([4, 4, 4, 3, 2, 1.5, 1.5, 1, 0.7, 0.5])
    base = _HAIR[int(rng.choice(len(_HAIR), p=weights / weights.sum()))]
    return _colour(np.asarray(base) * rng.uniform(0.8, 1.2) + rng.normal(0, 3, 3))


def cloth_colour(rng: np.random.Generator) -> Colour:
    """Return a colour that clothes have."""
    if rng.random() < 0.62:
        base = _STAPLES[int(rng.integers(len(_STAPLES)))]
        return _colour(np.asarray(base) * rng.uniform(0.85, 1.1) + rng.normal(0, 4, 3))
    return _from_hsv(rng.uniform(0, 180), rng.uniform(50, 230), rng.uniform(60, 245))


def other_colour(colour: Colour, rng: np.random.Generator) -> Colour:
    """Return a colour that can be told from *colour*."""
    for _ in range(8):
        found = cloth_colour(rng)
        if np.abs(np.subtract(found, colour)).sum() > 110:
            return found
    return (235, 232, 226) if sum(colour) < 384 else (30, 30, 34)


def _from_hsv(hue: float, saturation: float, value: float) -> Colour:
    pixel = np.array([[[hue, saturation, value]]], np.float32).astype(np.uint8)
    return _colour(cv2.cvtColor(pixel, cv2.COLOR_HSV2RGB)[0, 0])
