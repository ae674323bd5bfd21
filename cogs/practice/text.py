"""What Discord says about the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.curriculum.model import Problem
from bot.practice.model import Attempt, Logged, Undone
from cogs.words import escape_discord, minutes, plural

NAMED = 3
"""Problems that are named one by one before the rest is counted."""


def logged(done: Logged) -> str:
    """The answer to a line in the log: what stands there now, one fact, and when it comes again."""
    sentences = [f"{_title(done.problem, done.attempt)} {_outcome(done.attempt)}{_when(done)}."]
    if done.fact is not None:
        sentences.append(done.fact)
    if done.again is not None:
        sentences.append(_again(done.again, done.today))
    answer = " ".join(sentences)
    if done.attempt.note:
        answer += f"\n> {escape_discord(done.attempt.note)}"
    return answer


def undone(back: Undone) -> str:
    """The answer to `!undo`: what was taken back, and what its day still holds."""
    what = f"Took back {_title(back.problem, back.attempt)}, {_outcome(back.attempt)}."
    day = "Today's log" if back.attempt.on == back.today else f"The log of {_date(back.attempt.on)}"
    if not back.remaining:
        return f"{what} {day} is empty now."
    return f"{what} {day} still holds {_listed(back.remaining)}."


def choice(problem: Problem) -> str:
    """A problem in the list under the field while somebody types, in at most 100 characters."""
    return f"{problem.number}. {problem.title}"[:100]


def use_slash(name: str) -> str:
    """The prefix form of what needs fields."""
    return f"That one has fields to fill in: type `/{name}`."


def _title(problem: Problem | None, attempt: Attempt) -> str:
    return f"**{escape_discord(problem.title) if problem is not None else f'Problem {attempt.problem}'}**"


def _outcome(attempt: Attempt) -> str:
    took = "" if attempt.minutes is None else minutes(timedelta(minutes=attempt.minutes))
    words = (
        "solved" + (f" in {took}" if took else "")
        if attempt.solved
        else "not solved" + (f" after {took}" if took else "")
    )
    return words if attempt.cold else f"{words}, the solution read first"


def _when(done: Logged) -> str:
    return "" if done.attempt.on == done.today else f", on {_date(done.attempt.on)}"


def _again(again: date, today: date) -> str:
    if again <= today:
        return "Due again today."
    if again == today + timedelta(days=1):
        return "Again tomorrow."
    return f"Again on {_date(again)}."


def _date(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


def _listed(problems: Sequence[Problem]) -> str:
    titles = [f"**{escape_discord(problem.title)}**" for problem in dict.fromkeys(problems)]
    if len(titles) > NAMED:
        titles[NAMED:] = [plural(len(titles) - NAMED, "other")]
    return titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} and {titles[-1]}"
