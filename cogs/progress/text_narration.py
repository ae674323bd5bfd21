"""What Discord says of narration in the report and over the table: a line, where something was measured."""

from __future__ import annotations

from datetime import date, timedelta

from bot.progress.model import Habit, Narrated, Spoke
from cogs.words import clip, escape_discord, plural

_TITLE = 70


def week(spoke: Spoke | None) -> str:
    """`Spoke 71% of **Two Sum** on Saturday, 7 March; the longest silence was 38 s, down from 70 s.`"""
    if spoke is None:
        return ""
    here = spoke.narrated
    what = f"**{escape_discord(clip(here.title, _TITLE))}** on {_day(here.on)}"
    return f"Spoke {_percent(here.point.share)} of {what}; {_longest(here, spoke.before)}."


def habit(held: Habit | None) -> str:
    """`Narration: 4 of the last 6 recordings clean; speaking 48% to 71%, silences over a minute 2 to 0.`"""
    if held is None:
        return ""
    said = f"Narration: {held.clean.clean} of the last {plural(held.clean.recordings, 'recording')} clean"
    trend = held.trend
    if trend is None:
        return f"{said}."
    return (
        f"{said}; speaking {_percent(trend.share_before)} to {_percent(trend.share_now)}, "
        f"silences over a minute {trend.flagged_before:g} to {trend.flagged_now:g}."
    )


def alone(line: str) -> str:
    """The same of everything, below the answer that others read."""
    return f"-# For you alone. {line}"


def _longest(here: Narrated, before: Narrated | None) -> str:
    now = here.point.longest
    was = None if before is None else before.point.longest
    said = f"the longest silence was {_seconds(now)}" if now else "no silence of ten seconds"
    if not was or _seconds(was) == _seconds(now):
        return said
    if not now:
        return f"{said}, after one of {_seconds(was)} the time before"
    return f"{said}, {'down' if now < was else 'up'} from {_seconds(was)}"


def _seconds(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min {seconds % 60} s"


def _percent(share: float) -> str:
    return f"{round(share * 100)}%"


def _day(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B}"
