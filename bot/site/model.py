"""What the public page tells: chosen here once, so that nothing private reaches the page by accident."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct

from bot.curriculum.model import Counted, Goal, Programme
from bot.practice.model import Attempt
from bot.progress.model import (
    Calendar,
    Cell,
    Evidence,
    Guessed,
    Mastery,
    MinutesChart,
    Overview,
    Table,
    calendar,
    mastery,
    minutes_chart,
)


class Private(StrEnum):
    """What stays out unless it is asked for."""

    NOTES = "notes"
    """The intuition in one line behind each try."""
    STAGE_1 = "stage-1"
    """What was done on camera with nobody watching."""


class Month(Struct, frozen=True):
    """A month of the success table, as far as it is public."""

    number: int
    cells: tuple[Cell, ...]


class Site(Struct, frozen=True):
    """Everything on the page."""

    name: str
    day: date
    overview: Overview
    calendar: Calendar
    minutes: MinutesChart
    patterns: tuple[Mastery, ...]
    months: tuple[Month, ...]
    chat: tuple[Guessed, ...]
    """By day, without anybody's name."""
    notes: Mapping[tuple[int, date], str]
    """Of a problem on a day; empty unless they were asked for."""


def site(
    overview: Overview,
    table: Table | None,
    evidence: Evidence,
    chat: tuple[Guessed, ...],
    also: frozenset[Private],
) -> Site:
    """What may be shown of somebody, and what of the private was asked for."""
    course, past, today = evidence.course, evidence.past, overview.today
    rows = () if table is None else table.rows
    shown = (
        Month(row.month, tuple(cell for cell in row.cells if _is_public(cell.goal, course.programme, also)))
        for row in rows
    )
    return Site(
        overview.person.name,
        today,
        overview,
        calendar(course, past, today, overview.streak.days),
        minutes_chart(course, past, today),
        mastery(course, past),
        tuple(month for month in shown if month.cells),
        chat,
        _notes(past.attempts) if Private.NOTES in also else {},
    )


def _is_public(goal: Goal, programme: Programme, also: frozenset[Private]) -> bool:
    """What is filmed while nobody watches is nobody's business."""
    alone = programme.stages[0].months if programme.stages else ()
    filmed = any(count.what in (Counted.FILMED, Counted.CLEAN) for count in goal.counts)
    return Private.STAGE_1 in also or not (filmed and goal.month in alone)


def _notes(attempts: tuple[Attempt, ...]) -> dict[tuple[int, date], str]:
    return {(one.problem, one.on): one.note for one in attempts if one.note}
