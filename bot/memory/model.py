"""What of the log is still remembered: the feature's values at one address, and what is due on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from bot.curriculum.model import Catalogue, Difficulty, Problem

# the feature's values have one address, whichever file they live in
from bot.memory.recall import Grade as Grade
from bot.memory.recall import Memories as Memories
from bot.memory.recall import Memory as Memory
from bot.memory.recall import Why as Why
from bot.memory.recall import boxes as boxes
from bot.memory.recall import due as due
from bot.memory.recall import grade as grade
from bot.memory.recall import histories as histories
from bot.memory.recall import least_remembered as least_remembered
from bot.memory.recall import memories as memories
from bot.memory.sampling import Draw as Draw
from bot.memory.sampling import Posterior as Posterior
from bot.memory.sampling import candidates as candidates
from bot.memory.sampling import draw as draw
from bot.memory.sampling import posteriors as posteriors
from bot.memory.sampling import reason as reason
from bot.memory.sampling import week_of as week_of
from bot.people.model import Person
from bot.practice.model import Attempt


class DueLine(Struct, frozen=True):
    """A problem in the list of what is due."""

    problem: Problem
    memory: Memory
    chance: float
    """That it would go today."""


class DueView(Struct, frozen=True):
    """What is due on somebody's day, and what comes next."""

    person: Person
    today: date
    due: tuple[DueLine, ...]
    """Those that wait longest first."""
    coming: tuple[DueLine, ...]
    """The next days' after that, soonest first."""
    tried: int
    """Problems that the log holds."""


def look(
    person: Person,
    today: date,
    attempts: Iterable[Attempt],
    catalogue: Catalogue,
    boxes: Mapping[Difficulty, int],
) -> DueView:
    """What is due on `today`, after what was already done on it."""
    held = memories(attempts, catalogue, boxes)

    def line(memory: Memory) -> DueLine:
        return DueLine(catalogue.get(memory.problem), memory, memory.retrievability(today))

    later = sorted(
        (memory for memory in held.values() if memory.due > today),
        key=lambda memory: (memory.due, memory.retrievability(memory.due), memory.problem),
    )
    return DueView(person, today, tuple(map(line, due(held, today))), tuple(map(line, later)), len(held))
