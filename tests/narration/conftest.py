"""Recordings on a real database, with a clock that the test moves and an ear that really listens."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import date, time, timedelta
from pathlib import Path
from random import Random

import pytest
from msgspec import Struct, field

from bot.curriculum.programme import load_catalogue, load_programme
from bot.database import Database, open_database
from bot.events import Event, EventBus
from bot.narration.ear import Ear
from bot.narration.folder import mark_of
from bot.narration.model import NarrationFailed, NarrationMeasured
from bot.narration.service import Found, NarrationService
from bot.people.model import Actor, Person, PersonId, Platform, Source
from bot.people.service import PeopleService
from bot.timer.model import Timer
from bot.timer.service import TimerService
from tests.clockwork import FakeClock, ManualScheduler
from tests.fresh import fresh_file

HOST = Actor(Platform.DISCORD, "1", "Sam")
STREAMER = Actor(Platform.TWITCH, "900", "sam", moderates=True)
FRIEND = Actor(Platform.DISCORD, "2", "Ana")
VIEWER = Actor(Platform.TWITCH, "901", "vi")


class House(Struct):
    """Everything that a recording needs, and what was told of it."""

    database: Database
    clock: FakeClock
    bus: EventBus
    narrations: NarrationService
    timers: TimerService
    host: Person
    told: list[Event] = field(default_factory=list[Event])
    asked: int = 0

    def source(self, platform: Platform = Platform.DISCORD) -> Source:
        """A message that nobody has sent before."""
        self.asked += 1
        return Source(platform, f"m{self.asked}")

    async def ran(self, what: str, minutes: float) -> Timer:
        """A clock that ran so long just now, and was stopped."""
        await self.timers.start(HOST, what, self.source())
        self.clock.advance(minutes=minutes)
        timer = await self.timers.stop(HOST, self.source())
        await self.bus.drain()
        return timer

    async def find(self, path: Path, ago: float = 0) -> None:
        """A file that was finished `ago` seconds before now is found."""
        await self.narrations.found(found(path, ago))
        await self.bus.drain()


def found(path: Path, ago: float = 0) -> Found:
    """The file as the watched folder hands it on."""
    stat = path.stat()
    return Found(path, mark_of(path.name, stat.st_size, stat.st_mtime_ns), timedelta(seconds=ago))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House]:
    """The host, a Monday at eight in the morning in UTC."""
    path = tmp_path / "greenroom.db"
    fresh_file(path)
    bus, clock, catalogue = EventBus(), FakeClock(), load_catalogue()
    async with open_database(path, bus.publish) as database:
        people = PeopleService(database, clock, Random(1))
        host = Person(
            PersonId(0),
            "Sam",
            "UTC",
            time(4),
            time(7),
            discord_id=1,
            twitch_login="sam",
            start=date(2026, 2, 2),
        )
        host = await people.settle_host(host)
        await people.meet_broadcaster("900", "sam")
        timers = TimerService(database, clock, ManualScheduler(clock), bus, load_programme(), catalogue, ())
        held = House(
            database, clock, bus, NarrationService(database, clock, bus, catalogue, Ear()), timers, host
        )

        async def note(event: Event) -> None:
            held.told.append(event)

        bus.subscribe(NarrationMeasured, note)
        bus.subscribe(NarrationFailed, note)
        yield held
