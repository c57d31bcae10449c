"""What a search in the vector index costs as the catalogue grows, and what it finds.

``python -m benchmarks.search_index --json`` makes catalogues of clustered vectors with
as many numbers as the served network's, asks the server's own two adapters (both
exact) and pgvector's two approximate indices, and prints for each size and method:
wall and CPU milliseconds a query (median, 95th percentile; CPU of the database's
processes included), recall@10 against brute force, and size. Each also with a filter
that leaves 1 %: inside the search for the adapters, after the look for the indices, as
pgvector before 0.8 does it. ``candidates`` is the query that tells the adapters which
items the filters leave. ``calls`` is how many were made within a minute. One core, one
query at a time.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

__all__ = ["measure"]

TOP = 10
MERCHANT = 7
EFFORTS = {"hnsw": (40, 100, 400), "ivfflat": (1, 10, 40)}
"""Of the first, pgvector's own default."""
_MOST_S = 60.0
"""For one method at one size: a scan of a million rows takes seconds."""
SIZES = (1_000, 10_000, 100_000, 1_000_000)


def measure(
    sizes: tuple[int, ...], queries: int, most_hnsw: int, *, postgres: bool = True
) -> dict[str, Any]:
    """Return the figures of every size and method."""
    from benchmarks.search_catalogue import made, served_size

    report: dict[str, Any] = {"size_of_vectors": served_size(), "rows": []}
    for size in sizes:
        _say(f"{size:,} vectors")
        catalogue = made(size, queries, report["size_of_vectors"])
        truth = {one: catalogue.nearest(TOP, one) for one in (None, MERCHANT)}
        with tempfile.TemporaryDirectory() as folder:
            rows = _embedded(Path(folder), catalogue, truth)
            report["rows"] += [{"vectors": size, **row} for row in rows]
        if postgres:
            with tempfile.TemporaryDirectory() as folder:
                rows = _pgvector(Path(folder), catalogue, truth, size <= most_hnsw)
                report["rows"] += [{"vectors": size, **row} for row in rows]
        if postgres and size > most_hnsw:
            report["left_out"] = f"hnsw above {most_hnsw:,}: --most-hnsw"
    return report


def _embedded(folder: Path, catalogue: Any, truth: Any) -> Iterator[dict[str, Any]]:
    from benchmarks.costs import timed
    from benchmarks.search_catalogue import fill_sqlite
    from pierglass.server import migrations
    from pierglass.server.services import search_filters
    from pierglass.server.services.search_kinds import FAMILIES
    from pierglass.server.store.database import Store
    from pierglass.server.store.index.embedded import EmbeddedIndex

    path = folder / "pierglass.db"
    store = Store(f"sqlite:///{path}")
    migrations.upgrade(store.engine())
    fill_sqlite(path, catalogue)
    for merchant in (None, MERCHANT):
        filters = {} if merchant is None else {"merchant_id": f"mer_{merchant}"}
        within = search_filters.narrowed(filters, (), FAMILIES["top"])
        read = partial(search_filters.candidates, within=within)
        _, costs = timed([partial(store.read, read)] * 20, most_s=_MOST_S)
        yield {"method": "candidates", **_filtered(merchant), **costs.report()}
    index = EmbeddedIndex(store)
    before = _held_bytes()
    _search(index, catalogue, None)[0]()
    held = _held_bytes() - before
    sizes = {"memory_mb": _mb(held), "disk_mb": _mb(path.stat().st_size)}
    for merchant in (None, MERCHANT):
        given, costs = timed(_search(index, catalogue, merchant), most_s=_MOST_S)
        yield {
            "method": "sqlite, exact",
            **_filtered(merchant),
            **costs.report(),
            "recall@10": _recall(given, truth[merchant]),
            **sizes,
        }
    index.close()
    store.close()


