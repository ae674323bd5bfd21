"""The private form: scores of 1 to 4 by rubric, forward or not, one thing to keep and one to change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from statistics import median

from msgspec import Struct, field
from msgspec.structs import replace

LOWEST, HIGHEST = 1, 4
WORDS_LIMIT = 300
"""Characters of what to keep and what to change."""


class Kind(StrEnum):
    """What a recording is of; each has a rubric of its own."""

    CODING = "coding"
    DESIGN = "design"
    EXPLANATION = "explanation"


class Aspect(StrEnum):
    """What is scored."""

    PROBLEM_SOLVING = "problem_solving"
    TECHNICAL = "technical"
    TESTING = "testing"
    COMMUNICATION = "communication"
    SCOPING = "scoping"
    HIGH_LEVEL = "high_level"
    DEEP_DIVE = "deep_dive"
    TRADE_OFFS = "trade_offs"
    INTUITION = "intuition"
    CORRECTNESS = "correctness"
    DEPTH = "depth"
    CLARITY = "clarity"


RUBRICS: Mapping[Kind, tuple[Aspect, ...]] = {
    Kind.CODING: (Aspect.PROBLEM_SOLVING, Aspect.TECHNICAL, Aspect.TESTING, Aspect.COMMUNICATION),
    Kind.DESIGN: (Aspect.SCOPING, Aspect.HIGH_LEVEL, Aspect.DEEP_DIVE, Aspect.TRADE_OFFS),
    Kind.EXPLANATION: (Aspect.INTUITION, Aspect.CORRECTNESS, Aspect.DEPTH, Aspect.CLARITY),
}
"""In the order in which a summary reads them."""


class Form(Struct, frozen=True):
    """What one person filled in about one recording, as far as they have come."""

    author: str
    """Who, as the tables name reviewers."""
    own: bool = False
    """Whether it is the candidate's own rating."""
    scores: Mapping[Aspect, int] = field(default_factory=dict[Aspect, int])
    forward: bool | None = None
    keep: str = ""
    change: str = ""
    at: datetime | None = None
    """When it was last changed."""

    def scored(self, aspect: Aspect, score: int) -> Form:
        """With one more score; another one for the same aspect replaces it."""
        if not LOWEST <= score <= HIGHEST:
            raise ValueError(f"a score is {LOWEST} to {HIGHEST}, not {score}")
        return replace(self, scores={**self.scores, aspect: score})

    def covers(self, kind: Kind) -> bool:
        """Whether every aspect of the rubric has a score."""
        return all(aspect in self.scores for aspect in RUBRICS[kind])

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said in it yet."""
        return not (self.scores or self.keep or self.change or self.forward is not None)


class Score(Struct, frozen=True):
    """How one aspect was seen."""

    aspect: Aspect
    median: float | None
    """Of the friends; None where nobody scored it, or where it is not to be seen yet."""
    count: int
    own: int | None

    @property
    def gap(self) -> float | None:
        """Own minus median: above nothing is rated too well, below too hard."""
        return None if self.own is None or self.median is None else self.own - self.median


def scores(kind: Kind, friends: Iterable[Form], own: Form | None) -> tuple[Score, ...]:
    """Each aspect of the rubric in its order."""
    held = [form.scores for form in friends]
    lines: list[Score] = []
    for aspect in RUBRICS[kind]:
        given = [one[aspect] for one in held if aspect in one]
        mine = None if own is None else own.scores.get(aspect)
        lines.append(Score(aspect, median(given) if given else None, len(given), mine))
    return tuple(lines)


def calibration_gap(lines: Iterable[Score]) -> float | None:
    """The mean of the gaps: how much better somebody thinks they did than friends do."""
    gaps = [line.gap for line in lines if line.gap is not None]
    return sum(gaps) / len(gaps) if gaps else None
