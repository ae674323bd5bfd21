"""Everything in a folder of plain files, and back: one file a table, JSON Lines or CSV, and a manifest."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TextIO, cast

from msgspec import Struct

from bot.alone import alone_with
from bot.errors import StartError
from bot.migrate import migrate, scripts

Kind = Literal["jsonl", "csv"]
Cell = str | int | float | None

MANIFEST = "manifest.json"
LEFT_OUT = ("twitch_tokens",)
"""Secrets: whoever takes the export in signs in again."""
COUNTED = ("guess_counts",)
"""What triggers count again while the rows are taken in."""
MOST_CHARACTERS = 100_000_000
"""Of one cell of a CSV; the library's own limit is below what an imported log may hold."""

# what a spreadsheet would run as a formula is written with a backslash before it, and so is a backslash
_MARKED = re.compile("[\\\\=+\\-@\t\r\n＝＋－＠]")
_PARTIAL = ".importing"


class Archive(Struct, frozen=True):
    """What was written, or taken in."""

    folder: Path
    rows: int
    tables: int
    left_out: tuple[str, ...] = LEFT_OUT


class _Manifest(Struct, frozen=True):
    schema: int
    kind: Kind
    tables: Mapping[str, int]


def export_all(database: Path, folder: Path, kind: Kind) -> Archive:
    """Write one snapshot into a new folder that nobody else may read; the bot may go on meanwhile.

    Raises StartError, with nothing left behind. Blocking.
    """
    if not database.is_file():
        raise StartError(f"There is no database at {database}. It is created by: python -m bot run")
    _check_schema(database)
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        raise StartError(
            f"{folder} is there already, and I overwrite nothing. Name another folder."
        ) from None
    except OSError as error:
        raise StartError(f"{folder} cannot be made: {error.strerror}.") from None
    try:
        with contextlib.closing(_opened(database)) as connection:
            connection.execute("BEGIN")
            counts = {table: _write(connection, table, folder, kind) for table in _tables(connection)}
            schema = _schema(connection)
        manifest = {"schema": schema, "format": kind, "left_out": list(LEFT_OUT), "tables": counts}
        with _fresh(folder / MANIFEST) as file:
            file.write(json.dumps(manifest, indent=2) + "\n")
    except (OSError, sqlite3.Error) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise StartError(f"{database} could not be written to {folder}: {error}. Make room there.") from None
    return Archive(folder, sum(counts.values()), len(counts))


def import_all(database: Path, folder: Path) -> Archive:
    """Make `database` from what `export_all` wrote, also by an older Greenroom.

    It is built beside its place and moved there when it is whole. Raises StartError, also where there are
    rows in `database` already, with everything as it was. Blocking.
    """
    manifest = _manifest(folder)
    partial = database.with_name(f".{database.name}{_PARTIAL}")
    with alone_with(database):
        _check_empty(database)
        try:
            _sweep(partial)
            migrate(partial, to=manifest.schema)
            with contextlib.closing(_opened(partial)) as connection:
                _take(connection, folder, manifest)
            migrate(partial)
            _sweep(database)
            os.replace(partial, database)
        except OSError as error:
            raise StartError(f"Nothing was taken in: {error.strerror or error}. Make room there.") from None
        finally:
            _sweep(partial)
    return Archive(folder, sum(manifest.tables.values()), len(manifest.tables))


def _write(connection: sqlite3.Connection, table: str, folder: Path, kind: Kind) -> int:
    columns, key = _columns(connection, table)
    names = ", ".join(f'"{name}"' for name in columns)
    order = ", ".join(f'"{name}"' for name in key)
    # names come from the schema and are quoted
    rows = connection.execute(f'SELECT {names} FROM "{table}" ORDER BY {order}')  # noqa: S608
    count = 0
    with _fresh(folder / f"{table}.{kind}") as file:
        if kind == "csv":
            # RFC 4180's line ends; with others the writer leaves a lone carriage return unquoted
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow(columns)
            for row in rows:
                writer.writerow([_cell(value) for value in row])
                count += 1
        else:
            for row in rows:
                file.write(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) + "\n")
                count += 1
    return count


def _take(connection: sqlite3.Connection, folder: Path, manifest: _Manifest) -> None:
    known = set(_tables(connection))
    if known != set(manifest.tables):
        wrong = ", ".join(sorted(known ^ set(manifest.tables)))
        raise StartError(f"{folder / MANIFEST} and its schema do not agree about {wrong}. Export once more.")
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN IMMEDIATE")
    for table, expected in manifest.tables.items():
        _fill(connection, table, folder / f"{table}.{manifest.kind}", manifest.kind, expected)
    for row in connection.execute("PRAGMA foreign_key_check"):
        raise StartError(f"A row of {row[0]} points at a row of {row[2]} that is missing. Export once more.")
    connection.execute("COMMIT")


