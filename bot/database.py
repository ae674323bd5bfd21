"""The one SQLite file: units of work in, values out, events after commit."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import sqlite3
from collections import deque
from collections.abc import AsyncGenerator, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Generic, Self, TypeVar, cast

import aiosqlite
from msgspec import Struct, field

from bot.events import Event
from bot.storage import NotWritten, not_written

T = TypeVar("T")
Unit = Callable[["Transaction"], T]
Row = sqlite3.Row

Span = Callable[[str], contextlib.AbstractContextManager[object]]
"""Stands around each unit, under a name, for whoever measures."""


def unmeasured(_: str) -> contextlib.AbstractContextManager[object]:
    """Nobody measures."""
    return contextlib.nullcontext()


BATCH = 500
"""Units committed together at most, so that the first of a flood is not kept waiting for the last."""

BUSY_TIMEOUT = 5.0
"""Seconds to wait for another process that holds the file."""


def instant_text(instant: datetime) -> str:
    """An aware instant as the text that the tables hold: UTC, ISO 8601, microseconds.

    Raises ValueError for a naive datetime.
    """
    if instant.tzinfo is None:
        raise ValueError("a naive datetime has no place in the database")
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def instant(text: str) -> datetime:
    """The inverse of `instant_text`."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no offset from UTC")
    return moment.astimezone(UTC)


class Transaction:
    """What a unit of work may touch: SQL on one connection, and events for after the commit."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.events: list[Event] = []

    def execute(self, sql: str, parameters: Mapping[str, Any] | None = None) -> sqlite3.Cursor:
        """Run one statement with named parameters."""
        return self._connection.execute(sql, parameters or {})

    def one(self, sql: str, parameters: Mapping[str, Any] | None = None) -> Row | None:
        """The first row, or None."""
        return self.execute(sql, parameters).fetchone()

    def all(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """Every row."""
        return self.execute(sql, parameters).fetchall()

    def emit(self, event: Event) -> None:
        """Publish `event` once this unit is committed; never if it is not."""
        self.events.append(event)


class _Job(Struct, Generic[T]):
    """A unit on its way through the writer, and who waits for it."""

    unit: Unit[T]
    answer: asyncio.Future[T]
    context: contextvars.Context
    events: list[Event] = field(default_factory=list[Event])
    result: T | None = None
    error: BaseException | None = None


class _Connection(aiosqlite.Connection):
    """aiosqlite's connection with its queue opened a crack: whole functions run in one hop.

    aiosqlite has no public call for this; `tests/test_database.py` pins the protected names.
    """

    def submit(self, function: Callable[[], None]) -> None:
        """Run `function` on the SQLite thread, nobody waiting; it must not raise.

        Raises ValueError when closed, as aiosqlite's own calls do: what is queued then would never run.
        """
        if not self._running:
            raise ValueError("Connection closed")
        queue = cast("SimpleQueue[tuple[None, Callable[[], None]]]", self._tx)  # pyright: ignore[reportUnknownMemberType] - protected, untyped
        queue.put_nowait((None, function))

    async def hop(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Run `function` with the sqlite3 connection on the SQLite thread."""
        return await self._execute(function, self._conn)  # pyright: ignore[reportUnknownMemberType] - protected, untyped

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        return self

    @property
    def raw(self) -> sqlite3.Connection:
        """The sqlite3 connection; to be used on the SQLite thread only."""
        return self._conn


