"""One model's vectors in memory: a matrix, and whose row each is."""

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
        known = [(self._items[one], one) for one in among if one in self._items]
        if not known:
            return []
        start = np.full(len(self._items), -np.inf)
        start[[number for number, _ in known]] = [among[one] for _, one in known]
        numbers = np.array([number for number, _ in known])
        near = self._nearest(wanted, start)[numbers]
        score = start[numbers] + near @ np.array([one.weight for one in queries])
        found = [
            Hit(known[place][1], float(score[place]), tuple(map(float, near[place])))
            for place in _best(score, top)
        ]
        return sorted(found, key=lambda hit: (-hit.score, hit.item_id))[:top]

    def _nearest(
        self, wanted: NDArray[np.float32], start: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return each item's best similarity to each query, of those with a start."""
        count = len(self._rows)
        owner = self._owner[:count]
        rows = np.flatnonzero(np.isfinite(start)[owner])
        # Half of the rows or more: copying them costs more than leaving some unused.
        few = 2 * len(rows) < count
        numbers = self._numbers[rows] if few else self._numbers[:count]
        similar = numbers @ wanted.T
        near = np.full((len(start), len(wanted)), -np.inf)
        np.maximum.at(near, owner[rows] if few else owner, similar)
        return near


def _best(score: NDArray[np.float64], top: int) -> NDArray[np.int64]:
    """Return the places of the best *top*, and of all that equal the last of them."""
    if len(score) <= top:
        return np.arange(len(score))
    least = np.partition(score, len(score) - top)[len(score) - top]
    return np.flatnonzero(score >= least)
