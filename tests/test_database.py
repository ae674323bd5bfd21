"""Units of work on a real SQLite file: what is answered is on disk, and what failed left nothing."""

from __future__ import annotations

import asyncio
import contextvars
import sqlite3
import threading
from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from queue import SimpleQueue

import aiosqlite
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from bot.database import BATCH, Database, Transaction, instant, instant_text, open_database
from bot.events import Event
from bot.storage import NotWritten

SCHEMA = """
CREATE TABLE words (word TEXT PRIMARY KEY, size INTEGER CHECK (size < 1000)) STRICT;
CREATE TABLE parents (id INTEGER PRIMARY KEY) STRICT;
CREATE TABLE children (parent INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY IMMEDIATE) STRICT;
CREATE TABLE bulk (data BLOB) STRICT;
"""

caller: contextvars.ContextVar[str] = contextvars.ContextVar("caller", default="nobody")


class WordAdded(Event, frozen=True):
    word: str


class Heard(Struct, frozen=True):
    """An event as it was published: what was on disk at that moment, and in whose context it came."""

    event: Event
    on_disk: frozenset[str]
    context: str


class Stage(Struct):
    path: Path
    database: Database
    heard: list[Heard]

    def on_disk(self) -> frozenset[str]:
        """What a stranger who opens the file sees committed."""
        return words_in(self.path)


def words_in(path: Path) -> frozenset[str]:
    connection = sqlite3.connect(path)
    try:
        return frozenset(str(row[0]) for row in connection.execute("SELECT word FROM words"))
    finally:
        connection.close()


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncGenerator[Stage]:
    path = tmp_path / "words.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(SCHEMA)
    connection.close()
    heard: list[Heard] = []

    def publish(event: Event) -> None:
        heard.append(Heard(event, words_in(path), caller.get()))

    async with open_database(path, publish) as database:
        yield Stage(path, database, heard)


def add(word: str, size: int = 1) -> Callable[[Transaction], str]:
    """A unit that adds a word, tells it, and returns it."""

    def unit(tx: Transaction) -> str:
        tx.execute("INSERT INTO words (word, size) VALUES (:word, :size)", {"word": word, "size": size})
        tx.emit(WordAdded(word))
        return word

    return unit


