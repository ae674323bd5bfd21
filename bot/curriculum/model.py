"""A programme: what to train when, how, and where in it a day lies; and the problems that it draws on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from msgspec import Struct

# the feature's values have one address, whichever file they live in
from bot.curriculum.about import chapters as chapters
from bot.curriculum.about import find_chapter as find_chapter
from bot.curriculum.catalogue import AmbiguousProblem as AmbiguousProblem
from bot.curriculum.catalogue import Catalogue as Catalogue
from bot.curriculum.catalogue import Difficulty as Difficulty
from bot.curriculum.catalogue import Problem as Problem
from bot.curriculum.catalogue import UnknownProblem as UnknownProblem
from bot.curriculum.chapter import Chapter as Chapter
from bot.curriculum.chapter import Page as Page
from bot.curriculum.chapter import Part as Part
from bot.curriculum.chapter import spans as spans
from bot.curriculum.dates import read_day as read_day
from bot.curriculum.dates import read_days as read_days
from bot.curriculum.drill import Drill as Drill
from bot.curriculum.drill import Flag as Flag
from bot.curriculum.goal import Area as Area
from bot.curriculum.goal import Count as Count
from bot.curriculum.goal import Counted as Counted
from bot.curriculum.goal import Different as Different
from bot.curriculum.goal import Goal as Goal
from bot.curriculum.interview import Application as Application
from bot.curriculum.interview import Assessment as Assessment
from bot.curriculum.interview import Gap as Gap
from bot.curriculum.interview import Mindset as Mindset
from bot.curriculum.interview import PortfolioItem as PortfolioItem
from bot.curriculum.interview import Research as Research
from bot.curriculum.interview import Resource as Resource
from bot.curriculum.interview import Role as Role
from bot.curriculum.interview import Round as Round
from bot.curriculum.interview import Strength as Strength
from bot.curriculum.interview import System as System
from bot.curriculum.interview import Window as Window
from bot.curriculum.pause import Pause as Pause
from bot.curriculum.pause import add_months as add_months
from bot.curriculum.pause import month_begins as month_begins
from bot.curriculum.pause import next_pause as next_pause
from bot.curriculum.pause import pause_on as pause_on
from bot.curriculum.pause import paused_days as paused_days
from bot.curriculum.refusals import BadDay as BadDay
from bot.curriculum.refusals import DayTooFar as DayTooFar
from bot.curriculum.refusals import NothingPaused as NothingPaused
from bot.curriculum.refusals import NotYetBegun as NotYetBegun
from bot.curriculum.refusals import PausedSo as PausedSo
from bot.curriculum.refusals import PauseIsOver as PauseIsOver
from bot.curriculum.refusals import PausesMeet as PausesMeet
from bot.curriculum.refusals import PauseTurnedRound as PauseTurnedRound
from bot.curriculum.refusals import StartsSo as StartsSo
from bot.curriculum.refusals import UnknownChapter as UnknownChapter
from bot.curriculum.refusals import UnknownVerb as UnknownVerb
from bot.curriculum.refusals import said_day as said_day
from bot.curriculum.stage import LiveSessions as LiveSessions
from bot.curriculum.stage import Performance as Performance
from bot.curriculum.stage import Stage as Stage
from bot.curriculum.stage import WeeklyTest as WeeklyTest
from bot.curriculum.standing import Moved as Moved
from bot.curriculum.standing import PlanMoved as PlanMoved
from bot.curriculum.standing import Standing as Standing
from bot.curriculum.standing import Turn as Turn
from bot.curriculum.template import Sitting as Sitting
from bot.curriculum.template import WeekdayRow as WeekdayRow
from bot.curriculum.template import week_rows as week_rows
from bot.curriculum.training import PROBLEM_KINDS as PROBLEM_KINDS
from bot.curriculum.training import DesignTrack as DesignTrack
from bot.curriculum.training import Effort as Effort
from bot.curriculum.training import Focus as Focus
from bot.curriculum.training import Kind as Kind
from bot.curriculum.training import Phase as Phase
from bot.curriculum.training import Preset as Preset
from bot.curriculum.training import ProblemTrack as ProblemTrack
from bot.curriculum.training import ReadingTrack as ReadingTrack
from bot.curriculum.training import Section as Section
from bot.curriculum.training import Topic as Topic
from bot.curriculum.training import Weekday as Weekday
from bot.curriculum.week import DayPlan as DayPlan
from bot.curriculum.week import Entry as Entry
from bot.curriculum.week import Slot as Slot


class Position(Struct, frozen=True):
    """Where in the programme a day lies."""

    phase: Phase
    """The last one also in the application window and after it."""
    stage: Stage
    month: int
    """Calendar month of the programme, from 1."""
    week: int
    """Seven-day block of the phase, from 1; paused days do not count."""
    window: Window | None = None
    """The application window, where the day lies in it."""
    paused: Pause | None = None
    """The pause that the day lies in; the rest is then as it will be on the first day back."""
    over: bool = False
    """Whether the last month of the programme has gone by."""

    @property
    def focus(self) -> tuple[str, ...]:
        """This week's patterns."""
        return self.phase.focus(self.week)

    @property
    def catches_up(self) -> bool:
        """Whether these are the days that the focus weeks left over."""
        return self.phase.catches_up(self.week)


