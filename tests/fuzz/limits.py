"""How long each text in the file may be, and whether one is longer."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from pathlib import Path

INSTANT = 32
ACCOUNT = 40
NAMED = 300
"""Names, titles and sentences that come from the programme or the catalogue, both checked at the start."""
BY_ENDING = {
    "_at": INSTANT,
    "since": INSTANT,
    "_until": INSTANT,
    "_id": 60,
    "at": INSTANT,
    "start": 10,
    "day_start": 15,
    "request": 60,
    "kind": ACCOUNT,
    "channel": ACCOUNT,
    "account": ACCOUNT,
    "voter": ACCOUNT,
    "author": ACCOUNT,
    "login": ACCOUNT,
    "zone": 64,
}
BY_NAME = {
    "people.post_at": 15,
    "people.evening_at": 15,
    "host_config.day_start": 15,
    "host_config.post_at": 15,
    "host_config.name": ACCOUNT,
    "link_codes.code": 6,
    "posts.subject": 80,
    "kept.key": 80,
    "kept.value": NAMED,
    "twitch_tokens.access_token": NAMED,
    "twitch_tokens.refresh_token": NAMED,
    "twitch_tokens.scopes": 1_000,
    "assignments.headline": NAMED,
    "assignments.words": 2_000,
    "assignments.note": 500,
    "assignment_items.slot": ACCOUNT,
    "assignment_items.title": NAMED,
    "assignment_items.about": NAMED,
    "assignment_items.detail": 1_000,
    "assignment_items.why": 500,
    "assignment_items.because": 500,
    "assignment_swaps.about": NAMED,
    "assignment_swaps.detail": 1_000,
    "log_imports.name": 100,
    "log_imports.content": 1_000_000,
    "rounds.call": 60,
    "round_answers.pattern": 60,
    "guesses.pattern": 60,
    "guess_counts.pattern": 60,
    "drills.answer": 60,
    "drills.picked": 60,
    "broadcasts.video_url": NAMED,
    "moments.name": ACCOUNT,
    "recordings.link": 500,
    "recordings.file_name": NAMED,
    "recordings.file_url": 2_000,
    "recording_moments.source": 60,
    "reviewers.name": ACCOUNT,
    "goal_ticks.programme": NAMED,
    "goal_ticks.goal": NAMED,
    "goal_definitions.programme": NAMED,
    "goal_definitions.goal": NAMED,
    "goal_definitions.definition": 500,
    "heard_files.mark": 64,
}
"""Columns whose limit stands in no CHECK of the schema: what is written there has it by its form."""

_CHECKED = r"(length\({0}\)|\b{0} +IN +\(|json_\w+\({0}\))"


def limit_of(table: str, column: str, sql: str) -> int | None:
    """Characters that the column may hold; 0 where the schema itself sees to it, None where nobody does."""
    if re.search(_CHECKED.format(re.escape(column)), sql):
        return 0
    if f"{table}.{column}" in BY_NAME:
        return BY_NAME[f"{table}.{column}"]
    return next((limit for end, limit in BY_ENDING.items() if column.endswith(end)), None)


def columns(file: Path) -> dict[str, int | None]:
    """Every text column of the file with its limit."""
    with contextlib.closing(sqlite3.connect(file)) as connection:
        return {
            f"{table}.{row[1]}": limit_of(table, row[1], sql)
            for table, sql in connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql LIKE '%STRICT%'"
            ).fetchall()
            for row in connection.execute(f"SELECT * FROM pragma_table_info('{table}')")  # noqa: S608 - our schema
            if row[2] == "TEXT"
        }


def too_long(file: Path) -> list[str]:
    """Texts in the file beyond their column's limit."""
    found: list[str] = []
    with contextlib.closing(sqlite3.connect(file)) as connection:
        for name, limit in columns(file).items():
            table, _, column = name.partition(".")
            longest = connection.execute(f"SELECT max(length({column})) FROM {table}").fetchone()[0]  # noqa: S608 - our schema
            if limit and longest is not None and longest > limit:
                found.append(f"{name} holds {longest} characters, and {limit} are its limit")
    return found