class Gate:
    """A unit that keeps the writer busy until it is opened, so that others have to wait together."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.opened = threading.Event()
        self.statements: list[str] = []

    def __call__(self, tx: Transaction) -> None:
        # what the writer runs from here on, as SQLite itself reports it
        tx.execute("SELECT 1").connection.set_trace_callback(self.statements.append)
        self.entered.set()
        assert self.opened.wait(10)


async def together(
    database: Database, *units: Callable[[Transaction], object]
) -> tuple[list[object], list[str]]:
    """Run the units as one batch; returns what each answered or raised, and the SQL of the batch."""
    gate = Gate()
    first = asyncio.ensure_future(database.write(gate))
    await asyncio.to_thread(gate.entered.wait, 10)
    rest = [asyncio.ensure_future(database.write(unit)) for unit in units]
    await asyncio.sleep(0)  # each has queued its unit now
    gate.opened.set()
    await first
    answers = await asyncio.gather(*rest, return_exceptions=True)
    await database.write(lambda tx: tx.execute("SELECT 1").connection.set_trace_callback(None))
    end = gate.statements.index("COMMIT") + 1
    return list(answers), gate.statements[end:]


async def test_a_write_returns_what_the_unit_returned(stage: Stage) -> None:
    assert await stage.database.write(add("one")) == "one"
    assert await stage.database.read(lambda tx: [row["word"] for row in tx.all("SELECT * FROM words")]) == [
        "one"
    ]
    assert (
        await stage.database.read(lambda tx: tx.one("SELECT * FROM words WHERE word = :w", {"w": "two"}))
        is None
    )


async def test_units_that_wait_together_share_one_commit(stage: Stage) -> None:
    names = [f"w{number}" for number in range(60)]
    answers, statements = await together(stage.database, *(add(name) for name in names))
    assert answers == names
    assert statements.count("COMMIT") == 1
    assert stage.on_disk() == set(names)


async def test_more_units_than_a_batch_holds_are_all_run_in_order(stage: Stage) -> None:
    count = 2 * BATCH + 7
    answers, statements = await together(stage.database, *(add(f"{number:05}") for number in range(count)))
    assert answers == sorted(stage.on_disk())
    assert len(answers) == count
    assert statements.count("COMMIT") == 3
    told = [heard.event for heard in stage.heard]
    assert told == [WordAdded(f"{number:05}") for number in range(count)]


async def test_nobody_is_answered_before_the_commit(stage: Stage) -> None:
    async def write(word: str) -> bool:
        await stage.database.write(add(word))
        return word in stage.on_disk()

    assert all(await asyncio.gather(*(write(f"w{number}") for number in range(40))))


async def test_a_failing_unit_keeps_nothing_and_leaves_its_neighbours_alone(stage: Stage) -> None:
    def half_done(tx: Transaction) -> None:
        add("half")(tx)
        raise RuntimeError("no")

    def refused_by_the_schema(tx: Transaction) -> None:
        add("fits")(tx)
        add("too long", size=1000)(tx)

    answers, statements = await together(
        stage.database, add("before"), half_done, add("between"), refused_by_the_schema, add("after")
    )
    assert answers[0::2] == ["before", "between", "after"]
    assert isinstance(answers[1], RuntimeError)
    assert isinstance(answers[3], sqlite3.IntegrityError)
    assert stage.on_disk() == {"before", "between", "after"}
    assert statements.count("COMMIT") == 1
    assert [heard.event for heard in stage.heard] == [
        WordAdded("before"),
        WordAdded("between"),
        WordAdded("after"),
    ]


async def test_a_failing_unit_alone_keeps_nothing(stage: Stage) -> None:
    def half_done(tx: Transaction) -> None:
        add("half")(tx)
        raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        await stage.database.write(half_done)
    assert stage.on_disk() == frozenset()
    assert stage.heard == []
    assert await stage.database.write(add("next")) == "next"


def orphan(tx: Transaction) -> None:
    """A unit that only fails when it is committed."""
    add("orphan")(tx)
    tx.execute("PRAGMA defer_foreign_keys = ON")
    tx.execute("INSERT INTO children (parent) VALUES (7)")


async def test_a_batch_that_cannot_be_committed_is_run_again_one_by_one(stage: Stage) -> None:
    answers, _ = await together(stage.database, add("before"), orphan, add("after"))
    assert answers[0::2] == ["before", "after"]
    assert isinstance(answers[1], sqlite3.IntegrityError)
    assert stage.on_disk() == {"before", "after"}
    assert [heard.event for heard in stage.heard] == [WordAdded("before"), WordAdded("after")]


async def test_a_commit_that_fails_alone_is_the_callers_to_know(stage: Stage) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await stage.database.write(orphan)
    assert stage.on_disk() == frozenset()
    assert stage.heard == []


async def test_a_full_disk_loses_only_what_did_not_fit(stage: Stage) -> None:
    def cap(tx: Transaction) -> None:
        row = tx.one("PRAGMA page_count")
        assert row is not None
        tx.execute(f"PRAGMA max_page_count = {row[0] + 4}")

    def too_large(tx: Transaction) -> None:
        add("large")(tx)
        tx.execute("INSERT INTO bulk (data) VALUES (zeroblob(200000))")

    await stage.database.write(cap)
    answers, _ = await together(stage.database, add("before"), too_large, add("after"))
    assert answers[0::2] == ["before", "after"]
    assert isinstance(answers[1], NotWritten)
    assert str(answers[1]) == (
        "I could not write that down: the disk is full. Nothing was changed; please say it again later."
    )
    assert stage.on_disk() == {"before", "after"}
    assert await stage.database.write(add("later")) == "later"


async def test_a_unit_that_swallows_the_full_disk_is_not_acknowledged(stage: Stage) -> None:
    """SQLite has thrown the whole transaction away by then; an answer would be a lie."""

    def cap(tx: Transaction) -> None:
        row = tx.one("PRAGMA page_count")
        assert row is not None
        tx.execute(f"PRAGMA max_page_count = {row[0] + 2}")

    def deaf(tx: Transaction) -> None:
        add("deaf")(tx)
        try:
            tx.execute("INSERT INTO bulk (data) VALUES (zeroblob(200000))")
        except sqlite3.OperationalError:
            assert not tx.execute("SELECT 1").connection.in_transaction

    await stage.database.write(cap)
    with pytest.raises(sqlite3.OperationalError):
        await stage.database.write(deaf)
    assert stage.on_disk() == frozenset()
    assert stage.heard == []


async def test_a_cancelled_caller_does_not_stop_the_unit(stage: Stage) -> None:
    gate = Gate()
    first = asyncio.ensure_future(stage.database.write(gate))
    await asyncio.to_thread(gate.entered.wait, 10)
    leaving = asyncio.ensure_future(stage.database.write(add("left behind")))
    await asyncio.sleep(0)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    gate.opened.set()
    await first
    await stage.database.write(add("later"))
    assert stage.on_disk() == {"left behind", "later"}
    assert [heard.event for heard in stage.heard] == [WordAdded("left behind"), WordAdded("later")]


async def test_events_come_after_the_commit_and_in_the_callers_context(stage: Stage) -> None:
    async def write(word: str) -> None:
        caller.set(f"caller of {word}")
        await stage.database.write(add(word))

    await asyncio.gather(*(write(word) for word in ("a", "b", "c")))
    for heard in stage.heard:
        assert isinstance(heard.event, WordAdded)
        assert heard.event.word in heard.on_disk
        assert heard.context == f"caller of {heard.event.word}"
    assert len(stage.heard) == 3


async def test_a_read_sees_one_snapshot(stage: Stage) -> None:
    def count(tx: Transaction) -> int:
        row = tx.one("SELECT COUNT(*) FROM words")
        assert row is not None
        return int(row[0])

    def unit(tx: Transaction) -> tuple[int, int]:
        before = count(tx)
        with sqlite3.connect(stage.path) as stranger:
            stranger.execute("INSERT INTO words (word) VALUES ('meanwhile')")
        stranger.close()
        return before, count(tx)

    assert await stage.database.read(unit) == (0, 0)
    assert await stage.database.read(count) == 1


async def test_a_read_cannot_write_on_either_connection(stage: Stage) -> None:
    for long in (False, True):
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            await stage.database.read(add("sneaked in"), long=long)
    assert stage.on_disk() == frozenset()


async def test_a_long_read_keeps_nobody_waiting(stage: Stage) -> None:
    gate = Gate()
    report = asyncio.ensure_future(stage.database.read(gate, long=True))
    await asyncio.to_thread(gate.entered.wait, 10)
    assert await stage.database.write(add("quick")) == "quick"
    assert await stage.database.read(lambda tx: len(tx.all("SELECT * FROM words"))) == 1
    assert not report.done()
    gate.opened.set()
    await report


async def test_the_file_is_held_as_the_design_says(stage: Stage) -> None:
    def pragmas(tx: Transaction) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [row[0] for name in names if (row := tx.one(f"PRAGMA {name}")) is not None]

    assert await stage.database.write(pragmas) == ["wal", 2, 1]


async def test_a_write_after_the_end_is_refused_and_does_not_wait_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "words.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(SCHEMA)
    connection.close()
    async with open_database(path, lambda event: None) as database:
        last = asyncio.ensure_future(database.write(add("last")))
        await asyncio.sleep(0)
    assert await last == "last"
    with pytest.raises(ValueError, match="closed"):
        await asyncio.wait_for(database.write(add("too late")), 5)
    assert words_in(path) == {"last"}


@pytest.mark.parametrize("kind", ["a folder", "no database"])
async def test_a_start_that_fails_ends_its_threads(tmp_path: Path, kind: str) -> None:
    """They are no daemons: one left over, and the process would never end."""
    path = tmp_path / "broken.db"
    if kind == "a folder":
        path.mkdir()
    else:
        path.write_bytes(b"this is a letter, not a database " * 200)
    before = set(threading.enumerate())
    with pytest.raises(sqlite3.Error):
        async with open_database(path, lambda event: None):
            pytest.fail("it opened")
    for thread in set(threading.enumerate()) - before:
        if not thread.daemon and "asyncio" not in thread.name:
            thread.join(5)
            assert not thread.is_alive()


async def test_a_database_that_is_closed_leaves_no_thread(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    async with open_database(tmp_path / "words.db", lambda event: None) as database:
        assert len(set(threading.enumerate()) - before) >= 3
        await database.read(lambda tx: tx.one("SELECT 1"))
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
        assert not thread.is_alive()


async def test_the_protected_names_of_aiosqlite_are_still_there(tmp_path: Path) -> None:
    """bot/database.py leans on them; when this fails, read aiosqlite's core.py and mend `_Connection`."""
    async with aiosqlite.connect(tmp_path / "names.db") as connection:
        raw: object = getattr(connection, "_conn")  # noqa: B009 - protected on purpose
        assert isinstance(raw, sqlite3.Connection)
        assert isinstance(getattr(connection, "_tx"), SimpleQueue)  # noqa: B009 - protected on purpose
        assert getattr(connection, "_running") is True  # noqa: B009 - protected on purpose
        ran = threading.Event()
        getattr(connection, "_tx").put_nowait((None, ran.set))  # noqa: B009 - protected on purpose
        threads: set[str] = await getattr(connection, "_execute")(  # noqa: B009 - protected on purpose
            lambda: {threading.current_thread().name}
        )
        assert ran.is_set()
        assert threads != {threading.current_thread().name}


@given(st.datetimes(timezones=st.timezones()))
def test_an_instant_survives_the_trip_through_text(moment: datetime) -> None:
    try:
        text = instant_text(moment)
    except OverflowError:
        return  # within a day of the first or the last year that Python knows
    assert instant(text) == moment.astimezone(UTC)
    assert instant(text).tzinfo is UTC


@given(st.datetimes(min_value=datetime(1970, 1, 1)), st.datetimes(min_value=datetime(1970, 1, 1)))  # noqa: DTZ001 - made aware below
def test_texts_sort_as_their_instants_do(one: datetime, two: datetime) -> None:
    first, second = one.replace(tzinfo=UTC), two.replace(tzinfo=UTC)
    assert (instant_text(first) < instant_text(second)) == (first < second)


def test_an_instant_is_kept_in_utc() -> None:
    moment = datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=2)))
    assert instant_text(moment) == "2026-03-02T07:30:00.000000+00:00"


def test_a_naive_datetime_is_refused_both_ways() -> None:
    with pytest.raises(ValueError, match="naive"):
        instant_text(datetime(2026, 3, 2))  # noqa: DTZ001 - the very mistake
    with pytest.raises(ValueError, match="no offset"):
        instant("2026-03-02T07:30:00")
