"""A day's assignment as it was shown, and how far it has come by the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NewType

from bot.curriculum.model import Kind, Problem
from bot.errors import NotAllowed, UserError
from bot.events import Event
from bot.people.model import Person, PersonId
from bot.practice.model import Attempt

AssignmentId = NewType("AssignmentId", int)

KIND = "today"
"""Kind of the daily post."""
NOTE_LIMIT = 280
"""Characters of a reason or a note on a tick."""


def subject(person_id: PersonId, day: date) -> str:
    """What the daily post of somebody's day is about."""
    return f"{person_id}:{day.isoformat()}"


def about(subject: str) -> tuple[PersonId, date]:
    """Whose day a post is about; the inverse of `subject`."""
    person_id, _, day = subject.partition(":")
    return PersonId(int(person_id)), date.fromisoformat(day)


class Mark(StrEnum):
    """What a person said about an item; of problems the log speaks instead."""

    DONE = "done"
    SKIPPED = "skipped"


class State(StrEnum):
    """How far an item has come."""

    OPEN = "open"
    DONE = "done"
    TRIED = "tried"
    """Attempted and not solved: that is work done, too."""
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do."""

    number: int
    """From 1, as people name it."""
    slot: str
    kind: Kind
    title: str
    minutes: int
    """Counted in the day's budget."""
    box: int | None = None
    """Where the timer says stop."""
    problem: int | None = None
    """LeetCode number."""
    hidden: bool = False
    """Recognising the pattern is the exercise: nothing names it before an attempt is logged."""
    mark: Mark | None = None
    note: str = ""
    """Why it was skipped, or what was noted with the tick."""

    def state(self, attempts: Iterable[Attempt]) -> State:
        """By the attempts of its day; the last one of its problem counts."""
        if self.problem is not None:
            tries = [attempt for attempt in attempts if attempt.problem == self.problem]
            if tries:
                return State.DONE if tries[-1].solved else State.TRIED
        if self.mark is None:
            return State.OPEN
        return State.DONE if self.mark is Mark.DONE else State.SKIPPED


@dataclass(frozen=True, slots=True)
class Plan:
    """What one day holds, before it is anybody's."""

    day: date
    week: int
    headline: str
    words: str
    rest: bool
    waiting: int
    """How many due things found no room."""
    quiet: int
    """Working days without an attempt just before."""
    items: tuple[Item, ...]

    @property
    def minutes(self) -> int:
        """Everything planned, together."""
        return sum(item.minutes for item in self.items)


@dataclass(frozen=True, slots=True)
class Given:
    """A problem that stood on an earlier day's assignment."""

    day: date
    kind: Kind
    problem: int
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """What is known when a day is planned."""

    attempts: tuple[Attempt, ...] = ()
    """Those that count, oldest first."""
    given: tuple[Given, ...] = ()
    """Oldest first."""
    ticked: tuple[date, ...] = ()
    """Days on which something was ticked by hand."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A plan that was shown to its person, and stays as it is for its day."""

    id: AssignmentId
    person_id: PersonId
    plan: Plan

    @property
    def day(self) -> date:
        """The person's day that it is for."""
        return self.plan.day

    @property
    def items(self) -> tuple[Item, ...]:
        """In the order of their numbers."""
        return self.plan.items

    def item(self, number: int) -> Item:
        """Raises NoSuchItem."""
        for item in self.items:
            if item.number == number:
                return item
        raise NoSuchItem(number, len(self.items))

    def marked(self, number: int, mark: Mark, note: str) -> Assignment:
        """With one item ticked or put aside. Raises NoSuchItem."""
        wanted = self.item(number)
        items = tuple(replace(item, mark=mark, note=note) if item is wanted else item for item in self.items)
        return replace(self, plan=replace(self.plan, items=items))


@dataclass(frozen=True, slots=True)
class Line:
    """An item as it stands now."""

    item: Item
    problem: Problem | None
    """None where it is not about one, or the catalogue no longer has it."""
    state: State

    @property
    def title(self) -> str:
        """What it is called now: the catalogue may have mended a title since."""
        return self.item.title if self.problem is None else self.problem.title

    @property
    def revealed(self) -> str | None:
        """The pattern that was hidden, once an attempt is logged."""
        if self.item.hidden and self.problem is not None and self.state in (State.DONE, State.TRIED):
            return self.problem.category
        return None


@dataclass(frozen=True, slots=True)
class WeekSoFar:
    """What the log holds since Monday."""

    solved: int
    """Different problems."""
    tried: int
    """Different problems that are not solved yet."""
    minutes: int


def week_so_far(attempts: Sequence[Attempt], day: date) -> WeekSoFar:
    """From Monday up to `day`."""
    since = [a for a in attempts if 0 <= (day - a.on).days <= day.weekday()]
    solved = {a.problem for a in since if a.solved}
    return WeekSoFar(
        len(solved),
        len({a.problem for a in since} - solved),
        sum(a.minutes or 0 for a in since),
    )


@dataclass(frozen=True, slots=True)
class TodayView:
    """All there is to show of one day."""

    person: Person
    assignment: Assignment
    lines: tuple[Line, ...]
    week: WeekSoFar
    preview: bool = False
    """A day to come: not kept, and what must be met unprepared is not named."""

    @property
    def done(self) -> int:
        """Items that need nothing more."""
        return sum(line.state is not State.OPEN for line in self.lines)

    @property
    def open(self) -> tuple[Line, ...]:
        """What is left to do."""
        return tuple(line for line in self.lines if line.state is State.OPEN)

    def line(self, number: int) -> Line:
        """Raises NoSuchItem."""
        self.assignment.item(number)
        return next(line for line in self.lines if line.item.number == number)


@dataclass(frozen=True, slots=True)
class AssignmentPlanned(Event):
    """A day was shown for the first time."""

    assignment: Assignment


@dataclass(frozen=True, slots=True)
class ItemMarked(Event):
    """Something was ticked or put aside by hand."""

    assignment: Assignment


class NotStarted(UserError):
    """A day before the plan begins."""

    def __init__(self, start: date) -> None:
        super().__init__(
            f"Your plan starts on {start:%A}, {start.day} {start:%B %Y}. Until then there is nothing to do."
        )


class NoSuchDay(UserError):
    """A button whose day is no longer held."""

    def __init__(self) -> None:
        super().__init__("I no longer have that day. /today shows the present one.")


class NoSuchItem(UserError):
    """A number that the day does not have."""

    def __init__(self, number: int, count: int) -> None:
        if count == 0:
            sentence = "There is nothing to tick on that day: it is free."
        elif count == 1:
            sentence = f"There is no number {number}. That day has one item, number 1."
        else:
            sentence = f"There is no number {number}. That day has 1 to {count}."
        super().__init__(sentence)


class AlreadyDone(UserError):
    """A problem that was logged already."""

    def __init__(self, title: str) -> None:
        super().__init__(f"{title} is solved already. `!undo` takes the last log back.")


class NothingOpen(UserError):
    """A button for what is left, with nothing left."""

    def __init__(self) -> None:
        super().__init__("Nothing of that kind is open on this day any more.")


class NoteTooLong(UserError):
    """A reason that is a story."""

    def __init__(self, length: int) -> None:
        super().__init__(f"That is {length} characters, and {NOTE_LIMIT} is the most. Say it shorter.")


class NotYourPlan(NotAllowed):
    """Somebody ticks another one's day."""

    def __init__(self, name: str) -> None:
        super().__init__(f"This is the plan of {name}; only they can tick it.")
