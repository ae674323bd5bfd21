"""The clock's troubles: jumps, suspended machines, and the two nights in which a day has 23 or 25 hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import system_clock
from tests.crash.scene import Act, Scene

ZONE = "Europe/Berlin"
HEALING = 20.0
"""Seconds until people are answered after a jump: nothing may wait for what has passed long ago."""


async def jumps(scene: Scene) -> None:
    """The machine sleeps and wakes up later, with a clock running; killed in between or not."""
    stage = scene.house.stage
    for hours in (0.5, 3):
        async with scene.fault("the clock jumps ahead", HEALING):
            await scene.load.start_clock()
            await stage.clock.move(timedelta(hours=hours))
    async with scene.fault("the clock jumps over the night", HEALING):
        await stage.clock.move_to(scene.house.at(23, 59, 30))
        await scene.load.start_clock()
        await stage.clock.move(timedelta(hours=9))
    async with scene.fault("the clock jumps over the night while the bot is killed"):
        await scene.load.start_clock()
        await stage.bot.kill()
        scene.outcome.kills += 1
        await stage.clock.move(timedelta(hours=24))
        await stage.bot.start()


def night(kill: bool) -> Act:
    """A post is due at half past two in the night in which that hour is missing, or comes twice."""

    async def act(scene: Scene) -> None:
        stage, house = scene.house.stage, scene.house
        zone = ZoneInfo(stage.zone)
        first = house.monday
        name = (
            "summer time begins"
            if _offset(first + timedelta(days=1), zone) > _offset(first, zone)
            else "ends"
        )
        begins = datetime.combine(first + timedelta(days=1), time(0, 50), zone).astimezone(UTC)
        async with scene.fault(
            f"the night in which {name}" if " " in name else f"the night in which summer time {name}"
        ):
            await stage.clock.move_to(begins)
            for step in range(16):
                await scene.load.start_clock()
                await stage.clock.move(timedelta(minutes=15))
                if kill and step in (3, 6, 9):
                    await stage.bot.kill()
                    scene.outcome.kills += 1
                    await stage.clock.move(timedelta(minutes=1))
                    await stage.bot.start()

    return act


def day_before_change(summer_begins: bool) -> date:
    """The day before the next change, which is to come."""
    zone = ZoneInfo(ZONE)
    day = system_clock().date() + timedelta(days=2)
    while True:
        before, after = _offset(day, zone), _offset(day + timedelta(days=1), zone)
        if before != after and (after > before) is summer_begins:
            return day
        day += timedelta(days=1)


def _offset(day: date, zone: ZoneInfo) -> timedelta:
    return datetime.combine(day, time(12), zone).utcoffset() or timedelta()
