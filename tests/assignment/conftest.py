"""Assignments on a real SQLite file, with a clock and alarms that a test moves."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import replace

from bot.assignment.model import TodayView
from bot.assignment.service import AssignmentService
from bot.assignment.store import AssignmentStore
from bot.curriculum.programme import load_catalogue, load_programme
from bot.curriculum.service import CurriculumService
from bot.database import Database, open_database
from bot.events import Event, EventBus
from bot.people.model import Actor, Person, PersonChanged, PersonId, Platform, Source
from bot.people.store import PeopleStore
from bot.post.model import Place, Post
from bot.post.store import PostStore
from bot.practice.file_service import LogFileService
from bot.practice.log_service import LogService
from bot.practice.model import Session, vocabulary_of
from bot.practice.service import PracticeService
from bot.practice.store import PracticeStore, SessionStore
from tests.clockwork import FakeClock, ManualScheduler
from tests.fresh import fresh_file

HOST = Actor(Platform.DISCORD, "100", "Sam")
FRIEND = Actor(Platform.DISCORD, "200", "Ana", moderates=True)
KIM = Actor(Platform.DISCORD, "300", "Kim")
VIEWER = Actor(Platform.TWITCH, "t900", "lurker")

MONDAY = date(2026, 3, 2)
CHANNEL = Place(Platform.DISCORD, "555")


class Stage(Struct):
    path: Path
    database: Database
    bus: EventBus
    clock: FakeClock
    scheduler: ManualScheduler
    assignments: AssignmentService
    practice: PracticeService
    log: LogService
    log_files: LogFileService
    curriculum: CurriculumService
    told: list[Event]
    host: Person
    asked: int = 0

    def message(self) -> Source:
        """A message that nobody has sent yet."""
        self.asked += 1
        return Source(Platform.DISCORD, f"m{self.asked}")

    async def posts(self) -> list[Post]:
        """Every claim there is that waits."""
        return await self.database.read(lambda tx: PostStore(tx).waiting())

    async def kept_days(self) -> list[date]:
        """Days that were shown to anybody."""
        rows = await self.database.read(
            lambda tx: tx.all("SELECT day FROM assignments ORDER BY day, person_id")
        )
        return [date.fromisoformat(row["day"]) for row in rows]

    async def sessions(self) -> list[Session]:
        """What counts in the host's log beside attempts."""
        return await self.database.read(lambda tx: SessionStore(tx).sessions(self.host.id))

    async def change(self, **fields: object) -> Person:
        """Change the host as settings would; what was changed before stays."""
        self.host = await self.change_of(self.host, **fields)
        return self.host

    async def change_of(self, held: Person, **fields: object) -> Person:
        """Change anybody so."""
        person = replace(held, **fields)  # pyright: ignore[reportArgumentType] - any field of Person

        await self.database.write(
            lambda tx: (PeopleStore(tx).save(person), tx.emit(PersonChanged(person)))[0]
        )
        await self.bus.drain()
        return person

    async def new_candidate_on(self, start: date) -> TodayView:
        """The host's day now, had they begun on `start` and looked at no day before."""
        await self.change(start=start)
        return await self.look()

    async def log_is_empty(self) -> bool:
        """Whether nothing counts in the host's log."""
        attempts = await self.database.read(lambda tx: PracticeStore(tx).attempts(self.host.id))
        return not attempts and not await self.sessions()

    async def look(self, actor: Actor = HOST) -> TodayView:
        """Their day, once everything that is going on has come to its end."""
        await self.bus.drain()
        return await self.assignments.today(actor)

    async def subjects(self) -> list[str]:
        """What the host's posts are about, oldest claim first."""
        await self.bus.drain()
        mine = f"{self.host.id}:"
        posts = await self.posts()
        return [post.key.subject.removeprefix(mine) for post in posts if post.key.subject.startswith(mine)]

    async def until(self, moment: datetime) -> None:
        """Step from alarm to alarm up to `moment`."""
        while (due := self.scheduler.next_due()) is not None and due <= moment:
            self.clock.now = max(self.clock.now, due)
            await self.scheduler.ring_due()
        self.clock.now = moment

    def restarted(self) -> AssignmentService:
        """The service as a new process has it: nothing but the file."""
        self.scheduler.alarms.clear()
        return self.service()

    def service(self) -> AssignmentService:
        return AssignmentService(
            self.database,
            self.clock,
            self.scheduler,
            self.bus,
            load_programme(),
            load_catalogue(),
            (CHANNEL,),
        )

    async def assignment_ids(self) -> list[int]:
        rows = await self.database.read(lambda tx: tx.all("SELECT id FROM assignments ORDER BY id"))
        return [row["id"] for row in rows]

    async def kept(self, day: date) -> object:
        """The host's assignment of a day, straight from the table."""
        return await self.database.read(lambda tx: AssignmentStore(tx).of(self.host.id, day))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # pyright: ignore[reportArgumentType] - year, month, day and on


def person(name: str, **fields: object) -> Person:
    """Somebody in Berlin whose day begins at four and whose post comes at seven."""
    given: dict[str, object] = {"zone": "Europe/Berlin", "day_start": time(4), "post_at": time(7), **fields}
    return Person(id=PersonId(0), name=name, **given)  # pyright: ignore[reportArgumentType] - any field of Person


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncGenerator[Stage]:
    path = tmp_path / "greenroom.db"
    fresh_file(path)
    told: list[Event] = []
    clock = FakeClock()
    scheduler = ManualScheduler(clock)
    bus = EventBus()

    def publish(event: Event) -> None:
        told.append(event)
        bus.publish(event)

    async with open_database(path, publish) as database:
        host, _, _ = await database.write(
            lambda tx: (
                PeopleStore(tx).add(
                    person("Sam", is_host=True, discord_id=100, twitch_id="t100", start=MONDAY), clock()
                ),
                PeopleStore(tx).add(person("Ana", discord_id=200), clock()),
                PeopleStore(tx).add(
                    person("Kim", discord_id=300, start=date(2026, 3, 9), zone="America/New_York"), clock()
                ),
            )
        )
        catalogue = load_catalogue()
        programme = load_programme()
        vocabulary = vocabulary_of(programme)
        yield Stage(
            path,
            database,
            bus,
            clock,
            scheduler,
            AssignmentService(database, clock, scheduler, bus, programme, catalogue, (CHANNEL,)),
            PracticeService(database, clock, catalogue, vocabulary),
            LogService(database, clock, catalogue, vocabulary),
            LogFileService(database, clock, catalogue, vocabulary),
            CurriculumService(database, clock, programme),
            told,
            host,
        )
        await bus.drain()
