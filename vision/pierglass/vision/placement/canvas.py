"""Laying drawn layers over each other."""

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.alpha import bands, laid_over, straight
from pierglass.vision.geometry import Box
from pierglass.vision.placement.render import Drawn

__all__ = ["Canvas"]

_FAINT = 8
"""An overlay of no more alpha than this, of 255, is not to be seen."""


class Canvas:
    """What layers make, one over the other.

    Args:
        box: The part of the frame that all of them are in.
    """

    def __init__(self, box: Box) -> None:
        self._left, self._top = box[:2]
        shape = (box[3] - box[1], box[2] - box[0])
        self._pixels = np.zeros((*shape, 4), np.uint8)
        self._nothing = np.zeros(shape, np.uint8)
        self._blank = True
        self._planes: dict[str, NDArray[np.uint8]] = {}

    def lay(self, drawn: Drawn, *, sleeve: bool) -> None:
        """Lay a layer over those before; *sleeve* says whether it is one."""
        left, top, right, bottom = drawn.box
        area = (
            slice(top - self._top, bottom - self._top),
            slice(left - self._left, right - self._left),
        )
        cover = np.asarray(cv2.extractChannel(drawn.pixels, 3), np.uint8)
        under = self._pixels[area]
        if self._blank:
            under[:] = drawn.pixels
            self._blank = False
        else:
            for rows in bands(len(under)):
                under[rows] = laid_over(drawn.pixels[rows], under[rows], cover[rows])
        self._mark("sleeves", cover if sleeve else None, cover, area)
        behind = drawn.behind
        if behind is not None:
            behind = np.asarray(cv2.multiply(behind, cover, scale=1 / 255), np.uint8)
        self._mark("behind", behind, cover, area)

    def _mark(
        self,
        name: str,
        own: NDArray[np.uint8] | None,
        cover: NDArray[np.uint8],
        area: tuple[slice, slice],
    ) -> None:
        """Note which pixels are of a named sort: those of *own*, and no other."""
        if own is None and name not in self._planes:
            return
        plane = self._planes.setdefault(name, self._nothing.copy())
        own = self._nothing[area] if own is None else own
        plane[area] = laid_over(own, plane[area], cover)

    def is_empty(self) -> bool:
        """Return whether nothing is to be seen."""
        return float(cv2.minMaxLoc(cv2.extractChannel(self._pixels, 3))[1]) <= _FAINT

    def patch(self) -> NDArray[np.uint8]:
        """Return the picture, uint8 (h, w, 4) with straight alpha."""
        return straight(self._pixels)

    def share(self, name: str) -> NDArray[np.float32]:
        """Return how much of each pixel is of a named sort, float32 (h, w) in [0, 1].

        Args:
            name: ``sleeves`` or ``behind``.
        """
        plane = self._planes.get(name)
        if plane is None:
            return np.zeros(self._nothing.shape, np.float32)
        return np.asarray(plane * np.float32(1 / 255), np.float32)
