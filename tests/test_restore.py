"""A backup put back is whole before anything moves, and what stood there is kept."""

from __future__ import annotations

import io
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.alone import alone_with
from bot.backup import backup
from bot.errors import StartError
from bot.migrate import migrate
from bot.restore import inspect, restore

NOW = datetime(2026, 3, 2, 8, 0, 5, tzinfo=UTC)
LATER = datetime(2026, 3, 3, 9, 0, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A migrated file that holds one fact."""
    path = tmp_path / "data" / "greenroom.db"
    migrate(path)
    put(path, "before")
    return path


def put(path: Path, key: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO kept VALUES (?, 'x')", (key,))


def keys(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [key for (key,) in connection.execute("SELECT key FROM kept ORDER BY key")]


def test_a_restored_file_holds_what_the_backup_held_and_the_other_is_kept(
    database: Path, tmp_path: Path
) -> None:
    made = backup(database, tmp_path / "backups", 3, NOW)
    put(database, "since")

    done = restore(database, inspect(made.path), LATER)

    assert keys(database) == ["before"]
    assert done.kept is not None
    assert done.kept == database.with_name("greenroom.db.replaced-20260303-090000")
    assert keys(done.kept) == ["before", "since"]
    assert stat.S_IMODE(database.stat().st_mode) == 0o600
    assert sorted(path.name for path in database.parent.iterdir()) == [database.name, done.kept.name]
    assert migrate(database).copy is None, "the bot can start on it"


def test_what_a_kill_left_in_the_wal_is_kept_too(database: Path, tmp_path: Path) -> None:
    made = backup(database, tmp_path / "backups", 3, NOW)
    script = (
        "import os, sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute(\"INSERT INTO kept VALUES ('in the wal', 'x')\")\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(database)], check=False)
    assert database.with_name("greenroom.db-wal").exists()

    done = restore(database, inspect(made.path), LATER)

    assert keys(database) == ["before"]
    assert done.kept is not None
    assert keys(done.kept) == ["before", "in the wal"]


def test_a_lost_database_is_restored_where_nothing_stands(database: Path, tmp_path: Path) -> None:
    made = backup(database, tmp_path / "backups", 3, NOW)
    for path in database.parent.iterdir():
        path.unlink()
    assert restore(database, inspect(made.path), LATER).kept is None
    assert keys(database) == ["before"]


def test_a_damaged_database_gives_way_all_the_same(database: Path, tmp_path: Path) -> None:
    made = backup(database, tmp_path / "backups", 3, NOW)
    database.write_bytes(b"no database any more" * 400)
    done = restore(database, inspect(made.path), LATER)
    assert keys(database) == ["before"]
    assert done.kept is not None
    assert done.kept.read_bytes().startswith(b"no database")


def _nothing(path: Path) -> None:
    assert not path.exists()


def _a_zip(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04" * 999)


def _anothers(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (a)")


def _newer(path: Path) -> None:
    migrate(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 9999")


def _cut(path: Path) -> None:
    migrate(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (_nothing, "There is no file"),
        (_a_zip, "is no whole database"),
        (_anothers, "not one of Greenroom's"),
        (_newer, "newer Greenroom"),
        (_cut, "is no whole database"),
    ],
)
def test_a_file_that_is_no_good_is_refused_in_words(
    tmp_path: Path, make: Callable[[Path], None], sentence: str
) -> None:
    path = tmp_path / "chosen.db"
    make(path)
    with pytest.raises(StartError, match=sentence):
        inspect(path)


def test_two_processes_never_hold_one_file(database: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from bot.alone import alone_with\n"
        "try:\n"
        "    with alone_with(Path(sys.argv[1])): print('got it')\n"
        "except Exception as error: print(error)\n"
    )
    ask = [sys.executable, "-c", script, str(database)]
    with alone_with(database):
        said = subprocess.run(ask, capture_output=True, text=True, check=True).stdout
        assert "already works on" in said
        assert "(process " in said
    assert subprocess.run(ask, capture_output=True, text=True, check=True).stdout == "got it\n"


class TestTheCommand:
    """`python -m bot restore` as a person types it."""

    @pytest.fixture
    def config(self, database: Path, tmp_path: Path) -> Path:
        path = tmp_path / "config.toml"
        path.write_text(
            'database = "data/greenroom.db"\n[candidate]\nname = "Sam"\n'
            "[discord]\nguild_id = 1\nassignments_channel = 2\n",
            encoding="utf-8",
        )
        backup(database, tmp_path / "backups", 3, NOW)
        put(database, "since")
        return path

    def test_alone_it_lists_what_there_is(self, config: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["restore", "--config", str(config)]) == 0
        said = capsys.readouterr().out
        assert "greenroom-20260302-080005.db   Monday, 02 March 2026, 08:00 UTC" in said
        assert "python -m bot restore greenroom-20260302-080005.db" in said

    def test_it_asks_before_it_changes_anything(
        self,
        config: Path,
        database: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
        assert main(["restore", "greenroom-20260302-080005.db", "--config", str(config)]) == 1
        assert "Nothing was changed." in capsys.readouterr().out
        assert keys(database) == ["before", "since"]

        monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
        assert main(["restore", "greenroom-20260302-080005.db", "--config", str(config)]) == 0
        assert "What stood there before is kept" in capsys.readouterr().out
        assert keys(database) == ["before"]

    def test_a_running_bot_is_not_robbed_of_its_file(
        self, config: Path, database: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with alone_with(database):
            assert main(["restore", "greenroom-20260302-080005.db", "--yes", "--config", str(config)]) == 2
        assert "Stop it first" in capsys.readouterr().err
        assert keys(database) == ["before", "since"]
