"""What Twitch chat hears about the log: one line each."""

from __future__ import annotations

from datetime import timedelta

from bot.practice.model import Logged, Shown, Undone
from cogs import entries
from cogs.words import TWITCH_LINE, clip, plural


def logged(done: Logged) -> str:
    """The answer to `!solved` and `!failed`."""
    title = Shown(done.attempt, done.problem).title
    day = "" if done.attempt.on == done.today else f", on {entries.weekday(done.attempt.on)}"
    sentences = [f"{title} {entries.outcome(done.attempt)}{day}."]
    if done.fact is not None:
        sentences.append(done.fact)
    if done.again is not None and done.again <= done.today + timedelta(days=1):
        sentences.append("Again tomorrow." if done.again > done.today else "Due again today.")
    return clip(" ".join(sentences), TWITCH_LINE)


def undone(back: Undone) -> str:
    """The answer to `!undo`."""
    if back.file:
        return clip(f"Took back {plural(back.rows, 'row')} of {back.file}, the whole file.", TWITCH_LINE)
    entry = back.what.entry
    day = "today's log" if entry.on == back.today else "that day's log"
    left = (
        "is empty now"
        if not back.remaining
        else f"still holds {plural(len(back.remaining), 'entry', 'entries')}"
    )
    return clip(f"Took back {entries.name(back.what)}, {entries.outcome(entry)}; {day} {left}.", TWITCH_LINE)
