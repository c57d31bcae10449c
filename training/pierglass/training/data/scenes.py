"""What else a photo might have shown: other cloth, another place.

Nine hundred photos hold few orange jackets and few living rooms. A garment's label map
lets its colour be changed and nothing else; the person's lets the place be changed.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.groups import group_index

__all__ = ["recolour", "replace_background"]

_CLOTH = tuple(
    group_index(name)
    for name in (
        "upper_garment",
        "outer_garment",
        "lower_garment",
        "dress",
        "footwear",
        "hat",
        "bag",
    )
)


def recolour(
    picture: NDArray[np.uint8], groups: NDArray[np.uint8], rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Return *picture* with some garments of *groups* dyed; folds and prints stay.

    Args:
        picture: uint8 (H, W, 3) RGB.
        groups: uint8 (H, W), indices of `GROUPS`.
        rng: Decides which garments and which dye.
    """
    out = picture
    present = np.bincount(groups.ravel(), minlength=256)
    for group in _CLOTH:
        if not present[group] or rng.random() < 0.6:
            continue
        where = cv2.blur((groups == group).astype(np.float32), (3, 3))[:, :, None]
        hsv = cv2.cvtColor(out, cv2.COLOR_RGB2HSV).astype(np.float32)
        if rng.random() < 0.5:
            hsv[:, :, 0] = (hsv[:, :, 0] + rng.uniform(0, 180)) % 180
            hsv[:, :, 1] *= rng.uniform(0.5, 1.6)
        else:
            hsv[:, :, 0] = rng.uniform(0, 180)
            hsv[:, :, 1] = hsv[:, :, 1] * 0.3 + rng.uniform(0, 220)
        hsv[:, :, 2] = hsv[:, :, 2] * rng.uniform(0.6, 1.5) + rng.uniform(-20, 50)
        dyed = cv2.cvtColor(np.clip(hsv, 0, 255).astype(np.uint8), cv2.COLOR_HSV2RGB)
        out = np.asarray(out + where * (dyed.astype(np.float32) - out), np.uint8)
    return out


def replace_background(
    picture: NDArray[np.uint8],
    groups: NDArray[np.uint8],
    place: NDArray[np.uint8],
    rng: np.random.Generator,
) -> NDArray[np.uint8]:
    """Return the person of *picture* before *place*, uint8 (H, W, 3), any size."""
    height, width = groups.shape
    behind = cv2.resize(place, (width, height), interpolation=cv2.INTER_AREA)
    if rng.random() < 0.5:
        spread = float(rng.uniform(1, 8))
        behind = np.asarray(cv2.GaussianBlur(behind, (0, 0), spread), np.uint8)
    person = cv2.GaussianBlur((groups > 0).astype(np.float32), (0, 0), 1.0)[:, :, None]
    mixed = behind + person * (picture.astype(np.float32) - behind)
    return np.asarray(np.clip(mixed, 0, 255), np.uint8)
