"""The garment photos: which there are, of which kind, on which side of the split.

Source: "Clothing dataset" by A. Grigorev and contributors (CC0).
"""

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from pierglass.training.data.split import difference_hash, side

__all__ = ["KIND_OF_LABEL", "SPLIT", "Listed", "load_item_split", "read_items"]

SPLIT = Path("training/recipes/splits/items.json")

KIND_OF_LABEL = {
    **dict.fromkeys(
        (
            "T-Shirt",
            "Longsleeve",
            "Shirt",
            "Undershirt",
            "Polo",
            "Hoodie",
            "Body",
            "Top",
            "Blouse",
        ),
        "top",
    ),
    "Outwear": "jacket",
    "Blazer": "jacket",
    "Dress": "dress",
    "Pants": "trousers",
    "Shorts": "shorts",
    "Skirt": "skirt",
    "Shoes": "shoe",
    "Hat": "hat",
}
"""Kinds by the data set's labels; "Not sure" and "Other" are left out."""

_NEAR_BITS, _NEAR_COLOUR = 48, 9.0
"""Look-alikes differ in fewer bits and less in Lab. Bits alone join any two shirts on
one bedspread: of 36 pairs looked at under 48 bits, one was under 9 and the same cut."""


@dataclass(frozen=True)
class Listed:
    """One garment photo."""

    name: str
    label: str
    kind: str


def read_items(data: Path) -> list[Listed]:
    """Return the photos of known kinds whose files are there, ordered by name."""
    folder = data / "items"
    with (folder / "items.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    out = [
        Listed(row["image"], row["label"], KIND_OF_LABEL[row["label"]])
        for row in rows
        if row["label"] in KIND_OF_LABEL
        and (folder / "images" / f"{row['image']}.jpg").is_file()
    ]
    return sorted(out, key=lambda one: one.name)


def load_item_split(data: Path, path: Path = SPLIT) -> dict[str, list[str]]:
    """Return the item names of each side; made once, kept at *path*."""
    if not path.exists():
        names = [item.name for item in read_items(data)]
        heads = _clusters(names, data / "items" / "images")
        made: dict[str, list[str]] = {"train": [], "validation": [], "test": []}
        for name in names:
            made[side(heads[name])].append(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(made, indent=0) + "\n")
    kept: dict[str, list[str]] = json.loads(path.read_text())
    return kept


def _clusters(names: list[str], folder: Path) -> dict[str, str]:
    """Return for each name the first name of its cluster of look-alikes."""
    looks = [_look(folder / f"{n}.jpg") for n in tqdm(names, desc="hash", leave=False)]
    bits = np.stack([look[0] for look in looks])
    colours = np.stack([look[1] for look in looks])
    first = np.arange(len(names))
    for i in range(len(names) - 1):
        near = (bits[i + 1 :] != bits[i]).sum(1) < _NEAR_BITS
        near &= np.abs(colours[i + 1 :] - colours[i]).mean(1) < _NEAR_COLOUR
        for j in np.nonzero(near)[0] + i + 1:
            low, high = sorted((first[i], first[j]))
            first[first == high] = low
    return {name: names[first[i]] for i, name in enumerate(names)}


def _look(path: Path) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    bgr = cv2.imread(str(path), cv2.IMREAD_REDUCED_COLOR_4)
    if bgr is None:
        raise FileNotFoundError(f"garment photo {path.name} cannot be read")
    grey = np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY), np.uint8)
    lab = cv2.cvtColor(bgr, cv2.COLOR_BGR2LAB)
    small = cv2.resize(lab, (12, 16), interpolation=cv2.INTER_AREA)
    return difference_hash(grey), small.ravel().astype(np.float32)
