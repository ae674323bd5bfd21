"""What the candidate of a fresh rehearsal has done before it begins: two weeks, lived by the plan."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from bot.app import compose, host_of
from bot.assignment.model import State
from bot.config import load_config
from bot.database import open_database
from bot.events import EventBus
from bot.people.model import Actor, Platform, Source
from bot.scheduler import Action

QUIET = timedelta(days=9)
"""After the start: the one day on which nothing was done."""

INSIGHTS = (
    "remember what was seen, look for what is missing",
    "two ends that can only move inward",
    "keep a window, grow right, shrink left",
    "sort first, then the rest is a walk",
    "the stack holds what still waits for an answer",
    "halve what is still possible",
)


class _Asleep:
    """A scheduler for somebody whose days are over already."""

    def at(self, when: datetime, key: str, action: Action) -> None:
        """Nothing rings in the past."""

    def cancel(self, key: str) -> None:
        """Nothing was armed."""


class _Then:
    """The clock of the day that is being lived."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


async def live_until(config_file: Path, today: date) -> None:
    """Live every day from the plan's start up to the day before `today` through the bot's own verbs."""
    config = load_config(config_file)
    host = host_of(config)
    assert host.start is not None  # noqa: S101 - the stage's config always has one
    clock = _Then(datetime.combine(host.start, time(12), ZoneInfo(host.zone)))
    bus, rng = EventBus(), Random(3)  # noqa: S311 - a story, not a secret
    async with open_database(config.database, bus.publish) as database:
        services = compose(config, database, bus, clock, _Asleep())
        await services.people.settle_host(host)
        sam = Actor(Platform.DISCORD, str(host.discord_id), host.name)
        day = host.start
        while day < today:
            clock.now = datetime.combine(day, time(18, 30), ZoneInfo(host.zone))
            view = await services.assignments.today(sam)
            for line in view.lines if day != host.start + QUIET else ():
                clock.now += timedelta(minutes=line.item.minutes)
                source = Source(Platform.DISCORD, f"seed:{day}:{line.item.number}")
                if line.problem is None:
                    if rng.random() < 0.8:
                        await services.assignments.done(sam, line.item.number, "", source)
                    continue
                if line.state is not State.OPEN or rng.random() < 0.08:
                    continue
                box = line.item.box or line.item.minutes
                solved = rng.random() < 0.8
                minutes = rng.randint(max(4, box // 3), box) if solved else box
                await services.practice.log(
                    sam,
                    str(line.problem.number),
                    source,
                    solved=solved,
                    minutes=minutes,
                    note=rng.choice(INSIGHTS) if solved else "",
                )
            day += timedelta(days=1)
        await bus.drain()
