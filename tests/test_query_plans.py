"""No query that people wait for reads a growing table from end to end, however small the file is here."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import AsyncGenerator, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import COGS, COMPONENTS
from bot.database import Database
from tests.channel import open_channel
from tests.room import open_room
from tests.twitch.chat import CHANNEL_LOGIN

GROWING = frozenset(
    {
        "assignment_items",
        "assignments",
        "attempts",
        "drills",
        "guess_counts",
        "guesses",
        "link_codes",
        "moments",
        "people",
        "posts",
        "recording_moments",
        "recording_votes",
        "recordings",
        "round_answers",
        "rounds",
        "sessions",
        "stage_problems",
        "timers",
    }
)
"""Tables with a row for whatever somebody does; streams are few, one an evening."""
OF_A_ROUND = (
    "SELECT pattern, count FROM guess_counts WHERE round_id = ",
    "SELECT platform, account, name, pattern, at FROM guesses WHERE round_id = ",
)
"""How its counts are read, for each frame of the overlay, and who was the quickest, for its answer."""
OF_THE_SEASON = ("FROM guess_counts g JOIN rounds r", "FROM rounds r LEFT JOIN guess_counts g")
"""What was taken for what, and how chat does from round to round: counts, and no guesses."""
MANY = 50
"""Statements, at the least: where fewer are overheard, nobody listened."""

ON_DISCORD = (
    "!today",
    "!tomorrow",
    "!week",
    "!solved two-sum 18 hash the complement",
    "!failed 3sum 25",
    "!today",
    "!undo",
    "!explained bias and variance 2",
    "!mock technical screen passed 45",
    "!done 1 20",
    "!skip 2 travelling",
    "!history two-sum",
    "!history",
    "!due",
    "!plan",
    "!report",
    "!cohort",
    "!streak",
    "!metrics",
    "!stage",
    "!progress",
    "!timer 25 two-sum",
    "!timer",
    "!timer pause",
    "!timer resume",
    "!timer stop",
    "!round 3sum",
    "!pattern two pointers",
    "!pattern",
    "!round reveal",
    "!round two-sum",  # the round before it gives its answer
    "!pattern table",
    "!progress chat",
    "!problem 3sum",
    "!think",
)
COMMANDS: tuple[tuple[str, dict[str, object]], ...] = (
    ("submit", {"link": "https://youtu.be/abc", "stage": 2}),
    ("notes", {"words": "hash"}),
    ("reviews", {}),
    ("feedback", {}),
    ("pattern season", {}),
    ("narration", {}),
)
IN_CHAT = (
    "!today",
    "!solved two-sum 18",
    "!undo",
    "!streak",
    "!plan",
    "!progress",
    "!problem two-sum",
    "!timer 20 two-sum",
    "!timer",
    "!timer stop",
    "!round 3sum",
    "!pattern 2",
    "!pattern 3",
    "!pattern",
    "!round lock",
    "!round reveal",
    "!round two-sum",  # the round before it gives its answer
    "!round cancel",
    "!round accept stack",
    "!pattern table",
    "!moment that trick",
    "!think",
)


async def test_what_is_asked_on_discord_finds_its_rows_by_an_index(tmp_path: Path) -> None:
    async with open_room(tmp_path, COGS) as room, overheard(room.database) as asked:
        for line in ON_DISCORD:
            before = len(room.channel.history())
            await room.host.send(room.channel, line)
            assert len(room.channel.history()) > before + 1, line
        for name, options in COMMANDS:
            result = await room.host.slash(room.channel, name, **options)
            assert result.response is not None, name
    assert len(asked) > MANY
    assert not unheard(asked, (*OF_A_ROUND, *OF_THE_SEASON))
    assert not scans(tmp_path / "greenroom.db", asked)


async def test_what_is_asked_in_chat_finds_its_rows_by_an_index(tmp_path: Path) -> None:
    async with open_channel(tmp_path, COMPONENTS) as channel, overheard(channel.database) as asked:
        for line in IN_CHAT:
            await channel.chat.say(CHANNEL_LOGIN, line)
    assert len(asked) > MANY
    assert not unheard(asked, OF_A_ROUND)
    assert not scans(tmp_path / "greenroom.db", asked)


async def test_what_is_looked_up_at_the_start_is_found_by_an_index(tmp_path: Path) -> None:
    async with open_room(tmp_path, COGS) as room, overheard(room.database) as asked:
        here = room.services
        for part in (here.assignments, here.progress, here.metrics, here.cohort, here.streams, here.patterns):
            await part.resume()
        for part in (here.recordings, here.narrations, here.posts):
            await part.resume()
        await here.timers.resume_all()
    # everybody who follows a plan has an alarm of their own
    everybody = {f"SCAN people: {sql}" for sql in asked if "FROM people WHERE start IS NOT NULL" in sql}
    assert scans(tmp_path / "greenroom.db", asked) == everybody


@asynccontextmanager
async def overheard(database: Database) -> AsyncGenerator[set[str]]:
    """Every statement that runs meanwhile, with its values."""
    asked: set[str] = set()
    connections = (database._writer, database._quick, database._long)  # pyright: ignore[reportPrivateUsage] - what runs on them is the point
    for connection in connections:
        await connection.hop(lambda raw: raw.set_trace_callback(asked.add))
    yield asked
    for connection in connections:
        await connection.hop(lambda raw: raw.set_trace_callback(None))


def unheard(asked: set[str], wanted: Iterable[str]) -> set[str]:
    """Which of these nobody asked: then nothing is known of their plans."""
    plain = [" ".join(sql.split()) for sql in asked]
    return {part for part in wanted if not any(part in sql for sql in plain)}


def scans(path: Path, asked: set[str]) -> set[str]:
    """Of each statement that reads a growing table whole: what SQLite plans, and the statement."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return {f"{step}: {sql}" for sql in asked for step in _whole(connection, sql)}


def _whole(connection: sqlite3.Connection, sql: str) -> Iterator[str]:
    if not re.match(r"\s*(SELECT|WITH|INSERT|UPDATE|DELETE)\b", sql):
        return
    named = {alias: table for table, alias in re.findall(r"(?:FROM|JOIN)\s+(\w+)(?:\s+AS)?\s+(\w+)", sql)}
    steps = [step for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
    if " LIMIT " in sql and not any("TEMP B-TREE" in step for step in steps):
        return  # reads from the newest on, and stops
    for step in steps:
        found = re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", step)
        if found and named.get(found[1], found[1]) in GROWING and not _partial(connection, found[2]):
            yield step


def _partial(connection: sqlite3.Connection, index: str | None) -> bool:
    """Whether an index holds some rows of its table only: those that wait, those that are open."""
    found = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (index,)).fetchone()
    return found is not None and " WHERE " in found[0]
