"""A private exercise: one problem, which pattern? What comes next is what is least sure."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import NewType

from msgspec import Struct

from bot.curriculum.model import Problem
from bot.errors import UserError
from bot.pattern.accepted import ALSO

DrillId = NewType("DrillId", int)

HALF_LIFE = timedelta(days=14)
"""After this an answer says half as much about what is known now."""
APART = 12
"""Questions before the same problem may come again, where there are enough others."""
IN_A_ROW = 2
"""Times that one pattern may be asked in a row."""


class Drill(Struct, frozen=True):
    """One question to one account."""

    id: DrillId
    account: str
    problem: int
    answer: str
    """The catalogue's pattern."""
    asked_at: datetime
    picked: str | None = None
    picked_at: datetime | None = None

    @property
    def right(self) -> bool:
        """Whether what was picked solves it."""
        return self.picked == self.answer or self.picked in ALSO.get(self.problem, ())


class Knowledge(Struct, frozen=True):
    """How well a pattern is recognised, as far as answers can tell.

    With a uniform prior the chance of recognising it is distributed as Beta(1 + right, 1 + wrong). An answer
    counts half as much every `HALF_LIFE`: what has not come up for long becomes unsure again and so comes
    back, soon where it was often wrong and rarely where it was right (discounted Thompson sampling: Raj and
    Kalyani, "Taming Non-stationary Bandits: A Bayesian Approach", 2017).
    """

    right: float = 0.0
    wrong: float = 0.0
    answers: int = 0
    """As many as were given, whatever their age."""
    seen: int = 0
    """Of them right."""

    @property
    def mean(self) -> float:
        """The expected chance."""
        return (1 + self.right) / (2 + self.right + self.wrong)


def knowledge(drills: Iterable[Drill], patterns: Iterable[str], now: datetime) -> dict[str, Knowledge]:
    """Every pattern, asked or not, by the answers so far."""
    found = dict.fromkeys(patterns, Knowledge())
    for drill in drills:
        if drill.picked_at is None or drill.answer not in found:
            continue
        weight = 0.5 ** (max(timedelta(), now - drill.picked_at) / HALF_LIFE)
        held = found[drill.answer]
        found[drill.answer] = Knowledge(
            held.right + (weight if drill.right else 0.0),
            held.wrong + (0.0 if drill.right else weight),
            held.answers + 1,
            held.seen + drill.right,
        )
    return found


def choose(
    problems: Sequence[Problem], drills: Sequence[Drill], barred: Container[int], now: datetime, rng: Random
) -> Problem | None:
    """What to ask next; None where everything is barred.

    Thompson sampling aimed at the weakest: one draw from each pattern's Beta, and the lowest is asked. Within
    it the problem that was asked longest ago.
    """
    free = [problem for problem in problems if problem.number not in barred]
    recent = {drill.problem for drill in drills[-APART:]}
    pool = [problem for problem in free if problem.number not in recent] or free
    if not pool:
        return None
    by_pattern: dict[str, list[Problem]] = {}
    for problem in pool:
        by_pattern.setdefault(problem.category, []).append(problem)
    tired = _in_a_row(drills)
    if tired is not None and len(by_pattern) > 1:
        by_pattern.pop(tired, None)
    known = knowledge(drills, by_pattern, now)

    def theta(pattern: str) -> float:
        return rng.betavariate(1 + known[pattern].right, 1 + known[pattern].wrong)

    pattern = min(sorted(by_pattern), key=theta)
    last = {drill.problem: place for place, drill in enumerate(drills, 1)}
    chance = {problem.number: rng.random() for problem in by_pattern[pattern]}
    return min(by_pattern[pattern], key=lambda one: (last.get(one.number, 0), chance[one.number]))


def _in_a_row(drills: Sequence[Drill]) -> str | None:
    """The pattern that the last questions were all about."""
    lately = {drill.answer for drill in drills[-IN_A_ROW:]}
    return lately.pop() if len(drills) >= IN_A_ROW and len(lately) == 1 else None


class DrillView(Struct, frozen=True):
    """A question, answered or not, with how one does so far."""

    drill: Drill
    problem: Problem
    known: Mapping[str, Knowledge]


class NoDrillLeft(UserError):
    """Everything that could be asked is kept for the plan."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing is left to drill right now: the rest is kept for your plan. Tomorrow there is more."
        )


class NotYourDrill(UserError):
    """A question that was put to somebody else, or is gone."""

    def __init__(self) -> None:
        super().__init__("That question is not yours any more. `/drill` asks you one.")
