"""How long somebody has kept at it, derived from the log: what is free neither counts nor breaks it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date, timedelta

from msgspec import Struct

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


class Streak(Struct, frozen=True):
    """Days trained without a break; what was free in between neither counts nor ends it."""

    days: int
    today: bool
    """Whether today is one of them."""
    week: int
    """Days trained since Monday."""
    expected: int = 0
    """Days on which this week, to its Sunday, expects something."""
    missed: int = 0
    """Days of this month that were missed and forgiven."""

    @property
    def freezes(self) -> int:
        """How many more days of this month may be missed."""
        return max(0, FREEZES - self.missed)


class WeekKept(Struct, frozen=True):
    """How much of a week was kept."""

    monday: date
    trained: int
    expected: int

    @property
    def kept(self) -> bool:
        """Whether all that it expected was there."""
        return self.trained >= self.expected


def streak_of(course: Course, active: Collection[date], today: date) -> Streak:
    """The streak up to `today`, and the week so far."""
    monday = today - today.weekday() * _DAY
    week = sum(monday <= day <= today for day in set(active))
    days, missed = _walked(course, active, today)
    expected = len(working_days(course, monday, monday + 6 * _DAY))
    return Streak(days, today in active, week, expected, missed)


def weeks_kept(course: Course, active: Collection[date], today: date, count: int) -> tuple[WeekKept, ...]:
    """The last `count` weeks within the plan, the present one included, oldest first."""
    held: list[WeekKept] = []
    monday = today - today.weekday() * _DAY
    for _ in range(count):
        sunday = monday + 6 * _DAY
        if sunday < course.start:
            break
        trained = sum(monday <= day <= min(sunday, today) for day in set(active))
        held.append(WeekKept(monday, trained, len(working_days(course, monday, sunday))))
        monday -= 7 * _DAY
    return tuple(reversed(held))


def streak(course: Course, active: Collection[date], today: date) -> int:
    """Days on which something was done without a break, up to `today`, which is not over yet.

    A free day on which something was done counts, too; so many missed days a month are forgiven, and do not
    count.
    """
    return _walked(course, active, today)[0]


def _walked(course: Course, active: Collection[date], today: date) -> tuple[int, int]:
    """The days of the streak, and how many days of this month it forgave."""
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
    return count, min(FREEZES, missed[today.year, today.month])
