"""A folder of garments, looked at by one network and kept in a file.

A folder holds items (each a folder with an ``item.json``) or pictures: PNG with
transparency, or any picture on white. What has been looked at is looked at again only
when its bytes change.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.errors import UnknownItemError
from pierglass.vision.image import decode_image
from pierglass.vision.item import list_items
from pierglass.vision.search import stock_view
from pierglass.vision.search_colour import colour_vector
from pierglass.vision.search_model import SearchModel, file_hash
from pierglass.vision.search_words import WEIGHT, share

__all__ = [
    "FAMILIES",
    "Garment",
    "Match",
    "Shelf",
    "Wanted",
    "picture_of",
    "read_shelf",
]

_UPPER, _LOWER = ("top", "jacket", "dress"), ("trousers", "skirt", "shorts")

FAMILIES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_UPPER, _UPPER),
    **dict.fromkeys(_LOWER, _LOWER),
    "shoe": ("shoe",),
    "hat": ("hat",),
}
"""The kinds that a garment in a photo is compared with, as the server compares them."""

_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")
_WHITE = 244
"""A pixel whose channels all reach this is the background of a picture on white."""


@dataclass(frozen=True)
class Garment:
    """Something on the shelf."""

    id: str
    name: str
    kind: str | None
    """None for a picture: nothing says what it shows."""
    path: Path
    """The picture's file."""
    maker: str = ""

    @property
    def text(self) -> str:
        """What a search by words looks at."""
        return f"{self.name} {self.kind or ''} {self.maker}"


@dataclass(frozen=True)
class Wanted:
    """What a search is narrowed to, and the words that rank in it."""

    kinds: tuple[str, ...] | None = None
    """None for all; a picture's kind is not known, and it stays."""
    text: tuple[str, ...] = ()
    """Words that a garment must have, every one."""
    keywords: tuple[str, ...] = ()
    """Words that give a head start."""

    def leaves(self, garment: Garment) -> bool:
        """Return whether *garment* may be found."""
        is_kind = self.kinds is None or garment.kind in (None, *self.kinds)
        return is_kind and (not self.text or share(self.text, garment.text) == 1)


@dataclass(frozen=True)
class Match:
    """A garment that was found."""

    garment: Garment
    score: float
    """Weighted sum of the likenesses of the pictures that were searched with, and the
    head start for keywords."""
    likeness: Mapping[str, float]
    """By picture, of the colours, and the share of the keywords where there are any."""


@dataclass(frozen=True, eq=False)
class Shelf:
    """Garments with their vectors, in one network's space."""

    garments: tuple[Garment, ...]
    vectors: NDArray[np.float32]
    """(N, D) of length one."""
    colours: NDArray[np.float32]
    """(N, 384) of length one."""
    looked_at: int
    """How many were not in the file of vectors."""

    def search(
        self,
        queries: Mapping[str, NDArray[np.float32]],
        weights: Mapping[str, float],
        colour: NDArray[np.float32],
        *,
        top: int,
        wanted: Wanted | None = None,
    ) -> list[Match]:
        """Return the best *top* of what is wanted.

        Args:
            queries: Vectors of length one by picture.
            weights: What each counts.
            colour: As `colour_vector` makes it; it is told and does not rank.
            top: 1 or more.
            wanted: None for everything.
        """
        wanted = wanted or Wanted()
        near = {name: self.vectors @ vector for name, vector in queries.items()}
        score = sum(
            (weights[name] * values for name, values in near.items()),
            np.zeros(len(self.garments), np.float32),
        )
        near["colour"] = self.colours @ colour
        if wanted.keywords:
            had = [share(wanted.keywords, one.text) for one in self.garments]
            near["keywords"] = np.array(had, np.float32)
            score = score + WEIGHT * near["keywords"]
        left = [i for i, one in enumerate(self.garments) if wanted.leaves(one)]
        order = sorted(left, key=lambda i: (-float(score[i]), self.garments[i].id))
        return [
            Match(
                self.garments[i],
                float(score[i]),
                {name: float(values[i]) for name, values in near.items()},
            )
            for i in order[:top]
        ]


def read_shelf(
    folder: Path,
    model: SearchModel,
    cache: Path,
    progress: Callable[[int, int], None] | None = None,
) -> Shelf:
    """Return the garments in *folder*.

    Args:
        folder: Of items, or of pictures.
        model: Looks at them.
        cache: Folder of the files of vectors; made when missing.
        progress: Told how many are done, and of how many.

    Raises:
        UnknownItemError: If *folder* holds neither items nor pictures.
        VisionError: If a picture cannot be read.
    """
    garments = tuple(_garments(folder))
    if not garments:
        raise UnknownItemError(str(folder))
    place = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    path = cache / f"shelf-{model.hash[:16]}-{place}.npz"
    known = _read(path)
    rows: dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]] = {}
    digests = []
    for number, garment in enumerate(garments, start=1):
        digest = file_hash(garment.path)
        rows[digest] = known.get(digest) or rows.get(digest) or _look(garment, model)
        digests.append(digest)
        if progress is not None:
            progress(number, len(garments))
    if rows.keys() != known.keys():
        _write(path, rows)
    return Shelf(
        garments,
        np.stack([rows[digest][0] for digest in digests]),
        np.stack([rows[digest][1] for digest in digests]),
        len(rows.keys() - known.keys()),
    )


def picture_of(garment: Garment) -> NDArray[np.uint8]:
    """Return a garment's picture as uint8 (H, W, 4), transparent where it is not."""
    data = np.fromfile(garment.path, np.uint8)
    raw = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
    if raw is not None and raw.ndim == 3 and raw.shape[2] == 4:
        return np.asarray(cv2.cvtColor(raw, cv2.COLOR_BGRA2RGBA), np.uint8)
    rgb = decode_image(garment.path.read_bytes())
    there = (rgb < _WHITE).any(2)
    return np.dstack([rgb, (there * 255).astype(np.uint8)])


def _garments(folder: Path) -> Iterator[Garment]:
    if any(folder.glob("*/item.json")):
        for item in list_items(folder):
            path = folder / item.id / "item.png"
            yield Garment(item.id, item.name, item.kind, path, item.maker)
        return
    for path in sorted(folder.glob("*")):
        if path.suffix.lower() in _SUFFIXES:
            yield Garment(path.stem, path.stem.replace("-", " "), None, path)


def _look(
    garment: Garment, model: SearchModel
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    picture, cloth = stock_view(picture_of(garment), model.side)
    return model.embed(picture), colour_vector(picture, cloth)


def _read(
    path: Path,
) -> dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Return what was looked at before; a file that cannot be read is as none."""
    try:
        with np.load(path, allow_pickle=False) as kept:
            names, vectors, colours = kept["names"], kept["vectors"], kept["colours"]
    except (OSError, ValueError, KeyError):
        return {}
    return {
        str(name): (vector, colour)
        for name, vector, colour in zip(names, vectors, colours, strict=True)
    }


def _write(
    path: Path, rows: dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]]
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez(
            file,
            names=np.array(list(rows)),
            vectors=np.stack([one[0] for one in rows.values()]),
            colours=np.stack([one[1] for one in rows.values()]),
        )
    part.replace(path)
