"""No table with a person in it is left out: the schema is walked, a file with a row in each is emptied."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.database import Transaction, open_database
from bot.people.model import Actor, Platform
from bot.privacy.holdings import HOLDINGS, NOT_ABOUT_PEOPLE
from bot.privacy.service import PrivacyService
from tests.clockwork import FakeClock
from tests.fresh import fresh_file
from tests.test_migrate import ROWS

PERSONAL = re.compile(
    r"^(person_id|person|people_id|account|author|author_id|voter|reviewer|viewer|candidate|user_id|member"
    r"|(discord|twitch)_(id|login)|login|dm_channel)$"
)
"""How a column is called in which a person stands; a new word for it belongs here."""

ON_TWITCH = {"guesses", "moments"}
"""Tables whose accounts are Twitch's in what follows; elsewhere they are Discord's."""

WORDS = (
    *("hash", "Rate limiter", "that trick", "two letters", "test.mkv"),
    *("Two Sum", "base case", "the start", "the end"),
)
ON_RECORDINGS = tuple(f"recording_{what}" for what in ("votes", "moments", "forms", "looks", "asks"))

DISCORD, TWITCH, LOGIN, NAME, PRIVATE = (
    "424242424242424242",
    "tw-7777",
    "zaphod_live",
    "Zaphod",
    5151515151515151,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "greenroom.db"
    fresh_file(made)
    return made


def asked(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def tables(path: Path) -> list[str]:
    wanted = "type IN ('table', 'virtual') AND name NOT LIKE 'sqlite_%'"
    return [str(name) for (name,) in asked(path, f"SELECT name FROM pragma_table_list WHERE {wanted}")]  # noqa: S608


def test_every_table_is_accounted_for(path: Path) -> None:
    """A new table gets an entry in bot/privacy/holdings.py, or a reason why it needs none."""
    named = [holding.table for holding in HOLDINGS] + list(NOT_ABOUT_PEOPLE)
    assert sorted(named) == sorted(tables(path))


def test_every_column_that_can_hold_a_person_is_named(path: Path) -> None:
    named = {(holding.table, column) for holding in HOLDINGS for column in holding.columns}
    found: set[tuple[str, str]] = set()
    for table in tables(path):
        if table in NOT_ABOUT_PEOPLE:
            continue
        columns = [str(row[1]) for row in asked(path, f"PRAGMA table_info({table})")]
        found |= {(table, column) for column in columns if PERSONAL.match(column)}
        found |= {
            (table, str(row[3]))
            for row in asked(path, f"PRAGMA foreign_key_list({table})")
            if row[2] == "people"
        }
    assert found - named == {("broadcasts", "twitch_id")}, "a broadcast's own number is nobody's"


@pytest.mark.parametrize("table", NOT_ABOUT_PEOPLE)
def test_what_is_not_about_people_points_at_nobody(path: Path, table: str) -> None:
    assert [row for row in asked(path, f"PRAGMA foreign_key_list({table})") if row[2] == "people"] == []


def fill(path: Path) -> None:
    """A row of the same person in every table, the round's answer out, nothing running."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for number in sorted(ROWS):
            for _, statement in ROWS[number]:
                connection.execute(statement)
        connection.execute(
            """UPDATE people SET is_host = 0, name = ?, discord_id = ?, twitch_id = ?, twitch_login = ?,
                   dm_channel = ?""",
            (NAME, int(DISCORD), TWITCH, LOGIN, PRIVATE),
        )
        for holding in HOLDINGS:
            account = TWITCH if holding.table in ON_TWITCH else DISCORD
            for column in {"account", "voter", "author"} & set(holding.columns):
                connection.execute(f"UPDATE {holding.table} SET {column} = ?", (account,))  # noqa: S608
            if "name" in holding.columns and holding.table != "people":
                connection.execute(f"UPDATE {holding.table} SET name = ?", (NAME,))  # noqa: S608
        # a friend's recording, of which the same was said
        connection.execute(
            """INSERT INTO people (id, name, discord_id, zone, day_start, post_at, created_at)
               VALUES (2, 'Jo', 2, 'UTC', '04:00', '07:00', '2026-03-01T08:00:00.000000+00:00')"""
        )
        connection.execute(
            """INSERT INTO recordings (id, person_id, kind, stage, title, link, submitted_at, closes_at,
                                       request)
               SELECT 2, 2, kind, stage, 'Heaps', link, submitted_at, closes_at, 'discord:6'
               FROM recordings"""
        )
        for table in ON_RECORDINGS:
            columns = [str(row[1]) for row in connection.execute(f"PRAGMA table_info({table})")]
            others = ", ".join(columns[1:])
            connection.execute(f"INSERT INTO {table} SELECT 2, {others} FROM {table}")  # noqa: S608
        ended = "2026-03-02T09:00:00.000000+00:00"
        connection.execute(
            "UPDATE rounds SET closes_at = ?, reveals = 1, called_at = ?, call = 'Stack', revealed_at = ?",
            (ended, ended, ended),
        )
        connection.execute("UPDATE timers SET ended_at = ?, ending = 'stopped'", (ended,))
        connection.execute("UPDATE streams SET ended_at = ?", (ended,))
        connection.execute(
            "INSERT INTO posts SELECT 10, platform, 'nudge', subject, ?, 'n2', nonce_at, claimed_at, "
            "NULL, NULL, 0, NULL, NULL FROM posts",
            (str(PRIVATE),),
        )
        for kind, subject in (
            ("timer", "1"),
            ("timer-end", "1"),
            ("timer-mark", "1:half"),
            ("stream", "1"),
            ("review", "1"),
            ("review-closed", "1"),
            ("review-look", f"2:{DISCORD}"),
            ("review-look", "1:2"),
            ("narration", "1"),
            ("narration-moments", "1"),
        ):
            connection.execute(
                "INSERT INTO posts (platform, kind, subject, channel, nonce, nonce_at, claimed_at) "
                "VALUES ('discord', ?, ?, '5', ?, '2026-03-02', '2026-03-02')",
                (kind, subject, f"{kind}{subject}"[:25]),
            )
        connection.execute("DELETE FROM forgotten")
        connection.execute("DELETE FROM host_config")


