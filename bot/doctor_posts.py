"""The doctor's look at what is said by itself: whose posts come next, and which could not be sent."""

from __future__ import annotations

import contextlib
import sqlite3
import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bot.alone import holder
from bot.database import instant
from bot.finding import Finding, Findings
from bot.people.model import next_occurrence

AREA = "Posts"
WAITING = timedelta(minutes=15)
"""A message that has waited longer than this should have been sent."""
MOST = 8
"""Candidates that are named one by one."""


def examine_posts(database: Path, now: datetime) -> list[Finding]:
    """What the database says of messages; nothing where there is none yet. Blocking: call it off the loop."""
    findings = Findings(AREA)
    try:
        if not database.is_file():
            return []
        running = holder(database)
        with contextlib.closing(
            sqlite3.connect(f"{database.resolve().as_uri()}?mode=rw", uri=True, timeout=5)
        ) as connection:
            people = connection.execute(
                """SELECT name, zone, post_at, evening_at, nudge, start FROM people
                   WHERE start IS NOT NULL ORDER BY is_host DESC, id"""
            ).fetchall()
            unsent = connection.execute(
                """SELECT count(*), min(claimed_at) FROM posts WHERE ended_at IS NULL
                   AND (good_until IS NULL OR good_until > ?)""",
                (now.isoformat(timespec="microseconds"),),
            ).fetchone()
    except (sqlite3.Error, OSError):
        return []  # a database that cannot be read, or of an older version: its own findings say so
    for name, zone, post_at, evening_at, nudge, start in people[:MOST]:
        after = not_before(date.fromisoformat(start), now, zone)
        morning = _next(post_at, zone, after)
        evening = "" if nudge == "off" else f", the evening's word {_next(evening_at, zone, after)}"
        findings.fine(f"{name}: the next day is posted on {morning} in {zone}{evening}.")
    if len(people) > MOST:
        findings.fine(f"So are those of {len(people) - MOST} more.")
    if running is not None:
        findings.fine(f"The bot runs (process {running}).")
    count, since = unsent
    if count and now - instant(since) > WAITING:
        _late(findings, count, now - instant(since), running)
    return findings.all


def knows_host(database: Path) -> bool:
    """Whether the database has the host's own record, which `/settings` may have changed. Blocking."""
    try:
        with contextlib.closing(
            sqlite3.connect(f"{database.resolve().as_uri()}?mode=rw", uri=True, timeout=5)
        ) as connection:
            return connection.execute("SELECT 1 FROM people WHERE is_host = 1").fetchone() is not None
    except (sqlite3.Error, OSError):
        return False


def not_before(start: date, now: datetime, zone: str) -> datetime:
    """From when on the next post is to be looked for: nothing comes before the first day of a plan."""
    eve = datetime.combine(start, time(), zoneinfo.ZoneInfo(zone)) - timedelta(seconds=1)
    return max(now, eve.astimezone(UTC))


def _late(findings: Findings, count: int, age: timedelta, running: str | None) -> None:
    waits = "1 message waits" if count == 1 else f"{count} messages wait"
    what = f"{waits} to be sent, the oldest for {_said(age)}."
    if running is None:
        findings.open(
            what, "The bot does not run; what is still good goes out at its start: python -m bot run"
        )
    else:
        findings.mend(what, "Mend what is said above about the platform; the bot then sends them by itself.")


def _next(at: str, zone: str, now: datetime) -> str:
    due = next_occurrence(time.fromisoformat(at), now, zone).astimezone(zoneinfo.ZoneInfo(zone))
    return f"{due:%A, %d %B, %H:%M}"


def _said(age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    return f"{hours} h" if hours else f"{int(age.total_seconds() // 60)} min"
