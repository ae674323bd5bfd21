"""When the problems will all be solved at this pace, where the programme ends, and how far both moved."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from bot.assignment.course import Course
from bot.assignment.item import Past
from bot.curriculum.model import Difficulty, Entry, Kind, month_begins, pause_on, paused_days

WEEK = timedelta(days=7)
LOOK_BACK = timedelta(days=42)
"""The part of the log that says how fast it goes."""
PRIOR = 28
"""Days of the plan, as if they had been done, that stand beside the log: a bad week is no new pace."""
HORIZON = timedelta(days=3 * 365)
SLIP = 7
"""Days by which a week with missed days moves the finish before that is worth a word."""
NOTABLE = 3
"""The same without missed days, where it has crossed into a fortnight in which it was not lately."""
FORTNIGHT = 14
LATELY = 6
"""Weeks: a finish that swings to and fro is told once."""
ABSENT = 6
"""Working days in a row without work that are an absence: its length counts, and says nothing of the pace."""
LEAP = 60
"""Days by which only something else than work moves it, such as a log that was read in."""


class Outlook(Struct, frozen=True):
    """Where it leads."""

    left: int
    """Problems of the catalogue's own set that are not solved yet."""
    finish: date | None
    """When they will be, at this pace; None where that is years away."""
    planned_finish: date | None
    """When they would have been if every day had gone by the plan."""
    moved: int
    """Days from the one to the other."""
    end: date
    """The first day after the programme, pauses included."""
    planned_end: date
    paused: int
    """Days of pause up to today."""
    missed: int
    """Working days up to yesterday on which nothing was done."""
    pace: float
    """Easy and medium problems a week that get solved, by the log's last four weeks and the plan."""
    notable: str = ""
    """How it moved within the last week, where that is worth a sentence."""


class _Load(Struct, frozen=True):
    """New problems that one day of the template asks for."""

    lighter: float = 0
    hard: float = 0
    tested: bool = False
    """The weekly test takes one more, and it is a hard one."""


def outlook(course: Course, today: date, past: Past) -> Outlook:
    """What log and plan say on `today`, before anything of it is done. Raises ValueError before the start."""
    course.position(today)
    now = _look(course, today, past)
    first = past.first_day(course.start, today)
    weeks = (today - back * WEEK for back in range(1, LATELY + 1))
    # one after the other, as far as they are asked for
    earlier = (_look(course, ago, past, known_pauses=ago) for ago in weeks if ago >= first)
    before = next(earlier, None)
    return now if before is None else replace(now, notable=_notable(before, now, earlier))


def drift_on(course: Course, day: date, past: Past) -> str:
    """What a day's plan says about it: on Mondays, and on the first day after a pause."""
    yesterday = day - timedelta(days=1)
    pause = pause_on(course.pauses, yesterday)
    if day == course.start:
        return ""
    said: list[str] = []
    if pause is not None:
        end = course.programme.ends(course.start, course.pauses)
        length = (pause.until - max(pause.begins, course.start)).days
        said.append(f"{_days(length)} of pause are over, and the programme now ends on {_on(end)}.")
    elif day.weekday() == 0:
        said.append(outlook(course, day, past).notable)
    window = course.position(day).window
    if window is not None and course.position(yesterday).window is None:
        said.append(f"{window.title} from today: {window.words}")
    return " ".join(one for one in said if one)


