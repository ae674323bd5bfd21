"""How somebody stands altogether: consistency first, then what is solved, then what the month still asks."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

from bot.assignment.drift import Outlook, outlook
from bot.curriculum.model import Difficulty, Position
from bot.people.model import Person
from bot.progress.evidence import Evidence
from bot.progress.streak import Streak, WeekKept, streak_of, weeks_kept
from bot.progress.table import Row

WEEKS = 8
"""That consistency is told of."""


class Solved(Struct, frozen=True):
    """How many problems of a level are solved."""

    difficulty: Difficulty
    solved: int
    total: int


class Overview(Struct, frozen=True):
    """The answer to `!progress`."""

    person: Person
    today: date
    position: Position
    streak: Streak
    weeks: tuple[WeekKept, ...]
    """The last ones, the present one included, oldest first."""
    solved: tuple[Solved, ...]
    minutes: int
    """Logged since the plan began."""
    days: int
    """Days trained since then."""
    row: Row | None
    """This month's cells of the success table; None where it has none."""
    outlook: Outlook | None
    """None before the plan begins."""

    @property
    def kept(self) -> int:
        """Weeks that are over and had all that they expected."""
        monday = self.today - timedelta(days=self.today.weekday())
        return sum(week.kept for week in self.weeks if week.monday < monday)

    @property
    def over(self) -> int:
        """Weeks of those told that are over."""
        monday = self.today - timedelta(days=self.today.weekday())
        return sum(week.monday < monday for week in self.weeks)


def overview(person: Person, evidence: Evidence, today: date, row: Row | None) -> Overview:
    """As the log is now."""
    course, past = evidence.course, evidence.past
    solved = {attempt.problem for attempt in past.attempts if attempt.solved}
    active = past.active
    since = [entry for entry in (*past.attempts, *past.sessions) if entry.on >= course.start]
    own = [problem for problem in course.catalogue if problem.neetcode150]
    return Overview(
        person=person,
        today=today,
        position=course.position(max(today, course.start)),
        streak=streak_of(course, active, today),
        weeks=weeks_kept(course, active, today, WEEKS),
        solved=tuple(
            Solved(
                level,
                sum(one.number in solved for one in own if one.difficulty is level),
                sum(one.difficulty is level for one in own),
            )
            for level in Difficulty
        ),
        minutes=sum(entry.minutes or 0 for entry in since),
        days=sum(day >= course.start for day in active),
        row=row,
        outlook=outlook(course, today, past) if today >= course.start else None,
    )
