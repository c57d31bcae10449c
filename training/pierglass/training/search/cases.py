"""Composed street photos of held-out garments, and the listings to find them among."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from pierglass.training.data.augment import photometric
from pierglass.training.data.split import load_split
from pierglass.training.data.streetwear import StreetPhoto, Streetwear
from pierglass.training.garments.catalogue import Listed, load_item_split, read_items
from pierglass.training.garments.compose import compose
from pierglass.training.garments.cutout import fit_frame
from pierglass.training.garments.pack import Garment, cut_garments
from pierglass.training.garments.sources import SPLIT
from pierglass.vision.rectify import SIDE
from pierglass.vision.rectify_pose import POSES

__all__ = [
    "Listing",
    "Query",
    "composed",
    "held",
    "held_photos",
    "listings",
    "queries",
]

_TRIES = 40
"""Bodies that are tried before a garment counts as not to be composed."""


@dataclass(frozen=True, eq=False)
class Query:
    """A street photo of a garment that is for sale."""

    name: str
    """The listing that is the right answer."""

    kind: str
    photo: str
    """Number of the street photo that the garment was put into."""

    rgb: NDArray[np.uint8]
    """(H, W, 3)."""

    stock: NDArray[np.uint8]
    """(128, 128, 4): the reference, on white."""


@dataclass(frozen=True, eq=False)
class Listing:
    """A picture in the catalogue."""

    name: str
    kind: str
    picture: NDArray[np.uint8]
    """(128, 128, 3): the garment on white, or the whole photo where no cut-out came."""

    cloth: NDArray[np.uint8]
    """(128, 128), 0 to 255: where the garment is."""


def held(kept: dict[str, list[str]], present: list[str], split: str) -> list[str]:
    """Return those of *present* on a side of the split.

    What the split does not know was never trained on: it is of the test side.
    """
    known = {*kept["train"], *kept["validation"]}
    if split != "test":
        known = set(kept[split])
    return [name for name in present if (name in known) == (split != "test")]


def held_photos(data: Path, split: str) -> Iterator[StreetPhoto]:
    """Yield the labelled street photos on a side of the split."""
    street = Streetwear(data / "streetwear")
    kept = load_split(SPLIT, street.numbers, street.folder / "photos")
    for name in held(kept, street.numbers, split):
        if street.has_labels(name):
            yield street.read(name)


def queries(
    data: Path, runs: Path, split: str, *, seed: int = 0, limit: int | None = None
) -> tuple[list[Query], int]:
    """Return a composed street photo of each held-out garment, and how many had none.

    Args:
        data: A folder laid out as the data README says.
        runs: Where cut-outs are kept.
        split: ``test`` or ``validation``.
        seed: Says photo, light and camera of each.
        limit: At most this many; for a trial.
    """
    listed = [item for item in read_items(data) if item.kind in POSES]
    names = set(held(load_item_split(data), [item.name for item in listed], split))
    chosen = [item for item in listed if item.name in names][:limit]
    photos = list(held_photos(data, split))
    out: list[Query] = []
    for garment in cut_garments(data, runs, chosen):
        index = int.from_bytes(garment.name.encode()[:6], "big")
        rng = np.random.default_rng((seed, index))
        query = composed(garment, photos, rng)
        if query is not None:
            out.append(query)
    return out, len(chosen) - len(out)


def composed(
    garment: Garment, photos: list[StreetPhoto], rng: np.random.Generator
) -> Query | None:
    """Return *garment* worn in one of *photos*; None where no body has a place."""
    for _ in range(_TRIES if photos else 0):
        photo = photos[rng.integers(len(photos))]
        street = compose(photo, garment.item, rng)
        if street is not None:
            rgb = photometric(street.rgb, rng)
            return Query(
                garment.name, garment.kind, photo.number, rgb, garment.stock(SIDE)
            )
    return None


def listings(
    data: Path, runs: Path, must: set[str], limit: int | None = None
) -> list[Listing]:
    """Return every item's listing; with *limit*, those named *must* and so many more.

    Args:
        data: A folder laid out as the data README says.
        runs: Where cut-outs are kept.
        must: Names that have to be among them.
        limit: For a trial.
    """
    items = read_items(data)
    first = [item for item in items if item.name in must]
    others = [item for item in items if item.name not in must][:limit]
    chosen = [*first, *others]
    cut = {one.name: one for one in cut_garments(data, runs, chosen)}
    bar = tqdm(chosen, desc="listings", unit="photo", leave=False)
    return [_listing(data, item, cut.get(item.name)) for item in bar]


def _listing(data: Path, item: Listed, garment: Garment | None) -> Listing:
    if garment is not None:
        stock = garment.stock(SIDE)
        return Listing(
            item.name,
            item.kind,
            np.ascontiguousarray(stock[..., :3]),
            stock[..., 3].copy(),
        )
    bgr = cv2.imread(str(data / "items" / "images" / f"{item.name}.jpg"))
    if bgr is None:
        raise FileNotFoundError(f"garment photo {item.name} cannot be read")
    rgb = np.ascontiguousarray(bgr[:, :, ::-1], np.uint8)
    whole = np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)])
    framed = fit_frame(whole, SIDE)[0]
    picture = np.ascontiguousarray(framed[..., :3])
    return Listing(item.name, item.kind, picture, np.full((SIDE, SIDE), 255, np.uint8))
