import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from pierglass.server.errors import OverloadedError, StorageFullError, StoreFailedError
from pierglass.server.store import database
from pierglass.server.store.database import Store, UnsafeSqliteError, check_sqlite


@pytest.fixture
def groups() -> list[int]:
    return []


@pytest.fixture
def store(tmp_path: Path, groups: list[int]) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'x.db'}", groups.append)
    store.write(lambda session: session.execute(text("CREATE TABLE t (a UNIQUE)")))
    yield store
    store.close()


def insert(session: Session, value: object) -> None:
    session.execute(text("INSERT INTO t VALUES (:a)"), {"a": value})


def values(store: Store) -> list[object]:
    return store.read(lambda s: list(s.execute(text("SELECT a FROM t")).scalars()))


def test_f10_sqlite_with_the_wal_reset_bug_is_refused_with_the_cure() -> None:
    with pytest.raises(UnsafeSqliteError, match=r"3\.40\.1.*pysqlite3"):
        check_sqlite((3, 40, 1))


def test_fixed_sqlite_is_taken() -> None:
    check_sqlite(database.SQLITE_FIXED)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)],
)
def test_connections_are_durable_and_checked(
    store: Store, pragma: str, value: object
) -> None:
    query = text(f"PRAGMA {pragma}")
    assert store.write(lambda session: session.execute(query).scalar()) == value


def test_write_returns_what_is_readable(store: Store) -> None:
    store.write(lambda session: insert(session, 1))
    assert values(store) == [1]


def test_reader_cannot_write(store: Store) -> None:
    with pytest.raises(OperationalError, match="readonly"):
        store.read(lambda session: insert(session, 1))
    assert values(store) == []


def test_failed_request_leaves_nothing_and_its_neighbours_alone(store: Store) -> None:
    def fail(session: Session) -> None:
        insert(session, "bad")
        raise KeyError("no")

    def one(index: int) -> None:
        if index % 2:
            store.write(lambda session: insert(session, index))
        else:
            with pytest.raises(KeyError):
                store.write(fail)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(one, range(64)))
    assert sorted(map(str, values(store))) == sorted(map(str, range(1, 64, 2)))


def test_requests_that_wait_share_one_commit(store: Store, groups: list[int]) -> None:
    held, release = threading.Event(), threading.Event()

    def hold(session: Session) -> None:
        held.set()
        release.wait(10)

    with ThreadPoolExecutor(9) as pool:
        first = pool.submit(store.write, hold)
        held.wait(10)
        rest = [
            pool.submit(store.write, lambda session, n=n: insert(session, n))
            for n in range(8)
        ]
        while store.waiting() < len(rest):
            pass
        release.set()
        for future in [first, *rest]:
            future.result()
    assert max(groups) == 9


def test_full_queue_answers_overloaded(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "QUEUE_LIMIT", 1)
    small = Store(store.url)
    held, release = threading.Event(), threading.Event()

    def hold(session: Session) -> None:
        held.set()
        release.wait(10)

    with ThreadPoolExecutor(2) as pool:
        pool.submit(small.write, hold)
        held.wait(10)
        pool.submit(small.write, lambda session: None)
        while small.waiting() < 1:
            pass
        with pytest.raises(OverloadedError):
            small.write(lambda session: None)
        release.set()
    small.close()


def test_f6_full_disk_is_said_and_reads_still_work(store: Store) -> None:
    store.write(lambda session: insert(session, "kept"))
    store.write(lambda session: session.execute(text("PRAGMA max_page_count=3")))
    with pytest.raises(StorageFullError):
        store.write(lambda session: insert(session, "x" * 100_000))
    assert values(store) == ["kept"]
    store.write(lambda session: session.execute(text("PRAGMA max_page_count=99999")))
    store.write(lambda session: insert(session, "after"))
    assert values(store) == ["kept", "after"]


def test_write_inside_write_is_a_defect_and_not_a_deadlock(store: Store) -> None:
    with pytest.raises(RuntimeError, match="inside"):
        store.write(lambda session: store.write(lambda inner: None))


def test_closed_store_takes_nothing(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'y.db'}")
    store.close()
    with pytest.raises(StoreFailedError):
        store.write(lambda session: None)


def test_error_of_one_request_is_not_another_requests_error(store: Store) -> None:
    store.write(lambda session: insert(session, 1))
    with pytest.raises(Exception, match="UNIQUE"):
        store.write(lambda session: insert(session, 1))
    store.write(lambda session: insert(session, 2))
    assert values(store) == [1, 2]
