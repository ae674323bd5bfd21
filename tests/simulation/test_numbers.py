"""Every number of a life's table, streak and posteriors, against slow and obvious computations of its own.

Nothing of `bot/progress` or `bot/memory` is used to work out what is expected: raw rows of SQLite, and one
sentence of the plan a function.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from msgspec import Struct

from bot.app import compose
from bot.curriculum.model import Catalogue, Programme
from bot.database import open_database
from bot.events import EventBus
from bot.progress.model import Chart, Overview, Table
from bot.simulation.house import Hours
from bot.simulation.life import ACTOR
from bot.simulation.persona import Kind
from bot.simulation.run import NOWHERE
from tests.simulation.conftest import Life

Lives: TypeAlias = Callable[..., Life]
Numbers: TypeAlias = list[tuple[int, int]]
"""What counts and what was looked at, for each count of a cell."""

MONTH = 31
lives = pytest.mark.parametrize(
    ("kind", "days"),
    [
        pytest.param(Kind.BUSY, MONTH, id="busy-month"),
        pytest.param(Kind.DILIGENT, None, id="diligent", marks=pytest.mark.story),
        pytest.param(Kind.BUSY, None, id="busy", marks=pytest.mark.story),
        pytest.param(Kind.AWAY, None, id="away", marks=pytest.mark.story),
        pytest.param(Kind.LATE, None, id="late", marks=pytest.mark.story),
    ],
)


class Rows(Struct):
    """The log as it stands in the file."""

    attempts: list[dict[str, Any]]
    sessions: list[dict[str, Any]]
    items: list[dict[str, Any]]
    levels: dict[int, str]
    patterns: dict[int, str]


def rows_of(file: Path, catalogue: Catalogue) -> Rows:
    connection = sqlite3.connect(file)
    connection.row_factory = sqlite3.Row

    def read(sql: str) -> list[dict[str, Any]]:
        found = [dict(row) for row in connection.execute(sql)]
        for row in found:
            row["day"] = date.fromisoformat(row["day"])
        return found

    try:
        return Rows(
            read("SELECT * FROM attempts WHERE undone_at IS NULL ORDER BY day, id"),
            read("SELECT * FROM sessions WHERE undone_at IS NULL ORDER BY day, id"),
            read("SELECT i.*, a.day FROM assignment_items i JOIN assignments a ON a.id = i.assignment_id"),
            {problem.number: str(problem.difficulty) for problem in catalogue},
            {problem.number: problem.category for problem in catalogue},
        )
    finally:
        connection.close()


def cold_tries(rows: Rows, level: str, until: date, rested: int = 14) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    of: dict[int, list[dict[str, Any]]] = {}
    for row in rows.attempts:
        of.setdefault(row["problem"], []).append(row)
    for row in rows.attempts:
        if rows.levels[row["problem"]] != level or not row["cold"] or row["day"] > until:
            continue
        earlier = [
            other for other in of[row["problem"]] if (other["day"], other["id"]) < (row["day"], row["id"])
        ]
        if all((row["day"] - other["day"]).days >= rested and other["day"] < row["day"] for other in earlier):
            found.append(row)
    return found


def last_ten(rows: Rows, level: str, within: int, until: date) -> tuple[int, int]:
    ten = cold_tries(rows, level, until)[-10:]
    return sum(bool(row["solved"]) and row["minutes"] <= within for row in ten), len(ten)


def films(rows: Rows, until: date) -> list[date]:
    tests = [item for item in rows.items if item["kind"] == "test" and item["mark"] != "skipped"]
    return [
        test["day"]
        for test in tests
        if test["day"] <= until
        and any((row["day"], row["problem"]) == (test["day"], test["problem"]) for row in rows.attempts)
    ]


def live(rows: Rows, until: date) -> set[date]:
    return {
        item["day"]
        for item in rows.items
        if item["kind"] == "live"
        and item["day"] <= until
        and (
            item["mark"] == "done"
            or any((row["day"], row["problem"]) == (item["day"], item["problem"]) for row in rows.attempts)
        )
    }


def talks(rows: Rows, kind: str, until: date, subjects: set[str] | None = None) -> list[dict[str, Any]]:
    return [
        row
        for row in rows.sessions
        if row["kind"] == kind and row["day"] <= until and (subjects is None or row["subject"] in subjects)
    ]


def designs(rows: Rows, programme: Programme, until: date) -> list[dict[str, Any]]:
    titles = {system.key: system.title for system in programme.systems}
    on = {
        kind: {(item["day"], titles[item["about"]]) for item in rows.items if item["kind"] == kind}
        for kind in ("walk", "mock")
    }
    return [
        row
        for row in talks(rows, "design", until)
        if (row["day"], row["subject"]) not in on["walk"] or (row["day"], row["subject"]) in on["mock"]
    ]


def twice(count: int) -> tuple[int, int]:
    """Where everything that is looked at counts."""
    return count, count


def weeks(days: list[date]) -> int:
    return len({day.isocalendar()[:2] for day in days})


def expected(rows: Rows, programme: Programme, until: date) -> dict[str, Numbers]:
    """What the success table says, each cell by its own few lines."""
    recent = until - timedelta(days=28)
    topics = [[topic.title for topic in phase.reading.topics] for phase in programme.phases]

    def explained(titles: list[str]) -> Numbers:
        rows_ = talks(rows, "explanation", until, set(titles))
        return [(len({row["subject"] for row in rows_}), len(rows_))]

    def essays() -> int:
        titles = {"two or three more technical articles", 'the polemic "Agents Don\'t Learn"'}
        return sum(
            row["subject"] in titles or "article" in row["subject"] for row in talks(rows, "portfolio", until)
        )

    def piece(word: str) -> Numbers:
        return [twice(sum(word in row["subject"] for row in talks(rows, "portfolio", until)))]

    readings = [row["day"] for row in talks(rows, "reading", until) if row["day"] > recent]
    filmed = [day for day in films(rows, until) if day > recent]
    hards = [row for row in cold_tries(rows, "hard", until, rested=0) if row["day"] > recent]
    steady = [row["day"] for row in hards if row["solved"]]
    mocks = designs(rows, programme, until)
    lives_ = [day for day in live(rows, until) if day > recent]
    easies = cold_tries(rows, "easy", until)[-10:]
    systems = len({row["subject"] for row in mocks})
    return {
        "easies-cold": [(sum(bool(row["solved"]) for row in easies), len(easies))],
        "fundamentals-begun": [(len(set(readings)), len(readings))],
        "camera-alone": [(len(filmed), len(filmed))],
        "mediums-in-20": [last_ten(rows, "medium", 20, until)],
        "explained-in-2": explained(topics[0]),
        "first-mock": [twice(sum(row["subject"] == "qortex at scale" for row in mocks))],
        "filmed-weekly": [(weeks(filmed), len(filmed))],
        "mediums-in-15": [
            last_ten(rows, "medium", 15, until),
            twice(len(cold_tries(rows, "hard", until))),
        ],
        "whiteboard": explained(topics[1][:4]),
        "two-more-mocks": [(len(mocks), len(mocks))],
        "reviewed": [(0, 0)],  # nobody hands in a recording here
        "first-article": [(essays(), essays())],
        "hards-in-35": [last_ten(rows, "hard", 35, until)],
        "bandits-and-retrieval": explained(topics[1][4:]),
        "clean-45": [],
        "shared": [(0, 0)],
        "second-article": [(essays(), essays())],
        "hards-steady": [(weeks(steady), len(hards))],
        "thompson": [twice(len(talks(rows, "explanation", until, {topics[2][0]})))],
        "four-systems": [(systems, len(mocks))],
        "live": [twice(len(live(rows, until)))],
        "lab": piece("Lab page"),
        "problems-ready": [last_ten(rows, "medium", 20, until), last_ten(rows, "hard", 35, until)],
        "theory-ready": explained(topics[2]),
        "six-systems": [(systems, len(mocks))],
        "live-regular": [(weeks(lives_), len(lives_))],
        "portfolio-ready": [(essays(), essays()), *piece("GitHub")],
    }


class Told(Struct):
    """What the service says on the last day of a life."""

    table: Table
    overview: Overview
    charts: dict[Chart, Any]


async def _told(life: Life) -> Told:
    bus, last = EventBus(), life.days[-1]
    evening = Hours(datetime.combine(last.day, time(20), tzinfo=last.now.tzinfo))
    async with open_database(life.file, bus.publish) as database:
        metrics = compose(NOWHERE, database, bus, evening, evening).metrics
        charts = (Chart.CALENDAR, Chart.MINUTES, Chart.PATTERNS)
        return Told(
            await metrics.table(ACTOR),
            await metrics.progress(ACTOR),
            {which: (await metrics.chart(ACTOR, which))[1] for which in charts},
        )


def active_days(rows: Rows) -> set[date]:
    ticked = {item["day"] for item in rows.items if item["mark"] == "done"}
    return ticked | {row["day"] for row in (*rows.attempts, *rows.sessions)}


def paused(life: Life) -> set[date]:
    connection = sqlite3.connect(life.file)
    found: set[date] = set()
    for begins, until in connection.execute("SELECT begins, until FROM pauses"):
        day = date.fromisoformat(begins)
        while day < date.fromisoformat(until):
            found.add(day)
            day += timedelta(days=1)
    connection.close()
    return found


@lives
def test_each_number_is_what_the_rows_say(life: Lives, kind: Kind, days: int | None) -> None:
    held = life(kind, 7, days)
    rows = rows_of(held.file, held.catalogue)
    told = asyncio.run(_told(held))
    today = held.days[-1].day
    # the table, as of the end of each month and as of today
    looked = {day: expected(rows, held.programme, day) for day in {cell.day for cell in told.table.cells}}
    now = expected(rows, held.programme, today)
    for cell in told.table.cells:
        key = cell.goal.key
        assert [(one.have, one.seen) for one in cell.readings] == looked[cell.day][key], (key, cell.day)
        assert [(one.have, one.seen) for one in cell.now] == now[key], key
        for one in (*cell.readings, *cell.now):
            full = one.count.last is None or one.seen == one.count.last
            assert one.met == (one.have >= one.count.least and full), key
    # solved, minutes, days
    solved = {row["problem"] for row in rows.attempts if row["solved"]}
    for level in told.overview.solved:
        assert level.solved == sum(held_ == level.difficulty for held_ in map(rows.levels.get, solved))
    entries = [row for row in (*rows.attempts, *rows.sessions) if row["day"] >= held.start]
    assert told.overview.minutes == sum(row["minutes"] or 0 for row in entries)
    active = active_days(rows)
    assert told.overview.days == sum(day >= held.start for day in active)
    # the streak, walked back day by day
    off, count, missed, day = paused(held), 0, dict[tuple[int, int], int](), today
    while day >= held.start:
        minutes = held.days[-1].person.minutes_on(day)
        free = day in off or day.weekday() == 6 or minutes == 0
        if day in active:
            count += 1
        elif not free and day != today:
            month = (day.year, day.month)
            missed[month] = missed.get(month, 0) + 1
            if missed[month] == 3:
                break
        day -= timedelta(days=1)
    assert told.overview.streak.days == count
    monday = today - timedelta(days=today.weekday())
    assert told.overview.streak.week == sum(monday <= one <= today for one in active)
    # what the pictures show
    calendar = told.charts[Chart.CALENDAR]
    assert [one.day for one in calendar.days if one.trained] == sorted(
        one for one in active if held.start <= one <= today
    )
    for level in told.charts[Chart.MINUTES].levels:
        tries = [row for row in cold_tries(rows, level.difficulty, today) if row["solved"]]
        assert [(one.day, one.minutes) for one in level.solves] == [
            (row["day"], row["minutes"]) for row in tries
        ]
    _check_posteriors(rows, told.charts[Chart.PATTERNS])


def _check_posteriors(rows: Rows, patterns: Any) -> None:
    """A day's work on a problem is good when each of its tries was cold, solved, and within the box."""
    box = {"easy": 20, "medium": 25, "hard": 45}
    worst: dict[tuple[int, date], bool] = {}
    for row in rows.attempts:
        good = bool(row["solved"] and row["cold"] and row["minutes"] <= box[rows.levels[row["problem"]]])
        key = (row["problem"], row["day"])
        worst[key] = worst.get(key, True) and good
    for pattern in patterns:
        mine = {key: good for key, good in worst.items() if rows.patterns[key[0]] == pattern.pattern}
        assert pattern.posterior.solved == sum(mine.values()), pattern.pattern
        assert pattern.posterior.missed == len(mine) - sum(mine.values()), pattern.pattern
        assert {(one.number, one.day): one.good for one in pattern.trials} == mine
