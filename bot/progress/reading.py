"""Reads from the tables what progress is derived from."""

from __future__ import annotations

from datetime import date, datetime

from bot.assignment.model import Course, Past
from bot.assignment.store import AssignmentStore
from bot.curriculum.model import Catalogue, Programme
from bot.curriculum.store import PauseStore
from bot.database import Transaction
from bot.pattern.store import RoundStore
from bot.people.model import Person
from bot.practice.store import PracticeStore, SessionStore
from bot.progress.model import Evidence, Guessed
from bot.stream.store import StreamStore


def evidence_of(
    tx: Transaction, person: Person, now: datetime, programme: Programme, catalogue: Catalogue
) -> Evidence:
    """Everything of theirs; a plan that has not begun is looked at as if it began today."""
    start = person.start or person.proposed or person.today(now)
    course = Course.of(person, start, programme, catalogue, PauseStore(tx).of(person.id))
    past = Past(
        tuple(PracticeStore(tx).attempts(person.id)),
        tuple(SessionStore(tx).sessions(person.id)),
        tuple(AssignmentStore(tx).given(person.id)),
    )
    live = {person.today(begun) for begun in StreamStore(tx).begun(person.id)}
    return Evidence(course, past, tuple(sorted(live)))


def guesses_of(tx: Transaction, person: Person) -> tuple[Guessed, ...]:
    """How chat guessed in their rounds, by their day, oldest first."""
    days: dict[date, Guessed] = {}
    for result in RoundStore(tx).results(person.id):
        day = person.today(result.at)
        held = days.get(day, Guessed(day, 0, 0, 0))
        days[day] = Guessed(
            day,
            held.rounds + 1,
            held.guesses + result.guesses,
            held.right + result.right,
            held.calls + (result.call_right is not None),
            held.calls_right + bool(result.call_right),
        )
    return tuple(days[day] for day in sorted(days))
