"""Puts a backup back in the database's place; what was there is kept beside it."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from bot.backup import row_counts, verify
from bot.errors import StartError
from bot.migrate import migrate, scripts

_PARTIAL = ".restoring"


class Choice(Struct, frozen=True):
    """A file that could be put back, found whole."""

    path: Path
    rows: int
    tables: int
    schema: int


class Restored(Struct, frozen=True):
    """What was put back, and where the file that stood there went; None where there was none."""

    choice: Choice
    kept: Path | None


def inspect(path: Path) -> Choice:
    """Open the file and prove it whole. Raises StartError; nothing is changed."""
    if not path.is_file():
        raise StartError(f"There is no file {path}. `python -m bot restore` alone lists the backups.")
    try:
        with contextlib.closing(_opened(path)) as connection:
            schema = int(connection.execute("PRAGMA user_version").fetchone()[0])
            counts = row_counts(connection)
        verify(path, counts)
    except sqlite3.Error as error:
        raise StartError(f"{path} is no whole database ({error}). Choose another backup.") from None
    if schema == 0 or "people" not in counts:
        raise StartError(f"{path} is an SQLite file, and not one of Greenroom's. Choose a backup.")
    known = len(scripts())
    if schema > known:
        raise StartError(
            f"{path} was written by a newer Greenroom (schema {schema}, this one knows {known})."
            " Update this checkout (git pull), or choose an older backup."
        )
    return Choice(path, sum(counts.values()), len(counts), schema)


def restore(database: Path, choice: Choice, now: datetime) -> Restored:
    """Put `choice` in the place of `database`; the caller holds the file alone.

    The copy is whole and on disk before anything moves. Raises StartError, with everything as it was.
    Blocking.
    """
    partial = database.with_name(f".{database.name}{_PARTIAL}")
    try:
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _copy(choice.path, partial)
        _keep_forgotten(database, partial)
        kept = _put_aside(database, now)
        os.replace(partial, database)
        _to_disk(database.parent)
    except OSError as error:
        raise StartError(
            f"Nothing was restored: {error.filename or database}: {error.strerror}. Make room there, or"
            " run as the user that owns the folder."
        ) from None
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            partial.with_name(partial.name + suffix).unlink(missing_ok=True)
    return Restored(choice, kept)


def _opened(path: Path) -> sqlite3.Connection:
    # rw and not ro: a read-only visitor of a WAL file leaves files behind that the bot may not own
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=5)


def _copy(source: Path, partial: Path) -> None:
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as target, source.open("rb") as file:
        shutil.copyfileobj(file, target)
        target.flush()
        os.fsync(target.fileno())


def _keep_forgotten(database: Path, partial: Path) -> None:
    """Whoever asked to be forgotten since the backup stays so: the next start finds their rows by this."""
    try:
        with contextlib.closing(_opened(database)) as present:
            rows = present.execute("SELECT platform, account, at FROM forgotten").fetchall()
            secret = present.execute("SELECT secret FROM privacy_key").fetchone()
    except sqlite3.Error:
        return  # no such file, a damaged one, or one from before anybody could ask
    if not rows:
        return
    copy = migrate(partial).copy
    if copy is not None:
        copy.unlink()
    with contextlib.closing(_opened(partial)) as restored, restored:
        restored.execute("INSERT INTO privacy_key VALUES (1, ?) ON CONFLICT DO NOTHING", secret)
        if restored.execute("SELECT secret FROM privacy_key").fetchone() == secret:
            restored.executemany(
                """INSERT INTO forgotten (platform, account, at) VALUES (?, ?, ?)
                   ON CONFLICT (platform, account) DO UPDATE SET at = max(at, excluded.at)""",
                rows,
            )


def _put_aside(database: Path, now: datetime) -> Path | None:
    """The file with what SQLite keeps beside it, under a name that says when."""
    if not database.exists():
        return None
    stamp = now.astimezone(UTC).strftime("%Y%m%d-%H%M%S")
    kept = database.with_name(f"{database.name}.replaced-{stamp}")
    # what a kill left in the WAL goes into the file itself, so that one rename moves everything; a damaged
    # file refuses that, and its companions move along
    with contextlib.suppress(sqlite3.Error), contextlib.closing(_opened(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for suffix in ("-wal", "-shm", ""):
        part = database.with_name(database.name + suffix)
        if part.exists():
            os.replace(part, kept.with_name(kept.name + suffix))
    return kept


def _to_disk(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
