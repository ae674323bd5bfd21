"""How long somebody has kept at it, derived from the log: rest days and pauses neither count nor break it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from bot.assignment.model import Course
from bot.curriculum.model import pause_on

_DAY = timedelta(days=1)


def is_free(course: Course, day: date) -> bool:
    """Whether nothing is expected of this day: a day of rest, one without minutes, or one of a pause."""
    rests = course.programme.day_plan(day).rest or course.budget(day) == 0
    return rests or pause_on(course.pauses, day) is not None


def working_days(course: Course, first: date, last: date) -> tuple[date, ...]:
    """The days from `first` to `last` on which the plan expects something."""
    days = (first + ahead * _DAY for ahead in range((last - first).days + 1))
    return tuple(day for day in days if day >= course.start and not is_free(course, day))


def streak(course: Course, active: Collection[date], today: date) -> int:
    """Days in a row on which something was done, up to `today`, which is not over yet.

    A free day on which something was done counts, too.
    """
    count, day = 0, today
    while day >= course.start:
        if day in active:
            count += 1
        elif day != today and not is_free(course, day):
            break
        day -= _DAY
    return count
