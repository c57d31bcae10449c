"""The static maps: the mean of the training truth of each kind, in the item's box."""

from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from pierglass.training.data.streetwear import StreetPhoto
from pierglass.training.occluder.dataset import truth_in_box
from pierglass.training.occluder.items import person_of
from pierglass.vision.errors import CannotPlaceError
from pierglass.vision.item import Item
from pierglass.vision.placement import place
from pierglass.vision.static_map import SIDE

__all__ = ["write_static_maps"]


def write_static_maps(
    photos: list[StreetPhoto], items: dict[str, list[Item]], path: Path
) -> None:
    """Write the mean map of each kind in *items* over *photos* to *path*."""
    maps = {
        kind: (_mean_map(photos, choices) * 255).astype(np.uint8)
        for kind, choices in tqdm(items.items(), desc="static maps", leave=False)
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **cast("dict[str, Any]", maps))


def _mean_map(photos: list[StreetPhoto], items: list[Item]) -> NDArray[np.float32]:
    """Return how often each place of the item's box shows the item, where it is."""
    shown = np.full((SIDE, SIDE), 1e-3, np.float32)
    there = np.full((SIDE, SIDE), 1e-3, np.float32)
    for index, photo in enumerate(photos):
        item = items[index % len(items)]
        try:
            placed = place(item, person_of(photo), photo.rgb.shape[:2])
        except CannotPlaceError:
            continue
        inside = (placed.patch[..., 3] > 32).astype(np.float32)
        visible = inside * ~truth_in_box(photo, placed, item.kind)
        size = (SIDE, SIDE)
        there += cv2.resize(inside, size, interpolation=cv2.INTER_AREA)
        shown += cv2.resize(visible, size, interpolation=cv2.INTER_AREA)
    return shown / there