class Database:
    """Two verbs, `write` and `read`. Open with `open_database`."""

    def __init__(
        self,
        path: Path,
        writer: _Connection,
        quick: _Connection,
        long: _Connection,
        publish: Callable[[Event], None],
        span: Span,
    ) -> None:
        self.path = path
        self._span = span
        self.on_trouble: Callable[[NotWritten], None] = lambda _: None
        """Called on the event loop for each unit that the disk, and not the unit itself, has failed."""
        self._writer = writer
        # held here: while the file closes aiosqlite forgets it, and a unit that comes then must be told
        self._connection = writer.raw
        self._quick = quick
        self._long = long
        self._publish = publish
        self._jobs: deque[_Job[Any]] = deque()
        self._loop = asyncio.get_running_loop()

    async def write(self, unit: Unit[T]) -> T:
        """Run `unit` in a transaction and return its value once that is on disk.

        Units that wait at the same moment share one COMMIT, each in its own savepoint. A unit may be run
        a second time when a shared commit fails, so it must not change anything but the database. What it
        raises is raised here and nothing of it is kept. Cancelling the caller does not stop the unit, and
        its events are published all the same. Raises NotWritten where the file cannot be written.
        """
        job: _Job[T] = _Job(unit, self._loop.create_future(), contextvars.copy_context())
        with self._span("database.write"):
            self._jobs.append(job)
            self._writer.submit(self._flush)
            return await asyncio.shield(job.answer)

    async def read(self, unit: Unit[T], *, long: bool = False) -> T:
        """Run `unit` on one snapshot; `long` takes the connection of reports and pictures."""

        def snapshot(connection: sqlite3.Connection) -> T:
            connection.execute("BEGIN")
            try:
                return unit(Transaction(connection))
            finally:
                connection.execute("ROLLBACK")

        with self._span("database.read"):
            return await (self._long if long else self._quick).hop(snapshot)

    def _flush(self) -> None:
        batch: list[_Job[Any]] = []
        while self._jobs and len(batch) < BATCH:
            batch.append(self._jobs.popleft())
        if not batch:
            return
        if len(batch) == 1 or not self._together(batch):
            for job in batch:
                self._alone(job)
        # once for all: each call from here writes into a small pipe, which signals come through, too
        self._loop.call_soon_threadsafe(self._deliver_all, batch)

    def _together(self, batch: list[_Job[Any]]) -> bool:
        """Commit the batch as one; False when nothing of it is kept and each must be run again alone."""
        connection = self._connection
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            # another process holds the file: waiting again for each unit would only queue up more of them
            for job in batch:
                job.error = error
            return True
        try:
            for job in batch:
                connection.execute("SAVEPOINT unit")
                self._attempt(job)
                if not connection.in_transaction:
                    return False  # SQLite gave up the whole transaction, savepoints and all: a full disk does
                if job.error is not None:
                    connection.execute("ROLLBACK TO unit")
                connection.execute("RELEASE unit")
            connection.execute("COMMIT")
        except sqlite3.Error:
            _roll_back(connection)
            return False
        return True

    def _alone(self, job: _Job[Any]) -> None:
        connection = self._connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            self._attempt(job)
            if job.error is None:
                connection.execute("COMMIT")
        except sqlite3.Error as error:
            job.error = error
        if job.error is not None:
            _roll_back(connection)

    def _attempt(self, job: _Job[Any]) -> None:
        transaction = Transaction(self._connection)
        job.error = None
        try:
            job.result = job.unit(transaction)
        except BaseException as error:  # noqa: BLE001 - carried to the caller, who raises it
            job.error = error
        job.events = transaction.events

    def _deliver_all(self, batch: list[_Job[Any]]) -> None:
        for job in batch:
            self._loop.call_soon(self._deliver, job, context=job.context)

    def _deliver(self, job: _Job[Any]) -> None:
        if isinstance(job.error, sqlite3.Error):
            trouble = not_written(job.error, self.path)
            if trouble is not None:
                trouble.__cause__ = job.error
                job.error = trouble
                self.on_trouble(trouble)
        if job.error is None:
            for event in job.events:
                self._publish(event)
        if job.answer.done():
            return
        if job.error is None:
            job.answer.set_result(job.result)
        else:
            job.answer.set_exception(job.error)


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")


@contextlib.asynccontextmanager
async def open_database(
    path: Path, publish: Callable[[Event], None], span: Span = unmeasured
) -> AsyncGenerator[Database]:
    """Open a migrated file with its writer and two readers; every thread has ended when this has.

    aiosqlite's threads are no daemons: what opened before a failure is closed again, or the process
    would never end.
    """
    async with contextlib.AsyncExitStack() as stack:
        writer = await stack.enter_async_context(_connection(path))
        quick = await stack.enter_async_context(_connection(path))
        long = await stack.enter_async_context(_connection(path))
        await writer.hop(_prepare_writer)
        for reader in (quick, long):
            await reader.hop(_prepare_reader)
        yield Database(path, writer, quick, long, publish, span)


def _connection(path: Path) -> _Connection:
    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            path, isolation_level=None, timeout=BUSY_TIMEOUT, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        return connection

    return _Connection(connect, iter_chunk_size=64)


def _prepare_writer(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # what is deleted is overwritten, so that what somebody had forgotten cannot be read off the disk
    connection.execute("PRAGMA secure_delete = ON")


def _prepare_reader(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA query_only = ON")
