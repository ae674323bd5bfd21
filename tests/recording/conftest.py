"""Recordings on a real database, with a clock and alarms that the test moves."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import date, time, timedelta
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
from bot.post.store import PostStore
from bot.privacy.model import Held
from bot.privacy.service import PrivacyService
from bot.recording.model import (
    RECORDING_EVENTS,
    LookWanted,
    Reaction,
    Recording,
    RecordingId,
    Reviewed,
    Where,
)
from bot.recording.model import Statement as S
from bot.recording.review_service import Comment, ReviewService
from bot.recording.rotation_service import RotationService
from bot.recording.service import RecordingService, Wish
from bot.recording.whereabouts_service import WhereaboutsService
from tests.clockwork import FakeClock, ManualScheduler
from tests.fresh import fresh_file

PLACE = Place(Platform.DISCORD, "700")
WHERE = Where(700, 800, 800)
SAM = Actor(Platform.DISCORD, "1", "Sam")
ANA = Actor(Platform.DISCORD, "200", "Ana")
JO = Actor(Platform.DISCORD, "201", "Jo")
CATALOGUE, PROGRAMME = load_catalogue(), load_programme()


class Hall(Struct):
    """Everything that a review needs, and what was told of it."""

    database: Database
    clock: FakeClock
    scheduler: ManualScheduler
    bus: EventBus
    recordings: RecordingService
    whereabouts: WhereaboutsService
    rotation: RotationService
    reviews: ReviewService
    told: list[Event]
    asked: int = 0

    def source(self) -> Source:
        """An interaction that nobody has made before."""
        self.asked += 1
        return Source(Platform.DISCORD, f"i{self.asked}")

    async def submit(self, stage: int = 2, title: str = "Two Sum, out loud") -> Recording:
        """Sam hands one in."""
        wish = Wish(stage=stage, link="https://youtu.be/abc", problem="two sum")
        checked = await self.recordings.check(SAM, wish)
        return await self.recordings.submit(checked, title, "the first minutes", self.source())

    async def posted(self, where: Where = WHERE) -> Recording:
        """Sam hands one in, and its post stands."""
        recording = await self.submit()
        return await self.whereabouts.placed(recording.id, where)

    async def reacts(self, who: Actor, *statements: S, given: bool = True, message: int = 800) -> None:
        """Reactions, as Discord tells them."""
        for one in statements:
            await self.reviews.react(Reaction(message, given, one, who.account, who.name))

    async def writes(self, who: Actor, text: str | None, message: int = 900) -> None:
        """A message in the thread; None deletes it."""
        await self.reviews.comment(Comment(800, message, text, who.account, who.name))

    async def counts(self, recording_id: RecordingId) -> dict[S, int]:
        """What the tally says, without its zeros."""
        held = (await self.reviews.public_summary(recording_id)).tally.counts
        return {one: count for one, count in held.items() if count}

    async def claims(self) -> list[Post]:
        """Every post that waits."""
        return await self.database.read(lambda tx: PostStore(tx).waiting())

    async def forget(self, who: Actor) -> None:
        """What `/forget-me` calls."""
        await PrivacyService(self.database, self.clock).forget(who)

    async def held(self, who: Actor) -> Held:
        """What `/my-data` shows them."""
        return await PrivacyService(self.database, self.clock).held(who)

    async def advance(self, **by: float) -> None:
        """Let time pass, ringing each alarm at its own time."""
        end = self.clock() + timedelta(**by)
        await self.bus.drain()
        while (due := self.scheduler.next_due()) is not None and due <= end:
            self.clock.now = max(self.clock.now, due)
            await self.scheduler.ring_due()
            await self.bus.drain()
        self.clock.now = end

    def names(self) -> list[str]:
        """What happened, by name."""
        return [type(event).__name__ for event in self.told]


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncGenerator[Hall]:
    """Sam, in the third month of the plan, which is stage two."""
    path = tmp_path / "greenroom.db"
    fresh_file(path)
    bus, clock = EventBus(), FakeClock()
    scheduler = ManualScheduler(clock)
    async with open_database(path, bus.publish) as database:
        people = PeopleService(database, clock, Random(1))
        host = Person(PersonId(0), "Sam", "UTC", time(4), time(7), discord_id=1, start=date(2026, 1, 1))
        await people.settle_host(host)
        hall = Hall(
            database,
            clock,
            scheduler,
            bus,
            RecordingService(database, clock, scheduler, bus, PROGRAMME, CATALOGUE, PLACE),
            WhereaboutsService(database, clock, scheduler, bus),
            RotationService(database, clock, scheduler, bus),
            ReviewService(database, clock),
            [],
        )

        async def note(event: Event) -> None:
            hall.told.append(event)

        for kind in (*RECORDING_EVENTS, Reviewed, LookWanted):
            bus.subscribe(kind, note)
        assert await database.read(lambda tx: PeopleStore(tx).host()) is not None
        yield hall
