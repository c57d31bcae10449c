"""Splits by photo, near-duplicates on one side.

A photo's side is a hash of the smallest number in its cluster of look-alikes, so that
adding photos never moves one that is already placed.
"""

import hashlib
import json
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["clusters", "difference_hash", "load_split", "make_split", "side"]

NEAR_BITS = 36
"""Two photos whose 256-bit difference hashes differ in fewer bits are look-alikes:
of 20 pairs looked at between 24 and 48 bits, those under 36 were the same shoot."""


def difference_hash(grey: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return the 256 bits "left is brighter than right" of a 17×16 reduction."""
    small = cv2.resize(grey, (17, 16), interpolation=cv2.INTER_AREA).astype(np.int16)
    return np.asarray(small[:, :-1] > small[:, 1:]).ravel()


def clusters(names: list[str], folder: Path) -> dict[str, str]:
    """Return for each of *names* the first name of its cluster of look-alikes."""
    hashes = np.stack(
        [
            difference_hash(
                np.asarray(
                    cv2.imread(str(folder / f"{n}.jpg"), cv2.IMREAD_GRAYSCALE), np.uint8
                )
            )
            for n in names
        ]
    )
    first = list(range(len(names)))
    for i in range(len(names)):
        near = np.nonzero((hashes[i + 1 :] != hashes[i]).sum(1) < NEAR_BITS)[0]
        for j in near + i + 1:
            # A photo may join two clusters that were apart so far.
            low, high = sorted((first[i], first[j]))
            first = [low if head == high else head for head in first]
    return {name: names[first[i]] for i, name in enumerate(names)}


def side(name: str) -> str:
    """Return ``train`` (80 %), ``validation`` (8 %) or ``test`` (12 %)."""
    value = int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % 100
    return "test" if value < 12 else "validation" if value < 20 else "train"


def make_split(names: list[str], folder: Path) -> dict[str, list[str]]:
    """Return the names of each side."""
    heads = clusters(names, folder)
    split: dict[str, list[str]] = {"train": [], "validation": [], "test": []}
    for name in names:
        split[side(heads[name])].append(name)
    return split


def load_split(path: Path, names: list[str], folder: Path) -> dict[str, list[str]]:
    """Return the split kept at *path*, made there when it is not yet."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(make_split(names, folder), indent=0) + "\n")
    kept: dict[str, list[str]] = json.loads(path.read_text())
    return kept
