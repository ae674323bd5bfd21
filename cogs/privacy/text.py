"""What Discord says about what is held of somebody."""

from __future__ import annotations

from collections.abc import Mapping

import discord

from bot.privacy.model import Forgotten, Held
from cogs.colours import QUIET
from cogs.words import plural

FORGET = "Delete it for good"
KEEP = "Keep it"
KEPT = "Nothing was deleted."
FILE = "my-data.json"

_AREAS = {
    "log": ("log entry", "log entries"),
    "messages about you": ("message about you", "messages about you"),
    "imported files": ("imported file", "imported files"),
    "planned days": ("row of planned days", "rows of planned days"),
    "pauses": ("pause", "pauses"),
    "clocks": ("row of clocks", "rows of clocks"),
    "guesses": ("guess", "guesses"),
    "exercises": ("drill question", "drill questions"),
    "moments": ("moment you marked", "moments you marked"),
    "rounds on your stage": ("round on your stage", "rounds on your stage"),
    "problems on your stage": ("problem on your stage", "problems on your stage"),
    "streams": ("row of streams", "rows of streams"),
    "settings": ("row of settings and accounts", "rows of settings and accounts"),
}


def held(found: Held, forget: str) -> discord.Embed:
    """The answer to `/my-data`; the file beside it holds the rows."""
    if not found.rows:
        return discord.Embed(title="I hold nothing about you", colour=QUIET)
    return discord.Embed(
        title="What I hold about you",
        description=f"{_lines(found.counts)}\n\nThe file has every row as stored. `/{forget}` deletes it.",
        colour=QUIET,
    )


def question(found: Held) -> discord.Embed:
    """Before anything is deleted."""
    lines = [_lines(found.counts), "", "It cannot be undone. Take a copy first with `/my-data`."]
    if found.votes:
        lines.append(
            f"{_votes(found)} in others' tallies, with no name and no account on {_them(found.votes)}."
        )
    if found.subject.is_host:
        lines.append(
            "You are the host: the config names you, so your name, accounts and settings there stay, and so "
            "does the table of the rounds that others guessed in. The log begins empty."
        )
    return discord.Embed(title="Delete all of this?", description="\n".join(lines), colour=QUIET)


def forgotten(done: Forgotten, backups: int) -> str:
    """Afterwards, with what is out of reach."""
    lines = [f"Deleted: {plural(done.was.rows - done.was.votes, 'row')}."]
    if done.was.votes:
        lines.append(f"{_votes(done.was)} in others' tallies, without you.")
    if done.was.tables.get("posts"):
        lines.append("My messages about you go from the channels in the next minutes.")
    lines.append(
        f"The host's last {plural(backups, 'backup')} may still hold you; put back, it forgets you again."
    )
    return " ".join(lines)


def use_slash(name: str) -> str:
    """The prefix form of what only the one who asks should see."""
    return f"Between the two of us: type `/{name}`."


def _lines(counts: Mapping[str, int]) -> str:
    return " · ".join(plural(count, *_AREAS.get(area, (area, area))) for area, count in counts.items())


def _votes(found: Held) -> str:
    return f"{plural(found.votes, 'guess', 'guesses')} {'stays' if found.votes == 1 else 'stay'}"


def _them(count: int) -> str:
    return "it" if count == 1 else "them"
