"""Minutes of cold solves over time, a strip for each difficulty, against the line that the plan draws."""

# matplotlib leaves its keywords without types
# pyright: reportUnknownMemberType=false
from __future__ import annotations

from datetime import date, timedelta

import matplotlib.dates as dates
from matplotlib.axes import Axes

from bot.progress.model import Level, MinutesChart
from cogs.progress.picture_plate import INK, LEVELS, LINE, QUIET, area, grid, plate, png, say

_WINDOW = 10
"""Solves whose median is the line."""
_TALL = 1.55


def draw(held: MinutesChart, title: str, words: str) -> bytes:
    """Only the difficulties that have a solve."""
    levels = [level for level in held.levels if level.solves]
    figure = plate(0.72 + _TALL * len(levels) + 0.35, title, words)
    for place, level in enumerate(levels):
        bottom = 0.35 + _TALL * (len(levels) - 1 - place)
        top = figure.get_size_inches()[1] - bottom - _TALL + 0.34
        axes = area(figure, 0.45, bottom, 1.05, top)
        _strip(axes, level, held, last=place == len(levels) - 1)
    return png(figure)


def _strip(axes: Axes, level: Level, held: MinutesChart, *, last: bool) -> None:
    colour = LEVELS[level.difficulty]
    days = [_number(solve.day) for solve in level.solves]
    minutes = [solve.minutes for solve in level.solves]
    begin = _number(min(held.first, level.solves[0].day))
    end = max(_number(held.last), begin + 6)
    highest = max([*minutes, *(step.minutes for step in level.target), 10])
    axes.set_xlim(begin - (end - begin) * 0.01, end + (end - begin) * 0.01)
    axes.set_ylim(0, highest * 1.12)
    grid(axes, [step for step in (15, 30, 45, 60) if step <= highest * 1.1])
    axes.set_yticks([step for step in (15, 30, 45, 60) if step <= highest * 1.1])
    axes.scatter(days, minutes, s=16, color=colour, alpha=0.5, linewidths=0, zorder=2)
    marked = [(x, y) for x, y in zip(days, minutes, strict=True) if held.since and x >= _number(held.since)]
    if marked:
        axes.scatter(*zip(*marked, strict=True), s=30, color=colour, edgecolors=INK, linewidths=1, zorder=4)
    middles = [_median(minutes[max(0, at - _WINDOW + 1) : at + 1]) for at in range(len(minutes))]
    # a day with several solves moves the line once
    line = dict(zip(days, middles, strict=True))
    if len(line) > 1:
        axes.plot(list(line), list(line.values()), color=colour, lw=2.2, zorder=3, solid_capstyle="round")
    _target(axes, level, begin, end)
    name = f"{level.difficulty.title()}"
    axes.set_title(name, loc="left", color=colour, size=11, weight="bold", pad=5)
    label = f"median\n{middles[-1]:g} min"
    wanted = level.wanted
    y = middles[-1]
    if wanted is not None and abs(y - wanted) < highest * 0.32:
        y = wanted + highest * 0.34 if y >= wanted else max(highest * 0.12, wanted - highest * 0.34)
    say(axes, (end + (end - begin) * 0.025, y), label, colour, size=9.5, bold=True)
    _axis(axes, begin, end, shown=last)


def _target(axes: Axes, level: Level, begin: float, end: float) -> None:
    for place, step in enumerate(level.target):
        since = max(begin, _number(step.since))
        until = _number(level.target[place + 1].since) if place + 1 < len(level.target) else end
        if since < min(until, end):
            axes.plot(
                [since, min(until, end)], [step.minutes] * 2, color=INK, lw=1.3, ls=(0, (4, 3)), zorder=3
            )
    wanted = level.wanted
    if wanted is not None:
        if not any(_number(step.since) < end for step in level.target):
            axes.plot([begin, end], [wanted] * 2, color=QUIET, lw=1, ls=(0, (1, 3)), zorder=3)
        say(axes, (end + (end - begin) * 0.025, wanted), f"target {wanted}", INK, size=9.5)


def _axis(axes: Axes, begin: float, end: float, *, shown: bool) -> None:
    long = end - begin > 70
    axes.xaxis.set_major_locator(
        dates.MonthLocator() if long else dates.DayLocator(interval=max(1, round((end - begin) / 5)))
    )
    axes.xaxis.set_major_formatter(dates.DateFormatter("%b" if long else "%-d %b"))
    axes.tick_params(labelbottom=shown)
    axes.axhline(0, color=LINE, lw=1)


def _median(values: list[int]) -> float:
    held = sorted(values)
    middle = len(held) // 2
    return float(held[middle]) if len(held) % 2 else (held[middle - 1] + held[middle]) / 2


def _number(day: date) -> float:
    return (day - date(1970, 1, 1)) / timedelta(days=1)
