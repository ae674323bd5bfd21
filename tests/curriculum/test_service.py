"""Verbs on the plan, with a real database: what is kept, what is announced, what is refused."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from random import Random
from sqlite3 import IntegrityError

import pytest

from bot.curriculum.model import NothingPaused, Pause, PausedSo, PlanMoved
from bot.curriculum.programme import load_programme
from bot.curriculum.service import CurriculumService
from bot.curriculum.store import PauseStore
from bot.database import Database, Transaction, open_database
from bot.events import EventBus
from bot.people.model import Actor, Person, PersonChanged, PersonId, Platform, UnknownPerson
from bot.people.service import PeopleService
from tests.clockwork import FakeClock
from tests.fresh import fresh_file

RAMP = load_programme()
SAM = Actor(Platform.DISCORD, "100", "Sam")
ANA = Actor(Platform.DISCORD, "200", "Ana")
START = date(2026, 3, 2)


class World:
    """A database with a host, and the plan's verbs on it."""

    def __init__(self, database: Database, bus: EventBus, clock: FakeClock) -> None:
        self.database = database
        self.clock = clock
        self.plans = CurriculumService(database, clock, RAMP)
        self.people = PeopleService(database, clock, Random(1))
        self.moved: list[PlanMoved] = []
        self.changed: list[PersonChanged] = []
        self._bus = bus
        bus.subscribe(PlanMoved, self._on_moved)
        bus.subscribe(PersonChanged, self._on_changed)

    async def _on_moved(self, event: PlanMoved) -> None:
        self.moved.append(event)

    async def _on_changed(self, event: PersonChanged) -> None:
        self.changed.append(event)

    async def heard(self) -> int:
        """How often the plan was said to have moved by now."""
        await self._bus.drain()
        return len(self.moved)


def sam(start: date | None = START, zone: str = "UTC") -> Person:
    return Person(PersonId(0), "Sam", zone, time(4), time(7), discord_id=100, start=start)


@asynccontextmanager
async def open_world(folder: Path, zone: str = "UTC") -> AsyncGenerator[World]:
    path = folder / "greenroom.db"
    fresh_file(path)
    bus, clock = EventBus(), FakeClock()
    async with open_database(path, bus.publish) as database:
        world = World(database, bus, clock)
        await world.people.settle_host(sam(zone=zone))
        yield world


async def test_a_pause_is_kept_moves_the_end_and_is_announced(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        moved = await world.plans.pause(SAM, "monday")
        assert moved.pause == Pause(date(2026, 3, 2), date(2026, 3, 9))
        assert moved.days == 7
        assert await world.heard() == 1
        again = await world.plans.look(SAM)
        assert again.pauses == (Pause(date(2026, 3, 2), date(2026, 3, 9)),)
        assert again.paused is not None
        assert await world.database.read(lambda tx: PauseStore(tx).of(again.person_id)) == again.pauses


async def test_a_running_pause_takes_another_end_and_resuming_ends_it_today(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await world.plans.pause(SAM, "monday")
        world.clock.advance(days=3)
        longer = await world.plans.pause(SAM, "in two weeks")
        assert longer.after.pauses == (Pause(date(2026, 3, 2), date(2026, 3, 19)),)
        assert longer.days == 10
        world.clock.advance(days=1)
        back = await world.plans.resume(SAM)
        assert back.after.pauses == (Pause(date(2026, 3, 2), date(2026, 3, 6)),)
        assert back.after.paused is None
        assert back.after.ends == date(2026, 12, 5)
        with pytest.raises(NothingPaused):
            await world.plans.resume(SAM)
        assert await world.heard() == 3


async def test_a_pause_that_is_ended_on_its_first_day_never_was(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        before = await world.plans.look(SAM)
        await world.plans.pause(SAM, "friday")
        back = await world.plans.resume(SAM)
        assert back.after == before


async def test_a_holiday_can_lie_ahead_and_be_called_off(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        ahead = await world.plans.pause(SAM, "1 August to 15 August")
        assert ahead.days == 14
        assert ahead.after.paused is None
        off = await world.plans.resume(SAM)
        assert off.pause == Pause(date(2026, 8, 1), date(2026, 8, 15))
        assert off.after.pauses == ()


async def test_refusals_write_nothing_and_announce_nothing(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await world.plans.pause(SAM, "monday")
        with pytest.raises(PausedSo):
            await world.plans.pause(SAM, "monday")
        with pytest.raises(UnknownPerson):
            await world.plans.pause(ANA, "monday")
        with pytest.raises(UnknownPerson):
            await world.plans.start(ANA, "monday")
        with pytest.raises(UnknownPerson):
            await world.plans.look(ANA)
        assert await world.heard() == 1


async def test_another_start_stays_though_the_config_says_the_old_one(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        moved = await world.plans.start(SAM, "9 March")
        assert (moved.before.start, moved.after.start) == (START, date(2026, 3, 9))
        assert moved.after.position is None
        await world.heard()
        assert [event.person.start for event in world.changed][-1] == date(2026, 3, 9)
        await world.people.settle_host(sam())
        assert (await world.plans.look(SAM)).start == date(2026, 3, 9)


async def test_today_is_the_candidates_own_day(tmp_path: Path) -> None:
    async with open_world(tmp_path, zone="Pacific/Auckland") as world:
        # two in the morning there, so the day of before still runs
        world.clock.now = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
        assert (await world.plans.look(SAM)).day == date(2026, 3, 10)
        moved = await world.plans.pause(SAM, "tomorrow")
        assert moved.pause == Pause(date(2026, 3, 10), date(2026, 3, 11))


async def test_the_schema_keeps_pauses_of_one_person_apart(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        person = (await world.plans.look(SAM)).person_id

        def overlapping(tx: Transaction) -> None:
            store = PauseStore(tx)
            store.add(person, Pause(date(2026, 4, 1), date(2026, 4, 10)), world.clock())
            store.add(person, Pause(date(2026, 4, 9), date(2026, 4, 12)), world.clock())

        with pytest.raises(IntegrityError):
            await world.database.write(overlapping)

        def grown_into(tx: Transaction) -> None:
            store = PauseStore(tx)
            store.add(person, Pause(date(2026, 5, 1), date(2026, 5, 10)), world.clock())
            store.add(person, Pause(date(2026, 5, 12), date(2026, 5, 14)), world.clock())
            store.move_end(person, Pause(date(2026, 5, 1), date(2026, 5, 13)))

        with pytest.raises(IntegrityError):
            await world.database.write(grown_into)
        assert (await world.plans.look(SAM)).pauses == ()


async def test_somebody_without_a_plan_has_no_standing(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        ana = await world.people.propose(200, "Ana", "UTC")
        assert await world.plans.of(ana.id) is None
        await world.people.join(200)
        there = await world.plans.of(ana.id)
        assert there is not None
        assert there.start == START
