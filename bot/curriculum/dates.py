"""Days as people type them: `monday`, `9 March`, `in two weeks`, and a first and a last one together."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, timedelta

from bot.curriculum.pause import add_months
from bot.curriculum.refusals import BadDay, DayTooFar

FARTHEST = timedelta(days=366)
"""How far from today a day can lie."""
BEHIND = timedelta(days=120)
LATELY = timedelta(days=31)
"""How far behind a date without its year can lie: where a plan begins, and where time off does."""
QUOTED = 40
"""Characters of what was typed that a refusal repeats."""

_WEEKDAYS = tuple(name.lower() for name in calendar.day_name)
_MONTHS = tuple(name.lower() for name in calendar.month_name)
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_AFTER = re.compile(r"(?:in )?(?P<count>\d{1,3}|[a-z]+) (?P<unit>day|week|month)s?")
_YEAR = r",?(?: (?P<year>\d{4}))?"
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\.? (?P<month>[a-z]{3,9})\.?" + _YEAR)
_MONTH_FIRST = re.compile(r"(?P<month>[a-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?" + _YEAR)
_DOTTED = re.compile(r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\.(?: ?(?P<year>\d{4}))?")
_BETWEEN = re.compile(r"\s+(?:to|until|till|-|–|—)\s+|\s*\.\.+\s*|\s*→\s*")


def read_day(text: str, today: date) -> date:
    """The day that `text` means; a weekday is the next one, a date without its year may lie behind.

    Raises BadDay, DayTooFar.
    """
    return _read(_tidy(text), today, today, BEHIND)


def read_days(text: str, today: date) -> tuple[date | None, date]:
    """A first day, where one is said, and the other one: `1 August to 15 August`, or only `15 August`.

    Raises BadDay, DayTooFar.
    """
    said = re.sub(r"^(?:from|since)\s+", "", _tidy(text), flags=re.IGNORECASE)
    first, *last = _BETWEEN.split(said, maxsplit=1)
    if not last or not first.strip():
        return None, _read(said, today, today, LATELY)
    begins = _read(first, today, today, LATELY)
    return begins, _read(last[0], begins, today, LATELY)


def _read(said: str, counted: date, today: date, behind: timedelta) -> date:
    """The day that `said` means when days are counted from `counted`."""
    word = said.lower().removeprefix("on ").removeprefix("until ").removeprefix("till ")
    try:
        day = _named(word, counted) or _after(word, counted) or _written(word, counted - behind)
    except (ValueError, OverflowError):
        day = None
    if day is None:
        raise BadDay(_quote(said), today)
    if abs(day - today) > FARTHEST:
        raise DayTooFar(day, today)
    return day


def _named(word: str, today: date) -> date | None:
    if word == "today":
        return today
    if word == "yesterday":
        return today - timedelta(days=1)
    if word == "tomorrow":
        return today + timedelta(days=1)
    if word in ("next week", "a week from now"):
        return today + timedelta(days=7)
    bare = word.removeprefix("next ")
    for weekday, name in enumerate(_WEEKDAYS):
        if len(bare) >= 3 and name.startswith(bare):
            return today + timedelta(days=(weekday - today.weekday()) % 7 or 7)
    return None


def _after(word: str, today: date) -> date | None:
    match = _AFTER.fullmatch(word)
    if match is None:
        return None
    said = match["count"]
    count = int(said) if said.isdecimal() else _COUNTS.get(said)
    if count is None:
        return None
    match match["unit"]:
        case "month":
            return add_months(today, count)
        case "week":
            return today + timedelta(weeks=count)
        case _:
            return today + timedelta(days=count)


def _written(word: str, earliest: date) -> date | None:
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", word, re.ASCII):
        year, month, day = map(int, word.split("-"))
        return date(year, month, day)
    match = _DOTTED.fullmatch(word)
    if match is not None:
        return _dated(int(match["day"]), int(match["month"]), match["year"], earliest)
    match = _DAY_FIRST.fullmatch(word) or _MONTH_FIRST.fullmatch(word)
    if match is None:
        return None
    month = next((n for n, name in enumerate(_MONTHS) if name and name.startswith(match["month"])), None)
    return None if month is None else _dated(int(match["day"]), month, match["year"], earliest)


def _dated(day: int, month: int, year: str | None, earliest: date) -> date:
    """Without its year, the first of that name from `earliest` on. Raises ValueError."""
    if year is not None:
        return date(int(year), month, day)
    return min(
        date(one, month, day)
        for one in (earliest.year, earliest.year + 1)
        # the 29th of February is not in every year
        if day <= calendar.monthrange(one, month)[1] and date(one, month, day) >= earliest
    )


def _tidy(text: str) -> str:
    """On one line, without what nobody can see."""
    seen = (" " if unicodedata.category(one) in ("Cc", "Cf", "Cs", "Cn", "Co") else one for one in text)
    return " ".join("".join(seen).split())


def _quote(said: str) -> str:
    """What was typed, short enough to be said back and without its markup."""
    plain = "".join(one for one in said if one not in "*_`~|<>@#[]()\\")
    return plain if len(plain) <= QUOTED else plain[: QUOTED - 1] + "…"
