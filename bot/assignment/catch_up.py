"""How what is due is mixed, so that catching up is not one pattern over and over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bot.curriculum.model import Problem


class Balance:
    """Lets no pattern have more than half of the day's catch-up, rounded up, where several are overdue."""

    def __init__(self, overdue: Iterable[Problem]) -> None:
        self._several = len({problem.category for problem in overdue}) > 1
        self._held = Counter[str]()

    def allows(self, problem: Problem) -> bool:
        """Whether one more of its pattern leaves the others their half."""
        most = (self._held.total() + 2) // 2
        return not self._several or self._held[problem.category] < most

    def add(self, problem: Problem) -> None:
        """It found room."""
        self._held[problem.category] += 1
