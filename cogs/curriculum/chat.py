"""What Twitch chat hears of the plan: where the streamer stands in it, in one line."""

from __future__ import annotations

from bot.curriculum.model import Position, Standing
from cogs.words import TWITCH_LINE, clip


def plan(standing: Standing) -> str:
    """The answer to `!plan`."""
    return clip(_said(standing, standing.position), TWITCH_LINE)


def _said(standing: Standing, position: Position | None) -> str:
    programme = standing.programme
    if position is None:
        return f"The plan begins on {standing.start:%A}, {standing.start.day} {standing.start:%B}."
    if position.paused is not None:
        back = position.paused.until
        return f"The plan is paused until {back:%A}, {back.day} {back:%B}."
    if position.over:
        return f"The programme is done: {programme.months} months of it."
    where = f"Month {position.month} of {programme.months}"
    if position.window is not None:
        return f"{where}: {position.window.title}."
    focus = " + ".join(position.focus) or "catching up"
    return (
        f"{where}, week {position.week} of {standing.weeks_of(position.phase)} in "
        f"phase {position.phase.number}, {position.phase.title}: {focus}."
    )
