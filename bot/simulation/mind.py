"""What a made-up candidate can: solve a problem or not, and in how many minutes; it grows with practice."""

from __future__ import annotations

import math
from datetime import date
from random import Random

from msgspec import Struct, field

from bot.curriculum.model import Difficulty, Problem

_BASE = {Difficulty.EASY: 0.72, Difficulty.MEDIUM: 0.42, Difficulty.HARD: 0.12}
"""Chance of an untrained person to solve an unseen problem within its box."""
_TYPICAL = {Difficulty.EASY: 14.0, Difficulty.MEDIUM: 23.0, Difficulty.HARD: 42.0}
"""Minutes of an untrained person who does solve it."""
_LEARNED = 0.11
"""Part of what is missing in a pattern that one try adds."""
_FIRST_STABILITY = 4.0
"""Days after which a solution seen once is remembered with a chance of 1/e."""


class Outcome(Struct, frozen=True):
    """How a try went."""

    solved: bool
    minutes: int
    cold: bool = True


class _Trace(Struct):
    last: date
    stability: float = _FIRST_STABILITY


class Mind(Struct):
    """Skill by pattern and memory by problem. A model to exercise the plan with, not a claim about people."""

    rng: Random
    talent: float
    _skill: dict[str, float] = field(default_factory=dict[str, float])
    _traces: dict[int, _Trace] = field(default_factory=dict[int, _Trace])

    def tries(self, problem: Problem, box: int, day: date) -> Outcome:
        """One try within `box` minutes, after which the solution was understood one way or the other."""
        skill = self._skill.get(problem.category, self.talent)
        unseen = min(0.97, _BASE[problem.difficulty] + 0.62 * skill)
        trace = self._traces.get(problem.number)
        remembered = 0.0 if trace is None else math.exp(-(day - trace.last).days / trace.stability)
        chance = max(unseen, remembered)
        pace = (1.25 - 0.75 * skill) * (1.0 - 0.8 * remembered)
        minutes = max(2, round(_TYPICAL[problem.difficulty] * pace * self.rng.lognormvariate(0.0, 0.22)))
        solved = self.rng.random() < chance and minutes <= box
        self._learn(problem, day, solved)
        return Outcome(solved, min(minutes, box) if solved else box)

    def brings(self, problem: Problem, day: date) -> None:
        """Solved before the first day."""
        self._learn(problem, day, solved=True)

    def _learn(self, problem: Problem, day: date, solved: bool) -> None:
        skill = self._skill.get(problem.category, self.talent)
        self._skill[problem.category] = skill + (0.95 - skill) * _LEARNED
        trace = self._traces.setdefault(problem.number, _Trace(day))
        trace.stability = trace.stability * 2.2 if solved else _FIRST_STABILITY
        trace.last = day
