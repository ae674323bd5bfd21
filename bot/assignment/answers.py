"""What a week holds because of what went wrong before: a drill, one more of a pattern, a round again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from bot.assignment.course import Course
from bot.assignment.item import Past
from bot.assignment.record import Record
from bot.assignment.rooms import Wish
from bot.curriculum.model import Drill, Flag, Kind

RECENT = timedelta(weeks=6)
"""How long a flag is held against the weeks that follow."""
SHOWN = 2
"""How often within a week a drill stands there that nobody does; then it waits for the next week."""
FAILS = 3
"""Tries at one pattern that did not work out, after which one more of it comes sooner."""
FAILED_WITHIN = timedelta(days=14)
_BEHIND = 99
"""A drill stands behind what the week asks for, and before what is due again."""
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class Change(Struct, frozen=True):
    """Something that a week holds which it would not hold otherwise."""

    what: str
    """Such as `one narrate-aloud drill`."""
    because: str
    """Such as `two of your tests were marked silent`; names no pattern."""
    flag: Flag | None = None
    """What it answers, where that is a flag of friends' reviews."""


class Failing(Struct, frozen=True):
    """A pattern that did not work out several times."""

    category: str
    because: str


def changes(course: Course, day: date, past: Past) -> tuple[Change, ...]:
    """What the week of `day` holds from that day on because of what went wrong before it."""
    day = max(day, course.start)
    return () if course.position(day).paused else tuple(_changes(Record(course, day, past)))


def _changes(record: Record) -> Iterator[Change]:
    for drill, because in due_drills(record):
        yield Change(f"one {drill.title}", because, drill.flag)
    failing = failing_pattern(record)
    if failing is not None:
        yield Change("one more of a pattern that would not go", failing.because)
    for one in record.course.programme.rounds:
        if record.failed(one.key) is not None:
            yield Change(f"{one.title} once more", NOT_PASSED)


NOT_PASSED = "the last one did not pass"


def due_drills(record: Record) -> Iterator[tuple[Drill, str]]:
    """Those that this week still holds, and why; a drill that was done answers all tests before its week."""
    for drill in record.course.programme.drills:
        given = [one for one in record.past.given if one.kind is Kind.DRILL and one.about == drill.flag]
        settled = [one.day for one in given if record.is_settled(one)]
        this_week = {one.day for one in given if one.day >= record.monday}
        last = max(settled, default=date.min)
        if last >= record.monday or len(this_week) >= SHOWN:
            continue
        since = max(record.monday - RECENT, last - timedelta(days=last.weekday()) if settled else last)
        count = sum(one.flag is drill.flag and since <= one.on < record.monday for one in record.past.flagged)
        if count >= drill.after:
            tests = f"{_number(count)} of your tests were" if count > 1 else "one of your tests was"
            yield drill, f"{tests} marked {drill.flag.marked}"


def drill_wishes(record: Record) -> Iterator[Wish]:
    """The same as things that want room."""
    for drill, because in due_drills(record):
        yield Wish(
            0,
            _BEHIND,
            Kind.DRILL,
            drill.words,
            drill.minutes,
            drill.box,
            about=drill.flag,
            because=f"because {because}",
        )


def failing_pattern(record: Record) -> Failing | None:
    """The pattern that this week brings one more of, sooner than its turn.

    None where its turn is now anyway, where the week had it already, or where nothing unseen is left of it.
    """
    pulled = [one for one in record.past.given if one.kind is Kind.NEW and one.answers]
    if any(one.day >= record.monday for one in pulled):
        return None
    catalogue, position = record.course.catalogue, record.course.position(record.day)
    answered: dict[str, date] = {}
    for one in pulled:
        problem = None if one.problem is None else catalogue.known(one.problem)
        if problem is not None:
            answered[problem.category] = one.day - timedelta(days=one.day.weekday())
    fails = Counter[str]()
    for attempt in record.past.attempts:
        problem = catalogue.known(attempt.problem)
        if problem is None or attempt.solved or not _lately(attempt.on, record.monday):
            continue
        if attempt.on >= answered.get(problem.category, date.min):
            fails[problem.category] += 1
    levels = position.phase.problems.new
    left = {one.category for one in catalogue if one.difficulty in levels and record.is_unseen(one)}
    several = [
        one
        for one in catalogue.categories
        if fails[one] >= FAILS and one in left and one not in position.focus
    ]
    if not several:
        return None
    most = max(several, key=lambda one: fails[one])  # the first of equals, in the catalogue's order
    return Failing(most, f"{_number(fails[most])} attempts at its pattern did not work out")


def _lately(on: date, monday: date) -> bool:
    return monday - FAILED_WITHIN <= on < monday


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)
