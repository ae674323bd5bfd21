"""What a day holds: its items, how far each has come, and what is known when it is planned."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from msgspec import Struct

from bot.curriculum.model import Flag, Kind
from bot.people.model import Person
from bot.practice.model import Attempt
from bot.practice.session import Session, SessionId
from bot.recording.model import Mark as Seen


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


class Item(Struct, frozen=True):
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
    about: str = ""
    """What it is about where that is no problem: the key of a system, round, piece or role, or a topic."""
    detail: str = ""
    """The part of it: a section of the design, the role of a pitch, the question of a round."""
    why: str = ""
    """Why just this problem, in a sentence that names its pattern: for after the attempt."""
    session: SessionId | None = None
    """What its tick wrote into the log."""
    because: str = ""
    """Why it stands there although the week did not ask for it; said at once, so it names no pattern."""


class Plan(Struct, frozen=True):
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
    month: int = 1
    """Of the programme."""
    budget: int = 0
    """Minutes that the day may take."""
    paused: bool = False
    """The day lies in a pause: nothing is planned on it."""
    moved: tuple[str, ...] = ()
    """What found no room and goes to the next day that has it."""
    note: str = ""
    """What else is to be said today, calmly: how far the end has moved, and why."""

    @property
    def minutes(self) -> int:
        """Everything planned, together."""
        return sum(item.minutes for item in self.items)


class Given(Struct, frozen=True):
    """An item that stood on an earlier day's assignment."""

    day: date
    kind: Kind
    problem: int | None = None
    skipped: bool = False
    done: bool = False
    """Ticked by hand; what the log says comes on top of it."""
    about: str = ""
    detail: str = ""
    answers: bool = False
    """Whether it stood there because of what had gone wrong before."""


class Flagged(Struct, frozen=True):
    """Friends flagged a recording."""

    on: date
    """The person's day on which it was handed in."""
    flag: Flag


def flagged(person: Person, seen: Iterable[Seen]) -> tuple[Flagged, ...]:
    """What friends flagged, by the person's own days."""
    return tuple(Flagged(person.today(one.at), Flag(one.statement)) for one in seen)


class Past(Struct, frozen=True):
    """What is known when a day is planned."""

    attempts: tuple[Attempt, ...] = ()
    """Those that count, oldest first."""
    sessions: tuple[Session, ...] = ()
    """Those that count, oldest first."""
    given: tuple[Given, ...] = ()
    """Oldest first."""
    flagged: tuple[Flagged, ...] = ()
    """One for each flag of each recording that friends saw, oldest first."""

    def before(self, day: date) -> Past:
        """Without the day itself: it is the same plan whether it is made before or after the first solve."""
        return Past(
            tuple(attempt for attempt in self.attempts if attempt.on < day),
            tuple(session for session in self.sessions if session.on < day),
            tuple(given for given in self.given if given.day < day),
            tuple(flagged for flagged in self.flagged if flagged.on < day),
        )

    def first_day(self, start: date, day: date) -> date:
        """The first day from `start` on that they were there for, by what was shown and by the log.

        Who joins a plan that began weeks ago was not silent until then; `day` where there is nothing yet.
        """
        known = (
            *(attempt.on for attempt in self.attempts if attempt.on >= start),
            *(session.on for session in self.sessions if session.on >= start),
            *(given.day for given in self.given if given.day >= start),
        )
        return min(known, default=day)

    @property
    def active(self) -> frozenset[date]:
        """Days on which something was done."""
        return frozenset(
            (
                *(attempt.on for attempt in self.attempts),
                *(session.on for session in self.sessions),
                *(given.day for given in self.given if given.done),
            )
        )
