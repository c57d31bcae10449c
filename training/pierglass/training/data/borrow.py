"""Scarves, bags and hats of other people: few wear them in the photos, many outside.

Source: the copy-paste idea of Ghiasi et al., "Simple Copy-Paste Is a Strong Data
Augmentation Method for Instance Segmentation", CVPR 2021; here a thing keeps its place
on the body.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.training.data.streetwear import UNKNOWN, StreetPhoto
from pierglass.vision.groups import group_index, point_index

__all__ = ["BORROWED", "borrow", "lenders"]

BORROWED: dict[str, tuple[str, str]] = {
    "accessory": ("left_shoulder", "right_shoulder"),
    "bag": ("left_shoulder", "right_shoulder"),
    "hat": ("left_ear", "right_ear"),
}
"""Groups that are laid on another person, and the key points they go by."""

_LEAST_PX = {"accessory": 1200, "bag": 1500, "hat": 800}

_BEFORE = tuple(group_index(name) for name in ("hair", "face_skin", "arm_skin"))
"""What stays in front of a borrowed thing now and then: hair falls over a scarf."""


def lenders(photos: Sequence[StreetPhoto]) -> dict[str, list[StreetPhoto]]:
    """Return the photos that show enough of each group to borrow it."""
    return {
        name: [
            photo
            for photo in photos
            if photo.groups is not None
            and (photo.groups == group_index(name)).sum() > _LEAST_PX[name]
        ]
        for name in BORROWED
    }


def borrow(
    picture: NDArray[np.uint8],
    groups: NDArray[np.uint8],
    points: NDArray[np.float32],
    lender: StreetPhoto,
    name: str,
    rng: np.random.Generator,
) -> NDArray[np.uint8]:
    """Return *picture* with the lender's thing on its person; change *groups* likewise.

    Args:
        picture: uint8 (S, S, 3) RGB.
        groups: uint8 (S, S), written to.
        points: float32 (23, 4), the key points in the picture.
        lender: Whose thing it is.
        name: A group of `BORROWED`.
        rng: Decides on error, tone, and whether hair and arms stay in front.
    """
    matrix = _carry(lender.points, points, BORROWED[name], rng)
    if matrix is None or lender.groups is None:
        return picture
    size = (groups.shape[1], groups.shape[0])
    thing = (lender.groups == group_index(name)).astype(np.float32)
    mask = np.asarray(cv2.warpAffine(thing, matrix, size), np.float32)
    mask[groups == UNKNOWN] = 0
    if rng.random() < 0.7:
        mask[np.isin(groups, _BEFORE)] = 0
    area = float(mask.sum())
    # What was held far from one body would float beside another.
    if area < 1 or float(mask[groups > 0].sum()) < 0.6 * area:
        return picture
    theirs = cv2.warpAffine(lender.rgb, matrix, size).astype(np.float32)
    theirs = theirs * np.float32(np.exp(rng.normal(0, 0.2)))
    soft = cv2.blur(mask, (3, 3))[..., None]
    groups[mask > 0.5] = group_index(name)
    mixed = picture + soft * (theirs - picture)
    return np.asarray(np.clip(mixed, 0, 255), np.uint8)


def _carry(
    theirs: NDArray[np.float32],
    ours: NDArray[np.float32],
    names: tuple[str, str],
    rng: np.random.Generator,
) -> NDArray[np.float32] | None:
    """Return the 2×3 similarity between two people; None when one is seen edge-on."""
    ends = [point_index(name) for name in names]
    a, b = (theirs[i, :2].astype(np.float64) for i in ends)
    c, d = (ours[i, :2].astype(np.float64) for i in ends)
    before, after = b - a, d - c
    if np.linalg.norm(before) < 6 or np.linalg.norm(after) < 6:
        return None
    # As complex numbers a similarity is one multiplication.
    turn = complex(*after) / complex(*before) * np.exp(rng.normal(0, 0.08))
    if not 0.05 < abs(turn) < 6 or abs(np.angle(turn)) > 1.0:
        return None
    linear = np.array([[turn.real, -turn.imag], [turn.imag, turn.real]])
    shift = (c + d) / 2 + rng.normal(0, 0.04, 2) * abs(turn) * np.linalg.norm(before)
    matrix = np.column_stack([linear, shift - linear @ ((a + b) / 2)])
    return matrix.astype(np.float32)
