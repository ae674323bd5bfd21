"""A programme: what to train when, how, and where in it a day lies; and the problems that it draws on."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

# the feature's values have one address, whichever file they live in
from bot.curriculum.catalogue import AmbiguousProblem as AmbiguousProblem
from bot.curriculum.catalogue import Catalogue as Catalogue
from bot.curriculum.catalogue import Difficulty as Difficulty
from bot.curriculum.catalogue import Problem as Problem
from bot.curriculum.catalogue import UnknownProblem as UnknownProblem


class Kind(StrEnum):
    """What an entry of the weekly template asks for."""

    NEW = "new"
    """Unsolved problems of the focus."""
    AGAIN = "again"
    """Something tried before, due again; planned by itself, never written into a template."""
    REVIEW = "review"
    """What was tried on an earlier weekday, once more."""
    STRETCH = "stretch"
    """One problem that takes the whole sitting."""
    HARDEST = "hardest"
    """The one that this week was hardest, again."""
    TEST = "test"
    """The weekly filmed test of the stage."""
    WATCH = "watch"
    """The film, watched back."""
    READ = "read"
    """The topic of the week."""
    WALK = "walk"
    """A system design without a clock."""
    MOCK = "mock"
    """A system design against the clock."""
    STUDY = "study"
    """Reading that is not of the topics."""


PROBLEM_KINDS = frozenset({Kind.NEW, Kind.REVIEW, Kind.STRETCH, Kind.HARDEST, Kind.TEST})
"""Kinds of entry that are problems; the programme knows how long they take."""


class Weekday(StrEnum):
    """Days as a template names them, in the order of `date.weekday()`."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @classmethod
    def of(cls, day: date) -> Weekday:
        """The weekday of a date."""
        return tuple(cls)[day.weekday()]


@dataclass(frozen=True, slots=True)
class Preset:
    """A length for the timer that has a name."""

    name: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Effort:
    """What something is planned to take, and when the timer says stop."""

    planned: int
    box: int

    def __post_init__(self) -> None:
        if not 1 <= self.planned <= self.box:
            raise ValueError(
                f"planned minutes ({self.planned}) must be at least 1 and within the box ({self.box})"
            )