async def test_a_row_in_every_table_is_shown_and_then_gone_to_the_last_cell(path: Path) -> None:
    fill(path)
    clock = FakeClock()
    me = Actor(Platform.DISCORD, DISCORD, NAME)
    async with open_database(path, lambda _: None) as database:
        privacy = PrivacyService(database, clock)
        held = await privacy.held(me)
        assert set(held.tables) == {holding.table for holding in HOLDINGS}, "each is shown"

        await privacy.forget(me)

        left = (await privacy.held(me)).tables
        assert left == {}
    with closing(sqlite3.connect(path)) as connection:
        dumped = "\n".join(line for line in connection.iterdump() if line.startswith("INSERT"))
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    for trace in (DISCORD, TWITCH, LOGIN, NAME, str(PRIVATE), *WORDS):
        assert trace not in dumped, trace
    counts = {table: asked(path, f"SELECT count(*) FROM {table}")[0][0] for table in tables(path)}  # noqa: S608
    emptied = {holding.table for holding in HOLDINGS if not holding.stays}
    emptied -= {"people", "rounds", "cohort_shown", "recordings"}
    assert {table: counts[table] for table in emptied} == dict.fromkeys(emptied, 0)
    assert (counts["guesses"], counts["rounds"]) == (1, 1), "the tally of others still adds up"
    said = ("recordings", "recording_votes", "recording_moments", "recording_forms")
    assert [counts[table] for table in said] == [1, 1, 1, 1], "of a friend's recording what counts is there"
    assert asked(path, "SELECT title FROM recordings") == [("Heaps",)]
    assert counts["log_words"] == 0


@pytest.mark.parametrize("table", ["drills", "guesses", "review_offers"])
async def test_the_check_above_notices_an_entry_that_is_missing(path: Path, table: str) -> None:
    fill(path)
    async with open_database(path, lambda _: None) as database:
        holdings = tuple(holding for holding in HOLDINGS if holding.table != table)
        await PrivacyService(database, FakeClock(), holdings).forget(Actor(Platform.DISCORD, DISCORD, NAME))

        def unit(tx: Transaction) -> int:
            return len(tx.all(f"SELECT 1 FROM {table} WHERE account IN ('{DISCORD}', '{TWITCH}')"))  # noqa: S608

        assert await database.read(unit) == 1
