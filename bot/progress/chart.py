"""What the pictures show, as plain values: days, minutes, patterns, flags, ratings and guesses."""

from __future__ import annotations

import difflib
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from bot.assignment.model import Course, Past
from bot.curriculum.model import Count, Counted, Difficulty, month_begins
from bot.errors import UserError
from bot.memory.model import Grade, Posterior, boxes, histories, posteriors
from bot.progress.evidence import Evidence
from bot.progress.streak import is_free

_DAY = timedelta(days=1)
RESTED = 14
"""Days without a touch after which a problem is cold again."""


class Chart(StrEnum):
    """The pictures that there are, by the word that asks for them."""

    CALENDAR = "calendar"
    MINUTES = "minutes"
    PATTERNS = "patterns"
    FLAGS = "flags"
    RATINGS = "ratings"
    CHAT = "chat"


PRIVATE = (Chart.FLAGS, Chart.RATINGS)
"""What friends said; nobody but its candidate sees it."""


def chart_named(said: str) -> Chart:
    """By its name, its beginning, or a slip of it. Raises UnknownChart."""
    word = " ".join(said.split()).casefold()
    found = [which for which in Chart if word and which.startswith(word)]
    if len(found) == 1:
        return found[0]
    raise UnknownChart(said, difflib.get_close_matches(word, list(Chart), n=1))


class UnknownChart(UserError):
    """A picture that there is not."""

    def __init__(self, said: str, near: list[str]) -> None:
        quoted = said if len(said) <= 40 else f"{said[:39]}…"
        mend = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(Chart)}."
        super().__init__(f'I have no picture "{quoted}". {mend}')


class CalendarDay(Struct, frozen=True):
    """A day of the plan."""

    day: date
    trained: bool
    minutes: int
    """Logged on it."""
    free: bool
    """Nothing was expected of it."""


class Calendar(Struct, frozen=True):
    """Every day from the start to today."""

    days: tuple[CalendarDay, ...]
    streak: int

    @property
    def trained(self) -> int:
        """Days on which something was done."""
        return sum(day.trained for day in self.days)

    @property
    def expected(self) -> int:
        """Days on which something was expected."""
        return sum(not day.free for day in self.days)


def calendar(course: Course, past: Past, today: date, streak: int) -> Calendar:
    """From the first day of the plan on, or from today where it has not begun."""
    spent: dict[date, int] = {}
    for entry in (*past.attempts, *past.sessions):
        spent[entry.on] = spent.get(entry.on, 0) + (entry.minutes or 0)
    first, active = min(course.start, today), past.active
    days = (first + ahead * _DAY for ahead in range((today - first).days + 1))
    return Calendar(
        tuple(CalendarDay(day, day in active, spent.get(day, 0), is_free(course, day)) for day in days),
        streak,
    )


class Solve(Struct, frozen=True):
    """A cold solve that noted its minutes."""

    day: date
    minutes: int


class Step(Struct, frozen=True):
    """From when on the plan wants it within so many minutes."""

    since: date
    minutes: int


class Level(Struct, frozen=True):
    """The solves of a difficulty, oldest first, and what the plan wants of them."""

    difficulty: Difficulty
    solves: tuple[Solve, ...]
    target: tuple[Step, ...]
    """Empty where the success table names no minutes."""

    @property
    def wanted(self) -> int | None:
        """Minutes that the plan wants by the last solve, or first of all."""
        last = self.solves[-1].day if self.solves else date.max
        held = [step.minutes for step in self.target if step.since <= last]
        return held[-1] if held else self.target[0].minutes if self.target else None

    def median(self, count: int = 10) -> float | None:
        """Of the last `count` solves."""
        last = sorted(solve.minutes for solve in self.solves[-count:])
        if not last:
            return None
        middle = len(last) // 2
        return float(last[middle]) if len(last) % 2 else (last[middle - 1] + last[middle]) / 2


class MinutesChart(Struct, frozen=True):
    """Minutes by difficulty over time."""

    first: date
    last: date
    levels: tuple[Level, ...]
    since: date | None = None
    """What is solved from this day on is marked."""


def minutes_chart(course: Course, past: Past, today: date, since: date | None = None) -> MinutesChart:
    """Every cold solve with minutes, against the minutes that the success table names.

    Cold is as in the table: not touched for a while, since what was solved yesterday goes fast by itself.
    """
    evidence = Evidence(course, past)
    found: dict[Difficulty, list[Solve]] = {}
    for level in Difficulty:
        tries = Count(Counted.TRIES, least=1, difficulty=level, rested=RESTED)
        pieces = reversed(evidence.read(tries, today).pieces)
        found[level] = [Solve(one.on, one.minutes) for one in pieces if one.counts and one.minutes]
    return MinutesChart(
        min(course.start, today),
        today,
        tuple(Level(level, tuple(found.get(level, ())), _steps(course, level)) for level in Difficulty),
        since,
    )


def _steps(course: Course, level: Difficulty) -> tuple[Step, ...]:
    """The month for whose end the table names a number wants it from that month's first day on."""
    named = {
        goal.month: count.within
        for goal in course.programme.goals
        for count in goal.counts
        if count.what is Counted.TRIES and count.difficulty is level and count.within is not None
    }
    steps: list[Step] = []
    for month, within in sorted(named.items()):
        # a later month may ask for more problems in more minutes; the line never goes up again
        if not steps or within < steps[-1].minutes:
            steps.append(Step(month_begins(course.start, month, course.pauses), within))
    return tuple(steps)


class Trial(Struct, frozen=True):
    """A day's work on a problem, as the posterior counts it."""

    day: date
    number: int
    title: str
    good: bool
    minutes: int | None = None


class Mastery(Struct, frozen=True):
    """A pattern and what the log says of it."""

    pattern: str
    posterior: Posterior
    trials: tuple[Trial, ...]
    """Newest first."""


def mastery(course: Course, past: Past) -> tuple[Mastery, ...]:
    """Every pattern of the catalogue, in its order, with the trials behind its posterior."""
    limits = boxes(course.programme)
    spent = {(one.problem, one.on): one.minutes for one in past.attempts if one.minutes}
    found: dict[str, list[Trial]] = {}
    for number, history in histories(past.attempts, course.catalogue, limits).items():
        problem = course.catalogue.get(number)
        for day, graded in history:
            took = spent.get((number, day))
            found.setdefault(problem.category, []).append(
                Trial(day, number, problem.title, graded >= Grade.GOOD, took)
            )
    return tuple(
        Mastery(
            pattern,
            posterior,
            tuple(sorted(found.get(pattern, ()), key=lambda one: (one.day, one.number), reverse=True)),
        )
        for pattern, posterior in posteriors(past.attempts, course.catalogue, limits).items()
    )


class Flagged(Struct, frozen=True):
    """What reviewers flagged in one recording."""

    day: date
    title: str
    reviewers: int
    silent: int = 0
    froze: int = 0
    rambled: int = 0


class Rated(Struct, frozen=True):
    """How one recording was rated in one respect, 1 to 4."""

    day: date
    title: str
    respect: str
    own: int
    others: float
    """The median of friends."""


class Guessed(Struct, frozen=True):
    """How chat guessed on one day."""

    day: date
    rounds: int
    guesses: int
    right: int
    calls: int = 0
    """The streamer's own ..."""
    calls_right: int = 0
    """... and how many of them were right."""
