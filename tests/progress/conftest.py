"""Evenings and weeks on a real SQLite file, with every service as the app composes it and a clock to move."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from msgspec import Struct, field

from bot.app import compose
from bot.config import CandidateSection, Config, DiscordSection
from bot.database import Database, open_database
from bot.events import EventBus
from bot.people.model import Actor, Changes, Person, PersonId, Platform, Source
from bot.post.model import Post, PostDue
from bot.post.store import PostStore
from bot.services import Services
from tests.clockwork import FakeClock, ManualScheduler
from tests.fresh import fresh_file

HOST = Actor(Platform.DISCORD, "100", "Sam")
ANA = Actor(Platform.DISCORD, "200", "Ana")
MONDAY = date(2026, 3, 2)
CHANNEL = 555


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # pyright: ignore[reportArgumentType] - year, month, day and on


class Stage(Struct):
    database: Database
    bus: EventBus
    clock: FakeClock
    scheduler: ManualScheduler
    services: Services
    compose: Callable[[], Services]
    told: list[Post] = field(default_factory=list[Post])
    """Posts that wanted to be sent, in order."""
    asked: int = 0

    async def hears(self, event: PostDue) -> None:
        self.told.append(event.post)

    def message(self) -> Source:
        """A message that nobody has sent yet."""
        self.asked += 1
        return Source(Platform.DISCORD, f"m{self.asked}")

    async def until(self, moment: datetime) -> None:
        """Step from alarm to alarm up to `moment`."""
        while (due := self.scheduler.next_due()) is not None and due <= moment:
            self.clock.now = max(self.clock.now, due)
            await self.scheduler.ring_due()
            await self.bus.drain()
        self.clock.now = moment

    async def down_until(self, moment: datetime) -> None:
        """The process is away until `moment`; then a new one takes up what the tables say."""
        self.scheduler.alarms.clear()
        self.clock.now = moment
        self.services = self.compose()
        await self.services.assignments.resume()
        await self.services.progress.resume()
        await self.services.cohort.resume()
        await self.bus.drain()

    async def solved(self, actor: Actor, *lines: str, day: str = "") -> None:
        for line in lines:
            await self.services.practice.log(actor, line, self.message(), solved=True, day=day)
        await self.bus.drain()

    async def failed(self, actor: Actor, *lines: str) -> None:
        for line in lines:
            await self.services.practice.failed(actor, line, self.message())

    async def settles(self, change: Awaitable[Person]) -> Person:
        person = await change
        await self.bus.drain()
        return person

    async def sets(self, actor: Actor, **changes: object) -> Person:
        """A setting is changed as `/settings` does."""
        wanted = Changes(**changes)  # pyright: ignore[reportArgumentType] - any field of Changes
        return await self.settles(self.services.people.set(int(actor.account), wanted))

    async def joins(self, actor: Actor, zone: str, start: date | None = None) -> Person:
        await self.services.people.propose(int(actor.account), actor.name, zone, start)
        return await self.settles(self.services.people.join(int(actor.account)))

    def of_kind(self, kind: str) -> list[tuple[str, str]]:
        """What was claimed of a kind: whose day, and where."""
        return [(post.key.subject, post.key.place.channel) for post in self.told if post.key.kind == kind]

    async def waiting(self, kind: str) -> list[Post]:
        posts = await self.database.read(lambda tx: PostStore(tx).waiting())
        return [post for post in posts if post.key.kind == kind]


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncGenerator[Stage]:
    """Sam in Berlin, on the morning of the plan's first day, a Monday."""
    path = tmp_path / "greenroom.db"
    fresh_file(path)
    clock = FakeClock(utc(2026, 3, 2, 5))
    scheduler = ManualScheduler(clock)
    bus = EventBus()
    config = Config(
        candidate=CandidateSection(name="Sam"),
        discord=DiscordSection(guild_id=1, assignments_channel=CHANNEL),
    )
    async with open_database(path, bus.publish) as database:

        def composed() -> Services:
            return compose(config, database, bus, clock, scheduler)

        stage = Stage(database, bus, clock, scheduler, composed(), composed)
        bus.subscribe(PostDue, stage.hears)
        await stage.settles(
            stage.services.people.settle_host(
                Person(
                    PersonId(0),
                    "Sam",
                    "Europe/Berlin",
                    time(4),
                    time(7),
                    discord_id=100,
                    twitch_id="t100",
                    start=MONDAY,
                )
            )
        )
        yield stage
        await bus.drain()
