"""A clock service on a real database, with a clock and alarms that the test moves."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import date, time
from pathlib import Path
from random import Random

import pytest
from msgspec import Struct

from bot.curriculum.programme import load_catalogue, load_programme
from bot.database import Database, open_database
from bot.events import Event, EventBus
from bot.people.model import Actor, Person, PersonId, Platform, Source
from bot.people.service import PeopleService
from bot.people.store import PeopleStore
from bot.post.model import Place, Post
from bot.post.service import PostService
from bot.post.store import PostStore
from bot.timer.model import TIMER_EVENTS
from bot.timer.service import TimerService
from tests.clockwork import FakeClock, ManualScheduler
from tests.fresh import fresh_file

LIVE = Place(Platform.DISCORD, "500")
CHAT = Place(Platform.TWITCH, "900")

HOST = Actor(Platform.DISCORD, "1", "ana")
STREAMER = Actor(Platform.TWITCH, "900", "ana", moderates=True)
VIEWER = Actor(Platform.TWITCH, "901", "vi")
FRIEND = Actor(Platform.DISCORD, "2", "ben")
STRANGER = Actor(Platform.DISCORD, "3", "cleo")
MODERATOR = Actor(Platform.DISCORD, "4", "mo", moderates=True)


class House(Struct):
    """Everything that a clock needs, and what it did."""

    database: Database
    clock: FakeClock
    scheduler: ManualScheduler
    bus: EventBus
    timers: TimerService
    posts: PostService
    told: list[Event]
    asked: int = 0

    def source(self, platform: Platform = Platform.DISCORD) -> Source:
        """A message that nobody has sent before."""
        self.asked += 1
        return Source(platform, f"m{self.asked}")

    async def advance(self, **by: float) -> None:
        """Let time pass, and ring what is due."""
        self.clock.advance(**by)
        await self.bus.drain()
        await self.scheduler.ring_due()
        await self.bus.drain()

    async def claims(self) -> list[Post]:
        """Every message that still waits to be sent."""
        return await self.database.read(lambda tx: PostStore(tx).waiting())

    def restarted(self) -> House:
        """The next process: the same file and time, nothing in memory."""
        return _house(self.database, self.clock, EventBus())


def _house(database: Database, clock: FakeClock, bus: EventBus) -> House:
    scheduler = ManualScheduler(clock)
    timers = TimerService(
        database, clock, scheduler, bus, load_programme(), load_catalogue(), places=(LIVE, CHAT)
    )
    told: list[Event] = []

    async def note(event: Event) -> None:
        told.append(event)

    for kind in TIMER_EVENTS:
        bus.subscribe(kind, note)
    return House(database, clock, scheduler, bus, timers, PostService(database, clock, scheduler), told)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House]:
    """One host, one other candidate, nobody's clock running."""
    path = tmp_path / "greenroom.db"
    fresh_file(path)
    bus = EventBus()
    clock = FakeClock()
    async with open_database(path, bus.publish) as database:
        people = PeopleService(database, clock, Random(1))
        host = Person(
            PersonId(0),
            "Ana",
            "Europe/Berlin",
            time(4),
            time(7),
            discord_id=1,
            twitch_login="ana",
            start=date(2026, 1, 5),
        )
        await people.settle_host(host)
        await people.meet_broadcaster("900", "ana")
        await _add_candidate(database, clock)
        yield _house(database, clock, bus)


async def _add_candidate(database: Database, clock: FakeClock) -> None:
    ben = Person(PersonId(0), "Ben", "UTC", time(4), time(7), discord_id=2, start=date(2026, 1, 5))
    await database.write(lambda tx: PeopleStore(tx).add(ben, clock()))
