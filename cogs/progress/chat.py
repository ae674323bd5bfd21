"""What Twitch chat hears of the streamer's progress: one line each."""

from __future__ import annotations

from bot.progress.model import Overview, Streak
from cogs.words import TWITCH_LINE, clip, plural


def streak(held: Streak) -> str:
    """The week first, then days in a row."""
    week = f"{held.week} of {plural(held.expected, 'day')} this week"
    if not held.days:
        return f"{week}. The streak starts with the next problem logged."
    today = "" if held.today else ", today not yet"
    return f"🔥 {week} · {plural(held.days, 'training day')} in a row{today}."


def progress(held: Overview) -> str:
    """How far it is."""
    solved, total = sum(one.solved for one in held.solved), sum(one.total for one in held.solved)
    parts = [
        f"📈 {held.streak.week} of {plural(held.streak.expected, 'day')} this week",
        f"{solved} of {total} problems solved",
        f"month {held.position.month}",
    ]
    if held.row is not None:
        parts.append(f"{held.row.met} of its {plural(len(held.row.cells), 'goal')} reached")
    return clip(f"{' · '.join(parts)}.", TWITCH_LINE)
