"""What Twitch chat hears about commands: their names, on one line."""

from __future__ import annotations

from collections.abc import Sequence

from cogs.words import TWITCH_LINE

BEGINNING = "You can use: "
CUT = " …"


def everything(calls: Sequence[str]) -> str:
    """Every command by name; whole names only, as many as fit."""
    line = BEGINNING + ", ".join(calls)
    if len(line) <= TWITCH_LINE:
        return line
    fitting = line[: TWITCH_LINE - len(CUT) + 1]
    return fitting[: fitting.rindex(",")] + CUT
