"""The drawings of the public page as SVG: sizes stand in attributes, colours in the page's own sheet."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from html import escape

from bot.progress.model import Calendar, Level, MinutesChart

CELL = 15
WIDE, TALL = 360, 160
HILL_WIDE, HILL_TALL = 240, 44
STEPS = 60
"""Of a hill; `site.js` draws it with as many."""


def days(held: Calendar, says: str) -> str:
    """Every day as a square, weeks from left to right."""
    first = held.days[0].day
    monday = first - timedelta(days=first.weekday())
    weeks = (held.days[-1].day - monday).days // 7 + 1
    width, height = 34 + weeks * CELL, 18 + 7 * CELL
    parts = [_svg("days", width, height, says)]
    parts += [
        f'<text x="28" y="{18 + row * CELL + 11}" class="right">{name}</text>'
        for row, name in ((0, "Mon"), (2, "Wed"), (4, "Fri"), (6, "Sun"))
    ]
    named, last = 0, -3
    for day in held.days:
        week, row = divmod((day.day - monday).days, 7)
        if day.day.month != named and week - last > 2:
            parts.append(f'<text x="{34 + week * CELL}" y="11">{day.day:%b}</text>')
            named, last = day.day.month, week
        kind = "trained" if day.trained else "free" if day.free else "quiet"
        if day.trained:
            kind += f" m{sum(day.minutes >= least for least in (45, 90, 150))}"
        parts.append(
            f'<rect x="{34 + week * CELL}" y="{18 + row * CELL}" width="{CELL - 3}" height="{CELL - 3}" '
            f'rx="2.5" class="{kind}"/>'
        )
    return "".join([*parts, "</svg>"])


def minutes(level: Level, held: MinutesChart, says: str) -> str:
    """The cold solves of one difficulty over time, with the plan's line."""
    begin = min(held.first, level.solves[0].day)
    length = max(6, (held.last - begin).days)
    highest = max(10, *(solve.minutes for solve in level.solves), *(step.minutes for step in level.target))
    top = highest * 1.1

    def x(day: date) -> float:
        return 30 + (WIDE - 40) * min(1, max(0, (day - begin).days / length))

    def y(value: float) -> float:
        return TALL - 18 - (TALL - 30) * value / top

    parts = [_svg(f"minutes {level.difficulty}", WIDE, TALL, says)]
    for value in (15, 30, 45, 60):
        if value < top:
            parts.append(f'<path class="grid" d="M30 {y(value):.1f}H{WIDE - 10}"/>')
            parts.append(f'<text x="24" y="{y(value) + 4:.1f}" class="right">{value}</text>')
    parts += [f'<circle cx="{x(one.day):.1f}" cy="{y(one.minutes):.1f}" r="3"/>' for one in level.solves]
    for place, step in enumerate(level.target):
        ends = level.target[place + 1].since if place + 1 < len(level.target) else held.last
        if step.since < ends:
            start = x(max(step.since, begin))
            parts.append(f'<path class="target" d="M{start:.1f} {y(step.minutes):.1f}H{x(ends):.1f}"/>')
    for day, name in _months(begin, held.last):
        parts.append(f'<text x="{x(day):.1f}" y="{TALL - 3}">{name}</text>')
    return "".join([*parts, "</svg>"])


def hill(alpha: int, beta: int, says: str) -> str:
    """Beta's density, as high as the drawing, with its mean as a line."""
    mean = alpha / (alpha + beta)
    at = mean * HILL_WIDE
    return (
        f"{_svg('hill', HILL_WIDE, HILL_TALL, says)}"
        f'<path class="grid" d="M0 {HILL_TALL - 1}H{HILL_WIDE}"/>'
        f'<path class="area" d="{hill_path(alpha, beta)}"/>'
        f'<path class="mean" d="M{at:.1f} 4V{HILL_TALL - 1}"/></svg>'
    )


def hill_path(alpha: int, beta: int) -> str:
    """The outline of the density between 0 and 1."""
    xs = [step / STEPS for step in range(STEPS + 1)]
    # by logarithms: after a thousand tries the density itself is nothing that a float can hold
    logs = [_log(alpha - 1, x) + _log(beta - 1, 1 - x) for x in xs]
    highest = max(logs)
    points = (
        f"{x * HILL_WIDE:.1f} {HILL_TALL - 1 - (HILL_TALL - 6) * math.exp(log - highest):.1f}"
        for x, log in zip(xs, logs, strict=True)
    )
    return f"M0 {HILL_TALL - 1}L{'L'.join(points)}L{HILL_WIDE} {HILL_TALL - 1}Z"


def _log(power: int, x: float) -> float:
    """The logarithm of x to the power."""
    return 0.0 if not power else power * math.log(x) if x else -math.inf


def _months(begin: date, last: date) -> Iterator[tuple[date, str]]:
    """Where each month begins; the day itself where they are few."""
    if (last - begin).days < 45:
        yield begin, f"{begin.day} {begin:%b}"
        return
    day = date(begin.year + begin.month // 12, begin.month % 12 + 1, 1)
    every = 1 + (last - begin).days // 150
    while day <= last - timedelta(days=7):
        if day.month % every == 0:
            yield day, f"{day:%b}"
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _svg(kind: str, width: float, height: float, says: str) -> str:
    return (
        f'<svg class="{kind}" viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" '
        f'role="img" aria-label="{escape(says)}">'
    )
