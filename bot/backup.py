"""Copies the database while the bot runs, proves the copy whole, and keeps the newest few."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from bot.errors import StartError

_NAME = re.compile(r"greenroom-(\d{8}-\d{6})\.db")
_STAMP = "%Y%m%d-%H%M%S"
_PARTIAL = ".partial"
_ABANDONED = timedelta(days=1)
"""A half file this old belongs to a backup that was killed; a younger one may still be being written."""

BUSY_TIMEOUT = 30.0
"""Seconds to wait where somebody holds the file exclusively; readers and writers in WAL mode never do."""


class Backup(Struct, frozen=True):
    """A verified copy, and the older ones that made room for it."""

    path: Path
    size: int
    """Bytes."""
    tables: int
    rows: int
    removed: tuple[Path, ...]


def backup(database: Path, folder: Path, keep: int, now: datetime) -> Backup:
    """Copy `database` into `folder`, verify the copy, then remove the oldest beyond `keep`.

    The copy is one snapshot, however busy the bot is, and gets its name only once it was opened again and
    found whole and complete. Raises StartError, and leaves what was there as it was, where that fails.
    Blocking: call it off the loop.
    """
    if not database.is_file():
        raise StartError(
            f"There is no database at {database} to back up. It is created by: python -m bot run"
            " (or mend `database` in the config)."
        )
    target = folder / f"greenroom-{now.astimezone(UTC).strftime(_STAMP)}.db"
    partial = target.with_name(f".{target.name}.{os.getpid()}{_PARTIAL}")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(folder, now)
        try:
            counts = _copy(database, partial)
            verify(partial, counts)
            _to_disk(partial)
            os.replace(partial, target)
        finally:
            _discard(partial)
        _to_disk(folder)
        size = target.stat().st_size
        removed = _rotate(folder, keep, target)
    except OSError as error:
        raise StartError(
            f"The backup could not be written to {folder}: {error.strerror or error}."
            " Mend the folder, or name another one under [backup] folder in the config."
        ) from error
    except sqlite3.Error as error:
        raise StartError(_refused(database, folder, error)) from error
    return Backup(target, size, len(counts), sum(counts.values()), removed)


def backups(folder: Path) -> list[Path]:
    """The backups in `folder`, newest first, by their names; files of other names are not ours."""
    if not folder.is_dir():
        return []
    found = (path for path in folder.iterdir() if _NAME.fullmatch(path.name))
    return sorted(found, key=lambda path: path.name, reverse=True)


def taken_at(path: Path) -> datetime:
    """When the backup with this name was taken. Raises ValueError for another kind of name."""
    match = _NAME.fullmatch(path.name)
    if match is None:
        raise ValueError(f"{path.name} is no name of a backup")
    return datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)


def row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table holds; SQLite's own and what the full-text index is made of left out."""
    names = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
        "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    ).fetchall()
    counts: dict[str, int] = {}
    for (name,) in names:
        quoted = str(name).replace('"', '""')
        # a table's name cannot be a parameter; it comes from the schema and is quoted
        counts[name] = connection.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0]  # noqa: S608
    return counts


def verify(path: Path, expected: Mapping[str, int]) -> None:
    """Open the copy again; it must be whole and hold these rows. Raises sqlite3.DatabaseError."""
    with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)) as copy:
        verdict = [str(row[0]) for row in copy.execute("PRAGMA integrity_check(3)")]
        if verdict != ["ok"]:
            raise sqlite3.DatabaseError(f"integrity check: {'; '.join(verdict)}")
        found = row_counts(copy)
    if found != expected:
        wrong = sorted(
            name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name)
        )
        raise sqlite3.DatabaseError(f"rows are missing from the copy of {', '.join(wrong)}")


def _copy(database: Path, partial: Path) -> Mapping[str, int]:
    # Twitch tokens are in it: nobody else on the machine may read the copy, not even while it grows
    os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    # mode=rw: never created where it is missing, and a WAL left by a kill is read along
    with (
        contextlib.closing(
            sqlite3.connect(
                f"{database.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=BUSY_TIMEOUT
            )
        ) as source,
        contextlib.closing(sqlite3.connect(partial, isolation_level=None)) as target,
    ):
        # the copy reads inside this transaction, so that the counts are of the very same snapshot
        source.execute("BEGIN")
        counts = row_counts(source)
        source.backup(target)
        source.execute("ROLLBACK")
        # one self-contained file: the copied header says WAL, which would grow two more beside it
        target.execute("PRAGMA journal_mode = DELETE")
    return counts


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _rotate(folder: Path, keep: int, newest: Path) -> tuple[Path, ...]:
    # the one just written stays even where a clock that once ran ahead gave others a later name
    others = [path for path in backups(folder) if path != newest]
    removed = tuple(others[keep - 1 :])
    for path in removed:
        path.unlink(missing_ok=True)
    return removed


def _sweep(folder: Path, now: datetime) -> None:
    """Remove the half files of backups that were killed."""
    for path in folder.glob(f".greenroom-*{_PARTIAL}*"):
        with contextlib.suppress(FileNotFoundError):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < now - _ABANDONED:
                path.unlink()


def _discard(partial: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        partial.with_name(partial.name + suffix).unlink(missing_ok=True)


def _refused(database: Path, folder: Path, error: sqlite3.Error) -> str:
    """The sentence for what SQLite would not do."""
    name: str = getattr(error, "sqlite_errorname", "")  # absent where it is our own verdict
    if name.startswith("SQLITE_BUSY"):
        return f"Another program holds {database}. Close it (a database browser, perhaps) and try again."
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY")):
        return (
            f"The backup could not be written to {folder}: {error}."
            " Make room there, or name another folder under [backup] folder in the config."
        )
    earlier = next((path.name for path in backups(folder)), None)
    mend = (
        f"stop the bot, then: python -m bot restore {earlier}"
        if earlier
        else f"stop the bot, keep {database} safe, and try: sqlite3 {database} .recover"
    )
    return (
        f"{database} is damaged or its copy was not whole ({error}); no backup was kept from it."
        f" If a second try says the same, {mend}."
    )