def _pgvector(
    folder: Path, catalogue: Any, truth: Any, hnsw: bool
) -> Iterator[dict[str, Any]]:
    from benchmarks.costs import timed
    from benchmarks.search_postgres import INDICES, running
    from pierglass.server.store.index.pgvector import PgvectorIndex

    with running(folder) as postgres:
        index = PgvectorIndex(postgres.url)
        postgres.fill(catalogue)
        name = f"pgvector {postgres.version()}"
        for merchant in (None, MERCHANT):
            calls = _search(index, catalogue, merchant)
            given, costs = timed(calls, postgres.cpu_s, _MOST_S)
            yield {
                "method": f"{name}, exact",
                **_filtered(merchant),
                **costs.report(),
                "recall@10": _recall(given, truth[merchant]),
                "disk_mb": _mb(postgres.table_bytes()),
            }
        index.close()
        for method in INDICES:
            if method == "hnsw" and not hnsw:
                continue
            _say(f"  builds {method}")
            built_s, size = postgres.build(method, catalogue)
            for effort in EFFORTS[method]:
                postgres.effort(method, effort)
                if not postgres.is_used(catalogue.queries[0], TOP):
                    raise RuntimeError(f"PostgreSQL does not use the {method} index")
                for merchant in (None, MERCHANT):
                    calls = [
                        partial(postgres.near, query, TOP, merchant)
                        for query in catalogue.queries
                    ]
                    given, costs = timed(calls, postgres.cpu_s, _MOST_S)
                    yield {
                        "method": f"{name}, {method} {effort}",
                        **_filtered(merchant),
                        **costs.report(),
                        "recall@10": _recall(given, truth[merchant]),
                        "index_mb": _mb(size),
                        "built_s": round(built_s, 1),
                    }
            postgres.drop()


def _search(
    index: Any, catalogue: Any, merchant: int | None
) -> list[Callable[[], set[str]]]:
    """Return a call a query, through the server's port."""
    from benchmarks.search_catalogue import MODEL
    from pierglass.server.store.index.port import Query

    ids = catalogue.ids if merchant is None else catalogue.of_merchant(merchant)
    among = dict.fromkeys(ids, 0.0)

    def one(query: Any) -> set[str]:
        hits = index.search(MODEL, [Query(query)], among, TOP)
        return {hit.item_id for hit in hits}

    return [partial(one, query) for query in catalogue.queries]


def _recall(given: list[set[str]], truth: list[set[str]]) -> float:
    found = sum(len(one & other) for one, other in zip(given, truth, strict=False))
    return round(found / sum(map(len, truth[: len(given)])), 4)


def _filtered(merchant: int | None) -> dict[str, str]:
    return {"filter": "none" if merchant is None else "1 %"}


def _held_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _mb(size: int) -> float:
    return round(size / 2**20, 1)


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _table(report: Mapping[str, Any]) -> str:
    head = ("vectors", "method", "filter", "wall ms", "p95", "CPU ms", "p95", "recall")
    rows = [
        (
            f"{row['vectors']:,}",
            row["method"],
            row["filter"],
            *(f"{row[key][at]:.2f}" for key in _COSTS for at in ("median", "p95")),
            f"{row['recall@10']:.3f}" if "recall@10" in row else "",
        )
        for row in report["rows"]
    ]
    return "\n".join(
        "  ".join(f"{one:>{wide}}" for one, wide in zip(row, _WIDE, strict=True))
        for row in (head, *rows)
    )


_COSTS = ("wall_ms", "cpu_ms")
_WIDE = (9, 26, 6, 9, 9, 9, 9, 6)


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--most-hnsw", type=int, default=100_000)
    parser.add_argument("--without-pgvector", action="store_true")
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    arguments = parser.parse_args()
    # Before numpy is imported: it makes a thread for every core that it sees.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    sizes = tuple(int(one) for one in arguments.sizes.split(","))
    report = measure(
        sizes,
        arguments.queries,
        arguments.most_hnsw,
        postgres=not arguments.without_pgvector,
    )
    print(json.dumps(report) if arguments.json else _table(report))


if __name__ == "__main__":
    main()
