"""Whose plan it is: the programme as one candidate follows it, the log aside."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from bot.curriculum.model import Catalogue, Pause, Position, Programme, Weekday
from bot.people.model import WEEKDAYS, Person, PersonId

NOBODY = PersonId(0)


class Course(Struct, frozen=True):
    """What a candidate's days are made of before they have done anything."""

    programme: Programme
    catalogue: Catalogue
    start: date
    person_id: PersonId = NOBODY
    """Seeds what is drawn."""
    pauses: tuple[Pause, ...] = ()
    minutes: tuple[int | None, ...] = (None,) * len(WEEKDAYS)
    """What they give to each weekday, Monday first; None where it is what the programme plans."""

    @classmethod
    def of(
        cls,
        person: Person,
        start: date,
        programme: Programme,
        catalogue: Catalogue,
        pauses: tuple[Pause, ...] = (),
    ) -> Course:
        """Of somebody who follows the programme from `start` on."""
        return cls(programme, catalogue, start, person.id, pauses, person.minutes)

    def position(self, day: date) -> Position:
        """Where in the programme `day` lies. Raises ValueError before the start."""
        position = self.programme.position(self.start, day, self.pauses)
        if position is None:
            raise ValueError(f"{day} lies before {self.start}")
        return position

    def budget(self, day: date) -> int:
        """Minutes that `day` may take."""
        given = self.minutes[day.weekday()]
        return self.programme.day_plan(day).minutes if given is None else given

    @property
    def is_short(self) -> bool:
        """Whether some day has less than the programme plans, so that things have to share it."""
        return any(
            minutes is not None and minutes < self.programme.week[weekday].minutes
            for weekday, minutes in zip(Weekday, self.minutes, strict=True)
        )
