"""Files to measure on: nine months lived by somebody made up, and the same file among ten thousand others."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from random import Random

from bot.clock import system_clock
from bot.curriculum.programme import load_catalogue
from bot.database import instant_text
from bot.simulation.persona import Kind, persona
from bot.simulation.run import life_of

MONTHS = 9
CANDIDATES = 10_000
ATTEMPTS = 100_000
ROUNDS = 1_000
GUESSES = 1_000
"""In each of the rounds."""


def first_day() -> date:
    """Of a plan that is in its last month today."""
    return system_clock().date() - timedelta(days=30 * MONTHS)


async def nine_months(target: Path) -> None:
    """Live the plan up to yesterday, play one round with a full chat, and leave the file at `target`."""
    today = system_clock().date()
    folder = target.parent / "life"
    folder.mkdir()
    async with life_of(persona(Kind.DILIGENT), 7, first_day(), folder) as (_, lived):
        async for day in lived:
            if day.day >= today - timedelta(days=1):
                break
    shutil.move(folder / "greenroom.db", target)
    shutil.rmtree(folder)
    with closing(sqlite3.connect(target)) as connection, connection:
        # what `!pattern` shows is as large here as among many
        play(connection, Random(7), 1)


def among_many(small: Path, large: Path, seed: int = 7) -> None:
    """A copy of `small` at `large` in which many others have lived, logged and guessed."""
    shutil.copy(small, large)
    rng = Random(seed)
    problems = [problem.number for problem in load_catalogue()]
    now = instant_text(system_clock())
    with closing(sqlite3.connect(large)) as connection, connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.executemany(
            # their posts and reports are not what is measured here, so they are late in the evening or off
            """INSERT INTO people (id, name, discord_id, zone, day_start, post_at, weekly, start, created_at)
               VALUES (?, ?, ?, 'UTC', '04:00', '23:59', 0, ?, ?)""",
            (
                (number, f"candidate {number}", 10**15 + number, first_day().isoformat(), now)
                for number in _others()
            ),
        )
        days = [(system_clock().date() - timedelta(days=back)).isoformat() for back in range(270)]
        connection.executemany(
            """INSERT INTO attempts (person_id, problem, solved, minutes, cold, note, at, day)
               VALUES (?, ?, ?, ?, 1, 'a window that only ever grows', ?, ?)""",
            (
                (
                    1_000 + rng.randrange(CANDIDATES),
                    rng.choice(problems),
                    rng.randrange(2),
                    20,
                    now,
                    rng.choice(days),
                )
                for _ in range(ATTEMPTS)
            ),
        )
        play(connection, rng, ROUNDS)
    with closing(sqlite3.connect(large)) as connection:
        connection.execute("ANALYZE")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def play(connection: sqlite3.Connection, rng: Random, rounds: int) -> None:
    """So many of the host's rounds, one an hour until yesterday, before those that there are."""
    [(host,)] = connection.execute("SELECT id FROM people WHERE is_host = 1")
    [(first,)] = connection.execute("SELECT coalesce(min(id), 1000000) - ? FROM rounds", (rounds,))
    last = system_clock() - timedelta(days=1)
    for number in range(rounds):
        at, round_id = instant_text(last - timedelta(hours=rounds - number)), first + number
        connection.execute(
            """INSERT INTO rounds (id, person_id, problem, options, opened_at, closes_at, reveals,
                                   revealed_at)
               VALUES (?, ?, 1, '["Arrays & Hashing", "Stack"]', ?, ?, 1, ?)""",
            (round_id, host, at, at, at),
        )
        connection.execute(
            "INSERT INTO round_answers (round_id, pattern, place) VALUES (?, 'Arrays & Hashing', 0)",
            (round_id,),
        )
        connection.executemany(
            """INSERT INTO guesses (round_id, platform, account, name, pattern, at, heard_at)
               VALUES (?, 'twitch', ?, ?, ?, ?, ?)""",
            (
                (round_id, str(who), f"viewer{who}", rng.choice(("Arrays & Hashing", "Stack")), at, at)
                for who in range(GUESSES)
            ),
        )


def seat_candidates(file: Path, count: int, start: date) -> None:
    """So many who follow a plan since `start`, and have logged nothing yet."""
    now = instant_text(system_clock())
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executemany(
            """INSERT INTO people (id, name, discord_id, zone, day_start, post_at, start, created_at)
               VALUES (?, ?, ?, 'UTC', '04:00', '07:00', ?, ?)""",
            (
                (number, f"candidate {number}", 10**15 + number, start.isoformat(), now)
                for number in range(1_000, 1_000 + count)
            ),
        )


def _others() -> Iterator[int]:
    return iter(range(1_000, 1_000 + CANDIDATES))


def bytes_of(path: Path, table: str) -> float:
    """Bytes that a row of `table` takes, its indexes included (SQLite's dbstat)."""
    with closing(sqlite3.connect(path)) as connection:
        names = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE tbl_name = ?", (table,))
        ]
        marks = ", ".join("?" * len(names))
        size = connection.execute(
            f"SELECT sum(pgsize) FROM dbstat WHERE name IN ({marks})",  # noqa: S608 - only question marks
            names,
        ).fetchone()[0]
        rows = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - our own names
    return size / rows
