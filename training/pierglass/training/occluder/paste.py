"""Occluders cut out of other photos: an arm, hair or a bag laid before the item.

Source: the RandOcc and NatOcc idea, "Delving into High-Quality Synthetic Face Occlusion
Segmentation Datasets", CVPR Workshops 2022.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.training.data.streetwear import StreetPhoto
from pierglass.vision.groups import group_index
from pierglass.vision.placement import Placed

__all__ = ["Pasted", "paste_occluder"]

_GROUPS = ("arm_skin", "bag", "hair")


@dataclass(frozen=True, eq=False)
class Pasted:
    """A frame with something laid before the item's place."""

    frame: NDArray[np.uint8]
    """(H, W, 3) RGB."""

    cover: NDArray[np.float32]
    """(h, w) in [0, 1]: where in the placement's box the occluder lies."""

    group: str
    """What it is."""


def paste_occluder(
    frame: NDArray[np.uint8],
    placed: Placed,
    other: StreetPhoto,
    rng: np.random.Generator,
) -> Pasted | None:
    """Return *frame* with a piece of *other* laid over a part of the placed item."""
    group = str(rng.choice(_GROUPS))
    if other.groups is None:
        return None
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        (other.groups == group_index(group)).astype(np.uint8)
    )
    if count < 2:
        return None
    best = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    x, y, w, h, area = (int(v) for v in stats[best])
    if area < 150:
        return None
    left, top, right, bottom = placed.box
    ys, xs = np.nonzero(placed.patch[..., 3] > 128)
    pick = rng.integers(len(ys))
    scale = np.sqrt(rng.uniform(0.05, 0.35) * len(ys) / area)
    turn = cv2.getRotationMatrix2D(
        (x + w / 2, y + h / 2),
        float(rng.uniform(-60, 60)),
        float(np.clip(scale, 0.2, 4)),
    )
    turn[:, 2] += (xs[pick] - x - w / 2, ys[pick] - y - h / 2)
    size = (right - left, bottom - top)
    mask = (labels == best).astype(np.float32)
    cover = cv2.warpAffine(cv2.GaussianBlur(mask, (3, 3), 0), turn, size)
    pixels = cv2.warpAffine(
        other.rgb, turn, size, borderMode=cv2.BORDER_REFLECT
    ).astype(np.float32)
    out = frame.copy()
    part = out[top:bottom, left:right]
    weight = cover[..., None]
    part[:] = (part * (1 - weight) + pixels * weight).astype(np.uint8)
    return Pasted(out, (cover > 0.5).astype(np.float32), group)
