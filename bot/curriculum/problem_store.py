"""Problems that somebody added to the bundled catalogue: their rows, and the catalogue with them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.curriculum.model import Catalogue, Difficulty, Problem
from bot.database import Row, Transaction, instant_text


class ProblemStore:
    """Reads and writes `problems`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def all(self) -> list[Problem]:
        """In the order of their numbers."""
        return [_problem(row) for row in self._tx.all("SELECT * FROM problems ORDER BY number")]

    def put(self, problems: Iterable[Problem], now: datetime) -> None:
        """Keep them; what stands there under the same number is replaced."""
        for problem in problems:
            self._tx.execute(
                """INSERT OR REPLACE INTO problems (number, slug, title, category, difficulty, blind75,
                                                    imported_at)
                   VALUES (:number, :slug, :title, :category, :difficulty, :blind75, :now)""",
                {
                    "number": problem.number,
                    "slug": problem.slug,
                    "title": problem.title,
                    "category": problem.category,
                    "difficulty": problem.difficulty,
                    "blind75": int(problem.blind75),
                    "now": instant_text(now),
                },
            )

    def with_all(self, bundled: Catalogue) -> Catalogue:
        """`bundled` with every added problem; where a later Greenroom bundles one of them, it wins."""
        slugs = {problem.slug for problem in bundled}
        added = [
            problem
            for problem in self.all()
            if bundled.known(problem.number) is None and problem.slug not in slugs
        ]
        return Catalogue([*bundled, *added])


def _problem(row: Row) -> Problem:
    return Problem(
        number=row["number"],
        slug=row["slug"],
        title=row["title"],
        category=row["category"],
        difficulty=Difficulty(row["difficulty"]),
        blind75=bool(row["blind75"]),
    )
