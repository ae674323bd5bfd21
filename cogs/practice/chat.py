"""What Twitch chat hears about the log: one line each."""

from __future__ import annotations

from datetime import timedelta

from bot.curriculum.model import Problem
from bot.practice.model import Attempt, Logged, Undone
from cogs.words import TWITCH_LINE, clip, minutes, plural


def logged(done: Logged) -> str:
    """The answer to `!solved` and `!failed`."""
    sentences = [f"{_title(done.problem, done.attempt)} {_outcome(done.attempt)}."]
    if done.fact is not None:
        sentences.append(done.fact)
    if done.again is not None and done.again <= done.today + timedelta(days=1):
        sentences.append("Again tomorrow." if done.again > done.today else "Due again today.")
    return clip(" ".join(sentences), TWITCH_LINE)


def undone(back: Undone) -> str:
    """The answer to `!undo`."""
    day = "today's log" if back.attempt.on == back.today else "that day's log"
    left = (
        "is empty now"
        if not back.remaining
        else f"still holds {plural(len(back.remaining), 'entry', 'entries')}"
    )
    return clip(
        f"Took back {_title(back.problem, back.attempt)}, {_outcome(back.attempt)}; {day} {left}.",
        TWITCH_LINE,
    )


def _title(problem: Problem | None, attempt: Attempt) -> str:
    return problem.title if problem is not None else f"Problem {attempt.problem}"


def _outcome(attempt: Attempt) -> str:
    took = "" if attempt.minutes is None else minutes(timedelta(minutes=attempt.minutes))
    if attempt.solved:
        return "solved" + (f" in {took}" if took else "")
    return "not solved" + (f" after {took}" if took else "")
