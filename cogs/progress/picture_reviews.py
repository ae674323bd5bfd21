"""What friends saw: flags recording by recording, and one's own ratings against theirs."""

# matplotlib leaves its keywords without types
# pyright: reportUnknownMemberType=false
from __future__ import annotations

from collections.abc import Sequence

from bot.progress.model import Flagged, Rated
from cogs.progress.picture_plate import (
    BLUE,
    EMPTY,
    INK,
    LINE,
    ORANGE,
    PINK,
    QUIET,
    area,
    plate,
    png,
    say,
)

_MOST = 12
"""Recordings that are shown; the newest."""
_ROW = 0.42
_FLAGS = (("silent", ORANGE, "s"), ("froze", PINK, "^"), ("rambled", BLUE, "o"))


def draw_flags(held: Sequence[Flagged], title: str, words: str) -> bytes:
    """A row for each recording, the newest below: how many of its reviewers saw each flag."""
    shown = held[-_MOST:]
    figure = plate(1.1 + _ROW * len(shown) + 0.15, title, words)
    axes = area(figure, 2.3, 0.15, 0.3, 1.05)
    axes.set_xlim(-0.3, 2.6)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.axis("off")
    for column, (name, colour, _) in enumerate(_FLAGS):
        say(axes, (column, -0.85), name, colour, size=10.5, bold=True, align="center")
    for place, one in enumerate(shown):
        axes.axhline(place + 0.5, color=LINE, lw=0.5)
        say(axes, (-0.55, place - 0.13), _short(one.title), INK, size=9.5, align="right")
        when = f"{one.day.day} {one.day:%b} · {one.reviewers} watched"
        say(axes, (-0.55, place + 0.22), when, QUIET, size=8, align="right")
        for column, (name, colour, shape) in enumerate(_FLAGS):
            count = int(getattr(one, name))
            if count:
                size = 60 + 240 * count / max(1, one.reviewers)
                axes.scatter([column], [place], s=size, color=colour, marker=shape, linewidths=0)
                say(axes, (column + 0.2, place), f"{count} of {one.reviewers}", INK, size=9)
            else:
                axes.scatter([column], [place], s=14, color=EMPTY, linewidths=0)
    return png(figure)


def draw_ratings(held: Sequence[Rated], title: str, words: str) -> bytes:
    """A row for each respect: the median of one's own ratings and of friends', and the gap between."""
    respects = list(dict.fromkeys(one.respect for one in held))
    figure = plate(1.2 + 0.62 * len(respects) + 0.35, title, words)
    axes = area(figure, 1.75, 0.4, 1.35, 1.05)
    axes.set_xlim(0.9, 4.1)
    axes.set_ylim(len(respects) - 0.4, -0.6)
    axes.set_yticks([])
    axes.set_xticks([1, 2, 3, 4])
    for at in (1, 2, 3, 4):
        axes.axvline(at, color=LINE, lw=0.6, zorder=0)
    for place, respect in enumerate(respects):
        rated = [one for one in held if one.respect == respect]
        own = _mean([one.own for one in rated])
        others = _mean([one.others for one in rated])
        axes.plot([own, others], [place] * 2, color=QUIET, lw=3, zorder=1, solid_capstyle="round")
        axes.scatter([others], [place], s=110, color=BLUE, zorder=3, linewidths=0)
        axes.scatter([own], [place], s=90, color=ORANGE, marker="D", zorder=2, linewidths=0)
        say(axes, (0.82, place), respect, INK, size=9.5, align="right")
        gap = own - others
        say(axes, (4.2, place), f"{gap:+.1f}" if abs(gap) >= 0.05 else "even", INK, size=10, bold=True)
        if place == 0:
            high, low = (own, others) if own >= others else (others, own)
            for at, name, colour, side in (
                (own, "you", ORANGE, "left" if own == high else "right"),
                (others, "friends", BLUE, "right" if others == low else "left"),
            ):
                say(axes, (at, place - 0.36), name, colour, size=9, bold=True, align=side)
    say(axes, (4.2, -0.62), "you minus\nfriends", QUIET, size=8)
    return png(figure)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _short(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:23].rstrip()}…"
