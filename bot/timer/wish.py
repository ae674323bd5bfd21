"""What people write after `!timer`: minutes, a preset, a problem, and combinations of them."""

from __future__ import annotations

import difflib
import re
from datetime import timedelta

from msgspec import Struct

from bot.curriculum.model import Catalogue, Preset, Problem, Programme, UnknownProblem
from bot.errors import UserError
from bot.timer.model import BadLength, Part, shared_out

VERBS = ("pause", "resume", "add", "stop")

# the sign and the fraction are caught to be refused in words
_NUMBER = r"([+-]?\d+(?:[.,:]\d*)*)\s*(?:m|mins?|minutes?)?"
_WHOLE = re.compile(_NUMBER, re.IGNORECASE)
_LEADING = re.compile(_NUMBER + r"(?:\s+|$)", re.IGNORECASE)
_DIGITS = 4
"""More digits are surely too many minutes, and int() refuses thousands of them without a sentence."""
_SHOWN = 40
"""Characters of unknown words that an answer repeats."""


class Wish(Struct, frozen=True):
    """The clock that somebody asked for."""

    length: timedelta
    label: str = ""
    problem: int | None = None
    """LeetCode number."""
    parts: tuple[Part, ...] = ()
    """The preset's sections."""


class UnknownWord(UserError):
    """Words that are neither minutes nor a preset nor a problem, and perhaps what was meant."""

    def __init__(self, words: str, meant: str | None = None) -> None:
        shown = words if len(words) <= _SHOWN else words[: _SHOWN - 1].rstrip() + "…"
        mend = (
            f"Did you mean `!timer {meant}`?" if meant else "Try `!timer 25`, `!timer hard` or `!timer 3sum`."
        )
        super().__init__(f'I can\'t set a clock by "{shown}". {mend}')


class NoUsualLength(UserError):
    """The programme has no preset for this difficulty."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(
            f"I have no usual length for {problem.title}. Say the minutes: `!timer 25 {problem.slug}`."
        )


class NothingAsked(UserError):
    """A start without saying what."""

    def __init__(self) -> None:
        super().__init__("Say how long, or for what: `!timer 25`, `!timer hard` or `!timer 3sum`.")


def read_minutes(text: str) -> timedelta:
    """`5`, `5m`, `5 min`. Raises BadLength for anything but whole minutes."""
    match = _WHOLE.fullmatch(_visible(text))
    if match is None:
        raise BadLength
    return _minutes(match)


def read_wish(text: str, programme: Programme, catalogue: Catalogue) -> Wish:
    """`25`, `25 3sum`, `hard`, `hard 3sum`, `hard 30`, `3sum`, `3sum 25`.

    Raises NothingAsked, BadLength, UnknownWord, NoUsualLength and what `Catalogue.split` raises.
    """
    words = _visible(text)
    if not words:
        raise NothingAsked
    length, words = _leading_minutes(words, catalogue)
    preset, words = _preset(words, programme, catalogue)
    if length is None:
        length, words = _leading_minutes(words, catalogue)
    problem, words = _problem(words, programme, catalogue)
    if length is None:
        length, words = _leading_minutes(words, catalogue)
    if words:
        raise UnknownWord(words, None if problem is None else f"25 {problem.slug}")
    if length is None:
        length = _usual(preset, problem, programme)
    number = None if problem is None else problem.number
    return Wish(length, _label(preset, problem), number, _parts(preset, length))


def _visible(text: str) -> str:
    # chat clients append characters that nobody can see, to send the same line twice
    return " ".join("".join(one for one in text if one.isprintable() or one.isspace()).split())


def _minutes(match: re.Match[str]) -> timedelta:
    digits = match[1]
    if not digits.isdecimal() or len(digits) > _DIGITS:
        raise BadLength
    return timedelta(minutes=int(digits))


def _leading_minutes(words: str, catalogue: Catalogue) -> tuple[timedelta | None, str]:
    """The number that the words begin with, and the words after it."""
    match = _LEADING.match(words)
    if match is None or _begins_title(match, words, catalogue):
        return None, words
    return _minutes(match), words[match.end() :]


def _begins_title(number: re.Match[str], words: str, catalogue: Catalogue) -> bool:
    """Whether the number belongs to a name: `3 sum` is no clock of three minutes."""
    if number.end() == len(words):
        return False
    try:
        problem, _ = catalogue.split(words)
    except UserError:
        return False
    return problem.title.startswith(number[1])


def _preset(words: str, programme: Programme, catalogue: Catalogue) -> tuple[Preset | None, str]:
    """The preset that the words begin with, also as `deep dive` for `deep-dive`, and the words after it."""
    said = words.split(" ")
    for count in (2, 1):
        preset = programme.presets.get("-".join(said[:count]).lower())
        rest = " ".join(said[count:])
        if preset is not None and (not rest or not _names_problem(words, catalogue)):
            return preset, rest
    return None, words


def _names_problem(words: str, catalogue: Catalogue) -> bool:
    """Whether the words begin with a problem after all: Design Twitter is no `design`."""
    try:
        catalogue.split(words)
    except UserError:
        return False
    return True


def _problem(words: str, programme: Programme, catalogue: Catalogue) -> tuple[Problem | None, str]:
    """The problem that the words begin with, and the words after it."""
    if not words:
        return None, ""
    try:
        problem, rest = catalogue.split(words)
    except UnknownProblem:
        near = difflib.get_close_matches(words.lower(), [*programme.presets, *VERBS], n=1, cutoff=0.7)
        if near:
            raise UnknownWord(words, near[0]) from None
        raise
    return problem, rest.strip()


def _usual(preset: Preset | None, problem: Problem | None, programme: Programme) -> timedelta:
    if preset is None and problem is not None:
        preset = programme.presets.get(problem.difficulty)
        if preset is None:
            raise NoUsualLength(problem)
    if preset is None:
        raise NothingAsked
    return timedelta(minutes=preset.minutes)


def _label(preset: Preset | None, problem: Problem | None) -> str:
    if problem is not None:
        return problem.title
    return "" if preset is None else preset.name.replace("-", " ").capitalize()


def _parts(preset: Preset | None, length: timedelta) -> tuple[Part, ...]:
    """The preset's sections; with minutes of somebody's own each keeps its share."""
    sections = () if preset is None else preset.sections
    parts = tuple(Part(section.name, timedelta(minutes=section.minutes)) for section in sections)
    usual = sum((part.length for part in parts), timedelta())
    return parts if usual == length else shared_out(parts, length)
