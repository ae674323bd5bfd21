"""What the log says of memory, by FSRS: how each try went, when a problem is due again, how sure it sits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum, StrEnum
from functools import lru_cache

import fsrs
from msgspec import Struct

from bot.curriculum.model import Catalogue, Difficulty, Programme
from bot.practice.model import Attempt

# Each of these settings undoes a default that is no use for days and for a log that is read again and again:
# steps of minutes, and intervals that the global `random` shifts, differently at each reading.
_SCHEDULER = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)

NEXT_DAY = timedelta(days=1)
"""After the first try, and after one that failed."""
HISTORIES = 4096
"""Different histories of one problem whose outcome is kept at hand: several candidates' whole logs."""


class Grade(IntEnum):
    """How a try went, in the words and numbers of FSRS (`fsrs.Rating`).

    FSRS has four ratings (open-spaced-repetition, fsrs4anki wiki, "The Algorithm": 1 again, 2 hard, 3 good,
    4 easy), and the Anki manual ("Studying", answer buttons) says what each means. For a problem:

    | grade | there | here |
    |---|---|---|
    | again | not recalled | not solved, or solved with the solution read first |
    | hard  | recalled, after long thought | solved cold, and the time box was over |
    | good  | recalled, with a little thought | solved cold within the box, or with no minutes noted |
    | easy  | recalled at once | solved cold within half the box |

    Only *again* is a lapse to FSRS; the other three are recalls of different strength.
    """

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Why(StrEnum):
    """What makes a problem due when it is."""

    FIRST = "first"
    """It was tried on one day only: it comes back the day after, from an empty file."""
    MISSED = "missed"
    """It did not go without help last time: it comes back the day after."""
    FADING = "fading"
    """By FSRS, on this day the chance that it still goes has fallen to nine in ten."""


class Memory(Struct, frozen=True):
    """One problem that was tried, as the log says that it sits."""

    problem: int
    """LeetCode number."""
    days: int
    """On how many days it was tried."""
    first: date
    last: date
    grade: Grade
    """Of its last day."""
    due: date
    """From this day on it should be solved again; a full day passes it on, the oldest goes first."""
    why: Why
    stability: float
    """Days after which the chance that it still goes is nine in ten."""
    difficulty: float
    """1 to 10, as FSRS learns it from the grades; nothing to do with LeetCode's."""

    def retrievability(self, day: date) -> float:
        """The chance, by FSRS, that it would go on `day`: 1 on the day of the last try, then falling."""
        card = fsrs.Card(
            card_id=self.problem,
            state=fsrs.State.Review,
            stability=self.stability,
            difficulty=self.difficulty,
            due=_noon(self.due),
            last_review=_noon(self.last),
        )
        return float(_SCHEDULER.get_card_retrievability(card, _noon(day)))


Memories = Mapping[int, Memory]
"""By LeetCode number."""


def boxes(programme: Programme) -> Mapping[Difficulty, int]:
    """Minutes within which a problem of each difficulty should go: the tightest box that any phase sets.

    One number for the whole programme, so that an old try is not graded anew when a phase ends.
    """
    found: dict[Difficulty, int] = {}
    for phase in programme.phases:
        for difficulty, effort in phase.problems.effort.items():
            found[difficulty] = min(effort.box, found.get(difficulty, effort.box))
    return found


def grade(attempt: Attempt, box: int | None) -> Grade:
    """How one try went, measured by its time box; see `Grade`. Without a box minutes say nothing."""
    if not attempt.solved or not attempt.cold:
        return Grade.AGAIN
    if attempt.minutes is None or box is None:
        return Grade.GOOD
    if attempt.minutes > box:
        return Grade.HARD
    return Grade.EASY if attempt.minutes * 2 <= box else Grade.GOOD


def memories(
    attempts: Iterable[Attempt], catalogue: Catalogue, boxes: Mapping[Difficulty, int]
) -> dict[int, Memory]:
    """Every problem of the catalogue that was tried, by number; the same log in any order gives the same.

    A day counts once for a problem, by its worst grade: a solve right after a failure comes from the solution
    that was just read, and a slip right after a solve is a slip. To know what was known on a day, hand over
    the attempts of the days before it.
    """
    return {
        number: _remembered(number, tuple(history))
        for number, history in histories(attempts, catalogue, boxes).items()
    }


def due(memories: Memories, day: date) -> list[Memory]:
    """What is due on `day`, those that wait longest first, then the least sure."""
    waiting = [memory for memory in memories.values() if memory.due <= day]
    return sorted(waiting, key=lambda memory: (memory.due, memory.retrievability(day), memory.problem))


def least_remembered(memories: Memories, day: date, count: int) -> list[Memory]:
    """The `count` problems that are least likely to go on `day`, the least likely first."""
    ranked = sorted(
        memories.values(), key=lambda memory: (memory.retrievability(day), memory.due, memory.problem)
    )
    return ranked[:count]


History = list[tuple[date, Grade]]
"""The days on which a problem was tried, oldest first, each with its grade."""


def histories(
    attempts: Iterable[Attempt], catalogue: Catalogue, boxes: Mapping[Difficulty, int]
) -> dict[int, History]:
    """Each problem of the catalogue that was tried: its days, oldest first, with the worst grade of each."""
    days: dict[int, dict[date, Grade]] = {}
    for attempt in attempts:
        problem = catalogue.known(attempt.problem)
        if problem is None:
            continue
        graded = grade(attempt, boxes.get(problem.difficulty))
        held = days.setdefault(attempt.problem, {})
        held[attempt.on] = min(graded, held.get(attempt.on, graded))
    return {number: sorted(held.items()) for number, held in days.items()}


@lru_cache(maxsize=HISTORIES)
def _remembered(number: int, history: tuple[tuple[date, Grade], ...]) -> Memory:
    # `due` would be read from the real clock, and without `card_id` the constructor sleeps a millisecond
    card = fsrs.Card(card_id=number, due=_noon(history[0][0]))
    for day, graded in history:
        card, _ = _SCHEDULER.review_card(card, fsrs.Rating(graded), review_datetime=_noon(day))
    assert card.stability is not None and card.difficulty is not None  # noqa: S101, PT018 - it was reviewed
    last, graded = history[-1]
    why = Why.FIRST if len(history) == 1 else Why.MISSED if graded is Grade.AGAIN else Why.FADING
    return Memory(
        problem=number,
        days=len(history),
        first=history[0][0],
        last=last,
        grade=graded,
        due=card.due.date() if why is Why.FADING else last + NEXT_DAY,
        why=why,
        stability=card.stability,
        difficulty=card.difficulty,
    )


def _noon(day: date) -> datetime:
    """A person's day as the instant that FSRS wants.

    It counts whole days between instants, so that a try at ten in the evening and one at eight the next
    morning would be the same day to it: each day is one and the same hour.
    """
    return datetime.combine(day, time(12), UTC)
