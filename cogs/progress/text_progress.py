"""What Discord shows of progress altogether: `!progress`, `!streak`, and the words beside the pictures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import discord

from bot.progress.model import FREEZES, Chart, Overview, Reading, Streak
from cogs import colours
from cogs.progress.text_table import OPEN
from cogs.words import clip, escape_discord, minutes, plural

SHOW = "Show me ..."
CHOICES = {
    Chart.CALENDAR: "every day since the start",
    Chart.MINUTES: "minutes by difficulty, against the target",
    Chart.PATTERNS: "how well each pattern sits, and how sure that is",
    Chart.FLAGS: "what friends flagged, recording by recording",
    Chart.RATINGS: "your own ratings against those of friends",
    Chart.CHAT: "how chat guesses the pattern",
}
_EMPTY = {
    Chart.CALENDAR: "There is no day to show yet.",
    Chart.MINUTES: "No cold solve with its minutes is in the log yet. `!solved two-sum 18` is how it begins.",
    Chart.PATTERNS: "No problem is in the log yet. `!solved two-sum 18` is how it begins.",
    Chart.FLAGS: "No recording has been reviewed yet.",
    Chart.RATINGS: "No recording was rated by you and by a friend yet.",
    Chart.CHAT: "Chat has not guessed in a round yet. `!round` opens one.",
}
_TITLE = 256
_OPEN = 3


def progress(held: Overview) -> discord.Embed:
    """The answer to `!progress`."""
    position = held.position
    focus = " + ".join(map(escape_discord, position.focus)) or position.phase.title
    return discord.Embed(
        title=clip(f"{escape_discord(held.person.name)}, month {position.month} · {focus}", _TITLE),
        description=clip("\n".join(_lines(held)), 4000),
        colour=colours.PROGRESS,
    )


def streak(held: Streak) -> str:
    """The answer to `!streak`: the week first, then the days in a row."""
    lines = [f"**{held.week} of {plural(held.expected, 'day')}** this week."]
    if held.days:
        today = "" if held.today else ", today not yet"
        lines.append(f"🔥 {plural(held.days, 'training day')} in a row{today}. {_freezes(held)}")
    else:
        lines.append("The streak starts with the next problem logged.")
    return "\n".join(lines)


def chart(which: Chart) -> str:
    """What a picture is, in a line above it."""
    return f"**{which.title()}**: {CHOICES[which]}."


def empty(which: Chart) -> str:
    """Where there is nothing to draw."""
    return _EMPTY[which]


def no_picture(which: Chart) -> str:
    """A picture that could not be drawn."""
    return f"The {which} could not be drawn just now; the numbers stand. Try again in a minute."


def _lines(held: Overview) -> Iterator[str]:
    run = held.streak
    weeks = f" · {held.kept} of the last {plural(held.over, 'week')} kept whole" if held.over else ""
    yield f"**{run.week} of {plural(run.expected, 'day')}** this week{weeks}."
    if run.days:
        yield f"🔥 {plural(run.days, 'training day')} in a row. {_freezes(run)}"
    levels = " · ".join(f"{one.solved} of {one.total} {one.difficulty}" for one in held.solved)
    whole, all_ = sum(one.solved for one in held.solved), sum(one.total for one in held.solved)
    yield f"**{whole} of {all_} solved**: {levels}."
    if held.days:
        logged = minutes(timedelta(minutes=held.minutes))
        yield f"{logged} logged on {plural(held.days, 'day')}."
    if held.row is not None:
        row = held.row
        yield f"Month {row.month}: **{row.met} of {len(row.cells)}** reached. `/metrics` has the table."
        for cell in [one for one in row.cells if not one.is_met][:_OPEN]:
            yield f"{OPEN} {escape_discord(cell.goal.words)}{_missing(cell.now)}"
    if held.outlook is not None and held.outlook.left and held.outlook.finish is not None:
        finish = held.outlook.finish
        yield f"At this pace the last problem falls on {finish.day} {finish:%B %Y}."


def _missing(readings: tuple[Reading, ...]) -> str:
    said = [f"{one.value} ({one.target})" for one in readings if not one.met]
    return f": {' + '.join(said)}" if said else ""


def _freezes(held: Streak) -> str:
    left = held.freezes
    if left == FREEZES:
        return f"{FREEZES} missed days a month are free."
    return (
        f"{plural(left, 'missed day')} more may go by this month." if left else "The next missed day ends it."
    )
