"""What Discord says when the log changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.curriculum.model import Problem
from bot.practice.model import Deed, Filled, Logged, SessionNoted, Shown, Undone
from cogs import entries
from cogs.words import clip, escape_discord, plural

NAMED = 3
"""Rows that are named one by one before the rest is counted."""
NOTE_SHOWN = 400
"""Characters of a note that an answer repeats."""
LINE_SHOWN = 200
"""Characters that the line may have that logs something again."""

FORM_TITLE = "Log it"
FIELDS = {
    "deed": "What did you do?",
    "what": "Which problem, topic, system or round?",
    "minutes": "Minutes",
    "note": "Note",
    "day": "Day",
}
HINTS = {
    "what": "two-sum · bias and variance · technical screen for backend",
    "minutes": "18",
    "note": "the intuition in one line: hash the complement",
    "day": "today, yesterday, tuesday or 2026-03-01",
}
DEEDS = {
    Deed.SOLVED: "Solved a problem",
    Deed.SOLVED_READ: "Solved it after reading the solution",
    Deed.FAILED: "Tried a problem, not solved",
    Deed.FAILED_READ: "Not solved, then read the solution",
    Deed.EXPLAINED: "Explained a topic",
    Deed.DESIGNED: "Designed a system",
    Deed.READ: "Read",
    Deed.PASSED: "Mock round, passed",
    Deed.NOT_PASSED: "Mock round, not passed",
    Deed.SHIPPED: "Finished a portfolio piece",
}


def logged(done: Logged) -> str:
    """The answer to a line in the log: what stands there now, one fact, and when it comes again."""
    shown = Shown(done.attempt, done.problem)
    sentences = [f"{_title(shown)} {entries.outcome(done.attempt)}{_when(done.attempt.on, done.today)}."]
    if done.fact is not None:
        sentences.append(done.fact)
    if done.again is not None:
        sentences.append(_again(done.again, done.today))
    return _with_note(" ".join(sentences), done.attempt.note)


def noted(done: SessionNoted) -> str:
    """The answer to a session in the log."""
    session = done.session
    what = f"{_title(Shown(session))} {entries.outcome(session)}{_when(session.on, done.today)}."
    return _with_note(what if done.fact is None else f"{what} {done.fact}", session.note)


def undone(back: Undone) -> str:
    """The answer to `!undo`: what was taken back, what its day still holds, and the way back."""
    if back.file:
        rows = plural(back.rows, "row")
        return (
            f"Took back {rows} of **{escape_discord(back.file)}**, the whole file.\n"
            "-# Attach it to `/import` again to have them back."
        )
    entry = back.what.entry
    what = f"Took back {_title(back.what)}, {entries.outcome(entry)}."
    day = "Today's log" if entry.on == back.today else f"The log of {entries.weekday(entry.on)}"
    left = f"still holds {_listed(back.remaining)}" if back.remaining else "is empty now"
    line = entries.line(back.what, back.today).replace("`", "'")
    way_back = f"\n-# To have it back: `!{line}`" if len(line) <= LINE_SHOWN else ""
    return f"{what} {day} {left}.{way_back}"


def typed(form: Filled) -> str:
    """What stood in a form that was refused, so that nobody types it twice."""
    parts = (form.what, form.minutes, form.note, form.day)
    return "-# You wrote: " + escape_discord(clip(" · ".join(part for part in parts if part), 1500))


def choice(problem: Problem) -> str:
    """A problem in the list under the field while somebody types, in at most 100 characters."""
    return f"{problem.number}. {problem.title}"[:100]


def use_slash(name: str) -> str:
    """The prefix form of what needs fields."""
    return f"That one has fields to fill in: type `/{name}`."


def _title(shown: Shown) -> str:
    return f"**{escape_discord(entries.name(shown))}**"


def _with_note(answer: str, note: str) -> str:
    return f"{answer}\n> {escape_discord(clip(note, NOTE_SHOWN))}" if note else answer


def _when(on: date, today: date) -> str:
    return "" if on == today else f", on {entries.weekday(on)}"


def _again(again: date, today: date) -> str:
    if again <= today:
        return "Due again today."
    if again == today + timedelta(days=1):
        return "Again tomorrow."
    return f"Again on {entries.weekday(again)}."


def _listed(rows: Sequence[Shown]) -> str:
    titles = list(dict.fromkeys(_title(row) for row in rows))
    if len(titles) > NAMED:
        titles[NAMED:] = [plural(len(titles) - NAMED, "other")]
    return titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} and {titles[-1]}"
