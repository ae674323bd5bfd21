"""What Twitch chat hears around a stream: one line each, and never the pattern of a problem."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.stream.model import Moment, OnStage, Stream
from cogs.words import TWITCH_LINE, clip, clock


def problem(stage: OnStage) -> str:
    """What is being worked on, and where to read it."""
    what = stage.problem
    return clip(f"📌 {what.title} ({what.number}) · {what.difficulty} · {what.url}", TWITCH_LINE)


def marked(stream: Stream, moment: Moment) -> str:
    """A moment was marked; where to find it."""
    return f"📍 Marked at {clock(position(stream, moment.at))}."


def marker(moment: Moment) -> str:
    """What stands with the marker on Twitch."""
    return moment.note or f"Marked by {moment.name}"


def position(stream: Stream, moment: datetime) -> timedelta:
    """How far into the broadcast that was on then."""
    held = [each.started_at for each in stream.broadcasts if each.started_at <= moment]
    return moment - held[-1] if held else timedelta()
