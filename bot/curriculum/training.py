"""What is trained: kinds of work, problems, theory and system design, phase by phase."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.curriculum.catalogue import Difficulty


class Kind(StrEnum):
    """What an entry of the weekly template asks for."""

    NEW = "new"
    """Unsolved problems of the focus."""
    AGAIN = "again"
    """Something tried before, due again; planned by itself, never written into a template."""
    REVIEW = "review"
    """What was tried on an earlier weekday, once more."""
    RECALL = "recall"
    """A part of the weekly review: what is remembered least of the weeks before."""
    STRETCH = "stretch"
    """One problem that takes the whole sitting."""
    TIMED = "timed"
    """One problem against the clock in a plain document, as in a technical screen."""
    HARDEST = "hardest"
    """The one that this week was hardest, again."""
    TEST = "test"
    """The weekly filmed test of the stage."""
    LIVE = "live"
    """A live session of the stage: problems in front of whoever comes."""
    WATCH = "watch"
    """The film, watched back."""
    READ = "read"
    """The topic of the week."""
    EXPLAIN = "explain"
    """The topic of the week said aloud against the clock, recorded and listened back to."""
    WALK = "walk"
    """A system design without a clock."""
    MOCK = "mock"
    """A system design against the clock."""
    ROUND = "round"
    """One of the interview rounds, practised."""
    STUDY = "study"
    """Reading that is not of the topics: the teams and what they publish."""
    PORTFOLIO = "portfolio"
    """Work on what others can look at."""
    APPLY = "apply"
    """An application, written and sent."""
    DRILL = "drill"
    """What answers a flag of friends' reviews; planned by itself, never written into a template."""


PROBLEM_KINDS = frozenset(
    {
        Kind.NEW,
        Kind.AGAIN,
        Kind.REVIEW,
        Kind.RECALL,
        Kind.STRETCH,
        Kind.TIMED,
        Kind.HARDEST,
        Kind.TEST,
        Kind.LIVE,
    }
)
"""Kinds that are problems; the programme knows how long they take."""


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
class Section:
    """A part of something timed, with its share of the minutes."""

    name: str
    minutes: int

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError("name must say what the section is called")
        if not 1 <= self.minutes <= 300:
            raise ValueError(f"minutes must be 1 to 300, not {self.minutes}")


@dataclass(frozen=True, slots=True)
class Preset:
    """A length for the timer that has a name."""

    name: str
    minutes: int
    sections: tuple[Section, ...] = ()
    """What is announced as the minutes go by; together they are all of them."""

    def __post_init__(self) -> None:
        together = sum(section.minutes for section in self.sections)
        if self.sections and together != self.minutes:
            raise ValueError(f"the sections take {together} minutes together, and the clock {self.minutes}")


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
    method: tuple[str, ...]
    target: str
    title: str = ""
    """What the phase is after here, in a few words."""
    focus: tuple[Focus, ...] = ()
    """Patterns by week; none where all patterns are mixed."""
    mix: tuple[Difficulty, ...] = ()
    """The levels of a day's new problems in order, such as medium and hard; empty takes what comes."""
    review: int = 0
    """Problems of earlier weeks that a week solves again, the least remembered first."""
    timed: int = 0
    """Problems a week against the clock in a plain document."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One subject of the reading, and the weeks of its phase that it takes."""

    title: str
    points: tuple[str, ...]
    weeks: tuple[int, ...]
    note: str = ""
    """How well it should sit."""


@dataclass(frozen=True, slots=True)
class ReadingTrack:
    """A phase's way with theory."""

    resource: str
    pace: str
    topics: tuple[Topic, ...]
    method: tuple[str, ...]
    target: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class DesignTrack:
    """A phase's way with system design."""

    resource: str
    pace: str
    effort: Effort
    method: tuple[str, ...]
    target: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Phase:
    """A few calendar months with an aim of their own."""

    number: int
    title: str
    months: tuple[int, ...]
    problems: ProblemTrack
    reading: ReadingTrack
    design: DesignTrack | None = None
    words: str = ""
    """What the phase is for, in a sentence."""

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

    @property
    def focus_weeks(self) -> int:
        """How many of its weeks have patterns of their own; 0 where all patterns are mixed."""
        return max((week for focus in self.problems.focus for week in focus.weeks), default=0)

    def catches_up(self, week: int) -> bool:
        """Whether a week only has the days that its focus weeks left over."""
        return 0 < self.focus_weeks < week

    def topic(self, week: int) -> Topic:
        """What is read in a week; the last topic fills one week left over, then all begin again in turn."""
        topics = self.reading.topics
        planned = next((topic for topic in topics if week in topic.weeks), None)
        if planned is not None:
            return planned
        last = max((max(topic.weeks) for topic in topics if topic.weeks), default=0)
        return topics[-1] if week <= last + 1 else topics[(week - last - 2) % len(topics)]
