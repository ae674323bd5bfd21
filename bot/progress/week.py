"""What a week came to: what went well, and what slipped."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from msgspec import Struct

from bot.assignment.model import Assignment, Course, Line, Past, State, sitting_of, state_of
from bot.curriculum.model import Catalogue, Difficulty, Problem
from bot.people.model import Person
from bot.practice.model import QUICK, Attempt, Session, SessionKind, Verdict
from bot.progress.ahead import Ahead, ahead
from bot.progress.lines import lines_of
from bot.progress.spoken import Narrated, Spoke, spoke
from bot.progress.streak import streak, working_days

REPORT = "report"
"""Kind of the weekly post."""


class Faster(Struct, frozen=True):
    """A problem that went faster than the time before."""

    problem: Problem
    before: int
    now: int


class DayCame(Struct, frozen=True):
    """One day of the week as it came out."""

    day: date
    lines: tuple[Line, ...]
    """What stood on it; empty where nobody looked at it."""
    solved: int
    """Different problems."""
    minutes: int
    free: bool
    """Nothing was expected of it."""

    @property
    def done(self) -> int:
        """Items that needed nothing more."""
        return sum(line.state is not State.OPEN for line in self.lines)


class Week(Struct, frozen=True):
    """A candidate's week up to a day of it."""

    person: Person
    first: date
    """Its Monday."""
    last: date
    """The day up to which it is told."""
    days: tuple[DayCame, ...]
    """Those within the plan, in their order."""
    expected: int
    """Days on which the plan expected something."""
    trained: int
    """Days on which something was done."""
    attempts: tuple[Attempt, ...]
    solved: tuple[Problem, ...]
    """Different problems, in the order they fell."""
    fresh: int
    """How many of them fell for the first time."""
    minutes: int
    quick: tuple[tuple[Difficulty, int], ...]
    """Problems solved cold within the plan's own target, by difficulty."""
    faster: Faster | None
    sessions: tuple[Session, ...]
    streak: int
    unsolved: tuple[Problem, ...]
    """Tried, and not solved by the end."""
    open: tuple[Line, ...]
    """Stood on a day that is over, and was not done on a later one either."""
    aside: tuple[Line, ...]
    """Put aside by hand."""
    ahead: Ahead
    spoke: Spoke | None = None
    """How a recording was narrated, of what is open to all."""
    own_spoke: Spoke | None = None
    """The same of everything, for its candidate alone."""

    @property
    def is_quiet(self) -> bool:
        """Whether nothing was done."""
        return not self.trained

    @property
    def is_over(self) -> bool:
        """Whether it is told up to its last day."""
        return self.last - self.first == timedelta(days=6)


def monday_of(day: date) -> date:
    """The first day of the week that `day` lies in."""
    return day - timedelta(days=day.weekday())


