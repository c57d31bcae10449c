"""What is worn below the waist is one garment: it hides the item, or it does not.

Where the networks waver between a dress, which is worn over trousers, and a skirt,
which trousers take the place of, the map would show patches of both. The map's mean
over the whole of it decides for all of it, the more clearly the further it is from the
balance.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.groups import group_index

__all__ = ["BELOW_WAIST", "decided"]

BELOW_WAIST = frozenset({"trousers", "shorts", "skirt"})
"""Kinds that what is worn below the waist may hide."""

_BALANCE = 0.35
"""Mean of the map from which on it shows the item: who tries trousers on wants to see
them."""

_FIRMNESS = 8.0
"""What the logit moves by for a mean that is 1 from the balance."""

_DRESS, _LOWER = group_index("dress"), group_index("lower_garment")


def decided(
    guess: NDArray[np.float32],
    groups: Sequence[cv2.typing.MatLike],
    alpha: cv2.typing.MatLike,
) -> NDArray[np.float32]:
    """Return the map of an item of `BELOW_WAIST` with the worn garment's parts at one.

    Args:
        guess: float32 (H, W) in [0, 1].
        groups: uint8 (H, W) each: how surely a pixel is of each group, background left
            out.
        alpha: uint8 (H, W), the item's.
    """
    worn = cv2.add(groups[_DRESS - 1], groups[_LOWER - 1])
    counts = cv2.multiply(worn, alpha, scale=1 / 255)
    if not cv2.hasNonZero(counts):
        return guess
    weights = np.asarray(counts, np.float32)
    mean = float((guess * weights).sum() / weights.sum())
    push = np.asarray(worn, np.float32) * np.float32(
        _FIRMNESS * (mean - _BALANCE) / 255
    )
    against = (1 - guess) * np.exp(-push) + guess
    return np.asarray(guess / np.maximum(against, np.float32(1e-9)), np.float32)
