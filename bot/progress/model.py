"""How somebody is doing: the values of the feature at one address, and when a week is over."""

from __future__ import annotations

from datetime import date

from bot.curriculum.model import Programme, Weekday
from bot.errors import NotAllowed, UserError

# the feature's values have one address, whichever file they live in
from bot.progress.ahead import Ahead as Ahead
from bot.progress.ahead import Turn as Turn
from bot.progress.ahead import ahead as ahead
from bot.progress.chart import PRIVATE as PRIVATE
from bot.progress.chart import Calendar as Calendar
from bot.progress.chart import CalendarDay as CalendarDay
from bot.progress.chart import Chart as Chart
from bot.progress.chart import Flagged as Flagged
from bot.progress.chart import Guessed as Guessed
from bot.progress.chart import Level as Level
from bot.progress.chart import Mastery as Mastery
from bot.progress.chart import MinutesChart as MinutesChart
from bot.progress.chart import Rated as Rated
from bot.progress.chart import Solve as Solve
from bot.progress.chart import Step as Step
from bot.progress.chart import Trial as Trial
from bot.progress.chart import UnknownChart as UnknownChart
from bot.progress.chart import calendar as calendar
from bot.progress.chart import chart_named as chart_named
from bot.progress.chart import mastery as mastery
from bot.progress.chart import minutes_chart as minutes_chart
from bot.progress.definition import BY_HAND as BY_HAND
from bot.progress.definition import definition as definition
from bot.progress.definition import definition_of as definition_of
from bot.progress.definition import target as target
from bot.progress.evening import GRACE as GRACE
from bot.progress.evening import NIGHT as NIGHT
from bot.progress.evening import NUDGE as NUDGE
from bot.progress.evening import Evening as Evening
from bot.progress.evening import nudge_until as nudge_until
from bot.progress.evidence import Evidence as Evidence
from bot.progress.evidence import Handed as Handed
from bot.progress.evidence import Piece as Piece
from bot.progress.evidence import Reading as Reading
from bot.progress.goals import NOTE as NOTE
from bot.progress.goals import CountsItself as CountsItself
from bot.progress.goals import NoGoals as NoGoals
from bot.progress.goals import NoSuchMonth as NoSuchMonth
from bot.progress.goals import NotTicked as NotTicked
from bot.progress.goals import UnknownGoal as UnknownGoal
from bot.progress.goals import find_goal as find_goal
from bot.progress.goals import split_goal as split_goal
from bot.progress.lines import lines_of as lines_of
from bot.progress.overview import Overview as Overview
from bot.progress.overview import Solved as Solved
from bot.progress.overview import overview as overview
from bot.progress.spoken import Habit as Habit
from bot.progress.spoken import Narrated as Narrated
from bot.progress.spoken import Spoke as Spoke
from bot.progress.spoken import habit as habit
from bot.progress.spoken import open_to_all as open_to_all
from bot.progress.spoken import spoke as spoke
from bot.progress.streak import FREEZES as FREEZES
from bot.progress.streak import Streak as Streak
from bot.progress.streak import WeekKept as WeekKept
from bot.progress.streak import is_free as is_free
from bot.progress.streak import streak as streak
from bot.progress.streak import streak_of as streak_of
from bot.progress.streak import weeks_kept as weeks_kept
from bot.progress.streak import working_days as working_days
from bot.progress.table import Cell as Cell
from bot.progress.table import Readiness as Readiness
from bot.progress.table import Redefined as Redefined
from bot.progress.table import Row as Row
from bot.progress.table import Standing as Standing
from bot.progress.table import Table as Table
from bot.progress.table import Tick as Tick
from bot.progress.table import readiness as readiness
from bot.progress.table import table as table
from bot.progress.week import REPORT as REPORT
from bot.progress.week import DayCame as DayCame
from bot.progress.week import Faster as Faster
from bot.progress.week import Week as Week
from bot.progress.week import came_to as came_to
from bot.progress.week import monday_of as monday_of
from bot.progress.week import passed as passed


def is_last_of_week(programme: Programme, day: date) -> bool:
    """Whether the template asks for nothing more after `day` within its week."""
    asked = [number for number, weekday in enumerate(Weekday) if programme.week[weekday].slots]
    return day.weekday() == max(asked, default=6)


class BeforeTheStart(UserError):
    """A report on weeks in which there was no plan."""

    def __init__(self, start: date) -> None:
        super().__init__(
            f"Your plan begins on {start:%A}, {start.day} {start:%B %Y}; there is nothing to tell of before."
        )


class ForThemAlone(NotAllowed):
    """Somebody else's picture of what friends said, or one's own where everybody reads it."""

    def __init__(self, which: Chart) -> None:
        super().__init__(
            f"What friends say is for its candidate alone. /progress picture:{which} shows you yours, "
            "and nobody else."
        )


class NotYourWord(NotAllowed):
    """Somebody switches off another one's evening word."""

    def __init__(self, name: str) -> None:
        super().__init__(f"This word is for {name}; your own stands in /settings.")
