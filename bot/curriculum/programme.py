"""Bundled data becomes model values here, once: the catalogue's CSV and a programme's TOML, both checked."""

from __future__ import annotations

import csv
import difflib
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from pydantic import ConfigDict, TypeAdapter, ValidationError

from bot.curriculum.model import (
    PROBLEM_KINDS,
    Catalogue,
    DayPlan,
    Difficulty,
    Entry,
    Kind,
    Phase,
    Problem,
    Programme,
    Weekday,
)
from bot.errors import StartError

DATA = Path(__file__).parent / "data"
MOST_SLOTS = 5
"""Sittings that one message can show."""

# a tuple, because pydantic takes a config for plain dataclasses only from around them
_PROGRAMME: TypeAdapter[tuple[Programme]] = TypeAdapter(tuple[Programme], config=ConfigDict(extra="forbid"))


def load_catalogue(path: Path = DATA / "problems.csv") -> Catalogue:
    """Every problem of the file. Raises StartError naming file and row."""
    problems: list[Problem] = []
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            try:
                problems.append(_problem(row))
            except (KeyError, TypeError, ValueError) as error:
                raise StartError(f"{path}, row {number}: {error}") from None
    try:
        return Catalogue(problems)
    except ValueError as error:
        raise StartError(f"{path}: {error}") from None


def _problem(row: Mapping[str, str]) -> Problem:
    return Problem(
        number=int(row["number"]),
        slug=row["slug"],
        title=row["title"],
        category=row["category"],
        difficulty=Difficulty(row["difficulty"].lower()),
        blind75=row["blind75"] == "1",
        neetcode150=row["neetcode150"] == "1",
    )


