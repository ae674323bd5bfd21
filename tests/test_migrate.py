"""Bringing a file to the newest schema: from nothing, from every earlier one, and never by force."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from pathlib import Path

import pytest

from bot.errors import StartError
from bot.migrate import MIGRATIONS, Migrated, migrate, scripts, version

NEWEST = len(scripts())

# rows as each schema number can hold them first; upgraded from every number on, they must survive
ROWS: dict[int, tuple[tuple[str, str], ...]] = {
    1: (
        (
            "people",
            """INSERT INTO people (id, name, discord_id, twitch_id, twitch_login, is_host, zone, day_start,
                                   post_at, start, created_at)
               VALUES (1, 'Sam', 100, 't100', 'sam_live', 1, 'Europe/Berlin', '04:00',
                       '07:00', '2026-03-02', '2026-03-01T08:00:00.000000+00:00')""",
        ),
        ("link_codes", "INSERT INTO link_codes VALUES ('ABC234', 1, '2026-03-01T08:10:00.000000+00:00')"),
    ),
    2: (
        (
            "posts",
            """INSERT INTO posts (platform, kind, subject, channel, nonce, nonce_at, claimed_at)
               VALUES ('discord', 'today', '1:2026-03-02', '5', 'n', '2026-03-02T06:00:00.000000+00:00',
                       '2026-03-02T06:00:00.000000+00:00')""",
        ),
    ),
    3: (
        ("kept", "INSERT INTO kept VALUES ('a', 'b')"),
        ("twitch_tokens", "INSERT INTO twitch_tokens VALUES ('1', 'sam', 'a', 'r', 's', '2026-03-01')"),
    ),
    4: (
        (
            "attempts",
            """INSERT INTO attempts (person_id, problem, solved, minutes, cold, note, at, day)
               VALUES (1, 1, 1, 18, 1, 'hash', '2026-03-02T08:00:00.000000+00:00', '2026-03-02')""",
        ),
    ),
    5: (
        (
            "assignments",
            """INSERT INTO assignments (id, person_id, day, week, headline, words, rest, waiting, quiet,
                                        planned_at)
               VALUES (1, 1, '2026-03-02', 1, 'Arrays', '', 0, 0, 0, '2026-03-02T06:00:00.000000+00:00')""",
        ),
        (
            "assignment_items",
            """INSERT INTO assignment_items (assignment_id, number, slot, kind, title, minutes, hidden)
               VALUES (1, 1, 'morning', 'new', 'Two Sum', 20, 0)""",
        ),
    ),
    6: (
        (
            "timers",
            """INSERT INTO timers (id, person_id, length_us, started_at)
               VALUES (1, 1, 1500000000, '2026-03-02T08:00:00.000000+00:00')""",
        ),
        ("timer_requests", "INSERT INTO timer_requests VALUES ('twitch', 'm1', 1)"),
    ),
    7: (
        (
            "pauses",
            """INSERT INTO pauses
               VALUES (1, 1, '2026-03-10', '2026-03-16', '2026-03-09T08:00:00.000000+00:00')""",
        ),
    ),
    9: (
        ("host_config", "INSERT INTO host_config VALUES (1, 'Sam', 'UTC', '04:00', '07:00', '2026-03-02')"),
        ("cohort_shown", "INSERT INTO cohort_shown VALUES (1, '2026-03-02')"),
    ),
    8: (
        (
            "log_imports",
            """INSERT INTO log_imports (id, person_id, name, day, offered_at)
               VALUES (1, 1, 'log.csv', '2026-03-01', '2026-03-02T08:00:00.000000+00:00')""",
        ),
        (
            "sessions",
            """INSERT INTO sessions (id, person_id, kind, subject, at, day)
               VALUES (90, 1, 'design', 'Rate limiter', '2026-03-02T08:00:00.000000+00:00', '2026-03-02')""",
        ),
        (
            "problems",
            """INSERT INTO problems
               VALUES (9999, 'of-mine', 'Of Mine', 'Stack', 'easy', 0, '2026-03-02T08:00:00.000000+00:00')""",
        ),
    ),
    10: (
        ("assignment_swaps", "INSERT INTO assignment_swaps VALUES (1, 1, 1, 'new', 1, '', '', '2026-03-02')"),
        ("assignment_requests", "INSERT INTO assignment_requests VALUES ('discord', 'm1', 1)"),
    ),
    12: (
        (
            "rounds",
            """INSERT INTO rounds (id, person_id, problem, options, opened_at)
               VALUES (1, 1, 15, '["Two Pointers", "Stack"]', '2026-03-02T08:00:00.000000+00:00')""",
        ),
        ("round_answers", "INSERT INTO round_answers VALUES (1, 'Two Pointers', 0)"),
        (
            "guesses",
            """INSERT INTO guesses VALUES (1, 'twitch', '7', 'vi', 'Stack',
                                           '2026-03-02T08:01:00.000000+00:00',
                                           '2026-03-02T08:01:00.000000+00:00')""",
        ),
        ("round_requests", "INSERT INTO round_requests VALUES ('twitch', 'm2', 1)"),
        (
            "drills",
            """INSERT INTO drills (id, account, problem, answer, asked_at, request)
               VALUES (1, '100', 15, 'Two Pointers', '2026-03-02T08:00:00.000000+00:00', 'discord:1')""",
        ),
    ),
    13: (
        ("streams", "INSERT INTO streams VALUES (1, 1, 'Graphs', 'Software', NULL)"),
        (
            "broadcasts",
            """INSERT INTO broadcasts (twitch_id, stream_id, started_at, seen_at)
               VALUES ('t1', 1, '2026-03-02T08:00:00.000000+00:00', '2026-03-02T08:00:00.000000+00:00')""",
        ),
        (
            "stage_problems",
            """INSERT INTO stage_problems
               VALUES (1, 1, 15, '2026-03-02T08:00:00.000000+00:00', 'twitch', 'm3')""",
        ),
        (
            "moments",
            """INSERT INTO moments
               VALUES (1, 1, '7', 'vi', 'that trick', '2026-03-02T08:00:00.000000+00:00', 'twitch:m4')""",
        ),
    ),
    14: (
        (
            "recordings",
            """INSERT INTO recordings (id, person_id, kind, stage, title, link, submitted_at, closes_at,
                                       request)
               VALUES (1, 1, 'coding', 2, 'Two Sum', 'https://youtu.be/a', '2026-03-02T08:00:00.000000+00:00',
                       '2026-03-09T08:00:00.000000+00:00', 'discord:5')""",
        ),
        ("recording_votes", "INSERT INTO recording_votes VALUES (1, 'silent', '200')"),
        (
            "recording_moments",
            """INSERT INTO recording_moments
               VALUES (1, 'message:9', 0, '200', 754, NULL, 'silent', 'base case')""",
        ),
        (
            "recording_forms",
            """INSERT INTO recording_forms
               VALUES (1, '200', 0, '{"testing": 2}', 1, 'the start', 'the end',
                       '2026-03-02T09:00:00.000000+00:00')""",
        ),
        ("reviewers", "INSERT INTO reviewers VALUES ('200', 'Ana')"),
        (
            "recording_looks",
            "INSERT INTO recording_looks VALUES (1, '200', '2026-03-02T09:00:00.000000+00:00')",
        ),
        ("review_offers", "INSERT INTO review_offers VALUES ('200', '2026-03-02T09:00:00.000000+00:00')"),
        (
            "recording_asks",
            "INSERT INTO recording_asks VALUES (1, '200', '2026-03-04T09:00:00.000000+00:00')",
        ),
    ),
    16: (
        (
            "forgotten",
            """INSERT INTO forgotten
               VALUES ('twitch', 'gone-0123456789abcdef', '2026-03-02T08:00:00.000000+00:00')""",
        ),
        ("privacy_key", "INSERT INTO privacy_key VALUES (1, replace(hex(zeroblob(32)), '00', 'ab'))"),
    ),
    17: (
        (
            "goal_ticks",
            """INSERT INTO goal_ticks VALUES (1, 'Twelve months', 'applied', '2026-03-02', 'two letters',
                                              '2026-03-02T08:00:00.000000+00:00')""",
        ),
        (
            "goal_definitions",
            """INSERT INTO goal_definitions
               VALUES ('Twelve months', 'applied', '2026-03-02T08:00:00.000000+00:00', 'by hand')""",
        ),
    ),
    18: (
        (
            "narrations",
            """INSERT INTO narrations (id, person_id, timer_id, recording_id, name, began_at, length_us,
                                       loudest, speech, measured_at)
               VALUES (1, 1, 1, 1, 'test.mkv', '2026-03-02T08:00:00.000000+00:00', 60000000,
                       -3.5, '[[0,900]]', '2026-03-02T08:01:00.000000+00:00')""",
        ),
        ("heard_files", "INSERT INTO heard_files VALUES ('ab', '2026-03-02T08:01:00.000000+00:00')"),
        (
            "thoughts",
            "INSERT INTO thoughts VALUES (1, 1, '2026-03-02T08:00:30.000000+00:00', 'discord', 'm9')",
        ),
        ("timer_stretches", "INSERT INTO timer_stretches VALUES (1, '2026-03-02T08:02:00.000000+00:00', 5)"),
    ),
}


def up_to(number: int, folder: Path) -> Path:
    """A folder with the first migrations only, as an earlier Greenroom had it."""
    folder.mkdir()
    for path in sorted(MIGRATIONS.glob("*.sql"))[:number]:
        shutil.copy(path, folder)
    return folder


def dump(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def rows(path: Path, table: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - a name of the list above
    finally:
        connection.close()


def run(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    try:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    finally:
        connection.close()


def test_from_nothing_to_the_newest(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "down" / "greenroom.db"
    assert migrate(path) == Migrated(0, NEWEST, None)
    assert version(path) == NEWEST
    assert [entry.name for entry in path.parent.iterdir()] == ["greenroom.db"]


def test_a_file_that_is_up_to_date_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "greenroom.db"
    migrate(path)
    before = dump(path)
    assert migrate(path) == Migrated(NEWEST, NEWEST, None)
    assert dump(path) == before


@pytest.mark.parametrize("number", range(1, NEWEST))
def test_every_earlier_schema_is_brought_up_with_its_rows(tmp_path: Path, number: int) -> None:
    path = tmp_path / "greenroom.db"
    migrate(path, up_to(number, tmp_path / "earlier"))
    kept = [row for earlier in range(1, number + 1) for row in ROWS.get(earlier, ())]
    run(path, *(statement for _, statement in kept))
    before = {table: rows(path, table) for table, _ in kept}
    copied = dump(path)

    done = migrate(path)

    assert (done.before, done.after) == (number, NEWEST)
    for table, held in before.items():
        width = len(held[0])
        assert [row[:width] for row in rows(path, table)] == held
    assert done.copy is not None
    assert dump(done.copy) == copied
    assert version(done.copy) == number
    fresh = tmp_path / "fresh.db"
    migrate(fresh)
    assert schema(path) == schema(fresh)


@pytest.mark.parametrize("number", range(12, NEWEST))
def test_the_guesses_of_every_earlier_schema_are_counted(tmp_path: Path, number: int) -> None:
    path = tmp_path / "greenroom.db"
    migrate(path, to=number)
    run(path, *(statement for earlier in range(1, 13) for _, statement in ROWS.get(earlier, ())))
    run(
        path,
        "INSERT INTO rounds SELECT 2, person_id, problem, options, opened_at, closes_at, reveals, called_at, "
        "call, revealed_at, opened_at FROM rounds",
        *(
            f"INSERT INTO guesses SELECT {held}, platform, '{who}', name, '{pattern}', at, heard_at "  # noqa: S608
            "FROM guesses WHERE account = '7'"
            for held, who, pattern in ((1, "8", "Stack"), (1, "9", "Trees"), (2, "8", "Stack"))
        ),
    )
    migrate(path)
    assert rows(path, "guess_counts") == [(1, "Stack", 2), (1, "Trees", 1), (2, "Stack", 1)]


def schema(path: Path) -> set[tuple[object, object]]:
    """Name and SQL of everything in the file."""
    return {(name, sql) for _, name, _, _, sql in rows(path, "sqlite_master")}


def test_the_rows_above_name_every_table_that_an_early_schema_has(tmp_path: Path) -> None:
    """A new migration that another is built upon gets rows here, or its upgrade is not tested."""
    for number in range(1, NEWEST):
        path = tmp_path / f"{number}.db"
        migrate(path, up_to(number, tmp_path / f"migrations{number}"))
        tables = {
            str(name)
            for _, name, *_ in rows(
                # the index of the notes is filled by what it indexes
                path,
                "pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
            )
        }
        named = {table for earlier in range(1, number + 1) for table, _ in ROWS.get(earlier, ())}
        assert tables == named


def test_the_file_and_its_copy_are_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "greenroom.db"
    migrate(path, up_to(1, tmp_path / "earlier"))
    done = migrate(path)
    assert done.copy is not None
    for held in (path, done.copy):
        assert stat.S_IMODE(held.stat().st_mode) == 0o600


def test_a_file_of_a_newer_greenroom_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "greenroom.db"
    migrate(path)
    run(path, f"PRAGMA user_version = {NEWEST + 1}")
    before = path.read_bytes()
    with pytest.raises(StartError, match=rf"newer Greenroom \(schema {NEWEST + 1}.*Update the checkout"):
        migrate(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["0003_gap.sql", "2_short.sql", "0002-dash.sql", "later.sql"])
def test_a_gap_or_a_wrong_name_is_refused_with_the_number_that_is_missing(tmp_path: Path, name: str) -> None:
    folder = up_to(1, tmp_path / "migrations")
    (folder / name).write_text("CREATE TABLE t (a) STRICT;")
    with pytest.raises(StartError, match=rf"{name} should be number 0002"):
        scripts(folder)


def test_two_of_the_same_number_are_refused(tmp_path: Path) -> None:
    folder = up_to(2, tmp_path / "migrations")
    (folder / "0002_twin.sql").write_text("CREATE TABLE t (a INTEGER) STRICT;")
    with pytest.raises(StartError, match="should be number 0003"):
        scripts(folder)


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "greenroom.db"
    folder = up_to(1, tmp_path / "migrations")
    migrate(path, folder)
    run(path, ROWS[1][0][1])
    before = dump(path)
    (folder / "0002_broken.sql").write_text(
        "CREATE TABLE half (a INTEGER) STRICT; DELETE FROM people; INSERT INTO nowhere VALUES (1);"
    )
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        migrate(path, folder)
    assert dump(path) == before
    assert version(path) == 1
    (folder / "0002_broken.sql").write_text("CREATE TABLE whole (a INTEGER) STRICT;")
    assert migrate(path, folder).after == 2


def test_those_before_the_one_that_fails_stay(tmp_path: Path) -> None:
    path = tmp_path / "greenroom.db"
    folder = up_to(1, tmp_path / "migrations")
    (folder / "0002_fine.sql").write_text("CREATE TABLE fine (a INTEGER) STRICT;")
    (folder / "0003_broken.sql").write_text("SELECT * FROM nowhere;")
    with pytest.raises(sqlite3.OperationalError):
        migrate(path, folder)
    assert version(path) == 2
    assert rows(path, "fine") == []


def test_what_a_crash_left_of_a_copy_does_not_stand_in_the_way(tmp_path: Path) -> None:
    path = tmp_path / "greenroom.db"
    migrate(path, up_to(1, tmp_path / "earlier"))
    run(path, ROWS[1][0][1])
    copy = tmp_path / "greenroom.db.before-0002"
    for left in (copy, copy.with_name(f"{copy.name}.part"), copy.with_name(f"{copy.name}.part-journal")):
        left.write_bytes(b"cut short by a crash")
    done = migrate(path, up_to(2, tmp_path / "later"))
    assert done.copy == copy
    assert rows(copy, "people") == rows(path, "people")
    assert sorted(held.name for held in tmp_path.glob("*.part*")) == []


def test_every_table_is_strict_about_types(tmp_path: Path) -> None:
    path = tmp_path / "greenroom.db"
    migrate(path)
    lax = "pragma_table_list WHERE type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'"
    assert rows(path, lax) == []
