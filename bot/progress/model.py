"""How somebody is doing: the values of the feature at one address, and when a week is over."""

from __future__ import annotations

from datetime import date

from bot.curriculum.model import Programme, Weekday
from bot.errors import NotAllowed, UserError

# the feature's values have one address, whichever file they live in
from bot.progress.ahead import Ahead as Ahead
from bot.progress.ahead import Turn as Turn
from bot.progress.ahead import ahead as ahead
from bot.progress.evening import GRACE as GRACE
from bot.progress.evening import NIGHT as NIGHT
from bot.progress.evening import NUDGE as NUDGE
from bot.progress.evening import Evening as Evening
from bot.progress.evening import nudge_until as nudge_until
from bot.progress.lines import lines_of as lines_of
from bot.progress.streak import Streak as Streak
from bot.progress.streak import is_free as is_free
from bot.progress.streak import streak as streak
from bot.progress.streak import streak_of as streak_of
from bot.progress.streak import working_days as working_days
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


class NotYourWord(NotAllowed):
    """Somebody switches off another one's evening word."""

    def __init__(self, name: str) -> None:
        super().__init__(f"This word is for {name}; your own stands in /settings.")
