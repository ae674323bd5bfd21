"""A log on a real SQLite file, with the people who may and may not write into it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import date, time
from pathlib import Path

import pytest
from msgspec import Struct

from bot.curriculum.programme import load_catalogue
from bot.database import Database, open_database
from bot.events import Event
from bot.people.model import Actor, Person, PersonId, Platform, Source
from bot.people.store import PeopleStore
from bot.practice.service import PracticeService
from bot.practice.store import PracticeStore
from tests.clockwork import FakeClock
from tests.fresh import fresh_file

HOST = Actor(Platform.DISCORD, "100", "Sam")
STREAMER = Actor(Platform.TWITCH, "t100", "sam_live", moderates=True)
FRIEND = Actor(Platform.DISCORD, "200", "Ana", moderates=True)
OTHER_CANDIDATE = Actor(Platform.DISCORD, "300", "Kim")
MODERATOR = Actor(Platform.TWITCH, "t200", "ana_mod", moderates=True)


class Stage(Struct):
    path: Path
    database: Database
    clock: FakeClock
    practice: PracticeService
    told: list[Event]
    host: Person
    other: Person
    asked: int = 0

    def message(self) -> Source:
        """A message that nobody has sent yet."""
        self.asked += 1
        return Source(Platform.DISCORD, f"m{self.asked}")

    async def log(self, person: Person | None = None) -> list[tuple[int, bool, int | None, str, date]]:
        """What counts, as short as a test wants it."""
        held = await self.database.read(lambda tx: PracticeStore(tx).attempts((person or self.host).id))
        return [(one.problem, one.solved, one.minutes, one.note, one.on) for one in held]


def person(name: str, **fields: object) -> Person:
    """Somebody in Berlin whose day begins at four."""
    given: dict[str, object] = {"zone": "Europe/Berlin", "day_start": time(4), "post_at": time(7), **fields}
    return Person(id=PersonId(0), name=name, **given)  # pyright: ignore[reportArgumentType] - any field of Person


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncGenerator[Stage]:
    path = tmp_path / "greenroom.db"
    fresh_file(path)
    told: list[Event] = []
    clock = FakeClock()
    async with open_database(path, told.append) as database:
        host, other, _ = await database.write(
            lambda tx: (
                PeopleStore(tx).add(
                    person("Sam", is_host=True, discord_id=100, twitch_id="t100", start=date(2026, 3, 2)),
                    clock(),
                ),
                PeopleStore(tx).add(person("Kim", discord_id=300, start=date(2026, 3, 2)), clock()),
                PeopleStore(tx).add(person("Ana", discord_id=200), clock()),
            )
        )
        practice = PracticeService(database, clock, load_catalogue())
        yield Stage(path, database, clock, practice, told, host, other)