def _look(course: Course, day: date, past: Past, known_pauses: date | None = None) -> Outlook:
    if known_pauses is not None:
        course = replace(course, pauses=tuple(p for p in course.pauses if p.begins <= known_pauses))
    past = past.before(day)
    first = past.first_day(course.start, day)
    walk = _Walk(course)
    before = {one.problem for one in past.attempts if one.solved and one.on < first}
    solved: dict[int, date] = {}
    for one in past.attempts:
        if one.solved:
            solved.setdefault(one.problem, one.on)
    since = max(first, day - LOOK_BACK)
    asked = walk.asked(since, day)
    away = _absence(walk, first, since, day, past.active)
    if away is not None:
        asked -= walk.asked(max(since, away[0]), away[1])
    # hard ones run out on purpose, kept as they are for the tests: they say nothing about the pace
    gained = sum(since <= on < day for number, on in solved.items() if number in walk.lighter)
    prior = walk.a_day * PRIOR
    factor = (gained + prior) / (asked + prior) if prior else 1.0
    left = walk.goal - set(solved)
    done = max((solved[number] for number in walk.goal), default=day) if not left else None
    finish = done or walk.finish(day, set(solved), factor)
    unmoved = replace(course, pauses=())
    planned = _Walk(unmoved).finish(first, before, 1.0)
    active = past.active
    return Outlook(
        left=len(left),
        finish=finish,
        planned_finish=planned,
        moved=0 if finish is None or planned is None else (finish - planned).days,
        end=course.programme.ends(course.start, course.pauses),
        planned_end=course.programme.ends(course.start),
        paused=paused_days(course.pauses, course.start, day),
        missed=sum(
            walk.works(one) and one not in active
            for ahead in range((day - first).days)
            for one in [first + timedelta(days=ahead)]
        ),
        pace=round(factor * walk.asked(day, day + LOOK_BACK) * WEEK / LOOK_BACK, 1) if left else 0.0,
    )


def _absence(
    walk: _Walk, start: date, since: date, day: date, active: frozenset[date]
) -> tuple[date, date] | None:
    """The longest absence that reaches past `since`: its first day and the first one after it.

    Only one is set apart: who is away again and again is slower.
    """
    longest, held, first = ABSENT - 1, None, start
    missed = 0
    for one in (start + timedelta(days=ahead) for ahead in range((day - start).days)):
        if one in active:
            first, missed = one + timedelta(days=1), 0
            continue
        missed += walk.works(one)
        if missed > longest and one >= since:
            longest, held = missed, (first, one + timedelta(days=1))
    return held


def _notable(before: Outlook, now: Outlook, earlier: Iterator[Outlook]) -> str:
    if now.end != before.end:
        return f"The pause has moved the programme's end to {_on(now.end)}."
    if now.left == 0 or before.finish is None or now.finish is None:
        return ""
    moved = (now.finish - before.finish).days
    missed = now.missed - before.missed
    slipped = missed > 1 and moved >= SLIP
    if abs(moved) > LEAP or (not slipped and not _is_elsewhere(before, now, earlier)):
        return ""
    why = f"After {_days(missed)} without work the" if slipped else "At this pace the"
    planned = f"{_shift(now.moved)} than planned" if now.moved else "as planned"
    return f"{why} last problem falls on {_on(now.finish)}, {planned} ({_shift(moved)} than a week ago)."


