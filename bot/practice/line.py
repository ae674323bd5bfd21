"""What stands in one line of a log, whatever it is about: minutes, a note, marks, and its day."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from msgspec import Struct

from bot.errors import UserError

SHORTEST = 1
LONGEST = 600
"""Minutes that one sitting can have taken."""
NOTE_LIMIT = 280
"""Characters of the one-line intuition."""
OLDEST = timedelta(days=3653)
"""How far back something can be dated."""

MINUTES = re.compile(
    r"(?P<number>[-+]?\d+(?:[.:]\d+)*)\s*(?P<unit>m|mins?|minutes?)?[,;:.]*(?:\s+|$)", re.IGNORECASE
)
"""A number with an optional unit, glued to it or not; sign and fraction are caught to be refused in words."""

_DASHES = r"(?:^|(?<=\s))(?:--|—|–)"
"""Phones turn two hyphens into a dash."""
_READ = re.compile(_DASHES + r"read(?=\s|$)", re.IGNORECASE)
_DAY = re.compile(_DASHES + r"(?:on[\s=:]+(?P<day>\S+)|(?P<alone>yesterday)(?=\s|$))", re.IGNORECASE)
_JOINERS = "\u200c\u200d"
"""Parts of words and of emoji, unlike every other invisible character."""
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def tidy(text: str) -> str:
    """`text` on one line, without what nobody can see: control characters, surrogates, direction marks."""
    kept = (" " if character.isspace() else character for character in text if _is_seen(character))
    return " ".join("".join(kept).split())


def _is_seen(character: str) -> bool:
    if character.isspace() or character in _JOINERS:
        return True
    # chat clients append U+E0000, which Unicode has never assigned, to send the same line twice
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs") and character != "\U000e0000"


class Marks(Struct, frozen=True):
    """What the marks of a line said."""

    read: bool
    """`--read`: the solution was read first."""
    day: str
    """`--on tuesday`, `--yesterday`; empty without one."""


def take_marks(text: str) -> tuple[str, Marks]:
    """The line without its marks, and what they said; of two days the last counts."""
    line, read = _READ.subn("", tidy(text))
    days = [found["day"] or found["alone"] for found in _DAY.finditer(line)]
    return tidy(_DAY.sub("", line)), Marks(bool(read), days[-1].rstrip(",.;") if days else "")


def minutes_said(number: str) -> int:
    """What somebody wrote as minutes. Raises BadMinutes."""
    # int() refuses numbers of thousands of digits by itself, with an error that is no sentence
    if not number.isdecimal() or len(number) > 9:
        raise BadMinutes(number)
    return check_minutes(int(number))


def minutes_field(text: str) -> int | None:
    """The field of a form for minutes: `18`, `18 min`, or empty. Raises BadMinutes."""
    line = tidy(text)
    if not line:
        return None
    found = MINUTES.fullmatch(line)
    if found is None:
        raise BadMinutes(line)
    return minutes_said(found["number"])


def check_minutes(minutes: int) -> int:
    """`minutes`; raises BadMinutes outside the range."""
    if not SHORTEST <= minutes <= LONGEST:
        raise BadMinutes(str(minutes))
    return minutes


def check_note(note: str, limit: int = NOTE_LIMIT) -> str:
    """`note`; raises NoteTooLong."""
    if len(note) > limit:
        raise NoteTooLong(len(note), limit)
    return note


def day_named(text: str, today: date) -> date:
    """The day that `text` names: empty or `today`, `yesterday`, `tuesday` (the last one), `2026-03-01`.

    Raises BadDay for anything else, for days to come and for days of another decade.
    """
    word = tidy(text).lower()
    if word in ("", "today"):
        return today
    if word == "yesterday":
        return today - timedelta(days=1)
    for weekday, name in enumerate(_WEEKDAYS):
        if len(word) >= 3 and name.startswith(word):
            return today - timedelta(days=(today.weekday() - weekday) % 7 or 7)
    try:
        day = date.fromisoformat(word)
    except ValueError:
        raise BadDay("I can't read that day.", today) from None
    return check_day(day, today)


def check_day(day: date, today: date) -> date:
    """`day`; raises BadDay for days to come and for days of another decade."""
    if day > today:
        raise BadDay("That day has not come yet.", today)
    if day < today - OLDEST:
        raise BadDay("That day is more than ten years ago.", today)
    return day


_ORDINALS = (
    "",
    "First",
    "Second",
    "Third",
    "Fourth",
    "Fifth",
    "Sixth",
    "Seventh",
    "Eighth",
    "Ninth",
    "Tenth",
)


def ordinal(count: int) -> str:
    """`Third`, and numbers from eleven on: `11th`, `22nd`."""
    if count < len(_ORDINALS):
        return _ORDINALS[count]
    ending = "th" if count % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{ending}"


class BadMinutes(UserError):
    """A number of minutes that nothing takes."""

    def __init__(self, said: str) -> None:
        super().__init__(
            f"Minutes are a whole number from {SHORTEST} to {LONGEST}, not {said[:12]}. "
            "Leave them out if you don't know."
        )


class NoteTooLong(UserError):
    """A note that is none any more."""

    def __init__(self, length: int, limit: int = NOTE_LIMIT) -> None:
        super().__init__(f"That note has {length} characters, and {limit} is the most. Say it shorter.")


class BadDay(UserError):
    """A date for the log that is none, or lies in the future."""

    def __init__(self, what: str, today: date) -> None:
        super().__init__(f"{what} Write it like yesterday, tuesday or {today.isoformat()}.")
