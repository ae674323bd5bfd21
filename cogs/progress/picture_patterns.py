"""Each pattern's chance to go cold within its box: the whole posterior as a hill, its mean as a number."""

# matplotlib leaves its keywords without types
# pyright: reportUnknownMemberType=false
from __future__ import annotations

import math
from collections.abc import Sequence

from bot.progress.model import Mastery
from cogs.progress.picture_plate import BLUE, GREEN, INK, LINE, ORANGE, QUIET, area, plate, png, say

_ROW = 0.36
_STEPS = 120


def draw(held: Sequence[Mastery], title: str, words: str) -> bytes:
    """The weakest on top; patterns without a try are named below."""
    tried = sorted((one for one in held if one.posterior.tries), key=lambda one: one.posterior.mean)
    rest = [one.pattern for one in held if not one.posterior.tries]
    below = 0.3 * len(_lines(rest)) if rest else 0
    figure = plate(0.9 + _ROW * len(tried) + 0.4 + below, title, words)
    axes = area(figure, 1.95, 0.42 + below, 1.3, 0.72)
    axes.set_xlim(0, 1)
    axes.set_ylim(len(tried) - 0.1, -0.75)
    axes.set_yticks([])
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100 %"])
    for at in (0, 0.25, 0.5, 0.75, 1):
        axes.axvline(at, color=LINE, lw=0.6, zorder=0)
    highest = max((max(_density(one)) for one in tried), default=1.0)
    for place, one in enumerate(tried):
        colour = ORANGE if one.posterior.mean < 0.45 else BLUE if one.posterior.mean < 0.7 else GREEN
        heights = _density(one)
        xs = [step / _STEPS for step in range(_STEPS + 1)]
        base = place + 0.32
        # the narrower the higher, and a flat one is still to be seen
        top = 0.95 * math.sqrt(max(heights) / highest)
        ys = [base - top * height / max(heights) for height in heights]
        axes.fill_between(xs, base, ys, color=colour, alpha=0.75, lw=0, zorder=2 + place)
        axes.plot([one.posterior.mean] * 2, [base, base - 0.62], color=INK, lw=1.4, zorder=40)
        say(axes, (-0.03, place + 0.1), one.pattern, INK, size=9.5, align="right")
        record = f"{one.posterior.mean:.0%}"
        say(axes, (1.03, place + 0.1), record, INK, size=9.5, bold=True)
        say(axes, (1.22, place + 0.1), f"{one.posterior.solved} of {one.posterior.tries}", QUIET, size=9)
    for place, line in enumerate(_lines(rest)):
        figure.text(
            0.04,
            (0.1 + 0.22 * (len(_lines(rest)) - 1 - place)) / figure.get_size_inches()[1],
            line,
            color=QUIET,
            size=8.5,
            family=["DejaVu Sans"],
        )
    return png(figure)


def _density(one: Mastery) -> list[float]:
    """Beta's density at even steps."""
    alpha, beta = one.posterior.alpha, one.posterior.beta
    whole = math.lgamma(alpha + beta) - math.lgamma(alpha) - math.lgamma(beta)
    found: list[float] = []
    for step in range(_STEPS + 1):
        x = min(max(step / _STEPS, 1e-9), 1 - 1e-9)
        found.append(math.exp(whole + (alpha - 1) * math.log(x) + (beta - 1) * math.log(1 - x)))
    return found


def _lines(names: Sequence[str]) -> list[str]:
    lines: list[str] = []
    for name in names:
        start = f"Not tried yet: {name}"
        if not lines:
            lines.append(start)
        elif len(lines[-1]) + len(name) < 76:
            lines[-1] += f", {name}"
        else:
            lines[-1] += ","
            lines.append(name)
    return lines
