"""Logs made up for tests: one try a line, and a nine months' life."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

from bot.curriculum.model import Difficulty
from bot.curriculum.programme import load_catalogue
from bot.people.model import PersonId
from bot.practice.model import Attempt, AttemptId

MONDAY = date(2026, 3, 2)
BOXES = {Difficulty.EASY: 25, Difficulty.MEDIUM: 25, Difficulty.HARD: 45}
CATALOGUE = load_catalogue()
TWO_SUM, THREE_SUM, MEDIAN = 1, 15, 4
"""Easy, medium, hard."""


def tried(
    problem: int,
    day: date | int,
    *,
    solved: bool = True,
    minutes: int | None = None,
    cold: bool = True,
    number: int = 1,
) -> Attempt:
    """One try, on a date or so many days after the Monday on which everything begins."""
    on = MONDAY + timedelta(days=day) if isinstance(day, int) else day
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    return Attempt(AttemptId(number), PersonId(1), problem, solved, minutes, cold, "", at, on)


def a_life(seed: int, days: int = 270, a_day: int = 5) -> list[Attempt]:
    """A whole programme's log: five tries a day at problems of the whole catalogue."""
    rng = Random(seed)
    numbers = [problem.number for problem in CATALOGUE]
    return [
        tried(
            rng.choice(numbers),
            day,
            solved=rng.random() < 0.7,
            minutes=rng.choice((None, rng.randint(4, 60))),
            cold=rng.random() < 0.9,
            number=day * a_day + turn + 1,
        )
        for day in range(days)
        for turn in range(a_day)
    ]
