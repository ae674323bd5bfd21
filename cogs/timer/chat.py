"""What Twitch chat hears about the clock: one line each."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.timer.model import Timer
from cogs.words import TWITCH_LINE, clip, clock, minutes

_LATE = timedelta(minutes=1)
"""From here on the end says that it comes late."""


def line(timer: Timer, zone: str, now: datetime) -> str:
    """The state of the clock: the answer to every command. Chat has no timestamps, so it names the zone."""
    if timer.ends_at is not None:
        return _said(timer, "⏱", f"{clock(timer.left(now))} left, ends {local(timer.ends_at, zone)}.")
    if timer.ended_at is None:
        return _said(timer, "⏸", f"paused with {clock(timer.left(now))} left.")
    if timer.left(now):
        return _said(timer, "⏹", f"stopped after {clock(timer.elapsed(now))} of {minutes(timer.length)}.")
    return _said(timer, "⏹", f"ended {local(timer.ended_at, zone)}.")


def started(timer: Timer, zone: str, now: datetime) -> str:
    """A clock begins."""
    if timer.ends_at is None:
        return line(timer, zone, now)
    return _said(timer, "⏱", f"{minutes(timer.length)}, ends {local(timer.ends_at, zone)}.")


def end(timer: Timer, zone: str, now: datetime) -> str:
    """Time is up."""
    ended = timer.ended_at or now
    if now - ended >= _LATE:
        return _said(timer, "⏰", f"time was up at {local(ended, zone)}.")
    return _said(timer, "⏰", f"time is up ({minutes(timer.length)}).")


def local(moment: datetime, zone: str) -> str:
    """`19:05 CET`, and `19:05 UTC+3` where the zone has no letters."""
    there = moment.astimezone(ZoneInfo(zone))
    name = there.tzname() or ""
    if not name.isalpha():
        name = f"UTC{name[:3].replace('+0', '+').replace('-0', '-')}{f':{name[3:]}' if name[3:] else ''}"
    return f"{there:%H:%M} {name}"


def _said(timer: Timer, sign: str, words: str) -> str:
    text = f"{timer.label}: {words}" if timer.label else words[0].upper() + words[1:]
    return clip(f"{sign} {text}", TWITCH_LINE)
