"""How long somebody has kept at it, derived from the log: what is free neither counts nor breaks it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from bot.assignment.model import Course
from bot.curriculum.model import pause_on

FREEZES = 2
"""Missed days of a calendar month that do not end it."""
_DAY = timedelta(days=1)


def is_free(course: Course, day: date) -> bool:
    """Whether nothing is expected of this day: a day of rest, one without minutes, or one of a pause."""
    rests = course.programme.day_plan(day).rest or course.budget(day) == 0
    return rests or pause_on(course.pauses, day) is not None


def working_days(course: Course, first: date, last: date) -> tuple[date, ...]:
    """The days from `first` to `last` on which the plan expects something."""
    days = (first + ahead * _DAY for ahead in range((last - first).days + 1))
    return tuple(day for day in days if day >= course.start and not is_free(course, day))


@dataclass(frozen=True, slots=True)
class Streak:
    """Days trained without a break; what was free in between neither counts nor ends it."""

    days: int
    today: bool
    """Whether today is one of them."""
    week: int
    """Days trained since Monday."""


def streak_of(course: Course, active: Collection[date], today: date) -> Streak:
    """The streak up to `today`, and the week so far."""
    monday = today - today.weekday() * _DAY
    week = sum(monday <= day <= today for day in set(active))
    return Streak(streak(course, active, today), today in active, week)


def streak(course: Course, active: Collection[date], today: date) -> int:
    """Days on which something was done without a break, up to `today`, which is not over yet.

    A free day on which something was done counts, too; so many missed days a month are forgiven, and do not
    count.
    """
    count, day, missed = 0, today, Counter[tuple[int, int]]()
    first = max(course.start, min(active, default=today))
    while day >= first:
        if day in active:
            count += 1
        elif day != today and not is_free(course, day):
            missed[day.year, day.month] += 1
            if missed[day.year, day.month] > FREEZES:
                break
        day -= _DAY
    return count
