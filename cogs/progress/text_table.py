"""What Discord shows of the success table, and of whether the next stage can come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import discord

from bot.progress.model import Cell, Piece, Readiness, Row, Standing, Table, definition
from cogs import colours
from cogs.progress import text_narration
from cogs.words import DISCORD_FIELD, clip, escape_discord

MONTHS = "The evidence behind a month ..."
REACHED, OPEN = "✅", "☐"
_HERE = "▸ "

_TITLE = 256
_LINE = 190
_WHOLE = 5500
"""Characters of all fields together; an embed holds 6,000."""
_PIECES = 5
_FRESH = timedelta(days=31)
"""How long a changed definition is said below the table."""


def table(held: Table) -> discord.Embed:
    """The answer to `/metrics`: every month, area and figure, the value beside the target."""
    cells = held.cells
    reached = sum(cell.is_met for cell in cells)
    said = f"Now month {held.month}. Each value comes from the log, its target stands in brackets."
    embed = discord.Embed(
        title=clip(f"{escape_discord(held.person.name)}, {reached} of {len(cells)} reached", _TITLE),
        description="\n".join(filter(None, (said, text_narration.habit(held.habit)))),
        colour=colours.PROGRESS,
    )
    used = 0
    for row in held.rows:
        name, lines = _heading(row, held), "\n".join(_line(cell) for cell in row.cells)
        used += len(name) + len(lines)
        if used > _WHOLE or len(embed.fields) == 24:
            embed.add_field(name="…", value="The list below has the months after these.", inline=False)
            break
        embed.add_field(name=name, value=clip(lines, DISCORD_FIELD), inline=False)
    fresh = [cell for cell in cells if cell.redefined and held.today - cell.redefined.since <= _FRESH]
    if fresh:
        names = ", ".join(cell.goal.key for cell in fresh)
        embed.set_footer(text=clip(f"Counted otherwise than before, the past included: {names}.", 500))
    return embed


def month(held: Table, row: Row) -> discord.Embed:
    """One month with what each cell counts and the rows that it counted."""
    embed = discord.Embed(
        title=clip(f"{escape_discord(held.person.name)}, {_heading(row, held).removeprefix(_HERE)}", _TITLE),
        colour=colours.PROGRESS,
    )
    for cell in row.cells:
        name = f"{_mark(cell)} {cell.area.title}: {cell.goal.words}"
        embed.add_field(
            name=clip(escape_discord(name), _TITLE),
            value=clip("\n".join(_evidence(cell, held.today)), DISCORD_FIELD),
            inline=False,
        )
    return embed


def ticked(cell: Cell) -> str:
    """The answer to a tick."""
    tick = cell.tick
    assert tick is not None  # noqa: S101 - it was just written
    note = f": {escape_discord(tick.note)}" if tick.note else ""
    return (
        f"{REACHED} **{escape_discord(cell.goal.words)}** stands since {_short(tick.on)}{note}. "
        f"`/metrics untick` takes it back."
    )


def unticked(cell: Cell) -> str:
    """The answer to a tick taken back."""
    return f"{OPEN} **{escape_discord(cell.goal.words)}** is open again."


def stage(held: Readiness) -> discord.Embed:
    """The answer to `/stage`: the verdict, then what it stands on."""
    following = held.following
    now = f"stage {held.stage.number}, {escape_discord(held.stage.title)}"
    if following is None:
        return discord.Embed(
            title=clip(f"You are in {now}", _TITLE),
            description=f"It is the last one. What it is for: {escape_discord(clip(held.stage.target, 600))}",
            colour=colours.PROGRESS,
        )
    name = escape_discord(following.title)
    if not held.readings:
        verdict = f"From {now} to {name}"
        lines = ["The programme names nothing that the log has to show first."]
    elif held.ready:
        verdict = f"Ready for {name}"
        lines = [f"The log bears out all {len(held.readings)} of what stage {following.number} stands on."]
    else:
        verdict = f"Not yet: {name}"
        lines = [f"{held.met} of {len(held.readings)} hold. What is open shows what to train."]
    for reading in held.readings:
        mark = REACHED if reading.met else OPEN
        lines.append(f"{mark} {escape_discord(_first_up(definition(reading.count)))} · **{reading.value}**")
    lines.append(f"Now: {now}. {escape_discord(clip(held.stage.target, 300))}")
    if held.begins is not None and held.begins > held.today:
        lines.append(f"The plan turns to it on {_long(held.begins)}, whatever this says.")
    return discord.Embed(
        title=clip(verdict, _TITLE), description=clip("\n".join(lines), 4000), colour=colours.PROGRESS
    )


def _heading(row: Row, held: Table) -> str:
    here = _HERE if row.month == held.month else ""
    return f"{here}Month {row.month} · {row.met} of {len(row.cells)} · to {_short(row.ends)}"


def _mark(cell: Cell) -> str:
    return REACHED if cell.is_met else OPEN


def _line(cell: Cell) -> str:
    words = f"{_mark(cell)} **{escape_discord(cell.area.title)}** {escape_discord(cell.goal.words)}"
    return clip(f"{words} · {_values(cell)}", _LINE)


def _values(cell: Cell) -> str:
    if cell.tick is not None:
        return f"since {_short(cell.tick.on)}"
    if not cell.readings:
        return "by hand"
    # a month that went by without it shows where it stands now
    readings = cell.readings if cell.standing is Standing.MET else cell.now
    said = " + ".join(f"{one.value} ({one.target})" for one in readings)
    return f"{said}, later" if cell.standing is Standing.LATER else said


def _evidence(cell: Cell, today: date) -> Iterator[str]:
    if cell.tick is not None:
        note = f": {escape_discord(cell.tick.note)}" if cell.tick.note else ""
        yield f"Ticked by hand for {_long(cell.tick.on)}{note}."
    elif not cell.readings:
        tick = f"`/metrics tick {cell.goal.key}` says that it stands."
        if cell.goal.counts:
            yield f"{escape_discord(_first_up(cell.definition))}. Nothing of that is measured yet; {tick}"
        else:
            yield f"Nothing in the log tells of it. {tick}"
    for then, now in zip(cell.readings, cell.now, strict=True):
        yield f"{escape_discord(_first_up(definition(then.count)))}."
        if cell.day < today:
            was = f"On {_short(cell.day)} **{then.value}**, now **{now.value}**"
        else:
            was = f"Now **{now.value}**"
        yield f"{was}; target {then.target}."
        told = then if cell.standing is Standing.MET else now
        pieces = [piece for piece in told.pieces if not piece.own]
        if pieces:
            yield f"-# {_pieces(pieces)}"
    if cell.redefined is not None:
        yield (
            f"-# Counted so since {_long(cell.redefined.since)}, the past included. "
            f"Before: {escape_discord(clip(cell.redefined.before, 250))}."
        )


def _pieces(pieces: Sequence[Piece]) -> str:
    said = [_piece(piece) for piece in pieces[:_PIECES]]
    more = len(pieces) - len(said)
    return " · ".join([*said, f"{more} more"] if more > 0 else said)


def _piece(piece: Piece) -> str:
    took = f" {piece.minutes} min" if piece.minutes else ""
    return f"{'✓' if piece.counts else '✗'} {escape_discord(clip(piece.title, 40))}{took}, {_short(piece.on)}"


def _first_up(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


def _short(day: date) -> str:
    return f"{day.day} {day:%B}"


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
