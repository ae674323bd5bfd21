"""Brings the SQLite file to the newest schema, with a copy taken first."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
from pathlib import Path

from msgspec import Struct

from bot.errors import StartError

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


class Migrated(Struct, frozen=True):
    """What `migrate` did: schema numbers before and after, and the copy taken, if one was."""

    before: int
    after: int
    copy: Path | None


def scripts(folder: Path = MIGRATIONS) -> list[str]:
    """The SQL of every migration, the first at index 0. Raises StartError where the numbers have a gap."""
    found = sorted(path for path in folder.iterdir() if path.suffix == ".sql")
    for expected, path in enumerate(found, start=1):
        match = _NAME.fullmatch(path.name)
        if match is None or int(match[1]) != expected:
            raise StartError(
                f"Migration {path.name} should be number {expected:04d}; rename it so that none is missing."
            )
    return [path.read_text(encoding="utf-8") for path in found]


def version(path: Path) -> int:
    """The schema number of the file; 0 where there is none yet."""
    if not path.exists():
        return 0
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return _version(connection)


def migrate(path: Path, folder: Path = MIGRATIONS, *, to: int | None = None) -> Migrated:
    """Create or upgrade the file at `path`; a file with rows in it is copied beside itself first.

    `to` stops at an earlier schema, which is how an older Greenroom had it.

    Raises StartError where the file was written by a newer Greenroom. Blocking: call it off the loop.
    """
    steps = scripts(folder)[:to]
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Twitch tokens live in this file: nobody else on the machine may read it
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        before = _version(connection)
        if before > len(steps):
            raise StartError(
                f"{path} was written by a newer Greenroom (schema {before}, this one knows {len(steps)}). "
                "Update the checkout, or restore the backup that fits this version."
            )
        copy = _copy(connection, path, before) if 0 < before < len(steps) else None
        connection.execute("PRAGMA journal_mode = WAL")
        for number, sql in enumerate(steps[before:], start=before + 1):
            # executescript() commits whatever is open, so the transaction stands inside the script
            try:
                connection.executescript(f"BEGIN IMMEDIATE;\n{sql}\nPRAGMA user_version = {number};\nCOMMIT;")
            except sqlite3.Error:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
    return Migrated(before, len(steps), copy)


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _copy(connection: sqlite3.Connection, path: Path, before: int) -> Path:
    copy = path.with_name(f"{path.name}.before-{before + 1:04d}")
    # under another name until it is whole: what a crash leaves of it must not stand in the next one's way
    part = copy.with_name(f"{copy.name}.part")
    for left in (part, part.with_name(f"{part.name}-journal")):
        left.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600))
    with contextlib.closing(sqlite3.connect(part)) as target:
        connection.backup(target)
    return part.replace(copy)
