"""A week as a table to keep: one row for each entry of the log, without anybody's notes."""

from __future__ import annotations

from collections.abc import Iterator

from bot.curriculum.model import Catalogue
from bot.practice.model import Session
from bot.progress.model import Week
from bot.sheet import encoded, written

_COLUMNS = ("date", "what", "title", "difficulty", "pattern", "outcome", "minutes", "cold")


def week_table(week: Week, catalogue: Catalogue) -> bytes:
    """As CSV, in the order of the log."""
    return encoded(written(_COLUMNS, list(_rows(week, catalogue))))


def _rows(week: Week, catalogue: Catalogue) -> Iterator[tuple[str, ...]]:
    entries = sorted((*week.attempts, *week.sessions), key=lambda one: (one.on, one.id))
    for entry in entries:
        day, minutes = entry.on.isoformat(), "" if entry.minutes is None else str(entry.minutes)
        if isinstance(entry, Session):
            yield (day, entry.kind, entry.subject, "", "", entry.verdict or "done", minutes, "")
            continue
        problem = catalogue.known(entry.problem)
        title = f"Problem {entry.problem}" if problem is None else problem.title
        level, pattern = ("", "") if problem is None else (problem.difficulty, problem.category)
        outcome, cold = "solved" if entry.solved else "failed", "yes" if entry.cold else "no"
        yield (day, "problem", title, level, pattern, outcome, minutes, cold)
