"""The cut-out garments, made once and kept packed beside the runs.

JPEG colour and PNG mask at 200 pixels: some 25 MB for 2,700 garments.
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

__all__ = ["Garment", "cut_garments", "load_garments"]

_VERSION = 2
"""Of the way to cut out; another one cuts everything anew."""


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
    data: Path, runs: Path, side: str, *, limit: int | None = None
) -> list[Garment]:
    """Return the cut-out clothes on *side* of the split.

    Args:
        data: A folder laid out as the data README says.
        runs: Where ``garments.npz`` is kept; made there when it is not yet.
        side: ``train``, ``validation`` or ``test``.
        limit: Cut out this many of the first photos and keep nothing; for a trial.
    """
    names = set(load_item_split(data)[side])
    listed = [
        item for item in read_items(data) if item.name in names and item.kind in POSES
    ]
    if limit is None:
        return cut_garments(data, runs, listed)
    found = [_cut(data, item) for item in listed[:limit]]
    return [garment for garment in found if garment is not None]


def cut_garments(data: Path, runs: Path, listed: list[Listed]) -> list[Garment]:
    """Return the cut-outs of *listed*, where one came of it, in that order.

    What was cut out before is read from ``garments.npz``; the rest is added to it.
    """
    path = runs / "garments.npz"
    tried, garments = _read(path) if path.exists() else (set(), {})
    missing = [item for item in listed if item.name not in tried]
    if missing:
        for item in tqdm(missing, desc="cut out", unit="photo"):
            garment = _cut(data, item)
            if garment is not None:
                garments[item.name] = garment
        _write(path, tried | {item.name for item in missing}, list(garments.values()))
    return [garments[item.name] for item in listed if item.name in garments]


def _read(path: Path) -> tuple[set[str], dict[str, Garment]]:
    """Return the names tried and the garments kept; nothing of an older way to cut."""
    with np.load(path) as kept:
        if int(kept["version"]) != _VERSION:
            return set(), {}
        rows = zip(
            kept["names"],
            kept["kinds"],
            _split(kept["colours"], kept["colour_ends"]),
            _split(kept["masks"], kept["mask_ends"]),
            strict=True,
        )
        garments = {
            str(name): Garment(str(name), str(kind), _decode(colour, mask))
            for name, kind, colour, mask in rows
        }
        return {str(name) for name in kept["tried"]}, garments


def _cut(data: Path, item: Listed) -> Garment | None:
    bgr = cv2.imread(str(data / "items" / "images" / f"{item.name}.jpg"))
    if bgr is None:
        return None
    rgba = cut_out(np.ascontiguousarray(bgr[:, :, ::-1], np.uint8), item.kind)
    return None if rgba is None else Garment(item.name, item.kind, rgba)


def _write(path: Path, tried: set[str], garments: list[Garment]) -> None:
    quality = [cv2.IMWRITE_JPEG_QUALITY, 92]
    colours = [
        np.asarray(
            cv2.imencode(".jpg", g.rgba[..., 2::-1].copy(), quality)[1], np.uint8
        )
        for g in garments
    ]
    masks = [
        np.asarray(cv2.imencode(".png", g.rgba[..., 3].copy())[1], np.uint8)
        for g in garments
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial.npz")
    np.savez(
        partial,
        version=np.array(_VERSION),
        tried=np.array(sorted(tried)),
        names=np.array([g.name for g in garments]),
        kinds=np.array([g.kind for g in garments]),
        colours=_joined(colours),
        colour_ends=np.cumsum([c.size for c in colours], dtype=np.int64),
        masks=_joined(masks),
        mask_ends=np.cumsum([m.size for m in masks], dtype=np.int64),
    )
    partial.replace(path)


def _joined(parts: list[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    return np.concatenate([np.zeros(0, np.uint8), *(part.ravel() for part in parts)])


def _split(
    whole: NDArray[np.uint8], ends: NDArray[np.int64]
) -> list[NDArray[np.uint8]]:
    return list(np.split(whole, ends[:-1]))


def _decode(colour: NDArray[np.uint8], mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    bgr = np.asarray(cv2.imdecode(colour, cv2.IMREAD_COLOR), np.uint8)
    alpha = np.asarray(cv2.imdecode(mask, cv2.IMREAD_GRAYSCALE), np.uint8)
    return np.dstack([bgr[:, :, ::-1], alpha])
