"""pgvector as the server uses it, and with an approximate index beside it.

The server's adapter searches exactly. The approximate indices here are built on the
adapter's own table, so that both look at the same rows.
"""

import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psutil
import psycopg
from numpy.typing import NDArray

from benchmarks.search_catalogue import MERCHANTS, MODEL, Catalogue

__all__ = ["INDICES", "Postgres", "running"]

INDICES = {
    "hnsw": ("m = 16, ef_construction = 64", "hnsw.ef_search"),
    "ivfflat": ("lists = {lists}", "ivfflat.probes"),
}
"""How an index is built, and the setting that trades its speed for recall."""

_TABLE = "pierglass_vectors"


class Postgres:
    """A PostgreSQL of this benchmark's own, one core a query.

    Args:
        url: Where it answers.
        pid: Its first process.
    """

    def __init__(self, url: str, pid: int) -> None:
        self.url = url
        self._pid = pid
        self._sql = psycopg.connect(url, autocommit=True)
        self._sql.execute("ALTER SYSTEM SET max_parallel_workers_per_gather = 0")
        self._sql.execute("ALTER SYSTEM SET max_parallel_maintenance_workers = 0")
        self._sql.execute("ALTER SYSTEM SET autovacuum = off")
        self._sql.execute("ALTER SYSTEM SET maintenance_work_mem = '1GB'")
        self._sql.execute("SELECT pg_reload_conf()")

    def version(self) -> str:
        """Return pgvector's."""
        rows = self._sql.execute(
            "SELECT extversion FROM pg_extension WHERE extname = 'vector'"
        )
        return str(rows.fetchone()[0])

    def cpu_s(self) -> float:
        """Return the CPU seconds that its processes have used."""
        first = psutil.Process(self._pid)
        total = 0.0
        for process in (first, *first.children(recursive=True)):
            spent = process.cpu_times()
            total += spent.user + spent.system
        return total

    def fill(self, catalogue: Catalogue) -> None:
        """Replace what the table holds; a row's source stands for its merchant."""
        self._sql.execute(f"TRUNCATE {_TABLE}")
        into = f"COPY {_TABLE} (item_id, view, model, source, numbers) FROM STDIN"
        with self._sql.cursor() as cursor, cursor.copy(into) as copy:
            for number, one in enumerate(catalogue.ids):
                written = _written(catalogue.vectors[number])
                merchant = str(number % MERCHANTS)
                copy.write_row((one, "stock", MODEL, merchant, written))
        self._sql.execute(f"VACUUM ANALYZE {_TABLE}")

    def table_bytes(self) -> int:
        """Return the size of the table and its key."""
        return self._size(f"pg_total_relation_size('{_TABLE}')")

    def build(self, method: str, catalogue: Catalogue) -> tuple[float, int]:
        """Build an approximate index; return the seconds and its bytes."""
        size = catalogue.vectors.shape[1]
        lists = max(10, round(len(catalogue.ids) ** 0.5))
        how = INDICES[method][0].format(lists=lists)
        began_s = time.perf_counter()
        self._sql.execute(
            f"CREATE INDEX near ON {_TABLE} USING {method} "
            f"((numbers::vector({size})) vector_ip_ops) WITH ({how})"
        )
        return time.perf_counter() - began_s, self._size("pg_relation_size('near')")

    def drop(self) -> None:
        """Drop the approximate index."""
        self._sql.execute("DROP INDEX near")

    def effort(self, method: str, value: int) -> None:
        """Set how far a search by *method* looks."""
        self._sql.execute("SET enable_seqscan = off")
        self._sql.execute("SET enable_bitmapscan = off")
        self._sql.execute(f"SET {INDICES[method][1]} = {value}")

    def near(
        self, query: NDArray[np.float32], top: int, merchant: int | None = None
    ) -> set[str]:
        """Return what the approximate index finds; a filter goes after its look."""
        rows = self._sql.execute(*_asked(query, top, merchant), prepare=False)
        return {row[0] for row in rows.fetchall()}

    def is_used(self, query: NDArray[np.float32], top: int) -> bool:
        """Return whether the database would use the approximate index."""
        sql, values = _asked(query, top, None)
        plan = self._sql.execute(f"EXPLAIN {sql}", values, prepare=False).fetchall()
        return any(" near " in row[0] for row in plan)

    def close(self) -> None:
        """Close the connection."""
        self._sql.close()

    def _size(self, what: str) -> int:
        return int(self._sql.execute(f"SELECT {what}").fetchone()[0])


@contextmanager
def running(folder: Path) -> Iterator[Postgres]:
    """Run a PostgreSQL from PyPI in *folder*."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own look for a runtime folder
        import pgserver

        server = pgserver.get_server(folder)
    pid = int((folder / "postmaster.pid").read_text().split()[0])
    made = Postgres(server.get_uri(), pid)
    try:
        yield made
    finally:
        made.close()
        server.cleanup()


def _asked(
    query: NDArray[np.float32], top: int, merchant: int | None
) -> tuple[str, dict[str, object]]:
    size = len(query)
    narrowed = "" if merchant is None else "WHERE source = %(merchant)s"
    near = f"numbers::vector({size}) <#> %(query)s::vector({size})"
    sql = f"SELECT item_id FROM {_TABLE} {narrowed} ORDER BY {near} LIMIT %(top)s"  # noqa: S608
    values = {"query": _written(query), "top": top, "merchant": str(merchant)}
    return sql, values


def _written(numbers: NDArray[np.float32]) -> str:
    return "[" + ",".join(map(repr, numbers.tolist())) + "]"
