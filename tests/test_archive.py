"""Everything out into plain files and in again, to the byte; secrets stay behind."""

from __future__ import annotations

import json
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.__main__ import main
from bot.alone import alone_with
from bot.archive import LEFT_OUT, Kind, export_all, import_all
from bot.errors import StartError
from bot.migrate import migrate
from tests.test_migrate import ROWS

KINDS: tuple[Kind, ...] = ("jsonl", "csv")
NASTY = '=1+1\r\n"quoted", \\N \u2028 <b>😀</b>\x00\tend '


def filled(path: Path, to: int | None = None) -> Path:
    """A file with a row in every table."""
    migrate(path, to=to)
    with closing(sqlite3.connect(path)) as connection, connection:
        for number in sorted(ROWS):
            if to is None or number <= to:
                for _, statement in ROWS[number]:
                    connection.execute(statement)
    return path


def put(path: Path, key: str, value: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO kept VALUES (?, ?)", (key, value))


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def everything(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return sorted(
            line for line in connection.iterdump() if "twitch_tokens" not in line and "log_words" not in line
        )


@pytest.mark.parametrize("kind", KINDS)
def test_out_in_and_out_again_is_the_same_to_the_byte(tmp_path: Path, kind: Kind) -> None:
    source = filled(tmp_path / "greenroom.db")
    put(source, "nasty", NASTY)
    put(source, "empty", "")
    made = export_all(source, tmp_path / "one", kind)
    target = tmp_path / "new" / "greenroom.db"

    taken = import_all(target, tmp_path / "one")
    export_all(target, tmp_path / "two", kind)

    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert everything(target) == everything(source)
    assert taken.rows == made.rows > 20
    assert [path.name for path in target.parent.iterdir() if not path.name.endswith(".lock")] == [target.name]
    with closing(sqlite3.connect(target)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        found = connection.execute("SELECT rowid FROM log_words WHERE log_words MATCH 'limiters'").fetchall()
        assert found == [(90,)], "notes are found again"
        counted = connection.execute("SELECT * FROM guess_counts").fetchall()
        assert counted == [(1, "Stack", 1)], "guesses are counted again"


@pytest.mark.parametrize("kind", KINDS)
@given(values=st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=25))
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, kind: Kind, values: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    source, target = folder / "a.db", folder / "b.db"
    migrate(source)
    for number, value in enumerate(values):
        put(source, str(number), value)
    export_all(source, folder / "out", kind)
    import_all(target, folder / "out")
    assert everything(target) == everything(source)


def test_secrets_stay_behind_and_that_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "config.toml"
    config.write_text(
        'database = "greenroom.db"\n[candidate]\nname = "Sam"\n'
        '[twitch]\nclient_id = "abcdefghij"\nbot_login = "b"\nchannel = "c"\n'
    )
    source = filled(tmp_path / "greenroom.db")
    with closing(sqlite3.connect(source)) as connection, connection:
        connection.execute(
            "UPDATE twitch_tokens SET access_token = 'sesame-access', refresh_token = 'sesame-again'"
        )
    out = tmp_path / "out"
    assert main(["export", "all", str(out), "--config", str(config)]) == 0
    said = capsys.readouterr().out
    assert "Left out" in said
    assert "login twitch" in said
    assert not any(b"sesame" in content for content in files(out).values())
    assert json.loads((out / "manifest.json").read_text())["left_out"] == list(LEFT_OUT)
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    source.unlink()
    assert main(["import", "all", str(out), "--config", str(config)]) == 0
    assert "login twitch" in capsys.readouterr().out


def test_a_csv_opens_in_a_spreadsheet_without_running_anything(tmp_path: Path) -> None:
    source = filled(tmp_path / "greenroom.db")
    put(source, "=HYPERLINK(1)", "@SUM(A1)")
    export_all(source, tmp_path / "out", "csv")
    lines = (tmp_path / "out" / "kept.csv").read_text().splitlines()
    assert "\\=HYPERLINK(1),\\@SUM(A1)" in lines


def test_a_file_with_rows_in_it_is_never_mixed_into(tmp_path: Path) -> None:
    export_all(filled(tmp_path / "a.db"), tmp_path / "out", "jsonl")
    target = tmp_path / "b.db"
    migrate(target)
    put(target, "mine", "x")
    before = everything(target)
    with pytest.raises(StartError, match=r"b\.db is not empty \(kept\).*Move that file aside"):
        import_all(target, tmp_path / "out")
    assert everything(target) == before


def test_an_empty_file_is_taken_and_a_running_bot_is_not_disturbed(tmp_path: Path) -> None:
    export_all(filled(tmp_path / "a.db"), tmp_path / "out", "jsonl")
    target = tmp_path / "b.db"
    migrate(target)
    with alone_with(target), pytest.raises(StartError, match="already works on"):
        import_all(target, tmp_path / "out")
    import_all(target, tmp_path / "out")
    assert everything(target) == everything(tmp_path / "a.db")


@pytest.mark.parametrize("to", [7, 20])
def test_an_export_of_an_older_greenroom_is_brought_up(tmp_path: Path, to: int) -> None:
    source = filled(tmp_path / "a.db", to=to)
    export_all(source, tmp_path / "out", "jsonl")
    target = tmp_path / "b.db"
    import_all(target, tmp_path / "out")
    migrate(source)
    assert everything(target) == everything(source)


def damage_count(folder: Path) -> None:
    path = folder / "people.jsonl"
    path.write_text(path.read_text() * 0)


def damage_pointer(folder: Path) -> None:
    path = folder / "timers.jsonl"
    path.write_text(path.read_text().replace('"person_id": 1', '"person_id": 77'))


def damage_check(folder: Path) -> None:
    path = folder / "attempts.jsonl"
    path.write_text(path.read_text().replace('"solved": 1', '"solved": 7'))


def damage_json(folder: Path) -> None:
    (folder / "drills.jsonl").write_text("{]\n")


def damage_file(folder: Path) -> None:
    (folder / "drills.jsonl").unlink()


def damage_schema(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"schema": 9999}))


def damage_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("[]")


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (damage_count, "people.jsonl has 0 rows, and 1 were exported"),
        (damage_pointer, "A row of timers points at a row of people that is missing"),
        (damage_check, "attempts.jsonl, row 1: CHECK constraint failed"),
        (damage_json, "drills.jsonl, row 1"),
        (damage_file, "drills.jsonl is missing"),
        (damage_schema, "newer Greenroom"),
        (damage_manifest, "is no manifest"),
    ],
)
def test_a_damaged_export_is_refused_with_its_place_and_leaves_nothing(
    tmp_path: Path, damage: object, said: str
) -> None:
    export_all(filled(tmp_path / "a.db"), tmp_path / "out", "jsonl")
    assert callable(damage)
    damage(tmp_path / "out")
    target = tmp_path / "new" / "b.db"
    with pytest.raises(StartError, match=said):
        import_all(target, tmp_path / "out")
    left = [path.name for path in target.parent.iterdir()] if target.parent.exists() else []
    assert [name for name in left if not name.endswith(".lock")] == []


def test_what_is_there_already_is_never_overwritten(tmp_path: Path) -> None:
    source = filled(tmp_path / "a.db")
    (tmp_path / "out").mkdir()
    with pytest.raises(StartError, match="is there already"):
        export_all(source, tmp_path / "out", "csv")