def load_programme(name: str | Path = "interview-ramp", catalogue: Catalogue | None = None) -> Programme:
    """A bundled programme by its name, or anybody's by its path.

    Raises StartError with one line for each thing that needs a change: file, key, mend.
    """
    path = name if isinstance(name, Path) else DATA / f"{name}.toml"
    try:
        with path.open("rb") as file:
            data = tomllib.load(file)
    except FileNotFoundError:
        raise StartError(f"There is no programme {path}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StartError(f"{path} is not valid TOML: {error}.") from None
    try:
        programme = _PROGRAMME.validate_python((_presets_named(data),))[0]
    except ValidationError as error:
        raise StartError(_listed(path, (_sentence(problem) for problem in error.errors()))) from None
    wrong = list(_wrong(programme, catalogue or load_catalogue()))
    if wrong:
        raise StartError(_listed(path, wrong))
    return programme


def _presets_named(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """`medium = 25` as the preset that it stands for."""
    presets: Any = data.get("presets")
    if not isinstance(presets, dict):
        return data
    named = {
        key: {"name": key, "minutes": value} if isinstance(value, int) else value
        for key, value in cast("dict[str, Any]", presets).items()
    }
    return {**data, "presets": named}


def _listed(path: Path, sentences: Iterator[str] | list[str]) -> str:
    return "\n".join([f"{path} needs a change:", *(f"  {sentence}" for sentence in sentences)])


def _sentence(problem: Any) -> str:
    # the first part is the tuple's index
    location = _key(problem["loc"][1:])
    match problem["type"]:
        case "unexpected_keyword_argument":
            return f"{location}: is not a key I know; take it out or mend its spelling"
        case "missing":
            return f"{location}: is missing; interview-ramp.toml shows what it looks like"
        case _:
            message = str(problem["msg"]).removeprefix("Value error, ")
            return f"{location}: {message}" if location else message


def _key(location: tuple[int | str, ...]) -> str:
    """`phases.1.problems` as people count: from one."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in location)


def _wrong(programme: Programme, catalogue: Catalogue) -> Iterator[str]:
    """What is well-formed and still cannot be followed."""
    if not programme.phases:
        yield "phases: a programme needs at least one; write a [[phases]] table"
        return
    if not programme.stages:
        yield "stages: a programme needs at least one; write a [[stages]] table"
    if not programme.parts:
        yield 'parts: name at least one section of a system design, such as "requirements"'
    for key, preset in programme.presets.items():
        if not 1 <= preset.minutes <= 300:
            yield f"presets.{key}: a clock takes 1 to 300 minutes, not {preset.minutes}"
    months = [month for phase in programme.phases for month in phase.months]
    if months != list(range(1, len(months) + 1)):
        yield f"phases: their months must run from 1 without gaps, not {months}"
    for number, phase in enumerate(programme.phases, start=1):
        yield from _wrong_phase(f"phases.{number}", phase, catalogue)
    for weekday in Weekday:
        if weekday not in programme.week:
            yield f"week.{weekday}: is missing; a free day is written with rest = true"
            continue
        for phase in programme.phases:
            yield from _wrong_day(f"week.{weekday}", programme.week[weekday], phase, programme)


def _wrong_phase(key: str, phase: Phase, catalogue: Catalogue) -> Iterator[str]:
    if not phase.months:
        yield f"{key}.months: a phase has at least one month"
    if not phase.reading.topics:
        yield f"{key}.reading.topics: name at least one topic"
    for difficulty in Difficulty:
        if difficulty not in phase.problems.effort:
            yield f"{key}.problems.effort.{difficulty}: is missing; write {{ planned = 20, box = 25 }}"
    for number, focus in enumerate(phase.problems.focus, start=1):
        if not focus.weeks or min(focus.weeks) < 1:
            yield f"{key}.problems.focus.{number}.weeks: name weeks of the phase, from 1"
        for category in focus.categories:
            if category not in catalogue.categories:
                near = difflib.get_close_matches(category, catalogue.categories, n=1)
                mend = (
                    f"did you mean {near[0]!r}?"
                    if near
                    else f"it is one of {', '.join(catalogue.categories)}"
                )
                yield f"{key}.problems.focus.{number}.categories: no problem is of {category!r}; {mend}"


def _wrong_day(key: str, day: DayPlan, phase: Phase, programme: Programme) -> Iterator[str]:
    if len(day.slots) > MOST_SLOTS:
        yield f"{key}.slots: a day has at most {MOST_SLOTS}, not {len(day.slots)}"
    for place, slot in enumerate(day.slots, start=1):
        where = f"{key}.slots.{place}"
        for number, entry in enumerate(slot.entries, start=1):
            at = f"{where}.entries.{number}"
            if entry.kind is Kind.AGAIN:
                yield f"{at}.kind: re-solves come by themselves; leave the entry out"
            if entry.kind not in PROBLEM_KINDS and entry.minutes is None:
                yield f"{at}.minutes: is missing; say how long {entry.kind} is planned to take"
            if entry.kind is Kind.REVIEW and entry.of is None:
                yield f'{at}.of: is missing; name the weekday that is reviewed, such as of = "monday"'
            if entry.kind is Kind.STRETCH and entry.difficulty is None:
                yield f"{at}.difficulty: is missing; easy, medium or hard"
            if "{system}" in entry.words and not programme.systems:
                yield f"{at}.words: speaks of a system, and there is none; write a [[systems]] table"
        for month in phase.months:
            held = sum(_planned(entry, phase, programme) for entry in slot.entries if entry.holds(month))
            if held > slot.minutes:
                yield f"{where}: holds {held} minutes in month {month} and has only {slot.minutes}"


def _planned(entry: Entry, phase: Phase, programme: Programme) -> int:
    """The minutes that an entry of the template takes at most, all its problems together."""
    if entry.minutes is not None:
        return entry.minutes * entry.count
    effort = phase.problems.effort
    match entry.kind:
        case Kind.REVIEW:
            return phase.problems.again.planned * entry.count
        case Kind.NEW:
            return max(effort[one].planned for one in phase.problems.new or tuple(Difficulty)) * entry.count
        case Kind.TEST:
            return max(
                (stage.test.minutes for stage in programme.stages if set(stage.months) & set(phase.months)),
                default=0,
            )
        case Kind.HARDEST:
            return max(effort[one].planned for one in phase.problems.new or tuple(Difficulty))
        case _:
            return 0
