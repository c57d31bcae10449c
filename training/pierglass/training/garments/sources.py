"""Where pairs come from: the photos and garments of one side of both splits."""

from pathlib import Path

import cv2

from pierglass.training.data.split import load_split
from pierglass.training.data.streetwear import Streetwear
from pierglass.training.garments.compose import halved_photo
from pierglass.training.garments.pack import load_garments
from pierglass.training.garments.pairs import Pairs
from pierglass.training.garments.store import PairStore, keep_pairs, pack, read_pairs

__all__ = ["COUNTS", "SPLIT", "composer", "load_store", "make_store"]

SPLIT = Path("training/recipes/splits/streetwear.json")

COUNTS = {"train": 16000, "validation": 500}
"""Pairs that are kept of each side: eight views of a garment or so."""

_WORN = {"train": 0.12, "validation": 0.0}


def composer(data: Path, runs: Path, side: str, limit: int | None = None) -> Pairs:
    """Return the composer of *side*'s photos and garments, at most *limit* of each."""
    cv2.setNumThreads(1)  # OpenCV's own threads do not survive a fork
    street = Streetwear(data / "streetwear")
    names = load_split(SPLIT, street.numbers, street.folder / "photos")[side]
    labelled = [name for name in names if street.has_labels(name)][:limit]
    photos = [halved_photo(street.read(name)) for name in labelled]
    return Pairs(photos, load_garments(data, runs, side, limit=limit), worn=_WORN[side])


def make_store(
    data: Path, runs: Path, side: str, *, count: int | None, workers: int
) -> None:
    """Compose *count* pairs of *side* and keep them under ``runs/pairs``."""
    wanted = COUNTS[side] if count is None else count
    keep_pairs(composer(data, runs, side), runs / "pairs" / side, wanted, workers)


def load_store(
    data: Path, runs: Path, split: str, side: int, limit: int | None = None
) -> PairStore:
    """Return the kept pairs of *split*; with *limit*, a few new ones.

    Raises:
        FileNotFoundError: If none were kept.
    """
    if limit is None:
        kept = read_pairs(runs / "pairs" / split)
        return PairStore(kept, load_garments(data, runs, split), side)
    pairs = composer(data, runs, split, limit)
    made = [pack(pairs.at(i), pairs.garments) for i in range(2 * limit)]
    return PairStore(made, pairs.garments, side)
