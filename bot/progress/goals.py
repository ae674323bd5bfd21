"""A cell of the success table by the name that somebody gave it, and what is refused about cells."""

from __future__ import annotations

import difflib

from bot.curriculum.model import Goal, Programme
from bot.errors import UserError
from bot.practice.subject import Known, beginning, named
from bot.progress.definition import definition_of

NOTE = 200
"""Characters of a note with a tick."""


def find_goal(programme: Programme, said: str) -> Goal:
    """By its key, or by words of it. Raises UnknownGoal, NoGoals."""
    if not programme.goals:
        raise NoGoals(programme.title)
    words = " ".join(said.split()).casefold()
    by_key = {goal.key: goal for goal in programme.goals}
    if words in by_key:
        return by_key[words]
    # what can be ticked first: its words may be those of a cell that counts itself
    for goals in ([goal for goal in programme.goals if goal.takes_tick], programme.goals):
        title = named(words, [Known(goal.words, goal.key) for goal in goals])
        found = [goal for goal in goals if goal.words == title]
        if len(found) == 1:
            return found[0]
    raise UnknownGoal(said, programme)


def split_goal(programme: Programme, line: str) -> tuple[Goal, str]:
    """`reviewed the second one`: the cell, and what stands behind its name. Raises UnknownGoal, NoGoals."""
    first, _, rest = line.strip().partition(" ")
    if any(goal.key == first.casefold() for goal in programme.goals):
        return find_goal(programme, first), rest.strip()
    begun = beginning(line, [Known(goal.words, goal.key) for goal in programme.goals if goal.takes_tick])
    return (find_goal(programme, line), "") if begun is None else (find_goal(programme, begun[0]), begun[1])


class NoGoals(UserError):
    """A programme without a success table."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"{title} has no success table. docs/programme.md shows how [[areas]] and [[goals]] are written."
        )


class UnknownGoal(UserError):
    """A cell that the table does not have."""

    def __init__(self, said: str, programme: Programme) -> None:
        quoted = said if len(said) <= 40 else f"{said[:39]}…"
        near = difflib.get_close_matches(said.casefold(), [goal.key for goal in programme.goals], n=1)
        by_hand = ", ".join(goal.key for goal in programme.goals if goal.takes_tick)
        if near:
            mend = f"Did you mean {near[0]}?"
        elif by_hand:
            mend = f"Ticked by hand are: {by_hand}."
        else:
            mend = "Every cell of this table counts itself."
        super().__init__(f'The success table has no cell "{quoted}". {mend}')


class NoSuchMonth(UserError):
    """A month that the table does not have."""

    def __init__(self, month: int, months: list[int]) -> None:
        super().__init__(f"The success table has months {months[0]} to {months[-1]}, not {month}.")


class CountsItself(UserError):
    """A tick on a cell that is counted."""

    def __init__(self, goal: Goal) -> None:
        super().__init__(
            f'"{goal.words}" counts itself, so it takes no tick: {definition_of(goal)}. '
            f"/metrics shows how far it is."
        )


class NotTicked(UserError):
    """A tick taken back that was not there."""

    def __init__(self, goal: Goal) -> None:
        super().__init__(f'"{goal.words}" is not ticked, so there is nothing to take back.')
