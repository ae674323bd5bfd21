"""A day as it stands now: its items with their ticks, and what the week came to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from bot.assignment.assignment import Assignment
from bot.assignment.drift import Outlook
from bot.assignment.item import Item, Mark, State
from bot.assignment.sitting import Sitting
from bot.curriculum.model import Kind, Problem
from bot.people.model import Person
from bot.practice.model import Attempt, Session, Verdict


class Line(Struct, frozen=True):
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
    def is_tried(self) -> bool:
        """Whether there was an attempt, however it went."""
        return self.state in (State.DONE, State.TRIED)

    @property
    def is_round(self) -> bool:
        """Whether its tick has to say how it went."""
        return self.item.kind is Kind.ROUND

    @property
    def revealed(self) -> str | None:
        """The pattern that was hidden, once an attempt is logged."""
        if self.item.hidden and self.problem is not None and self.is_tried:
            return self.problem.category
        return None

    @property
    def why(self) -> str:
        """Why it was just this problem, once an attempt is logged; it names the pattern."""
        return self.item.why if self.is_tried else ""


def state_of(
    item: Item, sitting: Sitting | None, attempts: Iterable[Attempt], sessions: Iterable[Session]
) -> State:
    """By the log of its day, where the last try counts; by its mark otherwise."""
    if item.problem is not None:
        tries = [attempt for attempt in attempts if attempt.problem == item.problem]
        if tries:
            return State.DONE if tries[-1].solved else State.TRIED
    meant = [session for session in sessions if is_of(session, item, sitting)]
    if meant:
        return State.TRIED if meant[-1].verdict is Verdict.FAILED else State.DONE
    if item.mark is Mark.SKIPPED:
        return State.SKIPPED
    # a tick that wrote into the log stands as long as that does
    return State.DONE if item.mark is Mark.DONE and item.session is None else State.OPEN


def is_of(session: Session, item: Item, sitting: Sitting | None) -> bool:
    """Whether a session of the day is what the item asks for, or what its tick wrote."""
    if session.id == item.session:
        return True
    if sitting is None or item.session is not None:
        return False
    same = session.kind is sitting.kind and session.subject == sitting.subject
    return same and (not sitting.role or not session.role or session.role == sitting.role)


class WeekSoFar(Struct, frozen=True):
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


class TodayView(Struct, frozen=True):
    """All there is to show of one day."""

    person: Person
    assignment: Assignment
    lines: tuple[Line, ...]
    week: WeekSoFar
    preview: bool = False
    """A day to come: not kept, and what must be met unprepared is not named."""
    asks: int | None = None
    """The number of a round whose outcome was not said: nothing was written yet."""

    @property
    def done(self) -> int:
        """Items that need nothing more."""
        return sum(line.state is not State.OPEN for line in self.lines)

    @property
    def open(self) -> tuple[Line, ...]:
        """What is left to do."""
        return tuple(line for line in self.lines if line.state is State.OPEN)

    @property
    def closed(self) -> tuple[Line, ...]:
        """What could be opened again."""
        return tuple(line for line in self.lines if line.state is not State.OPEN)

    @property
    def is_touched(self) -> bool:
        """Whether its person has begun with it."""
        return any(line.state is not State.OPEN or line.item.mark is not None for line in self.lines)

    def line(self, number: int) -> Line:
        """Raises NoSuchItem."""
        self.assignment.item(number)
        return next(line for line in self.lines if line.item.number == number)


class WeekView(Struct, frozen=True):
    """Seven days from Monday: those that were shown with their ticks, those to come as previews."""

    person: Person
    today: date
    outlook: Outlook | None
    """Where it leads; None before the start."""
    days: tuple[TodayView, ...]
    """In their order; days before the plan began and days that nobody looked at are left out."""

    @property
    def minutes(self) -> int:
        """Everything planned, together."""
        return sum(view.assignment.plan.minutes for view in self.days)
