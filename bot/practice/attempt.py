"""An attempt at a problem: read from one line, judged against the log, spoken of in facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import NewType

from msgspec import Struct
from msgspec.structs import replace

from bot.curriculum.model import Difficulty, Problem
from bot.events import Event
from bot.people.model import PersonId, Source
from bot.practice.line import MINUTES, check_minutes, check_note, minutes_said, ordinal, take_marks, tidy

AttemptId = NewType("AttemptId", int)


class Attempt(Struct, frozen=True):
    """One try at one problem, as it was logged."""

    id: AttemptId
    person_id: PersonId
    problem: int
    """LeetCode number."""
    solved: bool
    minutes: int | None
    cold: bool
    """Without having read the solution first."""
    note: str
    """The intuition in one line; may be empty."""
    at: datetime
    """When it was logged."""
    on: date
    """The person's day that it counts for."""
    source: Source | None = None
    """The message or interaction that logged it."""


class AttemptLogged(Event, frozen=True):
    """A new row stands in the log."""

    attempt: Attempt


class AttemptChanged(Event, frozen=True):
    """A row was corrected; its problem and its day may be others now."""

    attempt: Attempt
    before: Attempt


class AttemptUndone(Event, frozen=True):
    """A row was taken back; it no longer counts for anything."""

    attempt: Attempt


class Said(Struct, frozen=True):
    """What one line such as `two-sum 18 hash the complement` says about an attempt."""

    problem: Problem
    minutes: int | None = None
    note: str = ""
    cold: bool = True
    day: str = ""

    def completed(
        self, minutes: int | None = None, note: str = "", *, read: bool = False, day: str = ""
    ) -> Said:
        """With what was given in fields of its own, which beats what stood in the line."""
        return replace(
            self,
            minutes=self.minutes if minutes is None else check_minutes(minutes),
            note=check_note(tidy(note)) or self.note,
            cold=self.cold and not read,
            day=tidy(day) or self.day,
        )


def parse_attempt(text: str, split: Callable[[str], tuple[Problem, str]]) -> Said:
    """Read `PROBLEM [minutes] [one-line intuition]`; `--read` anywhere says that the solution was read first,
    `--on tuesday` or `--yesterday` which day it counts for.

    `split` takes the longest beginning that names a problem and returns it with the rest. Raises its
    refusals, `BadMinutes` and `NoteTooLong`.
    """
    line, marks = take_marks(text)
    problem, rest = split(line)
    rest = rest.strip()
    minutes = None
    found = MINUTES.match(rest)
    if found is not None:
        minutes = minutes_said(found["number"])
        rest = rest[found.end() :]
    return Said(problem, minutes, check_note(tidy(rest)), not marks.read, marks.day)


def again_on(attempts: Iterable[Attempt], problem: int) -> date | None:
    """The day from which `problem` is due again: the one after a first or a failed try; None otherwise."""
    tries = sorted((a for a in attempts if a.problem == problem), key=lambda a: (a.on, a.id))
    if not tries:
        return None
    last = tries[-1]
    return last.on + timedelta(days=1) if last.on == tries[0].on or not last.solved else None


QUICK = {Difficulty.EASY: 10, Difficulty.MEDIUM: 20, Difficulty.HARD: 35}
"""Minutes under which a cold solve is worth counting out loud: the plan's own targets."""


def fact_about(attempt: Attempt, tries: Iterable[Attempt]) -> str | None:
    """One true sentence about a solve beside earlier `tries` at its problem, or None; praise is a fact."""
    if not attempt.solved:
        return None
    earlier = [a for a in tries if a.problem == attempt.problem and (a.on, a.id) < (attempt.on, attempt.id)]
    if earlier and not any(a.solved for a in earlier):
        return f"Solved on try {len(earlier) + 1}."
    times = [a.minutes for a in earlier if a.solved and a.minutes is not None]
    if attempt.minutes is not None and times and attempt.minutes < times[-1]:
        return f"Last time took {times[-1]} min."
    return None


def quick_under(attempt: Attempt, difficulty: Callable[[int], Difficulty | None]) -> int | None:
    """The minutes that a quick cold solve of its level stays under; None where it is none.

    `difficulty` tells a problem's, None where it is not known.
    """
    level = difficulty(attempt.problem)
    if level is None or not attempt.solved or not attempt.cold or attempt.minutes is None:
        return None
    return QUICK[level] if attempt.minutes < QUICK[level] else None


def monday_of(attempt: Attempt) -> date:
    """The first day of its week."""
    return attempt.on - timedelta(days=attempt.on.weekday())


def fact_of_week(
    attempt: Attempt, week: Iterable[Attempt], difficulty: Callable[[int], Difficulty | None]
) -> str | None:
    """How many problems of its level the week has seen solved quickly, from the second on; None otherwise.

    `week` holds what was solved since its Monday, `attempt` included.
    """
    level = difficulty(attempt.problem)
    if level is None or quick_under(attempt, difficulty) is None:
        return None
    problems = {
        a.problem
        for a in week
        if monday_of(attempt) <= a.on
        and (a.on, a.id) <= (attempt.on, attempt.id)
        and difficulty(a.problem) == level
        and quick_under(a, difficulty) is not None
    }
    if len(problems) < 2:
        return None
    return f"{ordinal(len(problems))} {level.value.lower()} this week under {QUICK[level]} minutes."


class Logged(Struct, frozen=True):
    """An attempt in the log, and what there is to say about it."""

    attempt: Attempt
    problem: Problem | None
    """None where the catalogue no longer has it."""
    today: date
    """The person's day now; the attempt may count for an earlier one."""
    again: date | None
    """The day from which the problem is due again."""
    fact: str | None
