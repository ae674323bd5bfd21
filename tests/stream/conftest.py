"""A stream on a real database, with a clock and alarms that the test moves."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

import pytest
from msgspec import Struct

from bot.assignment.service import AssignmentService
from bot.curriculum.programme import load_catalogue, load_programme
from bot.database import Database, open_database
from bot.events import Event, EventBus
from bot.pattern.model import SeasonLength
from bot.pattern.service import PatternService
from bot.people.model import Actor, Person, PersonId, Platform, Source
from bot.people.service import PeopleService
from bot.post.model import Place, Post
from bot.post.service import PostService
from bot.post.store import PostStore
from bot.practice.service import PracticeService
from bot.stream.model import STREAM_EVENTS, Airing, StreamView, VideoExpiring, VideoWanted
from bot.stream.service import StreamService
from bot.stream.stage_service import StageService
from bot.timer.service import TimerService
from tests.clockwork import FakeClock, ManualScheduler
from tests.fresh import fresh_file

LIVE = Place(Platform.DISCORD, "500")
GRACE = timedelta(minutes=10)
CATALOGUE, PROGRAMME = load_catalogue(), load_programme()

STREAMER = Actor(Platform.TWITCH, "900", "sam", moderates=True)
HOST = Actor(Platform.DISCORD, "1", "Sam")
MODERATOR = Actor(Platform.TWITCH, "902", "mika", moderates=True)
VIEWER = Actor(Platform.TWITCH, "901", "vi")


class House(Struct):
    """Everything that a stream needs, and what was told of it."""

    database: Database
    clock: FakeClock
    scheduler: ManualScheduler
    bus: EventBus
    streams: StreamService
    stage: StageService
    timers: TimerService
    practice: PracticeService
    patterns: PatternService
    assignments: AssignmentService
    posts: PostService
    told: list[Event]
    line: list[EventBus]
    """The bus that the file tells what happened; only the last process listens."""
    asked: int = 0

    def source(self, platform: Platform = Platform.TWITCH) -> Source:
        """A message that nobody has sent before."""
        self.asked += 1
        return Source(platform, f"m{self.asked}")

    def airing(self, twitch_id: str = "t1", started_at: datetime | None = None, title: str = "") -> Airing:
        """What Twitch says of a broadcast that began just now."""
        return Airing(twitch_id, started_at or self.clock(), title, "")

    async def online(self, twitch_id: str = "t1") -> None:
        """A broadcast begins."""
        await self.streams.online(self.airing(twitch_id))
        await self.bus.drain()

    async def offline(self) -> None:
        """It ends."""
        await self.streams.offline()
        await self.bus.drain()

    async def advance(self, **by: float) -> None:
        """Let time pass, ringing each alarm at its own time."""
        end = self.clock() + timedelta(**by)
        await self.bus.drain()
        while (due := self.scheduler.next_due()) is not None and due <= end:
            self.clock.now = max(self.clock.now, due)
            await self.scheduler.ring_due()
            await self.bus.drain()
        self.clock.now = end

    async def view(self) -> StreamView:
        """The last stream."""
        return await self.streams.latest()

    async def claims(self) -> list[Post]:
        """Every post about a stream."""
        posts = await self.database.read(lambda tx: PostStore(tx).waiting())
        return [post for post in posts if post.key.kind == "stream"]

    async def count(self) -> int:
        """How many streams there were."""
        row = await self.database.read(lambda tx: tx.one("SELECT count(*) AS held FROM streams"))
        assert row is not None
        return int(row["held"])

    def names(self) -> list[str]:
        """What happened, by name."""
        return [type(event).__name__ for event in self.told]

    def restarted(self) -> House:
        """The next process: the same file and time, nothing in memory."""
        self.line.append(EventBus())
        return _house(self.database, self.clock, self.line)


def _house(database: Database, clock: FakeClock, line: list[EventBus]) -> House:
    bus = line[-1]
    scheduler = ManualScheduler(clock)
    house = House(
        database,
        clock,
        scheduler,
        bus,
        StreamService(database, clock, scheduler, bus, CATALOGUE, (LIVE,), GRACE),
        StageService(database, clock, CATALOGUE, "https://discord.gg/greenroom"),
        TimerService(database, clock, scheduler, bus, PROGRAMME, CATALOGUE, ()),
        PracticeService(database, clock, CATALOGUE),
        PatternService(
            database, clock, scheduler, bus, CATALOGUE, (), timedelta(seconds=10), SeasonLength.MONTH
        ),
        AssignmentService(database, clock, scheduler, bus, PROGRAMME, CATALOGUE, ()),
        PostService(database, clock, scheduler),
        [],
        line,
        asked=1000 * len(line),
    )

    async def note(event: Event) -> None:
        house.told.append(event)

    for kind in (*STREAM_EVENTS, VideoWanted, VideoExpiring):
        bus.subscribe(kind, note)
    return house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House]:
    """The host, a Monday at eight in the morning in UTC, no stream yet."""
    path = tmp_path / "greenroom.db"
    fresh_file(path)
    line, clock = [EventBus()], FakeClock()
    async with open_database(path, lambda event: line[-1].publish(event)) as database:
        people = PeopleService(database, clock, Random(1))
        host = Person(
            PersonId(0),
            "Sam",
            "UTC",
            time(4),
            time(7),
            discord_id=1,
            twitch_login="sam_preps",
            start=date(2026, 2, 2),
        )
        await people.settle_host(host)
        await people.meet_broadcaster("900", "sam_preps")
        yield _house(database, clock, line)
