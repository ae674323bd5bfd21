"""An attempt at a problem: read from one line, judged against the log, spoken of in facts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NewType

from bot.curriculum.model import Difficulty, Problem
from bot.errors import NotAllowed, UserError
from bot.events import Event
from bot.people.model import PersonId, Source

AttemptId = NewType("AttemptId", int)

SHORTEST = 1
LONGEST = 600
"""Minutes that one attempt can have taken."""
NOTE_LIMIT = 280
"""Characters of the one-line intuition."""
OLDEST = timedelta(days=3653)
"""How far back an attempt can be dated."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at one problem, as it was logged."""

    id: AttemptId
    person_id: PersonId
    problem: int
    """LeetCode number."""
    solved: bool
    minutes: int | None
    cold: bool
    """Without having read the solution first."""
    note: str
    """The intuition in one line; may be empty."""
    at: datetime
    """When it was logged."""
    on: date
    """The person's day that it counts for."""
    source: Source | None = None
    """The message or interaction that logged it."""


@dataclass(frozen=True, slots=True)
class AttemptLogged(Event):
    """A new row stands in the log."""

    attempt: Attempt


@dataclass(frozen=True, slots=True)
class AttemptUndone(Event):
    """A row was taken back; it no longer counts for anything."""

    attempt: Attempt


@dataclass(frozen=True, slots=True)
class Said:
    """What one line such as `two-sum 18 hash the complement` says about an attempt."""

    problem: Problem
    minutes: int | None = None
    note: str = ""
    cold: bool = True

    def completed(self, minutes: int | None = None, note: str = "", *, read: bool = False) -> Said:
        """With what was given in fields of its own, which beats what stood in the line."""
        return replace(
            self,
            minutes=self.minutes if minutes is None else check_minutes(minutes),
            note=check_note(tidy(note)) or self.note,
            cold=self.cold and not read,
        )


# a number with an optional unit, glued to it or not; sign and fraction are caught to be refused in words
_MINUTES = re.compile(
    r"(?P<number>[-+]?\d+(?:[.:]\d+)*)\s*(?P<unit>m|mins?|minutes?)?[,;:.]*(?:\s+|$)", re.IGNORECASE
)
_READ = re.compile(r"(?:^|(?<=\s))(?:--|—|–)read(?=\s|$)", re.IGNORECASE)
"""Phones turn two hyphens into a dash."""
_JOINERS = "\u200c\u200d"
"""Parts of words and of emoji, unlike every other invisible character."""


def tidy(text: str) -> str:
    """`text` on one line, without what nobody can see: control characters, surrogates, direction marks."""
    kept = (" " if character.isspace() else character for character in text if _is_seen(character))
    return " ".join("".join(kept).split())


def _is_seen(character: str) -> bool:
    if character.isspace() or character in _JOINERS:
        return True
    # chat clients append U+E0000, which Unicode has never assigned, to send the same line twice
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs") and character != "\U000e0000"


def parse_attempt(text: str, split: Callable[[str], tuple[Problem, str]]) -> Said:
    """Read `PROBLEM [minutes] [one-line intuition]`; `--read` anywhere says that the solution was read first.

    `split` takes the longest beginning that names a problem and returns it with the rest. Raises its
    refusals, `BadMinutes` and `NoteTooLong`.
    """
    line, marks = _READ.subn("", tidy(text))
    problem, rest = split(tidy(line))
    rest = rest.strip()
    minutes = None
    found = _MINUTES.match(rest)
    if found is not None:
        minutes = _minutes(found["number"])
        rest = rest[found.end() :]
    return Said(problem, minutes, check_note(tidy(rest)), cold=not marks)


def _minutes(number: str) -> int:
    # int() refuses numbers of thousands of digits by itself, with an error that is no sentence
    if not number.isdecimal() or len(number) > 9:
        raise BadMinutes(number)
    return check_minutes(int(number))


def check_minutes(minutes: int) -> int:
    """`minutes`; raises BadMinutes outside the range."""
    if not SHORTEST <= minutes <= LONGEST:
        raise BadMinutes(str(minutes))
    return minutes


def check_note(note: str) -> str:
    """`note`; raises NoteTooLong."""
    if len(note) > NOTE_LIMIT:
        raise NoteTooLong(len(note))
    return note


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


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
    if day > today:
        raise BadDay("That day has not come yet.", today)
    if day < today - OLDEST:
        raise BadDay("That day is more than ten years ago.", today)
    return day


