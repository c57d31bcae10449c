"""The contract of the vector index, over both adapters."""

import importlib.util
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from pierglass.server.errors import StoreFailedError
from pierglass.server.services.context import Context
from pierglass.server.settings import Settings, SettingsError
from pierglass.server.store.catalogue import Item
from pierglass.server.store.index.embedded import EmbeddedIndex
from pierglass.server.store.index.opening import open_index
from pierglass.server.store.index.port import Entry, Query, VectorIndex

OLD, NEW = "a" * 64, "b" * 64
ITEMS = [f"item-{number:03}" for number in range(200)]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Return the URL of a PostgreSQL with pgvector, from PyPI.

    Not under pytest's folder: as root the database runs as another user, and every
    pytest that begins closes that folder to others.
    """
    for name in ("pgserver", "psycopg"):
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"{name} is not installed: pip install 'pierglass[dev]'")
    with tempfile.TemporaryDirectory() as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of its own look for a runtime folder
            import pgserver

            server = pgserver.get_server(folder)
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(params=["embedded", "pgvector"])
def index(request: pytest.FixtureRequest, ctx: Context) -> Iterator[VectorIndex]:
    """Return an empty index over items that exist."""

    def add(session: Session) -> None:
        for item_id in ITEMS:
            session.add(
                Item(
                    id=item_id,
                    kind="top",
                    name=item_id,
                    maker="",
                    version=1,
                    picture_sha256="0" * 64,
                )
            )

    ctx.store.write(add)
    url = "" if request.param == "embedded" else request.getfixturevalue("postgres")
    made = open_index(url, ctx.store)
    made.remove_models(list(made.models()))
    yield made
    made.close()


def unit(*numbers: float) -> NDArray[np.float32]:
    vector = np.array(numbers, np.float32)
    return vector / np.linalg.norm(vector)


def entry(
    item_id: str, *numbers: float, view: str = "stock", model: str = OLD
) -> Entry:
    return Entry(item_id, view, model, "0" * 64, unit(*numbers))


def anywhere(*item_ids: str) -> dict[str, float]:
    return dict.fromkeys(item_ids or ITEMS, 0.0)


def found(
    index: VectorIndex, *numbers: float, top: int = 3, model: str = OLD
) -> list[str]:
    hits = index.search(model, [Query(unit(*numbers))], anywhere(), top)
    return [hit.item_id for hit in hits]


def test_the_nearest_come_first(index: VectorIndex) -> None:
    index.put([entry(ITEMS[0], 1, 0), entry(ITEMS[1], 1, 1), entry(ITEMS[2], 0, 1)])
    hits = index.search(OLD, [Query(unit(1, 0.1))], anywhere(), 2)
    assert [hit.item_id for hit in hits] == ITEMS[:2]
    assert hits[0].score == pytest.approx(0.995, abs=1e-3)
    assert hits[0].similarities == pytest.approx((hits[0].score,))


def test_top_is_exact_on_many_vectors(index: VectorIndex) -> None:
    random = np.random.default_rng(4)
    numbers = random.normal(size=(len(ITEMS), 32)).astype(np.float32)
    numbers /= np.linalg.norm(numbers, axis=1, keepdims=True)
    index.put(
        [
            Entry(item_id, "stock", OLD, "0" * 64, one)
            for item_id, one in zip(ITEMS, numbers, strict=True)
        ]
    )
    query = random.normal(size=32).astype(np.float32)
    expected = [ITEMS[place] for place in (-(numbers @ query)).argsort()[:20]]
    hits = index.search(OLD, [Query(query)], anywhere(), 20)
    assert [hit.item_id for hit in hits] == expected


def test_a_filter_leaves_its_own_best_and_not_what_the_best_of_all_leave(
    index: VectorIndex,
) -> None:
    near = [
        entry(item_id, 1, 0.001 * place) for place, item_id in enumerate(ITEMS[:50])
    ]
    index.put([*near, entry(ITEMS[60], 0, 1), entry(ITEMS[61], 1, 1)])
    hits = index.search(OLD, [Query(unit(1, 0))], anywhere(*ITEMS[60:]), 5)
    assert [hit.item_id for hit in hits] == [ITEMS[61], ITEMS[60]]


def test_a_filter_of_a_few_among_many_finds_them(index: VectorIndex) -> None:
    index.put([entry(item_id, 1, place) for place, item_id in enumerate(ITEMS)])
    hits = index.search(OLD, [Query(unit(1, 0))], anywhere(ITEMS[150], "unknown"), 5)
    assert [hit.item_id for hit in hits] == [ITEMS[150]]


def test_a_head_start_counts_in_the_search(index: VectorIndex) -> None:
    index.put([entry(ITEMS[0], 1, 0), entry(ITEMS[1], 1, 1)])
    among = {ITEMS[0]: 0.0, ITEMS[1]: 0.5}
    hits = index.search(OLD, [Query(unit(1, 0))], among, 1)
    assert hits[0].item_id == ITEMS[1]
    assert hits[0].score == pytest.approx(0.5 + np.sqrt(0.5), abs=1e-5)


def test_queries_add_up_by_weight(index: VectorIndex) -> None:
    index.put([entry(ITEMS[0], 1, 0), entry(ITEMS[1], 0, 1)])
    queries = [Query(unit(1, 0), 0.25), Query(unit(0, 1), 0.75)]
    first, second = index.search(OLD, queries, anywhere(), 2)
    assert (first.item_id, second.item_id) == (ITEMS[1], ITEMS[0])
    assert first.score == pytest.approx(0.75)
    assert first.similarities == pytest.approx((0.0, 1.0))


def test_an_item_of_several_views_comes_once_by_its_nearest(index: VectorIndex) -> None:
    index.put(
        [
            entry(ITEMS[0], 0, 1),
            entry(ITEMS[0], 1, 0, view="side"),
            entry(ITEMS[1], 1, 1),
        ]
    )
    hits = index.search(OLD, [Query(unit(1, 0))], anywhere(), 5)
    assert [hit.item_id for hit in hits] == ITEMS[:2]
    assert hits[0].score == pytest.approx(1.0)


def test_equal_scores_come_in_the_order_of_ids(index: VectorIndex) -> None:
    index.put([entry(item_id, 1, 0) for item_id in reversed(ITEMS[:9])])
    assert found(index, 1, 0, top=4) == ITEMS[:4]


def test_vectors_of_another_model_are_never_found(index: VectorIndex) -> None:
    index.put([entry(ITEMS[0], 1, 0), entry(ITEMS[1], 1, 0, model=NEW)])
    assert found(index, 1, 0) == ITEMS[:1]
    assert found(index, 1, 0, model=NEW) == ITEMS[1:2]
    assert found(index, 1, 0, model="c" * 64) == []


def test_models_of_different_sizes_live_side_by_side(index: VectorIndex) -> None:
    index.put([entry(ITEMS[0], 1, 0), entry(ITEMS[0], 1, 0, 0, model=NEW)])
    assert found(index, 1, 0) == found(index, 1, 0, 0, model=NEW) == ITEMS[:1]


def test_a_write_is_seen_by_the_next_search(index: VectorIndex) -> None:
    index.put([entry(ITEMS[0], 1, 0)])
    assert found(index, 1, 0) == ITEMS[:1]
    index.put([entry(ITEMS[1], 1, 0), entry(ITEMS[0], 0, 1)])
    assert found(index, 1, 0) == [ITEMS[1], ITEMS[0]]


def test_sources_say_which_picture_was_looked_at(index: VectorIndex) -> None:
    index.put([entry(ITEMS[0], 1, 0)])
    assert index.sources(OLD) == {ITEMS[0]: "0" * 64}
    assert index.sources(NEW) == {}


def test_an_items_vectors_come_back_by_view_as_they_were_put(
    index: VectorIndex,
) -> None:
    index.put([entry(ITEMS[0], 3, 4), entry(ITEMS[0], 1, 0, view="side")])
    index.put([entry(ITEMS[1], 0, 1), entry(ITEMS[0], 0, 1, model=NEW)])
    found = index.vectors(OLD, ITEMS[0])
    assert sorted(found) == ["side", "stock"]
    assert np.array_equal(found["stock"], unit(3, 4))
    assert index.vectors(NEW, ITEMS[1]) == {}


def test_removed_models_and_items_are_gone(index: VectorIndex) -> None:
    index.put(
        [entry(ITEMS[0], 1, 0), entry(ITEMS[1], 1, 0), entry(ITEMS[0], 1, 0, model=NEW)]
    )
    index.remove_items([ITEMS[0]])
    assert index.models() == {OLD: 1}
    index.remove_models([OLD, NEW])
    assert (index.models(), found(index, 1, 0)) == ({}, [])


@pytest.mark.parametrize(
    "numbers",
    [unit(1, 0, 0), np.array([1, np.nan], np.float32), np.ones((1, 2), np.float32)],
)
def test_what_is_no_vector_of_the_model_is_refused_and_nothing_moves(
    index: VectorIndex, numbers: NDArray[np.float32]
) -> None:
    index.put([entry(ITEMS[0], 1, 0)])
    with pytest.raises(ValueError, match="found"):
        index.put([entry(ITEMS[1], 1, 0), Entry(ITEMS[2], "stock", OLD, "", numbers)])
    with pytest.raises(ValueError, match="found"):
        index.search(OLD, [Query(numbers)], anywhere(), 1)
    assert index.models() == {OLD: 1}


def test_embedded_vectors_survive_a_restart(ctx: Context, item: str) -> None:
    EmbeddedIndex(ctx.store).put([entry(item, 3, 4)])
    again = EmbeddedIndex(ctx.store)
    (hit,) = again.search(OLD, [Query(unit(3, 4))], {item: 0.0}, 1)
    assert hit.score == pytest.approx(1.0)


def test_a_refused_write_leaves_the_memory_as_the_database_is(
    ctx: Context, item: str
) -> None:
    index = EmbeddedIndex(ctx.store)
    index.put([entry(item, 1, 0)])
    with pytest.raises(Exception, match="FOREIGN KEY"):
        index.put([entry("no-such-item", 1, 0)])
    hits = index.search(OLD, [Query(unit(1, 0))], {item: 0.0, "no-such-item": 0.0}, 5)
    assert [hit.item_id for hit in hits] == [item]


def test_a_postgresql_that_is_not_there_is_a_typed_error(
    ctx: Context, tmp_path: Path
) -> None:
    pytest.importorskip("psycopg", reason="pip install 'pierglass[pgvector]'")
    url = f"postgresql://nobody@/nothing?host={tmp_path}"
    with pytest.raises(StoreFailedError, match="the vector index"):
        open_index(url, ctx.store)


@pytest.mark.parametrize(
    ("name", "value"), [("vectors_url", "mysql://here"), ("search_generated", "maybe")]
)
def test_a_setting_that_cannot_work_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"PIERGLASS_{name.upper()}"):
        Settings(**{name: value})  # type: ignore[arg-type]


def test_a_lost_connection_is_a_typed_error(postgres: str, ctx: Context) -> None:
    index = open_index(postgres, ctx.store)
    with index._begin() as connection:  # type: ignore[attr-defined]
        connection.execute(text("ALTER TABLE pierglass_vectors RENAME TO elsewhere"))
    try:
        with pytest.raises(StoreFailedError):
            index.models()
    finally:
        with index._begin() as connection:  # type: ignore[attr-defined]
            connection.execute(
                text("ALTER TABLE elsewhere RENAME TO pierglass_vectors")
            )
        index.close()
