"""The cut-out garments, made once and kept packed beside the runs.

JPEG colour and PNG mask at 200 pixels: some 25 MB for 2,700 garments, small enough to
carry to another machine.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from pierglass.training.garments.catalogue import Listed, load_item_split, read_items
from pierglass.training.garments.cutout import cut_out, fit_frame
from pierglass.training.garments.silhouette import item_of
from pierglass.vision.item import Item
from pierglass.vision.rectify_pose import POSES

__all__ = ["Garment", "load_garments"]


@dataclass(frozen=True, eq=False)
class Garment:
    """One cut-out garment."""

    name: str
    kind: str
    rgba: NDArray[np.uint8]
    """(h, w, 4) straight alpha, cut to its bounds."""

    def stock(self, side: int) -> NDArray[np.uint8]:
        """Return the stock picture: uint8 (side, side, 4), on white."""
        return fit_frame(self.rgba, side)[0]

    @cached_property
    def item(self) -> Item:
        """The garment with anchors, ready to be placed on a person."""
        return item_of(self.name, self.kind, self.rgba)


def load_garments(
    data: Path, runs: Path, side: str, *, clothes: bool = True, limit: int | None = None
) -> list[Garment]:
    """Return the cut-out garments on *side* of the split.

    Args:
        data: A folder laid out as the data README says.
        runs: Where ``garments.npz`` is kept; made there when it is not yet.
        side: ``train``, ``validation`` or ``test``.
        clothes: Only the six kinds that the generator knows; shoes and hats otherwise
            too.
        limit: Cut out this many of the first photos and keep nothing; for a trial.
    """
    names = set(load_item_split(data)[side])
    listed = [item for item in read_items(data) if item.name in names]
    if limit is not None:
        found = [_cut(data, item) for item in listed[:limit]]
        garments = [garment for garment in found if garment is not None]
    else:
        garments = [one for one in _packed(data, runs) if one.name in names]
    return [one for one in garments if one.kind in POSES or not clothes]


def _packed(data: Path, runs: Path) -> list[Garment]:
    path = runs / "garments.npz"
    if not path.exists():
        items = tqdm(read_items(data), desc="cut out", unit="photo")
        made = [one for item in items if (one := _cut(data, item)) is not None]
        _write(path, made)
    with np.load(path) as kept:
        return [
            Garment(str(name), str(kind), _decode(colour, mask))
            for name, kind, colour, mask in zip(
                kept["names"],
                kept["kinds"],
                _split(kept["colours"], kept["colour_ends"]),
                _split(kept["masks"], kept["mask_ends"]),
                strict=True,
            )
        ]


def _cut(data: Path, item: Listed) -> Garment | None:
    bgr = cv2.imread(str(data / "items" / "images" / f"{item.name}.jpg"))
    if bgr is None:
        return None
    rgba = cut_out(np.ascontiguousarray(bgr[:, :, ::-1], np.uint8))
    return None if rgba is None else Garment(item.name, item.kind, rgba)


def _write(path: Path, garments: list[Garment]) -> None:
    quality = [cv2.IMWRITE_JPEG_QUALITY, 92]
    colours = [
        cv2.imencode(".jpg", np.ascontiguousarray(g.rgba[..., 2::-1]), quality)[1]
        for g in garments
    ]
    masks = [
        cv2.imencode(".png", np.ascontiguousarray(g.rgba[..., 3]))[1] for g in garments
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial.npz")
    np.savez(
        partial,
        names=np.array([g.name for g in garments]),
        kinds=np.array([g.kind for g in garments]),
        colours=np.concatenate(colours).ravel(),
        colour_ends=np.cumsum([len(c) for c in colours]),
        masks=np.concatenate(masks).ravel(),
        mask_ends=np.cumsum([len(m) for m in masks]),
    )
    partial.replace(path)


def _split(
    whole: NDArray[np.uint8], ends: NDArray[np.int64]
) -> list[NDArray[np.uint8]]:
    return list(np.split(whole, ends[:-1]))


def _decode(colour: NDArray[np.uint8], mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    bgr = np.asarray(cv2.imdecode(colour, cv2.IMREAD_COLOR), np.uint8)
    alpha = np.asarray(cv2.imdecode(mask, cv2.IMREAD_GRAYSCALE), np.uint8)
    return np.dstack([bgr[:, :, ::-1], alpha])
