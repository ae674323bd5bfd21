"""What counts as success: columns and cells of the success table, and how a cell is counted in the log."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.curriculum.catalogue import Difficulty

LONGEST_WINDOW = 366
"""Days that a window can reach back."""
MOST = 500
"""Things that one count can ask for."""


class Counted(StrEnum):
    """What of the log is counted."""

    TRIES = "tries"
    """Cold tries at problems: the first of a day, without having read the solution."""
    FILMED = "filmed"
    """The stage's weekly tests that were tried."""
    LIVE = "live"
    """Days live on Twitch, and live sessions of the plan that were done."""
    READ = "read"
    EXPLAINED = "explained"
    DESIGNED = "designed"
    """Systems designed against the clock; walk-throughs are none."""
    ROUNDS = "rounds"
    """Interview rounds, rehearsed."""
    SHIPPED = "shipped"
    """Pieces of the portfolio that stand."""
    RECORDED = "recorded"
    """Recordings that were handed in, the private ones included."""
    SHARED = "shared"
    """Recordings that friends were asked to watch."""
    REVIEWED = "reviewed"
    """Recordings that a friend said something about."""
    CLEAN = "clean"
    """Measured recordings of a whole clock; clean narration counts."""


class Different(StrEnum):
    """What counts only once, however often it is there."""

    SUBJECT = "subject"
    WEEK = "week"
    """From Monday on."""
    DAY = "day"


_ABOUT_PROBLEMS = (Counted.TRIES, Counted.FILMED)
_HAS_OUTCOME = (*_ABOUT_PROBLEMS, Counted.ROUNDS)
_HAS_MINUTES = (*_ABOUT_PROBLEMS, Counted.EXPLAINED, Counted.DESIGNED)
_HAS_LEVEL = (*_ABOUT_PROBLEMS, Counted.CLEAN)
_HAS_SUBJECT = (Counted.READ, Counted.EXPLAINED, Counted.DESIGNED, Counted.ROUNDS, Counted.SHIPPED)


@dataclass(frozen=True, slots=True)
class Count:
    """One thing that is counted, over which window, and how many of it are enough."""

    what: Counted
    least: int
    """How many are enough."""
    last: int | None = None
    """Only the last so many are looked at, and so many there must be."""
    days: int | None = None
    """Only those of the last so many days; without either, everything counts."""
    difficulty: Difficulty | None = None
    within: int | None = None
    """Minutes. A problem without minutes is not within; a talk without minutes is taken as it was asked."""
    rested: int = 0
    """Days for which the problem was not touched before; an unseen one always is."""
    any: bool = False
    """Whether one that failed counts as well."""
    about: tuple[str, ...] = ()
    """Keys or titles of the programme."""
    long: int | None = None
    """Minutes of the clock that a recording holds at least."""
    design: bool = False
    """Whether only recordings of a system design are looked at."""
    named: tuple[str, ...] = ()
    """Words, one of which the subject holds; where both are written, either is enough."""
    different: Different | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.least <= MOST:
            raise ValueError(f"least must be 1 to {MOST}, not {self.least}")
        if self.last is not None and self.days is not None:
            raise ValueError("the window is either last or days; take one of them out")
        if self.last is not None and not self.least <= self.last <= MOST:
            raise ValueError(f"last must be {self.least} (least) to {MOST}, not {self.last}")
        if self.days is not None and not 1 <= self.days <= LONGEST_WINDOW:
            raise ValueError(f"days must be 1 to {LONGEST_WINDOW}, not {self.days}")
        if self.within is not None and not 1 <= self.within <= 300:
            raise ValueError(f"within must be 1 to 300 minutes, not {self.within}")
        if self.long is not None and not 1 <= self.long <= 300:
            raise ValueError(f"long must be 1 to 300 minutes, not {self.long}")
        if not 0 <= self.rested <= LONGEST_WINDOW:
            raise ValueError(f"rested must be 0 to {LONGEST_WINDOW} days, not {self.rested}")
        for key, given, fits in (
            ("difficulty", self.difficulty is not None, _HAS_LEVEL),
            ("long", self.long is not None, (Counted.CLEAN,)),
            ("design", self.design, (Counted.CLEAN,)),
            ("rested", self.rested > 0, (Counted.TRIES,)),
            ("within", self.within is not None, _HAS_MINUTES),
            ("any", self.any, _HAS_OUTCOME),
            ("about", bool(self.about), _HAS_SUBJECT),
            ("named", bool(self.named), _HAS_SUBJECT),
        ):
            if given and self.what not in fits:
                raise ValueError(f"{key} is only for {', '.join(fits)}; take it out of {self.what}")
        if self.any and self.within is not None:
            raise ValueError("any takes every outcome, so within has no say; take one of them out")
        if self.design and self.difficulty is not None:
            raise ValueError("a design has no difficulty; take one of them out")


@dataclass(frozen=True, slots=True)
class Area:
    """A column of the success table."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Goal:
    """One cell of the success table: what counts as success in an area at the end of a month."""

    key: str
    month: int
    area: str
    """Key of its area."""
    words: str
    counts: tuple[Count, ...] = ()
    """Each of them has to be reached; a cell without any is ticked by hand."""

    @property
    def takes_tick(self) -> bool:
        """Whether its candidate may say that it stands: nothing counts it, or only a measure of voice."""
        return not self.counts or any(count.what is Counted.CLEAN for count in self.counts)
