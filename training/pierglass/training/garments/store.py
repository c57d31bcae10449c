"""Pairs made once and kept packed, so that training waits for nothing.

A pair costs a twentieth of a second to compose and pre-process, and a step wants up to
thirty. Both embedders, both stages and every ablation learn from the same ones; what
differs each time (mirror, light, a tracker's error, a hole) is drawn when a pair is
read. About 5 KB each: ten thousand can be carried to another machine.
"""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from pierglass.training.garments.pack import Garment
from pierglass.training.garments.pairs import KINDS, Pair, Pairs

__all__ = ["SHARD", "Kept", "PairStore", "keep_pairs", "pack", "read_pairs"]

SHARD = 500
"""Pairs in a file."""

_FIELDS = ("picture", "cloth", "reference", "known")
_JPEG = [
    cv2.IMWRITE_JPEG_QUALITY,
    92,
    cv2.IMWRITE_JPEG_SAMPLING_FACTOR,
    cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
]
_NOTHING = np.zeros(0, np.uint8)


@dataclass(frozen=True, eq=False)
class Kept:
    """One pair, compressed."""

    parts: tuple[NDArray[np.uint8], ...]
    """In the order of `_FIELDS`; reference and known are empty for composed pairs."""

    kind: int
    garment: str
    photo: str


class PairStore:
    """Kept pairs of one side of the split.

    Args:
        kept: As `read_pairs` reads them.
        garments: Cut-out garments of that side; those without a pair are left out.
        side: Of the pictures in pixels; the kept ones have 128.
    """

    def __init__(
        self, kept: list[Kept], garments: list[Garment], side: int = 128
    ) -> None:
        known = {one.garment for one in kept}
        self.garments = [garment for garment in garments if garment.name in known]
        place = {garment.name: i for i, garment in enumerate(self.garments)}
        self._kept = [one for one in kept if not one.garment or one.garment in place]
        self._place = [place.get(one.garment, -1) for one in self._kept]
        self.side = side
        self._stock = [garment.stock(side) for garment in self.garments]
        self.views: list[list[int]] = [[] for _ in self.garments]
        self.worn: list[int] = []
        for index, at in enumerate(self._place):
            (self.views[at] if at >= 0 else self.worn).append(index)
        self.of_kind = {
            kind: [i for i, g in enumerate(self.garments) if g.kind == kind]
            for kind in KINDS
        }

    def __len__(self) -> int:
        return len(self._kept)

    def pair(self, index: int) -> Pair:
        """Return a kept pair."""
        one, at = self._kept[index], self._place[index]
        picture, cloth = (
            _colour(one.parts[0], self.side),
            _grey(one.parts[1], self.side),
        )
        if at < 0:
            reference = _colour(one.parts[2], self.side)
            known = (_grey(one.parts[3], self.side) > 200).astype(np.float32)
        else:
            stock = self._stock[at]
            reference = np.ascontiguousarray(stock[..., :3])
            known = (0.5 + stock[..., 3].astype(np.float32) / 510).astype(np.float32)
        return Pair(picture, cloth, reference, known, KINDS[one.kind], at, one.photo)

    def stock(self, garment: int) -> NDArray[np.uint8]:
        """Return the stock picture of a garment: uint8 (side, side, 4)."""
        return self._stock[garment]

    def other(self, pair: Pair, rng: np.random.Generator) -> NDArray[np.uint8]:
        """Return the stock picture of another garment of the same kind."""
        same = [i for i in self.of_kind[pair.kind] if i != pair.garment]
        pool = same or list(range(len(self.garments)))
        return np.ascontiguousarray(self._stock[pool[rng.integers(len(pool))]][..., :3])


