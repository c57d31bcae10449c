"""The exact index in PostgreSQL, with the extension pgvector.

It keeps its own table, in a database that it may share: the rest of the store is in
SQLite. No approximate index is made: one that filters after it has looked may come
back with nothing, and exact search is fast enough for a hundred thousand vectors.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from pierglass.server.errors import StoreFailedError
from pierglass.server.store.index.port import Entry, Hit, Query, checked

__all__ = ["PgvectorIndex"]

_TABLE = """
CREATE EXTENSION IF NOT EXISTS vector;
CREATE TABLE IF NOT EXISTS pierglass_vectors (
    item_id text COLLATE "C" NOT NULL,
    view text NOT NULL,
    model text NOT NULL,
    source text NOT NULL,
    numbers vector NOT NULL,
    PRIMARY KEY (model, item_id, view)
)
"""

_PUT = text(
    """
    INSERT INTO pierglass_vectors (item_id, view, model, source, numbers)
    VALUES (:item_id, :view, :model, :source, CAST(:numbers AS vector))
    ON CONFLICT (model, item_id, view)
    DO UPDATE SET source = EXCLUDED.source, numbers = EXCLUDED.numbers
    """
)

_SIZE = text(
    "SELECT vector_dims(numbers) FROM pierglass_vectors WHERE model = :model LIMIT 1"
)


class PgvectorIndex:
    """Vectors in PostgreSQL.

    Args:
        url: ``postgresql://…``; its role may create a table, and the extension where
            the database has none yet.

    Raises:
        StoreFailedError: If the database does not answer, or has no pgvector.
    """

    def __init__(self, url: str) -> None:
        driver = make_url(url).set(drivername="postgresql+psycopg")
        self._engine = create_engine(driver, pool_pre_ping=True)
        with self._begin() as connection:
            connection.execute(text(_TABLE))

    def put(self, entries: Sequence[Entry]) -> None:
        """Store *entries* as `VectorIndex.put` does."""
        if not entries:
            return
        with self._begin() as connection:
            sizes = {one.model: _size(connection, one.model) for one in entries}
            for one in entries:
                sizes[one.model] = checked(one.numbers, sizes[one.model]).size
            rows = [
                {
                    "item_id": one.item_id,
                    "view": one.view,
                    "model": one.model,
                    "source": one.source,
                    "numbers": _written(one.numbers),
                }
                for one in entries
            ]
            connection.execute(_PUT, rows)

    def search(
        self, model: str, queries: Sequence[Query], among: Mapping[str, float], top: int
    ) -> list[Hit]:
        """Return the best as `VectorIndex.search` does."""
        with self._begin() as connection:
            size = _size(connection, model)
            written = [_written(checked(one.numbers, size)) for one in queries]
            rows = connection.execute(
                text(_search(len(queries))),
                {
                    "model": model,
                    "ids": list(among),
                    "starts": list(among.values()),
                    "top": top,
                    **{f"query{i}": one for i, one in enumerate(written)},
                    **{f"weight{i}": one.weight for i, one in enumerate(queries)},
                },
            ).all()
        return [
            Hit(row[0], float(row[1]), tuple(float(one) for one in row[2:]))
            for row in rows
        ]

    def sources(self, model: str) -> dict[str, str]:
        """Return the pictures as `VectorIndex.sources` does."""
        query = text(
            "SELECT item_id, source FROM pierglass_vectors WHERE model = :model"
        )
        with self._begin() as connection:
            rows = connection.execute(query, {"model": model}).all()
        return {row[0]: row[1] for row in rows}

    def vectors(self, model: str, item_id: str) -> dict[str, NDArray[np.float32]]:
        """Return an item's vectors as `VectorIndex.vectors` does."""
        query = text(
            "SELECT view, CAST(numbers AS text) FROM pierglass_vectors "
            "WHERE model = :model AND item_id = :item_id"
        )
        with self._begin() as connection:
            rows = connection.execute(query, {"model": model, "item_id": item_id}).all()
        return {
            row[0]: np.array(row[1].strip("[]").split(","), np.float32) for row in rows
        }

    def models(self) -> dict[str, int]:
        """Return how many vectors each model has."""
        query = text("SELECT model, count(*) FROM pierglass_vectors GROUP BY model")
        with self._begin() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def remove_models(self, models: Collection[str]) -> None:
        """Remove every vector of *models*."""
        query = text("DELETE FROM pierglass_vectors WHERE model = ANY(:values)")
        with self._begin() as connection:
            connection.execute(query, {"values": list(models)})

    def remove_items(self, item_ids: Collection[str]) -> None:
        """Remove every vector of *item_ids*."""
        query = text("DELETE FROM pierglass_vectors WHERE item_id = ANY(:values)")
        with self._begin() as connection:
            connection.execute(query, {"values": list(item_ids)})

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except DBAPIError as exc:
            # The driver's words hold the address; its class says enough to a caller.
            reason = f"the vector index: {type(exc.orig).__name__}"
            raise StoreFailedError(reason=reason, retry_after=1) from exc


def _search(queries: int) -> str:
    """Return the statement for so many queries; it holds no value of a caller's."""
    each = range(queries)
    near = ", ".join(
        f"max(-(numbers <#> CAST(:query{i} AS vector))) AS near{i}" for i in each
    )
    score = " + ".join(f"CAST(:weight{i} AS float8) * near{i}" for i in each)
    names = ", ".join(f"near{i}" for i in each)
    return f"""
        SELECT item_id, start + {score} AS score, {names}
        FROM (
            SELECT item_id, among.start, {near}
            FROM pierglass_vectors
            JOIN unnest(CAST(:ids AS text[]), CAST(:starts AS float8[]))
                AS among (item_id, start) USING (item_id)
            WHERE model = :model
            GROUP BY item_id, among.start
        ) AS found
        ORDER BY score DESC, item_id
        LIMIT :top
    """  # noqa: S608


def _size(connection: Connection, model: str) -> int | None:
    size: int | None = connection.execute(_SIZE, {"model": model}).scalar()
    return size


def _written(numbers: NDArray[np.float32]) -> str:
    return "[" + ",".join(repr(float(one)) for one in numbers) + "]"
