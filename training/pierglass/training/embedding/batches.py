"""Batches of several pictures of each of several garments, look-alikes among them.

A batch holds garments of two kinds, half of them drawn at random and half among the
look-alikes of the others: nothing but pattern, cut and shade tells those apart.
"""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from pierglass.training.embedding.colours import colour_of
from pierglass.training.garments.pairs import KINDS, recoloured
from pierglass.training.garments.store import PairStore
from pierglass.training.stock.batches import Sample, together, varied

__all__ = ["GARMENTS", "LookAlikes", "batches", "sample_of"]

GARMENTS, _WORN = 16, 2
"""Garments in a batch, and how many of them are worn ones."""

_VIEWS = 2
_NEIGHBOURS = 16
_SAME = 4.0
"""Two stock pictures that differ by less, in Lab, may be one garment twice."""


class LookAlikes:
    """For each garment of a store, others of its kind that look most like it."""

    def __init__(self, store: PairStore) -> None:
        looks = np.stack([_look(store.stock(i)) for i in range(len(store.garments))])
        self._near: dict[int, NDArray[np.intp]] = {}
        for rows in store.of_kind.values():
            for row in rows:
                gap = np.abs(looks[rows] - looks[row]).mean(1)
                order = [i for i in np.argsort(gap) if gap[i] > _SAME]
                self._near[row] = np.array(rows, np.intp)[order[:_NEIGHBOURS]]

    def draw(self, garment: int, rng: np.random.Generator) -> int | None:
        """Return a look-alike of *garment*; None where its kind has no other."""
        near = self._near[garment]
        return int(near[rng.integers(len(near))]) if len(near) else None


def batches(
    store: PairStore, alikes: LookAlikes, step: int, seed: int
) -> Iterator[dict[str, Tensor]]:
    """Yield batches for ever, the first as of *step*; each is said by seed and step."""
    while True:
        rng = np.random.default_rng((seed, step, 2))
        chosen = _chosen(store, alikes, rng)
        views = [_views(store.views[garment], rng) for garment in chosen]
        if store.worn:
            picks = rng.integers(len(store.worn), size=_WORN)
            views += [[store.worn[i]] * _VIEWS for i in picks]
        samples = [sample_of(store, indices, rng) for indices in views]
        yield together(samples)
        step += 1


def sample_of(
    store: PairStore,
    indices: list[int],
    rng: np.random.Generator,
    *,
    vary: bool = True,
) -> Sample:
    """Return the kept pairs *indices* of one garment.

    Returns:
        ``views`` (V, S, S, 3), ``cloth`` (S, S) of the first, ``stock`` and
        ``recoloured`` (S, S, 3), ``kind``, ``colour`` and the recoloured one's
        ``other_colour``.
    """
    pairs = [store.pair(index) for index in indices]
    seen = [varied(pair, rng) if vary else (pair.picture, pair.cloth) for pair in pairs]
    stock, inside = pairs[0].reference, pairs[0].known > 0.75
    dyed = recoloured(stock, inside, rng)
    out: Sample = {
        "views": np.stack([picture for picture, _ in seen]),
        "cloth": (seen[0][1] / 255).astype(np.float32)[..., None],
        "stock": stock,
        "recoloured": dyed,
    }
    if vary and rng.random() < 0.5:
        out = {name: value[..., ::-1, :] for name, value in out.items()}
    out["cloth"] = out["cloth"][..., 0]
    few = inside[::2, ::2]
    return out | {
        "kind": np.array(KINDS.index(pairs[0].kind)),
        "colour": np.array(colour_of(stock[::2, ::2], few)),
        "other_colour": np.array(colour_of(dyed[::2, ::2], few)),
    }


def _chosen(
    store: PairStore, alikes: LookAlikes, rng: np.random.Generator
) -> list[int]:
    """Return different garments of two kinds, or fewer where there are fewer."""
    wanted = min(GARMENTS - (_WORN if store.worn else 0), len(store.garments))
    kinds = [kind for kind, rows in store.of_kind.items() if rows]
    shares = np.array([len(store.of_kind[kind]) for kind in kinds], np.float64) ** 0.5
    two = rng.choice(
        len(kinds), min(2, len(kinds)), replace=False, p=shares / shares.sum()
    )
    pool = [row for i in two for row in store.of_kind[kinds[i]]]
    chosen: list[int] = []
    while len(chosen) < wanted:
        if len(chosen) >= len(pool):  # the two kinds are used up
            pool = list(range(len(store.garments)))
        one = pool[rng.integers(len(pool))]
        for garment in (one, alikes.draw(one, rng)):
            if garment is not None and garment not in chosen:
                chosen.append(garment)
    return chosen[:wanted]


def _views(kept: list[int], rng: np.random.Generator) -> list[int]:
    twice = len(kept) < _VIEWS
    return [int(i) for i in rng.choice(kept, _VIEWS, replace=twice)]


def _look(stock: NDArray[np.uint8]) -> NDArray[np.float32]:
    rgb = np.ascontiguousarray(stock[..., :3])
    small = cv2.resize(rgb, (12, 12), interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(small, cv2.COLOR_RGB2LAB).ravel().astype(np.float32)