def _fill(connection: sqlite3.Connection, table: str, path: Path, kind: Kind, expected: int) -> None:
    columns, _ = _columns(connection, table)
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" for _ in columns)
    done = 0
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in _rows(file, columns, kind):
                connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', row)  # noqa: S608
                done += 1
    except FileNotFoundError:
        raise StartError(f"{path} is missing. Copy the whole folder of the export.") from None
    except (sqlite3.Error, ValueError, KeyError) as error:
        raise StartError(f"{path.name}, row {done + 1}: {error}. Nothing was taken in.") from None
    if done != expected:
        raise StartError(
            f"{path.name} has {done} rows, and {expected} were exported. Copy the whole folder again."
        )


def _rows(file: TextIO, columns: Mapping[str, str], kind: Kind) -> Iterator[list[Cell]]:
    if kind == "jsonl":
        for line in file:
            held = json.loads(line)
            if set(held) != set(columns):
                raise ValueError(f"the columns should be {', '.join(columns)}")
            yield [held[name] for name in columns]
        return
    usual = csv.field_size_limit(MOST_CHARACTERS)
    try:
        reader = csv.reader(file, strict=True)
        if next(reader, None) != list(columns):
            raise ValueError(f"the first line should be {','.join(columns)}")
        for cells in reader:
            if len(cells) != len(columns):
                raise ValueError(f"{len(columns)} cells were expected, not {len(cells)}")
            yield [_value(cell, kind) for cell, kind in zip(cells, columns.values(), strict=True)]
    finally:
        # the module keeps one limit for everybody, and other tables lean on it
        csv.field_size_limit(usual)


def _cell(value: Cell) -> str:
    """NULL is an empty cell; an empty text is a backslash."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return repr(value)
    return f"\\{value}" if not value or _MARKED.match(value) else value


def _value(cell: str, kind: str) -> Cell:
    if not cell:
        return None
    if kind == "TEXT":
        return cell.removeprefix("\\")
    return int(cell) if kind == "INTEGER" else float(cell)


def _manifest(folder: Path) -> _Manifest:
    path = folder / MANIFEST
    try:
        held: Any = json.loads(path.read_text(encoding="utf-8"))
        tables = cast("dict[str, int]", held["tables"])
        manifest = _Manifest(
            int(held["schema"]), held["format"], {str(name): int(tables[name]) for name in tables}
        )
    except OSError as error:
        raise StartError(
            f"{path} cannot be read ({error.strerror}). Name a folder that `python -m bot export all` wrote."
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise StartError(f"{path} is no manifest of an export. Export once more.") from None
    if manifest.kind not in ("jsonl", "csv"):
        raise StartError(f"{path} says format {manifest.kind!r}; I read jsonl and csv.")
    known = len(scripts())
    if not 0 < manifest.schema <= known:
        raise StartError(
            f"{folder} was written by a newer Greenroom (schema {manifest.schema}, this one knows {known})."
            " Update this checkout: git pull."
        )
    return manifest


def _check_schema(database: Path) -> None:
    with contextlib.closing(_opened(database)) as connection:
        held, known = _schema(connection), len(scripts())
    if held > known:
        raise StartError(
            f"{database} was written by a newer Greenroom (schema {held}, this one knows {known})."
            " Update this checkout: git pull."
        )
    if held == 0:
        raise StartError(f"{database} is no database of Greenroom's yet. It is made by: python -m bot run")


def _check_empty(database: Path) -> None:
    if not database.exists():
        return
    try:
        with contextlib.closing(_opened(database)) as connection:
            held = [
                table
                for table in (*_tables(connection), *LEFT_OUT)
                if connection.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone()  # noqa: S608 - our schema
            ]
    except sqlite3.Error as error:
        raise StartError(f"{database} cannot be looked into ({error}). Move it aside first.") from None
    if held:
        raise StartError(
            f"{database} is not empty ({', '.join(held[:3])}{' ...' if len(held) > 3 else ''}), and an import"
            " mixes nothing. Move that file aside, or name another one as `database` in the config."
        )


def _tables(connection: sqlite3.Connection) -> list[str]:
    """Every table of ours but secrets, and but what triggers fill: an index, and counts."""
    rows = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
        "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    )
    return [name for (name,) in rows if name not in (*LEFT_OUT, *COUNTED)]


def _columns(connection: sqlite3.Connection, table: str) -> tuple[Mapping[str, str], Sequence[str]]:
    """Each column with its type, and those of the key, by which rows are put in order."""
    info = connection.execute(
        "SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid", (table,)
    ).fetchall()
    key = [name for name, _, place in sorted(info, key=lambda row: row[2]) if place]
    return {name: type_ for name, type_, _ in info}, key or [name for name, *_ in info]


def _schema(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _opened(path: Path) -> sqlite3.Connection:
    # rw and not ro: a read-only visitor of a WAL file leaves files behind that the bot may not own
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=30)


def _fresh(path: Path) -> TextIO:
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    return os.fdopen(descriptor, "w", encoding="utf-8", newline="")


def _sweep(path: Path) -> None:
    """Remove a file with everything that stands beside it."""
    beside: Iterable[Path] = path.parent.glob(f"{path.name}*") if path.parent.is_dir() else ()
    for part in beside:
        suffix = part.name.removeprefix(path.name)
        if suffix in ("", "-wal", "-shm", "-journal") or suffix.startswith(".before-"):
            part.unlink(missing_ok=True)
