"""How many of chat's guesses were right, day by day, with the streamer's own calls beside them."""

# matplotlib leaves its keywords without types
# pyright: reportUnknownMemberType=false
from __future__ import annotations

from collections.abc import Sequence

from bot.progress.model import Guessed
from cogs.progress.picture_plate import BLUE, INK, LINE, ORANGE, QUIET, area, grid, plate, png, say

_MOST = 14
"""Days that are shown; the newest."""


def draw(held: Sequence[Guessed], title: str, words: str) -> bytes:
    """A bar for each day of guesses; how many stood behind it, below."""
    shown = [day for day in held if day.guesses or day.calls][-_MOST:]
    figure = plate(3.7, title, words)
    axes = area(figure, 0.75, 0.75, 1.1, 0.95)
    places = max(6, len(shown))
    axes.set_xlim(-0.6, places - 0.4)
    axes.set_ylim(0, 1.02)
    axes.set_xticks([])
    axes.set_yticks([0, 0.5, 1], ["0", "50", "100 %"])
    grid(axes, (0.5, 1))
    axes.axhline(0, color=LINE, lw=1)
    every = max(1, len(shown) // 7)
    for place, day in enumerate(shown):
        share = day.right / day.guesses if day.guesses else 0.0
        axes.bar([place], [share], width=0.62, color=BLUE, zorder=2)
        if day.calls:
            axes.scatter(
                [place],
                [day.calls_right / day.calls],
                s=60,
                color=ORANGE,
                marker="D",
                zorder=4,
                lw=0,
                clip_on=False,
            )
        if place % every == 0:
            say(axes, (place, -0.08), f"{day.day.day} {day.day:%b}", QUIET, size=8.5, align="center")
        say(axes, (place, -0.19), f"{day.guesses}", INK, size=8.5, align="center")
    say(axes, (-0.75, -0.19), "guesses", QUIET, size=8.5, align="right")
    all_guesses = sum(day.guesses for day in held)
    if all_guesses:
        mean = sum(day.right for day in held) / all_guesses
        axes.axhline(mean, color=INK, lw=1.2, ls=(0, (4, 3)), zorder=3)
        say(axes, (places - 0.3, mean), f"chat {mean:.0%}", INK, size=10, bold=True)
    calls = sum(day.calls for day in held)
    if calls:
        own = sum(day.calls_right for day in held) / calls
        mean = sum(day.right for day in held) / all_guesses if all_guesses else 2
        at = own if abs(own - mean) > 0.09 else own - 0.1 if own < mean else own + 0.1
        say(axes, (places - 0.3, min(1.04, at)), f"◆ you {own:.0%}", ORANGE, size=10, bold=True)
    return png(figure)
