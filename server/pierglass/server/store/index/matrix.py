"""One model's vectors in memory: a matrix, and whose row each is."""

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pierglass.server.store.index.port import Entry, Hit, Query, checked

__all__ = ["Matrix"]

_ROOM = 64
"""Rows to begin with; a full matrix doubles, so that filling it stays linear."""


class Matrix:
    """A flat matrix, searched whole or by the rows that may be found."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], int] = {}
        self._items: dict[str, int] = {}
        self._numbers = np.empty((0, 0), np.float32)
        self._owner = np.empty(0, np.int64)

    @property
    def size(self) -> int | None:
        """Numbers in a vector; None without any."""
        return self._numbers.shape[1] if self._rows else None

    def put(self, entry: Entry) -> None:
        """Add or replace a row."""
        vector = checked(entry.numbers, self.size)
        key = (entry.item_id, entry.view)
        row = self._rows.setdefault(key, len(self._rows))
        if row >= len(self._numbers):
            room = max(_ROOM, 2 * len(self._numbers))
            grown = np.zeros((room, vector.size), np.float32)
            if row:
                grown[:row] = self._numbers[:row]
            self._numbers = grown
            self._owner = np.resize(self._owner, room)
        self._numbers[row] = vector
        self._owner[row] = self._items.setdefault(entry.item_id, len(self._items))

    def search(
        self, queries: Sequence[Query], among: Mapping[str, float], top: int
    ) -> list[Hit]:
        """Return as `VectorIndex.search` does."""
        wanted = np.stack([checked(one.numbers, self.size) for one in queries])
        # Of a whole catalogue: a loop over its ids would take longer than the search.
        places = map(self._items.get, among, itertools.repeat(-1))
        numbers = np.fromiter(places, np.int64, len(among))
        starts = np.fromiter(among.values(), np.float64, len(among))
        known = np.flatnonzero(numbers >= 0)
        if not len(known):
            return []
        numbers = numbers[known]
        near = self._nearest(wanted, numbers)
        score = starts[known] + near @ np.array([one.weight for one in queries])
        best = _best(score, top)
        ids = _at(among, known[best])
        found = [
            Hit(item_id, float(score[place]), tuple(map(float, near[place])))
            for item_id, place in zip(ids, best, strict=True)
        ]
        return sorted(found, key=lambda hit: (-hit.score, hit.item_id))[:top]

    def _nearest(
        self, wanted: NDArray[np.float32], items: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Return the best similarity of each of *items* to each query."""
        count = len(self._rows)
        owner = self._owner[:count]
        inside = np.zeros(len(self._items), np.bool_)
        inside[items] = True
        rows = np.flatnonzero(inside[owner])
        # Half of the rows or more: copying them costs more than leaving some unused.
        few = 2 * len(rows) < count
        numbers = self._numbers[rows] if few else self._numbers[:count]
        similar = numbers @ wanted.T
        near = np.full((len(self._items), len(wanted)), -np.inf)
        if count == len(self._items):  # a view an item: nothing to choose from
            near[owner[rows] if few else owner] = similar
        else:
            np.maximum.at(near, owner[rows] if few else owner, similar)
        return near[items]


def _at(among: Mapping[str, float], places: NDArray[np.int64]) -> list[str]:
    """Return the keys at *places*, which ascend."""
    wanted = np.zeros(len(among), np.bool_)
    wanted[places] = True
    return list(itertools.compress(among, wanted.tolist()))


def _best(score: NDArray[np.float64], top: int) -> NDArray[np.int64]:
    """Return the places of the best *top*, and of all that equal the last of them."""
    if len(score) <= top:
        return np.arange(len(score))
    least = np.partition(score, len(score) - top)[len(score) - top]
    return np.flatnonzero(score >= least)
