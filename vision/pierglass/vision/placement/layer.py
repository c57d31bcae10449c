"""A layer: a part of an item's picture and where its control points go."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["Layer", "Part", "controls", "mirrored"]

Part = Literal["whole", "trunk", "left_sleeve", "right_sleeve"]


@dataclass(frozen=True, eq=False)
class Layer:
    """One piece of an overlay; later layers lie over earlier ones."""

    source: NDArray[np.float32]
    """(K, 2) points of the item's picture."""

    target: NDArray[np.float32]
    """(K, 2) points of the frame."""

    part: Part = "whole"
    """Which pixels of the picture belong to it."""

    stretch: bool = False
    """Whether different scales across and along are wanted; see `geometry.bend`."""

    mirror: bool = False
    """Whether the picture is mirrored first (the right shoe); *source* already is."""


def controls(
    pairs: Sequence[tuple[tuple[float, float], NDArray[np.float32]]],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return sources and targets of (item point, frame point) pairs."""
    source = np.array([pair[0] for pair in pairs], np.float32)
    target = np.array([pair[1] for pair in pairs], np.float32)
    return source, target


def mirrored(point: tuple[float, float], width: int) -> tuple[float, float]:
    """Return where *point* is once a picture *width* pixels wide is mirrored."""
    return width - 1 - point[0], point[1]
