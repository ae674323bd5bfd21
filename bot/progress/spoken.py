"""Narration as progress tells it: each measured recording, and what of it others may hear."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from bot.curriculum.model import Difficulty
from bot.narration.model import Clean, Point, Trend, clean_of, trend


class Narrated(Struct, frozen=True):
    """A recording with a voice in it, as it was measured."""

    on: date
    title: str
    point: Point
    length: timedelta
    """That the clock counted in it."""
    whole: bool
    """Whether all of its clock is in it, but for a moment at an end."""
    level: Difficulty | None = None
    """Of its problem."""
    design: bool = False
    told: date | None = None
    """Since when others may hear of it, friends having said what they saw; None: the candidate's alone."""
    waits: bool = False
    """Whether friends are still asked: a verdict in the table would be heard before theirs."""


class Spoke(Struct, frozen=True):
    """The recording that a week is told by, and the one before it."""

    narrated: Narrated
    before: Narrated | None


class Habit(Struct, frozen=True):
    """How the narration goes over several recordings."""

    clean: Clean
    trend: Trend | None
    """None of a single one."""


def open_to_all(narrated: Sequence[Narrated], day: date) -> list[Narrated]:
    """What others may hear of on `day`."""
    return [one for one in narrated if one.told is not None and one.told <= day]


def spoke(narrated: Sequence[Narrated], first: date, last: date, *, own: bool) -> Spoke | None:
    """Of the week from `first` to `last`: to its candidate (`own`) the last that was recorded in it.

    Others hear of the last of which friends were done in it, beside none that is not open to them.
    """
    held = list(narrated) if own else open_to_all(narrated, last)
    days = [one.on if own or one.told is None else one.told for one in held]
    here = [place for place, day in enumerate(days) if first <= day <= last]
    if not here:
        return None
    return Spoke(held[here[-1]], held[here[-1] - 1] if here[-1] else None)


def habit(narrated: Sequence[Narrated]) -> Habit | None:
    """None where nothing was measured."""
    points = [one.point for one in narrated]
    return Habit(clean_of(points), trend(points)) if points else None
