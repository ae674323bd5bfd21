"""What guesses add up to: a round's split, the season's table, and what is taken for what; all derived."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import sqrt

from msgspec import Struct

from bot.pattern.round import Guess, Round
from bot.people.model import Platform

CONFIDENCE = 1.96
"""Standard deviations: a bound that holds in 97.5 of 100 cases."""
NAMED = 10
"""Of those who saw it: as many are known by name, the quickest; no surface names more."""


class Tally(Struct, frozen=True):
    """How a round stands, or ended."""

    split: tuple[tuple[str, int], ...] = ()
    """Each guessed pattern with its count, most first, equals by name."""
    right: int = 0
    """How many saw it; none before the answer is out."""
    first: tuple[Guess, ...] = ()
    """The first `NAMED` of them, the quickest first."""

    @property
    def total(self) -> int:
        """Everybody who guessed."""
        return sum(count for _, count in self.split)

    def most_common_other(self, answers: Sequence[str]) -> str | None:
        """What it was taken for most."""
        return next((pattern for pattern, _ in self.split if pattern not in answers), None)


class RoundView(Struct, frozen=True):
    """A round with what was guessed in it so far."""

    round: Round
    tally: Tally


class RoundResult(Struct, frozen=True):
    """What a round that is over came to."""

    at: datetime
    """When its answer came out."""
    guesses: int
    right: int
    call_right: bool | None
    """Of the streamer's own call; None without one."""


class Score(Struct, frozen=True):
    """One person's record in a season."""

    name: str
    right: int
    rounds: int
    account: tuple[Platform, str] | None = None
    """None for the streamer's own calls."""

    @property
    def proven(self) -> float:
        """See `wilson`."""
        return wilson(self.right, self.rounds)


def wilson(right: int, rounds: int) -> float:
    """The share of right guesses that a record proves: the lower end of Wilson's score interval.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
    American Statistical Association 22 (1927); recommended for few trials by Brown, Cai and DasGupta,
    "Interval estimation for a binomial proportion", Statistical Science 16 (2001). One lucky guess (1 of 1:
    0.21) so ranks below eight of ten (0.49), and playing on with the same share never costs a place.
    """
    if not right:
        return 0.0
    share, z2 = right / rounds, CONFIDENCE**2
    centre = share + z2 / (2 * rounds)
    spread = CONFIDENCE * sqrt((share * (1 - share) + z2 / (4 * rounds)) / rounds)
    return max(0.0, (centre - spread) / (1 + z2 / rounds))


def ranked(scores: Iterable[Score]) -> tuple[Score, ...]:
    """Best first; equals by who saw more, then by name."""
    return tuple(sorted(scores, key=lambda each: (-each.proven, -each.right, each.name.casefold())))


class Confusion(Struct, frozen=True):
    """How often one pattern was taken for another."""

    answer: str
    taken_for: str
    count: int
    of: int
    """Guesses in rounds on `answer`."""


class Season(Struct, frozen=True):
    """Everything of a stretch of time."""

    first: date
    last: date
    rounds: int
    table: tuple[Score, ...]
    """Ranked."""
    own: Score
    """The streamer's calls."""
    confusions: tuple[Confusion, ...]
    """Most often first."""
    guesses: int
    right: int


class SeasonLength(StrEnum):
    """How long a season is, in the calendar."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


def season_of(day: date, length: SeasonLength) -> tuple[date, date]:
    """The first and the last day of the season of `day`."""
    months = {SeasonLength.MONTH: 1, SeasonLength.QUARTER: 3, SeasonLength.YEAR: 12}[length]
    month = (day.month - 1) // months * months + 1
    years, after = divmod(month - 1 + months, 12)
    first = date(day.year, month, 1)
    return first, date(day.year + years, after + 1, 1) - timedelta(days=1)


def after(round_: Round, at: datetime) -> timedelta:
    """How long after the opening."""
    return max(timedelta(), at - round_.opened_at)
