"""What Discord shows of the cohort: the board, and the answer to stepping on it."""

from __future__ import annotations

import discord

from bot.cohort.model import Board, Row
from bot.people.model import Person
from cogs import colours
from cogs.words import DISCORD_EMBED_DESCRIPTION, clip, escape_discord, plural

TOGGLE = "Step on or off"

_SHOWN = 40
"""Rows that are named before the rest is counted."""


def board(shown: Board) -> discord.Embed:
    """Everybody who opted in, by name."""
    lines = [_row(row) for row in shown.rows[:_SHOWN]]
    more = len(shown.rows) - len(lines)
    if more > 0:
        lines.append(f"… and {more} more")
    if not lines:
        lines.append("Nobody is on the board at the moment.")
    embed = discord.Embed(
        title="The cohort, this week",
        description=clip("\n".join(lines), DISCORD_EMBED_DESCRIPTION),
        colour=colours.PROGRESS,
    )
    embed.set_footer(text="By name. Only who wants to be here is; drawn once a day.")
    return embed


def toggled(person: Person) -> str:
    """The answer to the button."""
    if person.on_board:
        return "You are on the board; the standing message shows you from the next evening on."
    return "You are off the board, and the standing message no longer names you."


def _row(row: Row) -> str:
    name = f"**{escape_discord(row.name)}**"
    if not row.begun:
        return f"{name} · begins soon"
    facts: list[str] = []
    if row.trained:
        whole = f" of {row.expected}" if row.trained <= row.expected else ""
        unit = "day" if (row.expected if whole else row.trained) == 1 else "days"
        facts.append(f"{row.trained}{whole} {unit}")
    if row.solved:
        facts.append(f"{plural(row.solved, 'problem')} solved")
    if row.paused:
        facts.append("on a pause")
    return " · ".join((name, *(facts or ["the week is open"])))
