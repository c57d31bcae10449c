"""The store: readers on any thread, one writer thread with group commit.

Source: ``docs/decisions`` and reference findings: ``synchronous=FULL`` because
NORMAL in WAL mode loses acknowledged rows at a power cut; one writer with group
commit because contention for the write lock, not fsync, makes the tail long.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

import pysqlite3
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from pierglass.server.errors import (
    OverloadedError,
    PierglassError,
    StorageFullError,
    StoreFailedError,
)

__all__ = ["SQLITE_FIXED", "Store", "UnsafeSqliteError", "check_sqlite"]

T = TypeVar("T")

SQLITE_FIXED = (3, 51, 3)
"""First release without the bug that corrupts a WAL reset by two connections."""

GROUP_LIMIT = 64
"""Requests in one commit: past this the wait of the first outgrows an fsync."""
QUEUE_LIMIT = 1024
"""Requests that wait for the writer; the next is told ``overloaded``."""
READERS = 32


class UnsafeSqliteError(Exception):
    """The SQLite that is linked can corrupt a database in WAL mode."""


def check_sqlite(version: tuple[int, ...]) -> None:
    """Refuse a SQLite that can corrupt the database.

    Raises:
        UnsafeSqliteError: If *version* is older than :data:`SQLITE_FIXED`.
    """
    if version < SQLITE_FIXED:
        found = ".".join(map(str, version))
        fixed = ".".join(map(str, SQLITE_FIXED))
        raise UnsafeSqliteError(
            f"SQLite {found} can corrupt a database in WAL mode; {fixed} or newer "
            f"is needed. Install it with: pip install 'pysqlite3>=0.6'"
        )


class Store:
    """Access to the database.

    Args:
        url: A ``sqlite:///path`` URL.
        group_observer: Called with the number of requests after each commit.

    Raises:
        UnsafeSqliteError: If the linked SQLite is too old.
    """

    def __init__(
        self, url: str, group_observer: Callable[[int], None] | None = None
    ) -> None:
        check_sqlite(tuple(pysqlite3.sqlite_version_info))
        self.url = url
        self._readers = _engine(url, writes=False)
        self._writer = _engine(url, writes=True)
        self._observe = group_observer or (lambda size: None)
        self._queue: queue.Queue[_Request | None] = queue.Queue(QUEUE_LIMIT)
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._closed = False

    def read(self, fn: Callable[[Session], T]) -> T:
        """Return ``fn(session)``, run on this thread in one read transaction."""
        with Session(self._readers, expire_on_commit=False) as session:
            return fn(session)

    def write(self, fn: Callable[[Session], T]) -> T:
        """Return ``fn(session)`` after its effects are durable.

        *fn* runs on the writer thread, inside a savepoint of a transaction that
        several requests share; if it raises, its effects alone are rolled back
        and the exception comes out here, after the group's commit, since it may
        rest on what a neighbour wrote.

        Raises:
            OverloadedError: If too many requests wait.
            StorageFullError: If the disk is full.
            StoreFailedError: If the commit failed.
        """
        if threading.current_thread() is self._thread:
            raise RuntimeError("write() inside write(): pass the session on instead")
        self._start()
        request = _Request(fn)
        try:
            self._queue.put_nowait(request)
        except queue.Full as exc:
            raise OverloadedError(what="the database", retry_after=1) from exc
        result: T = request.future.result()
        return result

    def waiting(self) -> int:
        """Return how many requests wait for the writer."""
        return self._queue.qsize()

    def engine(self) -> Engine:
        """Return the writing engine, for migrations before the first write."""
        return self._writer

    def close(self) -> None:
        """Finish what waits, then end the writer and the connections."""
        with self._lock:
            self._closed = True
            thread = self._thread
        if thread is not None:
            self._queue.put(None)
            thread.join()
        self._readers.dispose()
        self._writer.dispose()

    def _start(self) -> None:
        with self._lock:
            if self._closed:
                raise StoreFailedError(reason="the store is closed")
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._run, name="store-writer", daemon=True
                )
                self._thread.start()

    def _run(self) -> None:
        with self._writer.connect() as connection:
            while (first := self._queue.get()) is not None:
                group = [first]
                ends = self._commit(connection, group)
                self._observe(len(group))
                if ends:
                    return

    def _commit(self, connection: Connection, group: "list[_Request]") -> bool:
        """Run and commit *group*, grown by what arrives; return whether to end."""
        ends = False
        index = 0
        try:
            with connection.begin():
                while index < len(group):
                    group[index].run(connection)
                    index += 1
                    if index == len(group) and index < GROUP_LIMIT:
                        ends = self._take(group)
        except Exception as exc:
            failure = _failure(exc)
            for request in group:
                request.future.set_exception(failure)
            return ends
        for request in group:
            request.settle()
        return ends

    def _take(self, group: "list[_Request]") -> bool:
        try:
            item = self._queue.get_nowait()
        except queue.Empty:
            return False
        if item is None:
            return True
        group.append(item)
        return False


class _Request:
    """One function that waits for the writer, and its outcome."""

    def __init__(self, fn: Callable[[Session], Any]) -> None:
        self.fn = fn
        self.future: Future[Any] = Future()
        self.result: Any = None
        self.error: Exception | None = None

    def run(self, connection: Connection) -> None:
        with Session(
            connection,
            join_transaction_mode="create_savepoint",
            expire_on_commit=False,
        ) as session:
            try:
                self.result = self.fn(session)
                session.commit()
            except Exception as exc:
                if _ended_transaction(connection, exc):
                    raise
                session.rollback()
                self.error = exc

    def settle(self) -> None:
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


def _ended_transaction(connection: Connection, exc: Exception) -> bool:
    # SQLite rolls the whole transaction back by itself on a full disk or an I/O
    # error: the savepoint is gone and every neighbour with it.
    if not isinstance(exc, DBAPIError):
        return False
    raw: Any = connection.connection.dbapi_connection
    return not raw.in_transaction


def _failure(exc: Exception) -> PierglassError:
    # Giving up a savepoint that is gone fails as well, on top of the first error.
    cause: BaseException | None = exc
    while cause is not None:
        if "disk is full" in str(cause):
            return StorageFullError(retry_after=30)
        cause = cause.__context__
    return StoreFailedError(reason=type(exc).__name__, retry_after=1)


def _engine(url: str, *, writes: bool) -> Engine:
    engine = create_engine(
        url,
        module=pysqlite3,
        pool_size=1 if writes else READERS,
        max_overflow=0,
        connect_args={"timeout": 10.0, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _configure(raw: Any, record: object) -> None:
        # The driver must not begin transactions by itself: BEGIN is ours.
        raw.isolation_level = None
        for pragma in _PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")
        if not writes:
            raw.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A deferred BEGIN that writes later fails with "database is locked".
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
)