def again_on(attempts: Iterable[Attempt], problem: int) -> date | None:
    """The day from which `problem` is due again: the one after a first or a failed try; None otherwise."""
    tries = sorted((a for a in attempts if a.problem == problem), key=lambda a: (a.on, a.id))
    if not tries:
        return None
    last = tries[-1]
    return last.on + timedelta(days=1) if last.on == tries[0].on or not last.solved else None


QUICK = {Difficulty.EASY: 10, Difficulty.MEDIUM: 20, Difficulty.HARD: 35}
"""Minutes under which a cold solve is worth counting out loud: the plan's own targets."""


def fact_about(
    attempt: Attempt, attempts: Sequence[Attempt], difficulty: Callable[[int], Difficulty | None]
) -> str | None:
    """One true sentence about a solve of today that the log bears out, or None; praise is a fact.

    `attempts` is the log with `attempt` in it; `difficulty` tells a problem's, None where it is not known.
    """
    if not attempt.solved:
        return None
    earlier = [
        a for a in attempts if a.problem == attempt.problem and (a.on, a.id) < (attempt.on, attempt.id)
    ]
    if earlier and not any(a.solved for a in earlier):
        return f"Solved on try {len(earlier) + 1}."
    times = [a.minutes for a in earlier if a.solved and a.minutes is not None]
    if attempt.minutes is not None and times and attempt.minutes < times[-1]:
        return f"Last time took {times[-1]} min."
    return _quick_ones(attempt, attempts, difficulty)


def _quick_ones(
    attempt: Attempt, attempts: Sequence[Attempt], difficulty: Callable[[int], Difficulty | None]
) -> str | None:
    level = difficulty(attempt.problem)
    if level is None:
        return None

    def quick(one: Attempt) -> bool:
        return (
            one.solved
            and one.cold
            and one.minutes is not None
            and one.minutes < QUICK[level]
            and difficulty(one.problem) == level
        )

    monday = attempt.on - timedelta(days=attempt.on.weekday())
    problems = {
        a.problem
        for a in attempts
        if monday <= a.on and (a.on, a.id) <= (attempt.on, attempt.id) and quick(a)
    }
    if not quick(attempt) or len(problems) < 2:
        return None
    return f"{ordinal(len(problems))} {level.value.lower()} this week under {QUICK[level]} minutes."


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


@dataclass(frozen=True, slots=True)
class Logged:
    """An attempt in the log, and what there is to say about it."""

    attempt: Attempt
    problem: Problem | None
    """None where the catalogue no longer has it."""
    today: date
    """The person's day now; the attempt may count for an earlier one."""
    again: date | None
    """The day from which the problem is due again."""
    fact: str | None


@dataclass(frozen=True, slots=True)
class Undone:
    """An attempt taken back, and what the log of its day still holds."""

    attempt: Attempt
    problem: Problem | None
    """None where the catalogue no longer has it."""
    today: date
    remaining: tuple[Problem, ...]
    """What the same day's log still holds, oldest first."""


class BadMinutes(UserError):
    """A number of minutes that no attempt takes."""

    def __init__(self, said: str) -> None:
        super().__init__(
            f"Minutes are a whole number from {SHORTEST} to {LONGEST}, not {said[:12]}. "
            "Leave them out if you don't know."
        )


class NoteTooLong(UserError):
    """An intuition that is no line any more."""

    def __init__(self, length: int) -> None:
        super().__init__(f"That note has {length} characters, and {NOTE_LIMIT} is the most. Say it shorter.")


class BadDay(UserError):
    """A date for the log that is none, or lies in the future."""

    def __init__(self, what: str, today: date) -> None:
        super().__init__(f"{what} Write it like yesterday, tuesday or {today.isoformat()}.")


class NothingToUndo(UserError):
    """`!undo` with an empty log."""

    def __init__(self) -> None:
        super().__init__("There is nothing in your log to take back.")


class NoLogOfTheirOwn(NotAllowed):
    """Somebody without a plan wants to log."""

    def __init__(self) -> None:
        super().__init__("Only candidates keep a log. The host can add you as the candidate in the config.")


class OnlyTheStreamer(NotAllowed):
    """A viewer or moderator wants to log on Twitch."""

    def __init__(self) -> None:
        super().__init__("Only the streamer logs problems here.")


class StreamerNotLinked(NotAllowed):
    """On Twitch, before the bot knows which account is the candidate's."""

    def __init__(self) -> None:
        super().__init__(
            "I don't know yet whose channel this is. The candidate can tell me with /link in Discord."
        )
