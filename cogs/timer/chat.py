"""What Twitch chat hears about the clock: one line each."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.curriculum.model import Problem
from bot.timer.model import Mark, Moment, Timer
from cogs.words import TWITCH_LINE, clip, clock, minutes

_LATE = timedelta(minutes=1)
"""From here on the end says that it comes late."""
_SHORT = 24


def line(timer: Timer, zone: str, now: datetime, problem: Problem | None = None) -> str:
    """The state of the clock: the answer to every command. Chat has no timestamps, so it names the zone."""
    if timer.ends_at is not None:
        part = f" Now {timer.parts[timer.part(now)].name}." if timer.parts else ""
        return _said(timer, "⏱", f"{clock(timer.left(now))} left, ends {local(timer.ends_at, zone)}.{part}")
    if timer.ended_at is None:
        return _said(timer, "⏸", f"paused with {clock(timer.left(now))} left.")
    if timer.left(now):
        spent = f"stopped after {clock(timer.elapsed(now))} of {minutes(timer.length)}."
        return _said(timer, "⏹", spent, _how_to_log(timer, problem, now))
    return _said(timer, "⏹", f"ended {local(timer.ended_at, zone)}.")


def started(timer: Timer, zone: str, now: datetime) -> str:
    """A clock begins."""
    if timer.ends_at is None:
        return line(timer, zone, now)
    return _said(timer, "⏱", f"{minutes(timer.length)}, ends {local(timer.ends_at, zone)}.")


def mark(timer: Timer, mark: Mark) -> str:
    """Half-time, five minutes, one minute; or a part of the clock begins."""
    if mark.moment is Moment.PART:
        part = timer.parts[mark.part]
        place = f"{mark.part + 1} of {len(timer.parts)}"
        return _said(timer, "⏱", f"now {part.name} ({place}), {minutes(part.length)}.")
    left = timer.length - mark.elapsed
    if mark.moment is Moment.HALF:
        return _said(timer, "⏱", f"half-time, {clock(left)} left.")
    return _said(timer, "⏱", f"{minutes(left)} left.")


def end(timer: Timer, zone: str, now: datetime, problem: Problem | None = None) -> str:
    """Time is up."""
    ended = timer.ended_at or now
    if now - ended >= _LATE:
        said = f"time was up at {local(ended, zone)}."
    else:
        said = f"time is up ({minutes(timer.length)})."
    return _said(timer, "⏰", said, _how_to_log(timer, problem, now))


def local(moment: datetime, zone: str) -> str:
    """`19:05 CET`, and `19:05 UTC+3` where the zone has no letters."""
    there = moment.astimezone(ZoneInfo(zone))
    name = there.tzname() or ""
    if not name.isalpha():
        name = f"UTC{name[:3].replace('+0', '+').replace('-0', '-')}{f':{name[3:]}' if name[3:] else ''}"
    return f"{there:%H:%M} {name}"


def _how_to_log(timer: Timer, problem: Problem | None, now: datetime) -> str:
    """What the streamer types, the minutes filled in; a long name as the number that LeetCode gives it."""
    if problem is None:
        return ""
    name = problem.slug if len(problem.slug) <= _SHORT else str(problem.number)
    took = max(1, round(timer.elapsed(now) / timedelta(minutes=1)))
    return f" Log it: !solved {name} {took} or !failed {name} {took}."


def _said(timer: Timer, sign: str, words: str, after: str = "") -> str:
    # what is to be typed must stand there whole
    text = f"{timer.label}: {words}" if timer.label else words[0].upper() + words[1:]
    return clip(f"{sign} {text}", TWITCH_LINE - len(after)) + after
