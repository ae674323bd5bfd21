"""What Twitch chat hears about the day, and the words that the overlay shows of it."""

from __future__ import annotations

from datetime import timedelta

from bot.assignment.model import Line, State, TodayView
from bot.curriculum.model import Kind
from cogs.words import TWITCH_LINE, clip, minutes, plural

TICKS = {State.OPEN: "☐", State.DONE: "☑", State.TRIED: "✗", State.SKIPPED: "↷"}
PREFIXES = {
    Kind.AGAIN: "again: ",
    Kind.REVIEW: "review: ",
    Kind.RECALL: "recall: ",
    Kind.HARDEST: "again: ",
    Kind.TIMED: "timed: ",
    Kind.TEST: "test: ",
    Kind.LIVE: "live: ",
}

_HEADLINE = 40
_TITLE = 34


def today(view: TodayView) -> str:
    """The day in one line; whole items only, as many as fit."""
    # a programme of one's own may break its lines anywhere
    return " ".join(_today(view).split())


def title(line: Line) -> str:
    """What an item is called."""
    return PREFIXES.get(line.item.kind, "") + line.title


def ticked(view: TodayView, number: int) -> str:
    """The answer to `!done`."""
    line = view.line(number)
    if view.asks is not None:
        said = f"How did {clip(line.title, _TITLE)} go? !done {number} passed, or !done {number} failed."
    else:
        said = f"{TICKS[line.state]} {clip(line.title, 2 * _TITLE)} · {view.done} of {len(view.lines)} done"
    return " ".join(said.split())


def _today(view: TodayView) -> str:
    plan = view.assignment.plan
    if plan.paused:
        return f"{plan.day:%A}: {clip(plan.words, TWITCH_LINE - 20) or 'the plan is paused.'}"
    if plan.rest:
        week = view.week
        so_far = f" This week: {plural(week.solved, 'problem')} solved." if week.solved else ""
        logged = f" {minutes(timedelta(minutes=week.minutes))} logged." if week.minutes else ""
        return f"{plan.day:%A}, week {plan.week}: rest.{so_far}{logged}"
    opening = f"{plan.day:%a}, week {plan.week}, {clip(plan.headline, _HEADLINE)}: "
    ending = f" · {view.done} of {len(view.lines)} done"
    pieces = [f"{TICKS[line.state]} {clip(title(line), _TITLE)}" for line in view.lines]
    room = TWITCH_LINE - len(opening) - len(ending) - len(" · +99")
    shown: list[str] = []
    for piece in pieces:
        if len(" · ".join([*shown, piece])) > room:
            break
        shown.append(piece)
    if len(shown) < len(pieces):
        shown.append(f"+{len(pieces) - len(shown)}")
    return opening + " · ".join(shown) + ending
