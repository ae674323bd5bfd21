"""What is well-formed in a programme and still cannot be followed, each with its key and its mend."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

from bot.curriculum.check_goals import goal_faults
from bot.curriculum.check_week import week_faults
from bot.curriculum.model import Catalogue, Difficulty, Phase, Programme

T = TypeVar("T")


def faults(programme: Programme, catalogue: Catalogue) -> Iterator[str]:
    """One sentence for each thing that needs a change; none where the programme can be followed."""
    if not programme.phases:
        yield "phases: a programme needs at least one; write a [[phases]] table"
        return
    if not programme.stages:
        yield "stages: a programme needs at least one; write a [[stages]] table"
    yield from _empty("", ("name", programme.name), ("title", programme.title))
    yield from _presets(programme)
    yield from _months(programme)
    for number, phase in enumerate(programme.phases, start=1):
        yield from _phase(f"phases.{number}", number, phase, catalogue)
    yield from _keys(programme)
    yield from _goals(programme)
    yield from goal_faults(programme)
    yield from _rounds(programme)
    yield from _drills(programme)
    if programme.stages:
        yield from week_faults(programme)


def _empty(where: str, *named: tuple[str, str]) -> Iterator[str]:
    for key, text in named:
        if not text.strip():
            yield f"{where}{key}: is empty; write a few words"


def _presets(programme: Programme) -> Iterator[str]:
    for key, preset in programme.presets.items():
        if not 1 <= preset.minutes <= 300:
            yield f"presets.{key}: a clock takes 1 to 300 minutes, not {preset.minutes}"


def _months(programme: Programme) -> Iterator[str]:
    months = [month for phase in programme.phases for month in phase.months]
    if months != list(range(1, len(months) + 1)):
        yield f"phases: their months must run from 1 without gaps, not {months}"
        return
    if programme.window is not None:
        follow = list(programme.window.months)
        if not follow or follow != list(range(len(months) + 1, len(months) + 1 + len(follow))):
            begin = len(months) + 1
            yield f"window.months: must follow the last phase without a gap, from {begin}, not {follow}"
            return
    watched = [month for stage in programme.stages for month in stage.months]
    if programme.stages and watched != list(range(1, programme.months + 1)):
        yield (
            f"stages: their months must run from 1 to {programme.months}, each in one stage, not {watched}; "
            "give each month of the phases and of the window its stage"
        )
    for number, stage in enumerate(programme.stages, start=1):
        yield from _empty(f"stages.{number}.", ("title", stage.title))
        if stage.number != number:
            yield f"stages.{number}.number: must be {number}, its place in the file, not {stage.number}"


def _phase(key: str, number: int, phase: Phase, catalogue: Catalogue) -> Iterator[str]:
    problems = phase.problems
    yield from _empty(f"{key}.", ("title", phase.title))
    if phase.number != number:
        yield f"{key}.number: must be {number}, its place in the file, not {phase.number}"
    if not phase.months:
        yield f"{key}.months: a phase has at least one month"
    if not phase.reading.topics:
        yield f"{key}.reading.topics: name at least one topic"
    for place, topic in enumerate(phase.reading.topics, start=1):
        yield from _empty(f"{key}.reading.topics.{place}.", ("title", topic.title))
        yield from _weeks(f"{key}.reading.topics.{place}", topic.weeks)
    for difficulty in Difficulty:
        if difficulty not in problems.effort:
            yield f"{key}.problems.effort.{difficulty}: is missing; write {{ planned = 20, box = 25 }}"
    if not problems.new:
        yield f'{key}.problems.new: name at least one level, such as ["easy", "medium"]'
    for level in problems.mix:
        if level not in problems.new:
            yield f"{key}.problems.mix: speaks of {level}, which new does not give; add it there"
    for name, count in (("review", problems.review), ("timed", problems.timed)):
        if not 0 <= count <= 20:
            yield f"{key}.problems.{name}: takes 0 to 20 a week, not {count}"
    for place, focus in enumerate(problems.focus, start=1):
        where = f"{key}.problems.focus.{place}"
        yield from _weeks(where, focus.weeks)
        for category in focus.categories:
            if category not in catalogue.categories:
                near = difflib.get_close_matches(category, catalogue.categories, n=1)
                mend = (
                    f"did you mean {near[0]!r}?"
                    if near
                    else f"it is one of {', '.join(catalogue.categories)}"
                )
                yield f"{where}.categories: no problem is of {category!r}; {mend}"
        if not focus.categories:
            yield f"{where}.categories: name at least one pattern"


def _weeks(where: str, weeks: tuple[int, ...]) -> Iterator[str]:
    if not weeks or not all(1 <= week <= 60 for week in weeks):
        yield f"{where}.weeks: name weeks of the phase, from 1"


def _keys(programme: Programme) -> Iterator[str]:
    """What is looked up by its key has one of its own."""
    yield from _unique("roles", programme.roles, lambda one: one.key)
    yield from _unique("strengths", programme.strengths, lambda one: one.key)
    yield from _unique("gaps", programme.gaps, lambda one: one.key)
    yield from _unique("systems", programme.systems, lambda one: one.key)
    yield from _unique("systems", programme.systems, lambda one: one.title, "title")
    yield from _unique("research", programme.research, lambda one: one.key)
    yield from _unique("rounds", programme.rounds, lambda one: one.key)
    yield from _unique("rounds", programme.rounds, lambda one: one.title, "title")
    yield from _unique("portfolio", programme.portfolio, lambda one: one.key)
    yield from _unique("portfolio", programme.portfolio, lambda one: one.title, "title")
    yield from _unique("areas", programme.areas, lambda one: one.key)
    yield from _unique("goals", programme.goals, lambda one: one.key)
    yield from _unique("drills", programme.drills, lambda one: one.flag.value, "flag")
    yield from _unique("resources", programme.resources, lambda one: one.area, "area")


def _unique(table: str, rows: Iterable[T], of: Callable[[T], Hashable], key: str = "key") -> Iterator[str]:
    first: dict[Hashable, int] = {}
    for place, row in enumerate(rows, start=1):
        value = of(row)
        if not str(value).strip():
            yield f"{table}.{place}.{key}: is empty; give it a name of its own"
        elif value in first:
            yield f"{table}.{place}.{key}: {value!r} is taken by {table}.{first[value]}; give it another"
        first.setdefault(value, place)


def _goals(programme: Programme) -> Iterator[str]:
    areas = [area.key for area in programme.areas]
    for place, goal in enumerate(programme.goals, start=1):
        yield from _month(f"goals.{place}.month", goal.month, programme)
        yield from _known(f"goals.{place}.area", goal.area, areas, "areas")
        yield from _empty(f"goals.{place}.", ("words", goal.words))
    for place, item in enumerate(programme.portfolio, start=1):
        yield from _month(f"portfolio.{place}.by_month", item.by_month, programme)
        if not 1 <= item.least <= item.most:
            yield f"portfolio.{place}.most: must be at least least ({item.least}), not {item.most}"
    application = programme.application
    if application is not None:
        yield from _month("application.month", application.month, programme)
        if not application.roles:
            yield "application.roles: name at least one, by its key"
        for role in application.roles:
            yield from _known("application.roles", role, [one.key for one in programme.roles], "roles")


def _month(where: str, month: int, programme: Programme) -> Iterator[str]:
    if not 1 <= month <= programme.months:
        yield f"{where}: the programme has months 1 to {programme.months}, not {month}"


def _rounds(programme: Programme) -> Iterator[str]:
    for place, one in enumerate(programme.rounds, start=1):
        if one.preset:
            yield from _known(f"rounds.{place}.preset", one.preset, list(programme.presets), "presets")
        yield from _empty(f"rounds.{place}.", ("practice", one.practice))


def _drills(programme: Programme) -> Iterator[str]:
    longest = max((slot.minutes for day in programme.week.values() for slot in day.slots), default=0)
    for place, one in enumerate(programme.drills, start=1):
        yield from _empty(f"drills.{place}.", ("title", one.title), ("words", one.words))
        if one.minutes > longest:
            yield f"drills.{place}.minutes: no sitting of the week has {one.minutes}; at most {longest}"


def _known(where: str, said: str, known: list[str], table: str) -> Iterator[str]:
    if said in known:
        return
    near = difflib.get_close_matches(said, known, n=1)
    if near:
        mend = f"did you mean {near[0]!r}?"
    else:
        mend = f"it is one of {', '.join(known)}" if known else f"there are none yet: write {table}"
    yield f"{where}: there is no {said!r} in {table}; {mend}"
