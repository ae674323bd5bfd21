"""What in a weekly template cannot be followed: minutes that do not fit, words that nothing fills."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from string import Formatter

from bot.curriculum.model import (
    PROBLEM_KINDS,
    DayPlan,
    Entry,
    Kind,
    Phase,
    Programme,
    Stage,
    Weekday,
)

MOST_SLOTS = 5
"""Sittings that one message can show."""


def week_faults(programme: Programme) -> Iterator[str]:
    """One sentence for each thing that needs a change."""
    for weekday in Weekday:
        if weekday not in programme.week:
            yield f"week.{weekday}: is missing; a free day is written with rest = true"
            continue
        yield from _day(f"week.{weekday}", programme.week[weekday], programme)
    yield from _timed(programme)


def _day(key: str, day: DayPlan, programme: Programme) -> Iterator[str]:
    if len(day.slots) > MOST_SLOTS:
        yield f"{key}.slots: a day has at most {MOST_SLOTS}, not {len(day.slots)}"
    names = [slot.name for slot in day.slots]
    for place, slot in enumerate(day.slots, start=1):
        where = f"{key}.slots.{place}"
        if slot.name in names[: place - 1]:
            yield f"{where}.name: {slot.name!r} is the name of an earlier sitting; give it another"
        for number, entry in enumerate(slot.entries, start=1):
            yield from _entry(f"{where}.entries.{number}", entry, programme)
        # the template goes on after the last month, too
        for month in range(1, programme.months + 2):
            held = sum(_planned(entry, month, programme) for entry in slot.entries if entry.holds(month))
            if held > slot.minutes:
                yield f"{where}: holds {held} minutes in month {month} and has only {slot.minutes}"
                break


def _entry(at: str, entry: Entry, programme: Programme) -> Iterator[str]:
    if entry.kind is Kind.AGAIN:
        yield f"{at}.kind: re-solves come by themselves; leave the entry out"
    if entry.kind is Kind.DRILL:
        yield f"{at}.kind: drills come by themselves; write it as one of [[drills]], and leave the entry out"
    if entry.kind not in PROBLEM_KINDS and entry.minutes is None:
        yield f"{at}.minutes: is missing; say how long {entry.kind} is planned to take"
    if entry.kind is Kind.REVIEW and entry.of is None:
        yield f'{at}.of: is missing; name the weekday that is reviewed, such as of = "monday"'
    if entry.kind in (Kind.STRETCH, Kind.TIMED) and entry.difficulty is None:
        yield f"{at}.difficulty: is missing; easy, medium or hard"
    if not 1 <= entry.from_month <= (entry.until_month or programme.months):
        yield (
            f"{at}.from_month: the entry never holds; its months run from {entry.from_month} "
            f"to {entry.until_month or programme.months}"
        )
    yield from _round(at, entry, programme)
    yield from _needs(at, entry, programme)
    yield from _words(at, entry, programme)


def _round(at: str, entry: Entry, programme: Programme) -> Iterator[str]:
    keys = [one.key for one in programme.rounds]
    if entry.kind is Kind.ROUND and entry.round not in keys:
        known = f"it is one of {', '.join(keys)}" if keys else "there are none yet: write [[rounds]] tables"
        yield f"{at}.round: there is no {entry.round!r} in rounds; {known}"
    elif entry.kind is not Kind.ROUND and entry.round:
        yield f'{at}.round: only an entry of kind "round" has one; take it out'


def _needs(at: str, entry: Entry, programme: Programme) -> Iterator[str]:
    """What an entry draws on has to be there in each month that it holds."""
    match entry.kind:
        case Kind.WALK | Kind.MOCK if not programme.systems:
            yield f"{at}.kind: a {entry.kind} takes a system, and there is none; write [[systems]] tables"
        case Kind.PORTFOLIO if not programme.portfolio:
            yield f"{at}.kind: there is no portfolio to work on; write [[portfolio]] tables"
        case Kind.APPLY if programme.application is None:
            yield f"{at}.kind: there is nothing to apply for; write an [application] table"
        case Kind.TEST | Kind.LIVE | Kind.RECALL:
            bare = [
                month
                for month in range(1, programme.months + 1)
                if entry.holds(month) and not _has(entry.kind, month, programme)
            ]
            if bare:
                yield f"{at}.kind: month {bare[0]} has no {_MEND[entry.kind]}, or let the entry begin later"
        case _:
            pass


_MEND: Mapping[Kind, str] = {
    Kind.TEST: "weekly test; give its stage a test",
    Kind.LIVE: "live sessions; give its stage a live table",
    Kind.RECALL: "weekly review; give its phase problems.review",
}


def _has(kind: Kind, month: int, programme: Programme) -> bool:
    stage, phase = _stage(month, programme), _phase(month, programme)
    if kind is Kind.TEST:
        return stage.test is not None
    return stage.live is not None if kind is Kind.LIVE else phase.problems.review > 0


FILLED: Mapping[str, Callable[[Entry, Programme], bool]] = {
    "topic": lambda _, programme: bool(programme.phases),
    "points": lambda _, programme: bool(programme.phases),
    "system": lambda _, programme: bool(programme.systems),
    "story": lambda _, programme: any(system.story for system in programme.systems),
    "part": lambda _, programme: bool(programme.sections),
    "round": lambda entry, _: bool(entry.round),
    "practice": lambda entry, _: bool(entry.round),
    "role": lambda _, programme: bool(programme.roles),
    "research": lambda _, programme: bool(programme.research),
    "portfolio": lambda _, programme: bool(programme.portfolio),
}
"""What the words of an entry may stand open for, and whether the programme has something to put there."""
_SOURCE: Mapping[str, str] = {
    "system": "[[systems]] tables",
    "story": "a story for the systems",
    "part": "sections under [presets.design]",
    "round": "round = a key of rounds",
    "practice": "round = a key of rounds",
    "role": "[[roles]] tables",
    "research": "[[research]] tables",
    "portfolio": "[[portfolio]] tables",
}


def _words(at: str, entry: Entry, programme: Programme) -> Iterator[str]:
    try:
        parsed = list(Formatter().parse(entry.words))
    except ValueError:
        yield f"{at}.words: a brace is open or alone; write {{topic}}, or {{{{ for a brace itself"
        return
    for _, name, form, conversion in parsed:
        if name is None:
            continue
        if name not in FILLED or form or conversion:
            yield f"{at}.words: nothing fills {{{name}}}; it can be {', '.join(FILLED)}"
        elif not FILLED[name](entry, programme):
            yield f"{at}.words: nothing fills {{{name}}}; write {_SOURCE.get(name, 'what it stands for')}"


def _timed(programme: Programme) -> Iterator[str]:
    """A phase that promises problems against the clock finds them in its template."""
    for number, phase in enumerate(programme.phases, start=1):
        for month in phase.months:
            planned = sum(
                entry.count
                for day in programme.week.values()
                for slot in day.slots
                for entry in slot.entries
                if entry.kind is Kind.TIMED and entry.holds(month)
            )
            if planned != phase.problems.timed:
                yield (
                    f"phases.{number}.problems.timed: says {phase.problems.timed} a week, and the week holds "
                    f"{planned} of kind timed in month {month}; let them agree"
                )
                break


def _phase(month: int, programme: Programme) -> Phase:
    return next((one for one in programme.phases if month in one.months), programme.phases[-1])


def _stage(month: int, programme: Programme) -> Stage:
    return next((one for one in programme.stages if month in one.months), programme.stages[-1])


def _planned(entry: Entry, month: int, programme: Programme) -> int:
    """The minutes that an entry of the template takes at most in a month, all its problems together."""
    if entry.minutes is not None:
        return entry.minutes * entry.count
    phase, stage = _phase(month, programme), _stage(month, programme)
    problems = phase.problems
    levels = {level: effort.planned for level, effort in problems.effort.items()}
    most = max((levels.get(one, 0) for one in problems.new), default=0)
    match entry.kind:
        case Kind.REVIEW:
            return problems.again.planned * entry.count
        case Kind.NEW if problems.mix:
            return sum(levels.get(problems.mix[n % len(problems.mix)], 0) for n in range(entry.count))
        case Kind.NEW:
            return most * entry.count
        case Kind.STRETCH | Kind.TIMED if entry.difficulty is not None:
            return levels.get(entry.difficulty, 0) * entry.count
        case Kind.TEST if stage.test is not None:
            return stage.test.minutes * entry.count
        case Kind.LIVE if stage.live is not None:
            return stage.live.minutes * entry.count
        case Kind.HARDEST:
            return most
        case _:
            return 0
