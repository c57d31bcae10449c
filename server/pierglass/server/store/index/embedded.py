"""The exact index in the store's own database.

Rows are the truth. The vectors of a model that is searched lie in memory as well, and
every write goes to both: one process writes, so that its memory is never behind.
"""

import threading
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from pierglass.server.store.database import Store
from pierglass.server.store.index.matrix import Matrix
from pierglass.server.store.index.port import Entry, Hit, Query, checked
from pierglass.server.store.vectors import StoredVector

__all__ = ["EmbeddedIndex"]

T = TypeVar("T")

_BATCH = 500
"""Values in one statement; SQLite takes a bounded number of them."""
_PART = 2_000
"""Rows that are read at a time."""


class EmbeddedIndex:
    """Vectors in SQLite, searched in memory.

    Args:
        store: The database, migrated.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._matrices: dict[str, Matrix] = {}
        self._lock = threading.Lock()

    def put(self, entries: Sequence[Entry]) -> None:
        """Store *entries* as `VectorIndex.put` does."""

        def transaction(session: Session) -> None:
            for one in entries:
                session.merge(_row(one))

        with self._lock:
            sizes = {one.model: self._matrix(one.model).size for one in entries}
            for one in entries:
                sizes[one.model] = checked(one.numbers, sizes[one.model]).size
            self._store.write(transaction)
            for one in entries:
                self._matrix(one.model).put(one)

    def search(
        self, model: str, queries: Sequence[Query], among: Mapping[str, float], top: int
    ) -> list[Hit]:
        """Return the best as `VectorIndex.search` does."""
        with self._lock:
            return self._matrix(model).search(queries, among, top)

    def sources(self, model: str) -> dict[str, str]:
        """Return the pictures as `VectorIndex.sources` does."""
        query = select(StoredVector.item_id, StoredVector.source).where(
            StoredVector.model == model
        )
        return self._store.read(partial(_pairs, query))

    def vectors(self, model: str, item_id: str) -> dict[str, NDArray[np.float32]]:
        """Return an item's vectors as `VectorIndex.vectors` does."""
        query = select(StoredVector.view, StoredVector.numbers).where(
            StoredVector.model == model, StoredVector.item_id == item_id
        )
        found = self._store.read(partial(_pairs, query))
        return {view: _numbers(data) for view, data in found.items()}

    def models(self) -> dict[str, int]:
        """Return how many vectors each model has."""
        query = select(StoredVector.model, func.count()).group_by(StoredVector.model)
        return self._store.read(partial(_pairs, query))

    def remove_models(self, models: Collection[str]) -> None:
        """Remove every vector of *models*."""
        self._remove(StoredVector.model, models)

    def remove_items(self, item_ids: Collection[str]) -> None:
        """Remove every vector of *item_ids*."""
        self._remove(StoredVector.item_id, item_ids)

    def close(self) -> None:
        """Forget what is in memory; the store is its opener's to close."""
        with self._lock:
            self._matrices.clear()

    def _remove(
        self, column: InstrumentedAttribute[str], values: Collection[str]
    ) -> None:
        ordered = sorted(values)

        def transaction(session: Session) -> None:
            for first in range(0, len(ordered), _BATCH):
                some = ordered[first : first + _BATCH]
                session.execute(delete(StoredVector).where(column.in_(some)))

        with self._lock:
            self._store.write(transaction)
            # Reading the rest again is simpler than holes, and removing is rare.
            self._matrices.clear()

    def _matrix(self, model: str) -> Matrix:
        """Return a model's matrix, read from the database when it is not here."""
        if model not in self._matrices:
            self._matrices[model] = self._store.read(partial(_read, model))
        return self._matrices[model]


def _read(model: str, session: Session) -> Matrix:
    matrix = Matrix()
    query = select(
        StoredVector.item_id,
        StoredVector.view,
        StoredVector.model,
        StoredVector.source,
        StoredVector.numbers,
    ).where(StoredVector.model == model)
    # In parts: the rows of a million vectors take more memory than the matrix.
    for row in session.execute(query.execution_options(yield_per=_PART)):
        numbers = _numbers(row.numbers)
        matrix.put(Entry(row.item_id, row.view, row.model, row.source, numbers))
    return matrix


def _numbers(data: bytes) -> NDArray[np.float32]:
    return np.frombuffer(data, "<f4").astype(np.float32)


def _pairs(query: "Select[str, T]", session: Session) -> dict[str, T]:
    return {row[0]: row[1] for row in session.execute(query)}


def _row(entry: Entry) -> StoredVector:
    return StoredVector(
        item_id=entry.item_id,
        view=entry.view,
        model=entry.model,
        source=entry.source,
        numbers=entry.numbers.astype("<f4").tobytes(),
    )
