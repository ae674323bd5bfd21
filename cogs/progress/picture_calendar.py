"""Every day since the start as a square: weeks from left to right, Monday on top."""

# matplotlib leaves its keywords without types
# pyright: reportUnknownMemberType=false
from __future__ import annotations

from datetime import timedelta

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from bot.progress.model import Calendar, CalendarDay
from cogs.progress.picture_plate import EMPTY, GREEN, INK, LINE, PLATE, QUIET, WIDTH, area, plate, png, say

_SHADES = ((1, "#1f6f58"), (45, "#2a9b79"), (90, GREEN), (150, "#8ff0cd"))
"""From so many minutes on."""
_ROWS = 24
"""Weeks side by side; longer plans take another band."""
_APART = 2
"""Weeks from one month's name to the next."""


def draw(held: Calendar, title: str, words: str) -> bytes:
    """One band of weeks, or two where there are many."""
    first = held.days[0].day
    monday = first - timedelta(days=first.weekday())
    weeks = (held.days[-1].day - monday).days // 7 + 1
    bands = -(-weeks // _ROWS)
    across = -(-weeks // bands)
    cell = min(0.36, 5.3 / across)
    tall = 7 * cell + 0.42
    figure = plate(0.72 + bands * tall + 0.4, title, words)
    for band in range(bands):
        bottom = 0.4 + (bands - 1 - band) * tall
        top = figure.get_size_inches()[1] - bottom - 7 * cell
        axes = area(figure, 0.5, bottom, WIDTH - 0.5 - across * cell, top)
        axes.set_xlim(0, across)
        axes.set_ylim(7, 0)
        axes.axis("off")
        for row, name in ((0, "Mon"), (2, "Wed"), (4, "Fri"), (6, "Sun")):
            say(axes, (-0.15, row + 0.5), name, QUIET, size=8.5, align="right")
        named: int | None = None
        last = -9
        for day in held.days:
            week, weekday = divmod((day.day - monday).days, 7)
            if week // across != band:
                continue
            column = week % across
            if day.day.month != named and column - last >= _APART:
                say(axes, (column + 0.1, -0.4), f"{day.day:%b}", QUIET, size=9)
                named, last = day.day.month, column
            _square(axes, column, weekday, day)
    _legend(figure)
    return png(figure)


def _square(axes: Axes, column: int, weekday: int, day: CalendarDay) -> None:
    colour, edge = EMPTY, "none"
    if day.trained:
        colour = _SHADES[0][1]
        for minutes, shade in _SHADES:
            if day.minutes >= minutes:
                colour = shade
    elif day.free:
        colour, edge = PLATE, LINE
    axes.add_patch(
        FancyBboxPatch(
            (column + 0.1, weekday + 0.1),
            0.8,
            0.8,
            boxstyle="round,pad=0,rounding_size=0.16",
            facecolor=colour,
            edgecolor=edge,
            linewidth=0.8,
        )
    )


def _legend(figure: Figure) -> None:
    axes = area(figure, 0.5, 0.1, 0.2, figure.get_size_inches()[1] - 0.32)
    axes.set_xlim(0, 53)
    axes.set_ylim(0, 2)
    axes.axis("off")
    at = 0.0
    for minutes, shade in _SHADES:
        axes.add_patch(FancyBboxPatch((at, 0.4), 1.2, 1.2, boxstyle="round,pad=0", facecolor=shade, lw=0))
        label = "trained" if minutes == 1 else f"{minutes} min"
        say(axes, (at + 1.8, 1.0), label, INK, size=8.5)
        at += 9.6 if minutes == 1 else 8.6
    for name, colour, edge in (("free", PLATE, LINE), ("quiet", EMPTY, "none")):
        axes.add_patch(
            FancyBboxPatch((at, 0.4), 1.2, 1.2, boxstyle="round,pad=0", facecolor=colour, edgecolor=edge)
        )
        say(axes, (at + 1.8, 1.0), name, INK, size=8.5)
        at += 6.6