def came_to(
    person: Person,
    course: Course,
    past: Past,
    assignments: Iterable[Assignment],
    last: date,
    narrated: Sequence[Narrated] = (),
) -> Week:
    """The week that `last` lies in, up to `last`, by the whole log and the days as they were shown."""
    first = monday_of(last)
    until = Past(
        tuple(attempt for attempt in past.attempts if attempt.on <= last),
        tuple(session for session in past.sessions if session.on <= last),
        tuple(given for given in past.given if given.day <= last),
        tuple(flagged for flagged in past.flagged if flagged.on <= last),
    )
    attempts = [attempt for attempt in until.attempts if attempt.on >= first]
    sessions = [session for session in until.sessions if session.on >= first]
    shown = {
        one.day: lines_of(one, course.programme, course.catalogue, attempts, sessions) for one in assignments
    }
    expected = working_days(course, first, last)
    days = tuple(
        _day(day, shown.get(day, ()), attempts, sessions, free=day not in expected)
        for day in (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
        if day >= course.start
    )
    solved = _problems((one for one in attempts if one.solved), course.catalogue)
    active = until.active
    return Week(
        person=person,
        first=first,
        last=last,
        days=days,
        expected=len(expected),
        trained=len({day for day in active if day >= first}),
        attempts=tuple(attempts),
        solved=solved,
        fresh=_fresh(solved, until.attempts, first),
        minutes=sum(one.minutes or 0 for one in (*attempts, *sessions)),
        quick=_quick(attempts, course.catalogue),
        faster=_faster(attempts, until.attempts, course.catalogue),
        sessions=tuple(sessions),
        streak=streak(course, active, last),
        unsolved=_unsolved(attempts, course.catalogue),
        open=_open(shown, attempts, sessions, course, last),
        aside=tuple(line for day in sorted(shown) for line in shown[day] if line.state is State.SKIPPED),
        ahead=ahead(course, until, first, last),
        spoke=spoke(narrated, first, last, own=False),
        own_spoke=spoke(narrated, first, last, own=True),
    )


def passed(sessions: Iterable[Session]) -> list[Session]:
    """Mock rounds that went well."""
    return [one for one in sessions if one.kind is SessionKind.MOCK and one.verdict is Verdict.PASSED]


def _day(
    day: date,
    lines: tuple[Line, ...],
    attempts: Iterable[Attempt],
    sessions: Iterable[Session],
    *,
    free: bool,
) -> DayCame:
    tries = [attempt for attempt in attempts if attempt.on == day]
    sittings = [session for session in sessions if session.on == day]
    return DayCame(
        day,
        lines,
        solved=len({attempt.problem for attempt in tries if attempt.solved}),
        minutes=sum(one.minutes or 0 for one in (*tries, *sittings)),
        free=free,
    )


def _problems(attempts: Iterable[Attempt], catalogue: Catalogue) -> tuple[Problem, ...]:
    numbers = dict.fromkeys(attempt.problem for attempt in attempts)
    return tuple(problem for number in numbers if (problem := catalogue.known(number)) is not None)


def _fresh(solved: Iterable[Problem], attempts: Iterable[Attempt], first: date) -> int:
    before = {one.problem for one in attempts if one.solved and one.on < first}
    return sum(problem.number not in before for problem in solved)


def _quick(attempts: Iterable[Attempt], catalogue: Catalogue) -> tuple[tuple[Difficulty, int], ...]:
    found: dict[Difficulty, set[int]] = {}
    for one in attempts:
        problem = catalogue.known(one.problem)
        if problem is None or not (one.solved and one.cold) or one.minutes is None:
            continue
        if one.minutes < QUICK[problem.difficulty]:
            found.setdefault(problem.difficulty, set()).add(problem.number)
    return tuple((level, len(found[level])) for level in Difficulty if level in found)


def _faster(
    attempts: Sequence[Attempt], everything: Sequence[Attempt], catalogue: Catalogue
) -> Faster | None:
    """The problem that gained the most minutes against the last time that it was solved before the week."""
    week = {id(one) for one in attempts}
    before = {
        one.problem: one.minutes
        for one in everything
        if id(one) not in week and one.solved and one.minutes is not None
    }
    gains = [
        Faster(problem, before[one.problem], one.minutes)
        for one in attempts
        if one.solved
        and one.cold
        and one.minutes is not None
        and one.problem in before
        and one.minutes < before[one.problem]
        and (problem := catalogue.known(one.problem)) is not None
    ]
    return max(gains, key=lambda one: one.before - one.now, default=None)


def _unsolved(attempts: Sequence[Attempt], catalogue: Catalogue) -> tuple[Problem, ...]:
    last = {attempt.problem: attempt for attempt in attempts}
    return _problems((one for one in last.values() if not one.solved), catalogue)


def _open(
    shown: dict[date, tuple[Line, ...]],
    attempts: Collection[Attempt],
    sessions: Collection[Session],
    course: Course,
    last: date,
) -> tuple[Line, ...]:
    """What was done on another day of the week is not open, nor is what stands on a day that still runs."""
    tried = {attempt.problem for attempt in attempts}
    ends = monday_of(last) + timedelta(days=6)
    running = last if last < ends or course.programme.day_plan(last).rest else None
    found: dict[tuple[object, ...], Line] = {}
    for day in sorted(shown):
        for line in shown[day]:
            item = line.item
            if line.state is not State.OPEN or day == running:
                continue
            if item.problem is not None:
                if item.problem not in tried:
                    found.setdefault((item.problem,), line)
            elif state_of(item, sitting_of(item, course.programme), (), sessions) is State.OPEN:
                found.setdefault((item.kind, item.about, item.detail, item.title), line)
    return tuple(found.values())