@dataclass(frozen=True, slots=True)
class Programme:
    """A whole plan: what to train when, how, and how much of it."""

    name: str
    title: str
    summary: str
    hours_per_week: int
    phases: tuple[Phase, ...]
    stages: tuple[Stage, ...]
    week: Mapping[Weekday, DayPlan]
    presets: Mapping[str, Preset] = field(default_factory=dict[str, Preset])
    systems: tuple[System, ...] = ()
    areas: tuple[Area, ...] = ()
    goals: tuple[Goal, ...] = ()
    roles: tuple[Role, ...] = ()
    assessment: Assessment | None = None
    strengths: tuple[Strength, ...] = ()
    gaps: tuple[Gap, ...] = ()
    research: tuple[Research, ...] = ()
    rounds: tuple[Round, ...] = ()
    portfolio: tuple[PortfolioItem, ...] = ()
    application: Application | None = None
    window: Window | None = None
    performance: Performance | None = None
    resources: tuple[Resource, ...] = ()
    mindset: Mindset | None = None
    drills: tuple[Drill, ...] = ()

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections of a system design with their minutes: those of the preset `design`."""
        design = self.presets.get("design")
        return () if design is None else design.sections

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of a system design's sections, in order."""
        return tuple(section.name for section in self.sections)

    @property
    def months(self) -> int:
        """How many months it takes, the application window included."""
        held = [month for phase in self.phases for month in phase.months]
        return max(held + list(self.window.months if self.window else ()))

    def day_plan(self, day: date) -> DayPlan:
        """What the template gives this date's weekday."""
        return self.week[Weekday.of(day)]

    def position(self, start: date, day: date, pauses: Iterable[Pause] = ()) -> Position | None:
        """Where `day` lies for somebody who began on `start` and took `pauses` off; None before the start.

        Phases are calendar months from the start, moved by pauses as `month_begins` says. After the last one
        its template goes on.
        """
        if day < start:
            return None
        pauses = tuple(pauses)
        month = _month_of(start, day)
        # pauses only ever put a month off
        while month > 1 and month_begins(start, month, pauses) > day:
            month -= 1
        phase = next((one for one in self.phases if month in one.months), self.phases[-1])
        stage = next((one for one in self.stages if month in one.months), self.stages[-1])
        begins = month_begins(start, min(phase.months), pauses)
        trained = (day - begins).days - paused_days(pauses, begins, day)
        return Position(
            phase=phase,
            stage=stage,
            month=month,
            week=max(0, trained) // 7 + 1,
            window=self.window if self.window is not None and month in self.window.months else None,
            paused=pause_on(pauses, day),
            over=month > self.months,
        )

    def phase_begins(self, phase: Phase, start: date, pauses: Iterable[Pause] = ()) -> date:
        """The first day of a phase."""
        return month_begins(start, min(phase.months), pauses)

    def training_ends(self, start: date, pauses: Iterable[Pause] = ()) -> date:
        """The first day after the last phase."""
        last = max(month for phase in self.phases for month in phase.months)
        return month_begins(start, last + 1, pauses)

    def ends(self, start: date, pauses: Iterable[Pause] = ()) -> date:
        """The first day after the whole programme, its application window included."""
        return month_begins(start, self.months + 1, pauses)

    def role(self, key: str) -> Role | None:
        """By its key."""
        return next((role for role in self.roles if role.key == key), None)

    def round(self, key: str) -> Round | None:
        """By its key."""
        return next((one for one in self.rounds if one.key == key), None)

    def drill(self, flag: str) -> Drill | None:
        """What answers a flag."""
        return next((one for one in self.drills if one.flag == flag), None)

    def goals_of(self, month: int) -> Iterator[Goal]:
        """One row of the success table, in the order of the areas."""
        for area in self.areas:
            yield from (goal for goal in self.goals if goal.month == month and goal.area == area.key)


def _month_of(start: date, day: date) -> int:
    month = (day.year - start.year) * 12 + day.month - start.month + 1
    return month if add_months(start, month - 1) <= day else month - 1
