"""What Discord shows of a clock: the standing message, the end, one-line answers, and words on buttons."""

from __future__ import annotations

from datetime import datetime, timedelta

import discord
from msgspec.structs import replace

from bot.curriculum.model import Preset, Problem
from bot.timer.model import Mark, Moment, Timer, begins
from cogs import colours
from cogs.words import clip, clock, escape_discord, minutes, stamp

_LATE = timedelta(minutes=1)
"""From here on the end says that it comes late."""
_CHOICE = 100
_MODAL_TITLE = 45

LABELS = {
    "pause": "Pause",
    "resume": "Resume",
    "add": "+5",
    "stop": "Stop",
    "solved": "Solved",
    "failed": "Not solved",
    "again": "Again",
}
MINUTES_FIELD = "Minutes"
NOTE_FIELD = "The intuition in one line"


def standing(timer: Timer, problem: Problem | None, now: datetime) -> discord.Embed:
    """The message that shows the clock from start to end. It holds instants, so nobody has to tick."""
    return discord.Embed(
        title=f"{_sign(timer)} {_name(timer)}",
        url=None if problem is None else problem.url,
        description="\n".join([_state(timer, now), *_parts(timer, now)]),
        colour=colours.QUIET if timer.ended else colours.CLOCK,
    )


def end(timer: Timer, problem: Problem | None, now: datetime) -> discord.Embed:
    """Time is up."""
    ended = timer.ended_at or now
    said = "Time is up." if now - ended < _LATE else f"Time was up at {stamp(ended)}; I was away."
    asked = "" if timer.problem is None else " How did it go?"
    return discord.Embed(
        title=f"⏰ {_name(timer)}",
        url=None if problem is None else problem.url,
        description=said + asked,
        colour=colours.CLOCK,
    )


def mark(timer: Timer, mark: Mark) -> str:
    """Half-time, five minutes, one minute; or a part of the clock begins."""
    if mark.moment is not Moment.PART:
        left = timer.length - mark.elapsed
        said = f"half-time, {clock(left)} left" if mark.moment is Moment.HALF else f"{minutes(left)} left"
        return f"⏱ **{_name(timer)}** · {said}"
    part = timer.parts[mark.part]
    place = f"{mark.part + 1} of {len(timer.parts)}"
    said = f"now **{escape_discord(part.name)}** ({place}), {minutes(part.length)}"
    ends = timer.instant_of(replace(mark, elapsed=mark.elapsed + part.length))
    until = "" if ends is None else f", until {stamp(ends)}"
    return f"⏱ **{_name(timer)}** · {said}{until}"


def line(timer: Timer, now: datetime) -> str:
    """The state in one line: the answer to every command."""
    return f"{_sign(timer)} **{_name(timer)}** · {_state(timer, now)}"


def logged(solved: bool, took: int | None) -> str:
    """What stands below a clock whose problem was logged."""
    words = "solved" if solved else "not solved"
    if took is None:
        return f"Logged: {words}."
    return f"Logged: {words} {'in' if solved else 'after'} {minutes(timedelta(minutes=took))}."


def form_title(solved: bool, timer: Timer) -> str:
    """Above the form that logs the problem."""
    return clip(f"{LABELS['solved' if solved else 'failed']}: {timer.label}", _MODAL_TITLE)


def preset_choice(preset: Preset) -> str:
    """A preset in the list under the field."""
    return f"{preset.name}, {preset.minutes} min"[:_CHOICE]


def problem_choice(problem: Problem) -> str:
    """A problem in the list under the field."""
    return f"{problem.number}. {problem.title}, {problem.difficulty}"[:_CHOICE]


def _parts(timer: Timer, now: datetime) -> list[str]:
    """The parts, one a line, the present one set off; none once it is over."""
    if timer.ended:
        return []
    on, lines = timer.part(now), list[str]()
    for number, (part, begin) in enumerate(zip(timer.parts, begins(timer.parts), strict=True)):
        name = escape_discord(part.name)
        ends = timer.instant_of(Mark(Moment.PART, begin + part.length))
        said = f"{minutes(part.length)}{'' if ends is None or number < on else f', until {stamp(ends)}'}"
        sign = "✓" if number < on else "▸" if number == on else "·"
        lines.append(f"{sign} {f'**{name}**' if number == on else name} · {said}")
    return lines


def _sign(timer: Timer) -> str:
    if timer.ended:
        return "⏹"
    return "⏸" if timer.paused else "⏱"


def _name(timer: Timer) -> str:
    return escape_discord(timer.label) if timer.label else minutes(timer.length)


def _state(timer: Timer, now: datetime) -> str:
    rested = timer.rested(now)
    rest = f" · paused {minutes(rested)}" if rested >= timedelta(minutes=1) else ""
    # a clock without a label is named by its length already
    length = f"{minutes(timer.length)} · " if timer.label else ""
    of_length = f" of {minutes(timer.length)}" if timer.label else ""
    if timer.ends_at is not None:
        return f"{length}ends {stamp(timer.ends_at)} ({stamp(timer.ends_at, 'R')}){rest}"
    if timer.ended_at is None:
        return f"paused with {clock(timer.left(now))} left{of_length}"
    if timer.left(now):
        return f"stopped after {clock(timer.elapsed(now))}{of_length}{rest}"
    return f"{length}ended {stamp(timer.ended_at)}{rest}"
