"""What Discord shows of memory: what is due again, why, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import discord

from bot.memory.model import DueLine, DueView, Why
from cogs import colours
from cogs.words import DISCORD_EMBED_DESCRIPTION, clip, escape_discord, plural

SHOWN = 8
"""Due problems that are named before the rest is counted: a phone's screen with what comes next."""
NEXT = 3
"""Coming ones that are named."""
_TITLE = 80
_URL = 200
_WEEK = 7


def due(view: DueView) -> discord.Embed:
    """The answer to `!due`."""
    embed = discord.Embed(
        title=_title(view),
        description=clip("\n".join(_lines(view)), DISCORD_EMBED_DESCRIPTION),
        colour=colours.PROGRESS,
    )
    if len(view.due) > 1:
        embed.set_footer(text="Today takes the oldest first; a full day passes the others on.")
    return embed


def _title(view: DueView) -> str:
    return f"{plural(len(view.due), 'problem')} due again" if view.due else "Nothing is due today"


def _lines(view: DueView) -> Iterable[str]:
    if not view.tried:
        yield "The log is empty. What you log today comes back tomorrow: `!solved two-sum 18`."
        return
    for line in view.due[:SHOWN]:
        yield f"{_link(line)} · {line.problem.difficulty} · {_why(line, view.today)}"
    more = len(view.due) - SHOWN
    if more > 0:
        yield f"… and {more} more"
    if view.coming:
        coming = ", ".join(
            f"{_name(line)} {_when(line.memory.due, view.today)}" for line in view.coming[:NEXT]
        )
        if view.due:
            yield ""
        yield f"Next: {coming}"


def _link(line: DueLine) -> str:
    url = line.problem.url
    return f"[**{_name(line)}**]({url})" if len(url) <= _URL else f"**{_name(line)}**"


def _name(line: DueLine) -> str:
    return escape_discord(clip(line.problem.title, _TITLE))


def _why(line: DueLine, today: date) -> str:
    memory = line.memory
    last = _when(memory.last, today)
    match memory.why:
        case Why.FIRST:
            why = f"first tried {last}"
        case Why.MISSED:
            why = f"did not go without help {last}"
        case Why.FADING:
            why = f"last tried {last}, recall {round(100 * line.chance)}%"
    waits = (today - memory.due).days
    return f"{why} · waits {plural(waits, 'day')}" if waits else why


def _when(day: date, today: date) -> str:
    """`tomorrow`, `on Friday`, `on 3 June`: a day as seen from today."""
    days = (day - today).days
    if days in _NAMED:
        return _NAMED[days]
    if abs(days) < _WEEK:
        return f"on {day:%A}"
    return f"on {day.day} {day:%B}" + (f" {day.year}" if day.year != today.year else "")


_NAMED = {-1: "yesterday", 0: "today", 1: "tomorrow"}
