"""Whom a simulation is about: how they train, and what life does to their plan."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from msgspec import Struct

START = date(2026, 3, 2)
"""A Monday, early enough in the year that nine months meet both changes of the clock in Europe."""


class Kind(StrEnum):
    """Lives that are worth trying a plan on."""

    DILIGENT = "diligent"
    BUSY = "busy"
    ILL = "ill"
    AWAY = "away"
    MOVING = "moving"
    LATE = "late"


class Absence(Struct, frozen=True):
    """Days without training."""

    begins: int
    """Day of the programme, from 0."""
    days: int
    announced: bool
    """Whether the plan was paused for it; otherwise the days are simply missed."""


class Move(Struct, frozen=True):
    """A journey to another zone."""

    on: int
    """Day of the programme, from 0."""
    zone: str


class Persona(Struct, frozen=True):
    """One way to live with the plan."""

    kind: Kind
    words: str
    zone: str = "Europe/Berlin"
    attendance: float = 1.0
    """Chance that a training day is begun at all."""
    stamina: float = 1.0
    """Chance that the next item is still done, once the day was begun."""
    talent: float = 0.35
    """What they can before the first day, from 0 to 1."""
    minutes: tuple[int | None, ...] = (None,) * 7
    """What they give to each weekday, Monday first; None is what the programme plans."""
    absences: tuple[Absence, ...] = ()
    moves: tuple[Move, ...] = ()
    solved_before: int = 0
    """Problems that they bring along in a file on their first day."""


_DETAILS: dict[Kind, Persona] = {
    Kind.DILIGENT: Persona(Kind.DILIGENT, "does everything, every day"),
    Kind.BUSY: Persona(
        Kind.BUSY,
        "has an hour on working days and drops some of it",
        attendance=0.8,
        stamina=0.93,
        minutes=(60, 60, 60, 60, 60, 150, None),
    ),
    Kind.ILL: Persona(
        Kind.ILL,
        "does everything, and lies ill for three weeks without telling the plan",
        absences=(Absence(begins=40, days=21, announced=False),),
    ),
    Kind.AWAY: Persona(
        Kind.AWAY,
        "pauses the plan for two weeks of holiday, twice",
        absences=(
            Absence(begins=52, days=14, announced=True),
            Absence(begins=150, days=14, announced=True),
        ),
    ),
    Kind.MOVING: Persona(
        Kind.MOVING,
        "moves from Berlin to San Francisco and on to Tokyo",
        moves=(Move(60, "America/Los_Angeles"), Move(130, "Asia/Tokyo"), Move(180, "Europe/Berlin")),
    ),
    Kind.LATE: Persona(
        Kind.LATE,
        "comes with forty problems already solved",
        solved_before=40,
        talent=0.5,
    ),
}


def persona(kind: Kind) -> Persona:
    """The life of this kind."""
    return _DETAILS[kind]