def keep_pairs(pairs: Pairs, folder: Path, count: int, workers: int = 1) -> None:
    """Make *count* pairs and keep them under *folder*; files that are there stay.

    Args:
        pairs: Where they come from.
        folder: For ``0000.npz`` and on.
        count: How many; rounded up to whole files.
        workers: Processes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _check_origin(pairs, folder)
    missing = [
        (number, path)
        for number in range(-(-count // SHARD))
        if not (path := folder / f"{number:04d}.npz").exists()
    ]
    if not missing:
        return
    _WORKER["pairs"] = pairs  # the children are forked: they inherit it
    with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
        for number, path in tqdm(missing, desc="pairs", unit="file"):
            indices = range(number * SHARD, (number + 1) * SHARD)
            _write(path, list(pool.map(_made, indices, chunksize=10)))
    _WORKER.clear()


def read_pairs(folder: Path) -> list[Kept]:
    """Return what `keep_pairs` kept.

    Raises:
        FileNotFoundError: If there is nothing.
    """
    files = sorted(folder.glob("[0-9]*.npz"))
    if not files:
        raise FileNotFoundError(
            f"no pairs under {folder}: make them with pierglass train pairs"
        )
    return [one for path in files for one in _read(path)]


_WORKER: dict[str, Pairs] = {}


def _made(index: int) -> Kept:
    cv2.setNumThreads(1)
    pairs = _WORKER["pairs"]
    return pack(pairs.at(index), pairs.garments)


def pack(pair: Pair, garments: list[Garment]) -> Kept:
    """Return *pair* compressed; *garments* are those that its index counts."""
    worn = pair.garment < 0
    parts = (
        cv2.imencode(".jpg", pair.picture[..., ::-1], _JPEG)[1],
        cv2.imencode(".png", pair.cloth)[1],
        cv2.imencode(".jpg", pair.reference[..., ::-1], _JPEG)[1] if worn else _NOTHING,
        cv2.imencode(".png", (pair.known * 255).astype(np.uint8))[1]
        if worn
        else _NOTHING,
    )
    return Kept(
        tuple(np.asarray(part, np.uint8).ravel() for part in parts),
        KINDS.index(pair.kind),
        "" if worn else garments[pair.garment].name,
        pair.photo,
    )


def _check_origin(pairs: Pairs, folder: Path) -> None:
    """Refuse to mix pairs of other photos or garments into *folder*."""
    names = [p.number for p in pairs.photos] + [g.name for g in pairs.garments]
    found = hashlib.sha256(
        "\n".join([str(pairs.seed), f"{pairs.worn:g}", *names]).encode()
    ).hexdigest()
    path = folder / "origin.txt"
    if path.exists() and path.read_text() != found:
        raise ValueError(
            f"{folder} holds pairs of other photos, garments or another seed: remove it"
        )
    path.write_text(found)


def _write(path: Path, kept: list[Kept]) -> None:
    columns: dict[str, Any] = {}
    for i, field in enumerate(_FIELDS):
        parts = [one.parts[i] for one in kept]
        columns[field] = np.concatenate(parts)
        columns[f"{field}_ends"] = np.cumsum([len(part) for part in parts])
    partial = path.with_suffix(".partial.npz")
    np.savez(
        partial,
        kind=np.array([one.kind for one in kept], np.uint8),
        garment=np.array([one.garment for one in kept]),
        photo=np.array([one.photo for one in kept]),
        **columns,
    )
    partial.replace(path)


def _read(path: Path) -> Iterator[Kept]:
    with np.load(path) as file:
        columns = [
            np.split(file[field], file[f"{field}_ends"][:-1]) for field in _FIELDS
        ]
        for kind, garment, photo, *parts in zip(
            file["kind"], file["garment"], file["photo"], *columns, strict=True
        ):
            yield Kept(tuple(parts), int(kind), str(garment), str(photo))


def _colour(data: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    bgr = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
    return np.ascontiguousarray(_sized(bgr, side)[..., ::-1])


def _grey(data: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    return _sized(np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8), side)


def _sized(picture: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    if picture.shape[0] == side:
        return picture
    small = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)
