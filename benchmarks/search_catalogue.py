"""A synthetic catalogue of any size: clustered unit vectors, items and listings.

Garments are not spread evenly over the space: there are few kinds, and in each kind
many families of garments that look nearly alike. So vectors lie in clusters of
clusters, and a query lies beside a vector as a photo does beside its stock picture.
"""

import itertools
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pierglass.vision.weights import Model, weights_folder

__all__ = ["MERCHANTS", "MODEL", "Catalogue", "fill_sqlite", "made", "served_size"]

MODEL = "0" * 64
"""Stands for a network's hash."""

MERCHANTS = 100
"""A filter by one of them leaves 1 %."""

_KINDS = 8
_ALIKE = 5
"""Vectors of a family, about: a search for ten looks into others too."""
_FAR, _NEAR = 1.0, 0.5
"""Length of the noise around a kind's centre and a family's, each of length 1."""
_APART = 0.6
"""Length of the noise between a query and the vector that it lies beside."""
_BLOCK = 10_000


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Vectors by item, and queries."""

    ids: list[str]
    vectors: NDArray[np.float32]
    """(N, D) of length one."""
    queries: NDArray[np.float32]
    """(Q, D) of length one."""

    def of_merchant(self, merchant: int) -> list[str]:
        """Return the ids of one merchant's items."""
        return self.ids[merchant::MERCHANTS]

    def nearest(self, top: int, merchant: int | None = None) -> list[set[str]]:
        """Return what each query must find, by brute force."""
        first, step = (0, 1) if merchant is None else (merchant, MERCHANTS)
        ids, vectors = self.ids[first::step], self.vectors[first::step]
        found = []
        for query in self.queries:
            near = vectors @ query
            best = np.argpartition(-near, min(top, len(ids) - 1))[:top]
            found.append({ids[place] for place in best})
        return found


def served_size() -> int:
    """Return the length of the vectors of the installed network, 128 without one."""
    path = weights_folder() / "embedding.onnx"
    if not path.is_file():
        return 128
    side = Model(path).side
    picture = np.zeros((1, side, side, 3), np.uint8)
    return int(np.asarray(Model(path)(picture=picture)[0]).shape[1])


def made(count: int, queries: int, size: int, seed: int = 0) -> Catalogue:
    """Return a catalogue of *count* vectors with *size* numbers each."""
    random = np.random.default_rng(seed)
    kinds = _units(random.standard_normal((_KINDS, size)))
    families = max(1, count // _ALIKE)
    centres = _beside(random, kinds[random.integers(0, _KINDS, families)], _FAR)
    vectors = np.empty((count, size), np.float32)
    for first in range(0, count, _BLOCK):
        some = vectors[first : first + _BLOCK]
        chosen = centres[random.integers(0, len(centres), len(some))]
        some[:] = _beside(random, chosen, _NEAR)
    beside = vectors[random.integers(0, count, queries)]
    ids = [f"item-{number:07}" for number in range(count)]
    return Catalogue(ids, vectors, _beside(random, beside, _APART))


def fill_sqlite(path: Path, catalogue: Catalogue) -> None:
    """Write items, listings and vectors into a migrated, empty database."""
    with sqlite3.connect(path) as base:
        base.execute("PRAGMA synchronous = OFF")
        base.executemany(
            "INSERT INTO merchants (id, name) VALUES (?, ?)",
            ((f"mer_{number}", f"Merchant {number}") for number in range(MERCHANTS)),
        )
        base.executemany(
            "INSERT INTO items (id, kind, name, maker, version, picture_sha256, "
            "present, words) VALUES (?, 'top', ?, 'Maker', 1, ?, 1, ' top')",
            ((one, one, MODEL) for one in catalogue.ids),
        )
        base.executemany(
            "INSERT INTO listings (id, item_id, merchant_id, amount_minor, currency, "
            "stock) VALUES (?, ?, ?, 3900, 'EUR', 12)",
            (
                (f"lst_{one}", one, f"mer_{merchant}")
                for one, merchant in zip(
                    catalogue.ids, itertools.cycle(range(MERCHANTS)), strict=False
                )
            ),
        )
        base.executemany(
            "INSERT INTO vectors (item_id, view, model, source, numbers) "
            "VALUES (?, 'stock', ?, ?, ?)",
            _rows(catalogue),
        )
    base.close()


def _rows(catalogue: Catalogue) -> Iterator[tuple[str, str, str, bytes]]:
    for one, vector in zip(catalogue.ids, catalogue.vectors, strict=True):
        yield one, MODEL, MODEL, vector.astype("<f4").tobytes()


def _beside(
    random: np.random.Generator, points: NDArray[np.float32], far: float
) -> NDArray[np.float32]:
    noise = random.standard_normal(points.shape) * (far / np.sqrt(points.shape[1]))
    return _units(points + noise)


def _units(points: NDArray[np.float64]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(points, axis=1, keepdims=True)
    return np.asarray(points / lengths, np.float32)
