"""How much the candidate is watched: alone on camera, then by friends, then live."""

from __future__ import annotations

from dataclasses import dataclass

from bot.curriculum.catalogue import Difficulty
from bot.curriculum.goal import Count


@dataclass(frozen=True, slots=True)
class WeeklyTest:
    """A weekly test: one problem of this difficulty, filmed, against the clock."""

    difficulty: Difficulty
    minutes: int

    def __post_init__(self) -> None:
        if not 1 <= self.minutes <= 300:
            raise ValueError(f"minutes must be 1 to 300, not {self.minutes}")


@dataclass(frozen=True, slots=True)
class LiveSessions:
    """Live sessions a week, and the levels of the problems that one of them mixes."""

    least: int
    most: int
    minutes: int
    mix: tuple[Difficulty, ...]

    def __post_init__(self) -> None:
        if not 1 <= self.least <= self.most <= 7:
            raise ValueError(f"least ({self.least}) and most ({self.most}) must be 1 to 7, in this order")
        if not 1 <= self.minutes <= 300:
            raise ValueError(f"minutes must be 1 to 300, not {self.minutes}")
        if not self.mix:
            raise ValueError('mix must name at least one level, such as ["medium"]')


@dataclass(frozen=True, slots=True)
class Stage:
    """How much the candidate is watched: months, weekly test or live sessions, and when it is enough."""

    number: int
    title: str
    months: tuple[int, ...]
    method: tuple[str, ...]
    target: str
    test: WeeklyTest | None = None
    live: LiveSessions | None = None
    ready: tuple[Count, ...] = ()
    """What the log has to show before the next stage; the last one has none."""

    def __post_init__(self) -> None:
        if (self.test is None) == (self.live is None):
            raise ValueError("a stage has either a weekly test or live sessions; write one of the two tables")


@dataclass(frozen=True, slots=True)
class Performance:
    """Why the interview is trained as a performance, in the programme's words."""

    title: str = ""
    words: str = ""
    why: str = ""
