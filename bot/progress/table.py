"""The success table as it stands: each cell at the end of its month, with what came later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from bot.curriculum.model import Area, Count, Goal, Position, Stage, month_begins
from bot.people.model import Person
from bot.progress.definition import definition_of
from bot.progress.evidence import Evidence, Reading
from bot.progress.goals import NoSuchMonth
from bot.progress.spoken import Habit, habit, open_to_all


class Standing(StrEnum):
    """How a cell stands."""

    MET = "met"
    """By the end of its month, or already."""
    LATER = "later"
    """Not by the end of its month, and since."""
    OPEN = "open"
    """Its month is not over."""
    BEHIND = "behind"
    """Its month is over; nothing is lost, it can still be reached."""


class Tick(Struct, frozen=True):
    """A cell that somebody ticked by hand."""

    goal: str
    on: date
    note: str = ""


class Redefined(Struct, frozen=True):
    """What a cell counted before, and since when it counts something else."""

    goal: str
    before: str
    since: date


class Cell(Struct, frozen=True):
    """One cell."""

    goal: Goal
    area: Area
    day: date
    """As of when it is told: today, or the last day of its month."""
    standing: Standing
    readings: tuple[Reading, ...]
    """One for each of its counts that can be told, as of that day; none where it stands by a tick alone."""
    now: tuple[Reading, ...]
    """The same as of today."""
    tick: Tick | None = None
    redefined: Redefined | None = None
    """Set where its definition changed: the past is counted by the new one."""

    @property
    def is_met(self) -> bool:
        """Whether it stands now."""
        return self.standing in (Standing.MET, Standing.LATER)

    @property
    def definition(self) -> str:
        """What it counts, in words."""
        return definition_of(self.goal)


class Row(Struct, frozen=True):
    """A month of the table."""

    month: int
    ends: date
    """Its last day."""
    cells: tuple[Cell, ...]

    @property
    def met(self) -> int:
        """How many of its cells stand."""
        return sum(cell.is_met for cell in self.cells)


class Table(Struct, frozen=True):
    """The whole of it for one person."""

    person: Person
    today: date
    month: int
    """That today lies in."""
    rows: tuple[Row, ...]
    habit: Habit | None = None
    """Narration, of what is open to all."""
    own_habit: Habit | None = None
    """Of everything, for its candidate alone."""

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All of them, month by month."""
        return tuple(cell for row in self.rows for cell in row.cells)

    def row(self, month: int) -> Row:
        """The row of a month. Raises NoSuchMonth."""
        found = self.find(month)
        if found is None:
            raise NoSuchMonth(month, [row.month for row in self.rows])
        return found

    def find(self, month: int) -> Row | None:
        """The row of a month, where the table has one."""
        return next((row for row in self.rows if row.month == month), None)


def table(
    person: Person,
    evidence: Evidence,
    today: date,
    ticks: Mapping[str, Tick],
    redefined: Mapping[str, Redefined],
) -> Table:
    """The success table of their programme, derived from the log as it is now."""
    course = evidence.course
    areas = {area.key: area for area in course.programme.areas}

    def cell(goal: Goal, ends: date) -> Cell:
        day = min(ends, today)
        counts = evidence.known(goal.counts)
        then = tuple(evidence.read(count, day) for count in counts)
        now = tuple(evidence.read(count, today) for count in counts) if day < today else then
        tick = ticks.get(goal.key) if goal.takes_tick else None
        return Cell(
            goal,
            areas[goal.area],
            day,
            _standing(then, now, tick, ends, today),
            then,
            now,
            tick,
            redefined.get(goal.key),
        )

    rows: list[Row] = []
    for month in sorted({goal.month for goal in course.programme.goals}):
        ends = month_begins(course.start, month + 1, course.pauses) - timedelta(days=1)
        rows.append(Row(month, ends, tuple(cell(goal, ends) for goal in course.programme.goals_of(month))))
    return Table(
        person,
        today,
        course.position(max(today, course.start)).month,
        tuple(rows),
        habit(open_to_all(evidence.narrated, today)),
        habit(evidence.narrated),
    )


def _standing(
    then: tuple[Reading, ...], now: tuple[Reading, ...], tick: Tick | None, ends: date, today: date
) -> Standing:
    if (tick is not None and tick.on <= ends) or (then and all(reading.met for reading in then)):
        return Standing.MET
    if tick is not None or (now and all(reading.met for reading in now)):
        return Standing.LATER
    return Standing.OPEN if ends >= today else Standing.BEHIND


class Readiness(Struct, frozen=True):
    """Whether the log says that the next stage can come."""

    person: Person
    today: date
    stage: Stage
    """That the plan is in."""
    following: Stage | None
    """The next one; None in the last."""
    begins: date | None
    """When the plan turns to it by itself."""
    readings: tuple[Reading, ...]

    @property
    def met(self) -> int:
        """How many of its conditions hold."""
        return sum(reading.met for reading in self.readings)

    @property
    def ready(self) -> bool:
        """Whether all of them do."""
        return bool(self.readings) and self.met == len(self.readings)


def readiness(person: Person, evidence: Evidence, today: date) -> Readiness:
    """What speaks for the next stage, and what does not yet."""
    course = evidence.course
    position: Position = course.position(max(today, course.start))
    stages = course.programme.stages
    place = stages.index(position.stage)
    following = stages[place + 1] if place + 1 < len(stages) else None
    begins = None if following is None else month_begins(course.start, min(following.months), course.pauses)
    wanted: tuple[Count, ...] = position.stage.ready if following is not None else ()
    readings = tuple(evidence.read(count, today) for count in evidence.known(wanted))
    return Readiness(person, today, position.stage, following, begins, readings)
