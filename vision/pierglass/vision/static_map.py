"""The static occlusion map: one a kind, the mean of the training truth.

It is what a stream shows until its first predicted map arrives, and the baseline that
the occluder has to beat. Source: US 2025/0259399, [0109].
"""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.geometry import Box
from pierglass.vision.weights import weights_folder

__all__ = ["SIDE", "static_map"]

SIDE = 48
"""Height and width of the stored maps, stretched over the item's box."""


def static_map(kind: str, box: Box) -> NDArray[np.float32]:
    """Return the mean of the training truth of *kind*, stretched over *box*.

    Returns:
        float32 (h, w) in [0, 1], 1 = the item shows; all 1 for a kind without one.
    """
    size = (box[2] - box[0], box[3] - box[1])
    kept = _maps().get(kind)
    if kept is None:
        return np.ones((size[1], size[0]), np.float32)
    return np.asarray(
        cv2.resize(kept, size, interpolation=cv2.INTER_LINEAR), np.float32
    )


@cache
def _maps() -> dict[str, NDArray[np.float32]]:
    path = weights_folder() / "static_maps.npz"
    if not path.is_file():
        return {}
    with np.load(path) as kept:
        return {kind: kept[kind].astype(np.float32) / 255 for kind in kept.files}