def _is_elsewhere(before: Outlook, now: Outlook, earlier: Iterator[Outlook]) -> bool:
    """Whether the finish has left the fortnights in which it was lately: once, and not at each swing."""
    fortnight = now.moved // FORTNIGHT
    if abs(now.moved - before.moved) < NOTABLE or fortnight == before.moved // FORTNIGHT:
        return False
    lately = {before.moved // FORTNIGHT, *(one.moved // FORTNIGHT for one in earlier)}
    return not min(lately) <= fortnight <= max(lately)


class _Walk:
    """Goes through the days to come and counts what the template gives."""

    def __init__(self, course: Course) -> None:
        self._course = course
        own = frozenset(one.number for one in course.catalogue if one.neetcode150)
        self.goal = own or frozenset(one.number for one in course.catalogue)
        known = ((number, course.catalogue.known(number)) for number in self.goal)
        self.lighter = {n for n, one in known if one is not None and one.difficulty is not Difficulty.HARD}
        template = sum(plan.minutes for plan in course.programme.week.values())
        budget = sum(course.budget(course.start + timedelta(days=ahead)) for ahead in range(7))
        self._share = min(1.0, budget / template) if template else 0.0
        months = range(1, course.programme.months + 1)
        self._begins = [month_begins(course.start, month, course.pauses) for month in months]
        self._loads: dict[tuple[int, int], _Load] = {}

    def works(self, day: date) -> bool:
        """Whether something is to be done on it."""
        course = self._course
        rests = course.programme.day_plan(day).rest
        return not rests and course.budget(day) > 0 and pause_on(course.pauses, day) is None

    def asked(self, first: date, end: date) -> float:
        """New easy and medium problems that the template asks for in [first, end)."""
        return sum(self._load(first + timedelta(days=ahead)).lighter for ahead in range((end - first).days))

    @property
    def a_day(self) -> float:
        """Easy and medium ones a day, as the first weeks ask for them."""
        first = self._course.start
        loads = [self._of(1, first + timedelta(days=ahead)) for ahead in range(7)]
        return sum(load.lighter for load in loads) / len(loads)

    def finish(self, first: date, solved: set[int], factor: float) -> date | None:
        """The day on which the last one is solved, beginning on `first`."""
        left = [one for number in self.goal - solved if (one := self._course.catalogue.known(number))]
        hard = float(sum(one.difficulty is Difficulty.HARD for one in left))
        lighter = len(left) - hard
        tests = self._tests(first)
        day = first
        while lighter + hard > 1e-6:  # fractions of problems add up to none
            if day - first > HORIZON:
                return None
            load = self._load(day)
            tests -= load.tested
            kept = hard - load.tested * min(1.0, hard)
            # a place for a hard one that the tests to come need goes to a re-solve
            hard = max(0.0, kept - min(factor * load.hard, max(0.0, kept - tests)))
            lighter = max(0.0, lighter - factor * load.lighter)
            day += timedelta(days=1)
        return max(first, day - timedelta(days=1))

    def _tests(self, first: date) -> int:
        end = self._course.programme.training_ends(self._course.start, self._course.pauses)
        days = (first + timedelta(days=ahead) for ahead in range(max(0, (end - first).days)))
        return sum(self._load(day).tested for day in days)

    def _load(self, day: date) -> _Load:
        if pause_on(self._course.pauses, day) is not None:
            return _Load()
        month = max(1, bisect_right(self._begins, day))
        known = self._loads.get((month, day.weekday()))
        if known is None:
            known = self._loads[month, day.weekday()] = self._of(month, day)
        return known

    def _of(self, month: int, day: date) -> _Load:
        programme = self._course.programme
        phase = next((one for one in programme.phases if month in one.months), programme.phases[-1])
        stage = next((one for one in programme.stages if month in one.months), programme.stages[-1])
        template = programme.day_plan(day)
        entries = [entry for slot in template.slots for entry in slot.entries if entry.holds(month)]
        levels: list[Difficulty] = []
        tested = False
        for entry in entries:
            if entry.kind is Kind.TEST and stage.test is not None:
                tested = stage.test.difficulty is Difficulty.HARD
                levels += [] if tested else [stage.test.difficulty]
            elif entry.kind is Kind.LIVE and stage.live is not None:
                levels += stage.live.mix
            elif entry.kind in (Kind.NEW, Kind.STRETCH, Kind.TIMED):
                levels += _levels(entry, phase.problems.mix)
        hard = sum(level is Difficulty.HARD for level in levels)
        return _Load(self._share * (len(levels) - hard), self._share * hard, tested and self._share > 0)


def _levels(entry: Entry, mix: tuple[Difficulty, ...]) -> list[Difficulty]:
    if entry.kind is Kind.NEW and mix:
        return [mix[place % len(mix)] for place in range(entry.count)]
    return [entry.difficulty or Difficulty.MEDIUM] * entry.count


def _on(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _shift(days: int) -> str:
    return f"{_days(abs(days))} {'later' if days > 0 else 'earlier'}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
