"""The items of a day with how far each has come, by the log of that day."""

from __future__ import annotations

from collections.abc import Iterable

from bot.assignment.model import Assignment, Line, sitting_of, state_of
from bot.curriculum.model import Catalogue, Programme
from bot.practice.model import Attempt, Session


def lines_of(
    assignment: Assignment,
    programme: Programme,
    catalogue: Catalogue,
    attempts: Iterable[Attempt],
    sessions: Iterable[Session],
) -> tuple[Line, ...]:
    """The assignment's items in their order; rows of other days are left aside."""
    tries = [attempt for attempt in attempts if attempt.on == assignment.day]
    sittings = [session for session in sessions if session.on == assignment.day]
    return tuple(
        Line(
            item,
            None if item.problem is None else catalogue.known(item.problem),
            state_of(item, sitting_of(item, programme), tries, sittings),
        )
        for item in assignment.items
    )
