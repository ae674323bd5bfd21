"""Rounds and drills on a real database, with a clock and alarms that the test moves."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import date, time
from pathlib import Path
from random import Random

import pytest
from msgspec import Struct

from bot.curriculum.model import Catalogue
from bot.curriculum.programme import load_catalogue, load_programme
from bot.database import Database, open_database
from bot.events import Event, EventBus
from bot.pattern.drills import DrillService
from bot.pattern.model import ROUND_EVENTS, RoundView, SplitMoved
from bot.pattern.service import PatternService
from bot.people.model import Actor, Person, PersonId, Platform, Source
from bot.people.service import PeopleService
from bot.post.model import Place, Post
from bot.post.service import PostService
from bot.post.store import PostStore
from bot.timer.service import TimerService
from tests.clockwork import FakeClock, ManualScheduler
from tests.fresh import fresh_file

LIVE = Place(Platform.DISCORD, "500")
CHAT = Place(Platform.TWITCH, "900")

HOST = Actor(Platform.DISCORD, "1", "Ana")
STREAMER = Actor(Platform.TWITCH, "900", "ana", moderates=True)
MODERATOR = Actor(Platform.TWITCH, "902", "mo", moderates=True)
VIEWER = Actor(Platform.TWITCH, "901", "vi")
FRIEND = Actor(Platform.DISCORD, "2", "ben")


def viewer(number: int) -> Actor:
    """One of many."""
    return Actor(Platform.TWITCH, f"v{number}", f"viewer {number}")


class Wire:
    """From the file to the bus of the process that runs; an old process hears nothing more."""

    def __init__(self) -> None:
        self.bus = EventBus()

    def publish(self, event: Event) -> None:
        """See `EventBus.publish`."""
        self.bus.publish(event)


class House(Struct):
    """Everything that a round needs, and what it did."""

    wire: Wire
    database: Database
    clock: FakeClock
    scheduler: ManualScheduler
    bus: EventBus
    catalogue: Catalogue
    timers: TimerService
    patterns: PatternService
    drills: DrillService
    people: PeopleService
    posts: PostService
    told: list[Event]
    asked: int = 0

    def source(self) -> Source:
        """A message that nobody has sent before."""
        self.asked += 1
        return Source(Platform.TWITCH, f"m{self.asked}")

    async def open(self, problem: str = "3sum") -> RoundView:
        """A round that the host opened."""
        held = await self.patterns.open_named(HOST, problem, self.source())
        return await self.patterns.view(held.id)

    async def now(self) -> RoundView:
        """The last round as it stands."""
        view = await self.patterns.current()
        assert view is not None
        return view

    async def advance(self, **by: float) -> None:
        """Let time pass, and ring what is due."""
        await self.bus.drain()
        self.clock.advance(**by)
        await self.scheduler.ring_due()
        await self.bus.drain()
        await self.scheduler.ring_due()
        await self.bus.drain()

    async def claims(self) -> list[Post]:
        """Every message that still waits to be sent."""
        return await self.database.read(lambda tx: PostStore(tx).waiting())

    async def kinds(self, platform: Platform) -> list[str]:
        """What those are, on one platform."""
        return [post.key.kind for post in await self.claims() if post.key.place.platform is platform]

    def restarted(self) -> House:
        """The next process: the same file and time, nothing in memory."""
        return compose(self.wire, self.database, self.clock, self.asked)

    def crash(self) -> None:
        """From now on what is committed is told to nobody."""
        self.wire.bus = EventBus()


def compose(wire: Wire, database: Database, clock: FakeClock, asked: int = 0) -> House:
    """The services on an open file."""
    wire.bus = bus = EventBus()
    scheduler = ManualScheduler(clock)
    catalogue = load_catalogue()
    house = House(
        wire,
        database,
        clock,
        scheduler,
        bus,
        catalogue,
        TimerService(database, clock, scheduler, bus, load_programme(), catalogue, (LIVE, CHAT)),
        PatternService(database, clock, scheduler, bus, catalogue, (LIVE, CHAT)),
        DrillService(database, clock, catalogue),
        PeopleService(database, clock, Random(1)),
        PostService(database, clock, scheduler),
        [],
        asked,
    )

    async def note(event: Event) -> None:
        house.told.append(event)

    for kind in (*ROUND_EVENTS, SplitMoved):
        bus.subscribe(kind, note)
    return house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House]:
    """One host, no clock, no round."""
    path = tmp_path / "greenroom.db"
    fresh_file(path)
    wire = Wire()
    clock = FakeClock()
    async with open_database(path, wire.publish) as database:
        opened = compose(wire, database, clock)
        host = Person(
            PersonId(0),
            "Ana",
            "UTC",
            time(4),
            time(7),
            discord_id=1,
            twitch_login="ana",
            start=date(2026, 1, 5),
        )
        await opened.people.settle_host(host)
        await opened.people.meet_broadcaster("900", "ana")
        yield opened
