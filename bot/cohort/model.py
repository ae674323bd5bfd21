"""The cohort's board: who wants to be seen, and how far their week has come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from bot.assignment.model import Course, Past
from bot.curriculum.model import pause_on
from bot.events import Event
from bot.people.model import Person, PersonId
from bot.progress.model import monday_of, working_days

BOARD = "board"
"""Kind of the standing message, and its subject: there is one."""


class Row(Struct, frozen=True):
    """One of them, and their week so far."""

    person_id: PersonId
    name: str
    trained: int
    """Days on which something was done."""
    expected: int
    """Days that the plan has expected something of, today included."""
    solved: int
    """Different problems."""
    begun: bool
    """Whether their plan has begun."""
    paused: bool


class Board(Struct, frozen=True):
    """Everybody who opted in, by name: the order says nothing about anybody."""

    rows: tuple[Row, ...]

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Board:
        """In the order of the names."""
        return cls(tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.person_id))))


class BoardDue(Event, frozen=True):
    """The standing message should be drawn anew."""


def is_member(person: Person) -> bool:
    """Whether the board shows them."""
    return person.on_board and person.is_candidate


def row_of(person: Person, course: Course, past: Past, today: date) -> Row:
    """Their week up to `today`, which is theirs."""
    monday = monday_of(today)
    return Row(
        person.id,
        person.name,
        trained=sum(monday <= day <= today for day in past.active),
        expected=len(working_days(course, monday, today)),
        solved=len({one.problem for one in past.attempts if one.solved and monday <= one.on <= today}),
        begun=course.start <= today,
        paused=pause_on(course.pauses, today) is not None,
    )