@dataclass(frozen=True, slots=True)
class Focus:
    """Patterns, and the weeks of their phase that belong to them."""

    categories: tuple[str, ...]
    weeks: tuple[int, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class ProblemTrack:
    """A phase's way with problems."""

    resource: str
    pace: str
    new: tuple[Difficulty, ...]
    """What the daily slots give; the rest is kept for tests and later phases."""
    effort: Mapping[Difficulty, Effort]
    again: Effort
    focus: tuple[Focus, ...]
    method: tuple[str, ...]
    target: str


@dataclass(frozen=True, slots=True)
class Topic:
    """One subject of the reading, and the weeks of its phase that it takes."""

    title: str
    points: tuple[str, ...]
    weeks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReadingTrack:
    """A phase's way with theory."""

    resource: str
    pace: str
    topics: tuple[Topic, ...]
    method: tuple[str, ...]
    target: str


@dataclass(frozen=True, slots=True)
class Phase:
    """A few calendar months with an aim of their own."""

    number: int
    title: str
    months: tuple[int, ...]
    problems: ProblemTrack
    reading: ReadingTrack

    def focus(self, week: int) -> tuple[str, ...]:
        """The patterns of a week; none in the days left over, which are for catching up."""
        return tuple(
            dict.fromkeys(
                category
                for focus in self.problems.focus
                if week in focus.weeks
                for category in focus.categories
            )
        )

    def focused_before(self, week: int) -> tuple[str, ...]:
        """The patterns of the weeks before."""
        return tuple(
            dict.fromkeys(
                category
                for focus in self.problems.focus
                if min(focus.weeks) < week
                for category in focus.categories
            )
        )

    def topic(self, week: int) -> Topic:
        """What is read in a week; the last topic goes on in the days left over."""
        return next((topic for topic in self.reading.topics if week in topic.weeks), self.reading.topics[-1])


@dataclass(frozen=True, slots=True)
class WeeklyTest:
    """A weekly test: one problem of this difficulty, filmed, against the clock."""

    difficulty: Difficulty
    minutes: int

    def __post_init__(self) -> None:
        if not 1 <= self.minutes <= 300:
            raise ValueError(f"minutes must be 1 to 300, not {self.minutes}")


@dataclass(frozen=True, slots=True)
class Stage:
    """How much the candidate is watched: months, weekly test, and when it is enough."""

    number: int
    title: str
    months: tuple[int, ...]
    test: WeeklyTest
    method: tuple[str, ...]
    target: str


@dataclass(frozen=True, slots=True)
class System:
    """Something to design out loud."""

    title: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the weekly template."""

    kind: Kind
    count: int = 1
    minutes: int | None = None
    """Planned minutes; problems take them from their phase."""
    box: int | None = None
    words: str = ""
    """What it says; `{topic}`, `{points}`, `{system}` and `{part}` are filled in."""
    difficulty: Difficulty | None = None
    of: Weekday | None = None
    """Whose problems a review takes."""
    in_turn: bool = False
    """Takes the next system each week instead of staying with the first."""
    from_month: int = 1
    until_month: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.count <= 10:
            raise ValueError(f"count must be 1 to 10, not {self.count}")
        if any(minutes is not None and not 1 <= minutes <= 300 for minutes in (self.minutes, self.box)):
            raise ValueError("minutes and box must be 1 to 300")

    def holds(self, month: int) -> bool:
        """Whether it applies in this month of the programme."""
        return self.from_month <= month and (self.until_month is None or month <= self.until_month)


@dataclass(frozen=True, slots=True)
class Slot:
    """A sitting: what it is called, how long it may take, what it holds."""

    name: str
    minutes: int
    entries: tuple[Entry, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.minutes <= 600:
            raise ValueError(f"minutes must be 1 to 600, not {self.minutes}")
        if not self.name.strip():
            raise ValueError("name must say what the sitting is called")


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What the template gives a weekday."""

    slots: tuple[Slot, ...]
    label: str = ""
    """Stands in the day's title; the patterns of the week where it is empty."""
    words: str = ""
    """How to go about the day, in a sentence."""
    rest: bool = False
    """Nothing of it has to be done."""

    @property
    def minutes(self) -> int:
        """What the day may take."""
        return sum(slot.minutes for slot in self.slots)


@dataclass(frozen=True, slots=True)
class MonthGoals:
    """One row of the success table."""

    month: int
    goals: Mapping[str, str]
    """Area and what counts as success in it."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where in the programme a day lies."""

    phase: Phase
    stage: Stage
    month: int
    """Calendar month of the programme, from 1."""
    week: int
    """Seven-day block of the phase, from 1."""

    @property
    def focus(self) -> tuple[str, ...]:
        """This week's patterns."""
        return self.phase.focus(self.week)


@dataclass(frozen=True, slots=True)
class Programme:
    """A whole plan: what to train when, how, and how much of it."""

    name: str
    title: str
    summary: str
    hours_per_week: int
    phases: tuple[Phase, ...]
    stages: tuple[Stage, ...]
    systems: tuple[System, ...]
    parts: tuple[str, ...]
    """The sections of a system design, in order."""
    week: Mapping[Weekday, DayPlan]
    presets: Mapping[str, Preset] = field(default_factory=dict[str, Preset])
    goals: tuple[MonthGoals, ...] = ()

    def day_plan(self, day: date) -> DayPlan:
        """What the template gives this date's weekday."""
        return self.week[Weekday.of(day)]

    def position(self, start: date, day: date) -> Position | None:
        """Where `day` lies for somebody who began on `start`; None before that.

        Phases are calendar months from the start. After the last one its template goes on.
        """
        if day < start:
            return None
        month = _month_of(start, day)
        phase = next((one for one in self.phases if month in one.months), self.phases[-1])
        stage = next((one for one in self.stages if month in one.months), self.stages[-1])
        week = (day - add_months(start, min(phase.months) - 1)) // timedelta(days=7) + 1
        return Position(phase, stage, month, week)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _month_of(start: date, day: date) -> int:
    month = (day.year - start.year) * 12 + day.month - start.month + 1
    return month if add_months(start, month - 1) <= day else month - 1
