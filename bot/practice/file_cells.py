"""What stands in one cell of somebody's own table: a day, a yes, minutes; as spreadsheets write them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime

from msgspec import Struct

from bot.errors import UserError
from bot.practice.line import check_day, minutes_field, tidy

_TRUTHS = {
    True: "y,yes,true,t,1,x,ok,solved,done,finished,complete,completed,passed,pass,ac,accepted,"
    "✓,✔,✔\ufe0f,✅,☑,☑\ufe0f",
    False: "n,no,false,f,0,-,failed,fail,unsolved,not solved,not yet,attempted,tried,gave up,partial,"
    "✗,✘,❌,☐,notac,wa,tle,mle,re,wrong answer,time limit exceeded,memory limit exceeded,runtime error",
}
_WORDS = {word: truth for truth, words in _TRUTHS.items() for word in words.split(",")}
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?P<time>[T ]\d{1,2}:\d{2}.*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:\s.*)?")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?:\s.*)?")
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?:\s.*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\.?[\s-]([a-z]{3,9})\.?,?[\s-](\d{4}|\d{2})", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.?\s(\d{1,2}),?\s(\d{4})(?:\s.*)?", re.IGNORECASE)
_SECONDS = re.compile(r"\d{10}(?:\.\d+)?")
_WHOLE = re.compile(r"(\d+)[.,]0+")


def yes_or_no(cell: str) -> bool | None:
    """`Yes`, `Accepted`, `x`, `not solved`; None for anything else."""
    return _WORDS.get(tidy(cell).casefold().rstrip(".!"))


def minutes_cell(cell: str) -> int | None:
    """`25`, `25 min`, and `25.0`, which spreadsheets make of it. Raises BadMinutes."""
    whole = _WHOLE.fullmatch(tidy(cell))
    return minutes_field(cell if whole is None else whole[1])


class Days(Struct, frozen=True):
    """How the days of one table are written, and whose they are."""

    today: date
    day_of: Callable[[datetime], date]
    """Which of the person's days an instant lies in."""
    day_leads: bool | None
    """Whether `3/1/2026` is the third of January; None where no row of the table shows it."""

    @classmethod
    def of(cls, cells: Iterable[str], today: date, day_of: Callable[[datetime], date]) -> Days:
        """Found out from all the days of a table together."""
        found = [match for cell in cells if (match := _SLASHED.fullmatch(cell.strip()))]
        day_leads = any(int(match[1]) > 12 for match in found)
        month_leads = any(int(match[2]) > 12 for match in found)
        return cls(today, day_of, day_leads if day_leads != month_leads else None)

    def read(self, cell: str) -> date:
        """The day of one row. Raises BadDate, BadDay."""
        text = tidy(cell)
        try:
            day = self._read(text)
        except (ValueError, OverflowError, OSError):
            day = None
        if day is None:
            raise BadDate(text)
        return check_day(day, self.today)

    def _read(self, text: str) -> date | None:
        iso = _ISO.fullmatch(text)
        if iso is not None:
            if iso["time"] is None:
                return date.fromisoformat(text)
            moment = datetime.fromisoformat(text)
            return moment.date() if moment.tzinfo is None else self.day_of(moment)
        if _SECONDS.fullmatch(text):
            return self.day_of(datetime.fromtimestamp(float(text), UTC))
        if found := _YEAR_FIRST.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DOTTED.fullmatch(text):
            return date(_year(found[3]), int(found[2]), int(found[1]))
        if found := _SLASHED.fullmatch(text):
            if self.day_leads is None and found[1] != found[2]:
                raise TwoWays(text)
            day, month = (found[1], found[2]) if self.day_leads else (found[2], found[1])
            return date(_year(found[3]), int(month), int(day))
        if found := _DAY_FIRST.fullmatch(text):
            return date(_year(found[3]), _month(found[2]), int(found[1]))
        if found := _MONTH_FIRST.fullmatch(text):
            return date(int(found[3]), _month(found[1]), int(found[2]))
        return None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _month(name: str) -> int:
    number = _MONTHS.get(name[:3].lower())
    if number is None or not calendar.month_name[number].lower().startswith(name.lower()):
        raise ValueError(name)
    return number


class BadDate(UserError):
    """A cell that is no day."""

    def __init__(self, said: str) -> None:
        quoted = said if len(said) <= 24 else f"{said[:23]}…"
        super().__init__(f'I can\'t read the date "{quoted}". Write it like 2026-03-01.')


class TwoWays(UserError):
    """A day that may as well be another, and no row of the table tells which."""

    def __init__(self, said: str) -> None:
        super().__init__(f"{said} may be two days: which number is the month? Write it like 2026-03-01.")
