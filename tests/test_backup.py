"""A backup is one snapshot of a busy file, proven whole before it gets its name, and never a half one."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.backup import Backup, backup, backups, row_counts, taken_at, verify
from bot.database import Transaction, open_database
from bot.errors import StartError
from bot.kept import keep
from bot.migrate import migrate

NOW = datetime(2026, 3, 2, 8, 0, 5, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A migrated file with three rows in it."""
    path = tmp_path / "data" / "greenroom.db"
    migrate(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany("INSERT INTO kept VALUES (?, ?)", [(f"key {n}", "x" * 500) for n in range(3)])
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where backups go; not there yet."""
    return tmp_path / "backups"


def kept_keys(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [key for (key,) in connection.execute("SELECT key FROM kept ORDER BY key")]


def test_a_backup_holds_every_row_under_a_name_that_says_when(database: Path, folder: Path) -> None:
    made = backup(database, folder, 3, NOW)

    assert made.path == folder / "greenroom-20260302-080005.db"
    assert taken_at(made.path) == NOW
    assert kept_keys(made.path) == ["key 0", "key 1", "key 2"]
    with closing(sqlite3.connect(database)) as connection:
        counts = row_counts(connection)
    assert (made.tables, made.rows) == (len(counts), 3)
    assert made.size == made.path.stat().st_size
    assert [path.name for path in folder.iterdir()] == [made.path.name]
    assert made.path.read_bytes()[18:20] == b"\x01\x01", "no WAL: one self-contained file"


def test_the_name_is_in_utc_whatever_zone_now_comes_in(database: Path, folder: Path) -> None:
    local = NOW.astimezone(datetime.strptime("+0530", "%z").tzinfo)
    assert backup(database, folder, 3, local).path.name == "greenroom-20260302-080005.db"


def test_nobody_else_may_read_a_backup_or_its_folder(database: Path, folder: Path) -> None:
    made = backup(database, folder, 3, NOW)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_backup_can_be_taken_as_the_bots_own_file(database: Path, folder: Path) -> None:
    made = backup(database, folder, 3, NOW)
    done = migrate(made.path)
    assert done.before == done.after > 0


async def test_a_backup_is_one_snapshot_while_the_bot_writes(database: Path, folder: Path) -> None:
    """Each unit writes a pair; a copy that was no snapshot would hold half of one."""
    stop = asyncio.Event()
    written = 0

    async def busy() -> None:
        nonlocal written
        async with open_database(database, lambda event: None) as db:
            while not stop.is_set():
                number = written

                def pair(tx: Transaction, number: int = number) -> None:
                    keep(tx, f"left {number}", "x" * 3000)
                    keep(tx, f"right {number}", "x" * 3000)

                await db.write(pair)
                written += 1

    task = asyncio.create_task(busy())
    made: list[Backup] = [
        await asyncio.to_thread(backup, database, folder, 10, NOW + timedelta(seconds=second))
        for second in range(5)
    ]
    stop.set()
    await task

    assert written > 5, "the bot was busy meanwhile"
    assert [one.rows for one in made] == sorted(one.rows for one in made)
    for one in made:
        keys = kept_keys(one.path)
        left = {key.removeprefix("left ") for key in keys if key.startswith("left ")}
        right = {key.removeprefix("right ") for key in keys if key.startswith("right ")}
        assert left == right
        assert one.rows == len(keys)


async def test_what_was_committed_and_not_yet_checkpointed_is_in_it(database: Path, folder: Path) -> None:
    async with open_database(database, lambda event: None) as db:
        await db.write(lambda tx: keep(tx, "acknowledged", "yes"))
        assert database.with_name("greenroom.db-wal").stat().st_size > 0
        made = await asyncio.to_thread(backup, database, folder, 3, NOW)
    assert "acknowledged" in kept_keys(made.path)


def test_the_oldest_beyond_the_number_to_keep_are_removed(database: Path, folder: Path) -> None:
    taken = [backup(database, folder, 3, NOW + timedelta(days=day)) for day in range(5)]

    assert [path.name for path in backups(folder)] == [one.path.name for one in reversed(taken[2:])]
    assert taken[-1].removed == (taken[1].path,)


def test_files_that_are_no_backups_of_ours_are_left_alone(database: Path, folder: Path) -> None:
    folder.mkdir()
    others = {"notes.txt", "greenroom-before-the-move.db", "greenroom.db"}
    for name in others:
        (folder / name).write_text("mine")
    for day in range(3):
        backup(database, folder, 1, NOW + timedelta(days=day))
    assert {path.name for path in folder.iterdir()} == others | {"greenroom-20260304-080005.db"}


def test_a_new_backup_stays_even_when_the_clock_once_ran_ahead(database: Path, folder: Path) -> None:
    ahead = backup(database, folder, 2, NOW + timedelta(days=4000))
    backup(database, folder, 2, NOW + timedelta(days=4001))
    made = backup(database, folder, 2, NOW)
    assert made.path.exists()
    assert made.removed == (ahead.path,)


def test_the_half_file_of_a_killed_backup_goes_once_it_is_a_day_old(database: Path, folder: Path) -> None:
    folder.mkdir()
    old = folder / ".greenroom-20260228-080000.db.41.partial"
    young = folder / ".greenroom-20260302-075959.db.42.partial"
    for path, at in ((old, NOW - timedelta(days=2)), (young, NOW - timedelta(seconds=6))):
        path.write_bytes(b"half")
        os.utime(path, (at.timestamp(), at.timestamp()))
    backup(database, folder, 3, NOW)
    assert not old.exists()
    assert young.exists(), "it may still be being written"


def test_without_a_database_it_says_which_file_is_missing_and_creates_none(
    tmp_path: Path, folder: Path
) -> None:
    with pytest.raises(StartError, match=r"no database at .*absent\.db.*python -m bot run"):
        backup(tmp_path / "absent.db", folder, 3, NOW)
    assert not (tmp_path / "absent.db").exists()


def test_a_folder_that_cannot_be_made_is_named_with_the_mend(database: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StartError, match=r"could not be written to .*\[backup\] folder"):
        backup(database, tmp_path / "file" / "backups", 3, NOW)


def test_a_damaged_database_gets_no_backup_and_costs_none_of_the_earlier(
    database: Path, folder: Path
) -> None:
    earlier = [backup(database, folder, 2, NOW + timedelta(days=day)).path for day in range(2)]
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.executemany(
            "INSERT INTO kept VALUES (?, ?)", [(f"more {n}", "y" * 900) for n in range(200)]
        )
    size = database.stat().st_size
    with database.open("r+b") as file:
        file.seek(size // 2 // 4096 * 4096)
        file.write(os.urandom(4096))

    with pytest.raises(StartError, match=r"python -m bot restore greenroom-20260303-080005\.db"):
        backup(database, folder, 2, NOW + timedelta(days=2))
    assert sorted(folder.iterdir()) == earlier


def test_damage_that_counting_does_not_meet_is_met_by_the_integrity_check(
    database: Path, folder: Path
) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("CREATE TABLE notes (text TEXT CHECK (length(text) > 0)) STRICT")
        connection.execute("INSERT INTO notes VALUES ('')")
    with pytest.raises(StartError, match="integrity check: CHECK constraint failed in notes"):
        backup(database, folder, 2, NOW)
    assert list(folder.iterdir()) == []


def test_a_copy_that_lacks_a_row_or_a_table_is_not_taken_for_whole(database: Path, folder: Path) -> None:
    made = backup(database, folder, 3, NOW)
    with closing(sqlite3.connect(database)) as connection:
        counts = row_counts(connection)
    verify(made.path, counts)
    with closing(sqlite3.connect(made.path)) as connection, connection:
        connection.execute("DELETE FROM kept WHERE key = 'key 1'")
        connection.execute("DROP TABLE twitch_tokens")
    with pytest.raises(sqlite3.DatabaseError, match="missing from the copy of kept, twitch_tokens"):
        verify(made.path, counts)


def test_a_file_that_is_no_database_is_refused_in_words(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "greenroom.db"
    path.write_text("a letter, not a database\n" * 100)
    with pytest.raises(StartError, match="damaged"):
        backup(path, folder, 3, NOW)
    assert list(folder.iterdir()) == []


FULL_DISK = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from bot.backup import backup
from bot.errors import StartError
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    backup(Path(sys.argv[1]), Path(sys.argv[2]), 3, datetime(2026, 3, 3, tzinfo=UTC))
except StartError as error:
    print(error)
"""


def test_where_the_disk_has_no_room_no_half_file_stays(database: Path, folder: Path) -> None:
    """The process may write no more than 50 kB to a file: to SQLite that is a full disk."""
    earlier = backup(database, folder, 3, NOW).path
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("INSERT INTO kept VALUES ('large', :value)", {"value": "x" * 200_000})

    ended = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(database), str(folder)],
        cwd=Path(__file__).resolve().parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "could not be written" in ended.stdout
    assert "Make room" in ended.stdout
    assert list(folder.iterdir()) == [earlier]


def test_somebody_who_holds_the_file_for_himself_is_named(
    database: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.backup.BUSY_TIMEOUT", 0.05)
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StartError, match="Another program holds"):
            backup(database, folder, 3, NOW)
    assert list(folder.iterdir()) == []
