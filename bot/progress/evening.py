"""The evening's word: whether there is one, until when it may come late, and what it names."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from msgspec import Struct

from bot.assignment.model import Assignment, Line, State
from bot.people.model import Nudge, Person

NUDGE = "nudge"
"""Kind of the evening's post."""
NIGHT = time(23)
"""From here on nobody is reminded of anything."""
GRACE = timedelta(hours=1)
"""How late the word may come at least, for those whose evening is late itself."""


class Evening(Struct, frozen=True):
    """Somebody's day as its evening finds it."""

    person: Person
    day: date
    assignment: Assignment | None
    """None where nobody has looked at the day."""
    lines: tuple[Line, ...]

    @property
    def open(self) -> tuple[Line, ...]:
        """What is still to be done."""
        return tuple(line for line in self.lines if line.state is State.OPEN)

    @property
    def shortest(self) -> Line:
        """The open one that takes the fewest minutes."""
        return min(self.open, key=lambda line: (line.item.minutes, line.item.number))

    @property
    def speaks(self) -> bool:
        """Whether there is anything to say: on days of rest and in pauses nobody is waited for."""
        plan = None if self.assignment is None else self.assignment.plan
        return (
            self.person.nudge is not Nudge.OFF
            and self.person.is_candidate
            and plan is not None
            and not plan.rest
            and not plan.paused
            and bool(self.open)
        )


def nudge_until(person: Person, day: date) -> datetime:
    """Until when the word of this evening may come late: before the night, and before the day is over."""
    latest = max(person.instant(day, NIGHT), person.evening_instant(day) + GRACE)
    return min(latest, person.day_bounds(day)[1])
