"""Time off the programme, and how a programme's months move because of it."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import Struct


class Pause(Struct, frozen=True):
    """Days on which the plan stands still: from the first of them until the day that it goes on."""

    begins: date
    until: date
    """The first day back."""

    def __post_init__(self) -> None:
        if self.begins >= self.until:
            raise ValueError("a pause ends after it begins")

    def __contains__(self, day: date) -> bool:
        return self.begins <= day < self.until

    def days(self, first: date, end: date) -> int:
        """How many of its days lie in [first, end)."""
        return max(0, (min(self.until, end) - max(self.begins, first)).days)


def pause_on(pauses: Iterable[Pause], day: date) -> Pause | None:
    """The pause that `day` lies in."""
    return next((pause for pause in pauses if day in pause), None)


def next_pause(pauses: Iterable[Pause], day: date) -> Pause | None:
    """The pause that `day` lies in, else the first that begins after it."""
    return min((pause for pause in pauses if day < pause.until), key=lambda pause: pause.begins, default=None)


def paused_days(pauses: Iterable[Pause], first: date, end: date) -> int:
    """How many days of [first, end) are paused."""
    return sum(pause.days(first, end) for pause in pauses)


def month_begins(start: date, month: int, pauses: Iterable[Pause] = ()) -> date:
    """The first day of the programme's `month`.

    Months are calendar months from the start. A pause moves whatever has not begun when it begins by as many
    days as it has: a month that has begun stays begun, so that nobody falls back into an earlier one.
    """
    begins = add_months(start, month - 1)
    for pause in sorted(pauses, key=lambda one: one.begins):
        if pause.begins < begins:
            begins += timedelta(days=pause.days(start, date.max))
    return begins


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
