"""Beginning, leaving and coming back; minutes by weekday; what the host changed and what the config says."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import date, datetime, time
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from bot.curriculum.load import load_of
from bot.curriculum.programme import load_programme
from bot.database import Database, open_database
from bot.events import Event
from bot.people.model import (
    Actor,
    AlreadyPlanning,
    BadDayMinutes,
    Changes,
    HostStays,
    Load,
    NoPlanToLeave,
    NoPrivateChannel,
    NotAsked,
    Nudge,
    Person,
    PersonChanged,
    PersonId,
    Platform,
    TooFewMinutes,
    UnknownPerson,
)
from bot.people.service import PeopleService
from bot.people.store import PeopleStore
from tests.clockwork import FakeClock
from tests.fresh import fresh_file

TODAY = date(2026, 3, 2)
ANA = 200
LOAD = Load(week=(90, 90, 90, 90, 90, 150, 20), largest=60)
HOST = Person(PersonId(0), "Sam", "Europe/Berlin", time(4), time(7), discord_id=100, start=TODAY)


class Stage:
    def __init__(self, database: Database, told: list[Event]) -> None:
        self.database = database
        self.told = told
        self.people = self.restarted()

    def restarted(self) -> PeopleService:
        """The service as a new process has it: nothing but the file."""
        return PeopleService(self.database, FakeClock(), Random(7), LOAD)

    async def planner(self, account: str, platform: Platform = Platform.DISCORD) -> str:
        actor = Actor(platform, account, "x")
        return (await self.database.read(lambda tx: PeopleStore(tx).planner(actor))).name


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncGenerator[Stage]:
    path = tmp_path / "greenroom.db"
    fresh_file(path)
    told: list[Event] = []
    async with open_database(path, told.append) as database:
        yield Stage(database, told)


async def test_a_plan_begins_with_the_last_step_and_not_before(stage: Stage) -> None:
    mine = await stage.people.propose(ANA, "Ana", "Europe/Lisbon")
    assert (mine.start, mine.proposed) == (None, TODAY)
    assert await stage.people.candidates() == []
    mine = await stage.restarted().propose(ANA, "Ana", start=date(2026, 3, 9), post_at=time(6, 30))
    assert (mine.zone, mine.proposed, mine.post_at) == ("Europe/Lisbon", date(2026, 3, 9), time(6, 30))
    mine = await stage.restarted().join(ANA)
    assert mine.start == date(2026, 3, 9)
    assert await stage.people.candidates() == [mine]
    assert stage.told[-1] == PersonChanged(mine)


async def test_nobody_joins_twice_or_without_a_zone(stage: Stage) -> None:
    with pytest.raises(NotAsked, match="/join"):
        await stage.people.propose(ANA, "Ana", start=TODAY)
    with pytest.raises(NotAsked):
        await stage.people.join(ANA)
    await stage.people.propose(ANA, "Ana", "UTC")
    await stage.people.join(ANA)
    for again in (stage.people.join(ANA), stage.people.propose(ANA, "Ana", "Asia/Tokyo")):
        with pytest.raises(AlreadyPlanning, match="Monday, 2 March 2026"):
            await again
    assert (await stage.people.mine(ANA)).zone == "UTC"


async def test_who_leaves_finds_everything_when_they_come_back(stage: Stage) -> None:
    await stage.people.propose(ANA, "Ana", "UTC")
    await stage.people.join(ANA)
    await stage.people.give_minutes(ANA, [5], 120)
    left = await stage.people.leave(ANA)
    assert (left.start, left.proposed) == (None, TODAY)
    with pytest.raises(NoPlanToLeave, match="/join"):
        await stage.people.leave(ANA)
    back = await stage.people.propose(ANA, "Ana")
    back = await stage.people.join(ANA)
    assert (back.id, back.start, back.minutes[5]) == (left.id, TODAY, 120)


async def test_the_host_cannot_leave(stage: Stage) -> None:
    await stage.people.settle_host(HOST)
    with pytest.raises(HostStays, match="/plan pause"):
        await stage.people.leave(100)


async def test_a_stranger_has_nothing_to_leave_or_to_set(stage: Stage) -> None:
    with pytest.raises(NoPlanToLeave):
        await stage.people.leave(999)
    with pytest.raises(NotAsked):
        await stage.people.mine(999)
    with pytest.raises(NotAsked):
        await stage.people.set(999, Changes(weekly=False))


async def test_each_has_a_plan_of_their_own_and_a_stranger_is_shown_the_way_to_one(stage: Stage) -> None:
    await stage.people.settle_host(HOST)
    await stage.people.propose(ANA, "Ana", "UTC")
    with pytest.raises(UnknownPerson, match="/join"):
        await stage.planner(str(ANA))
    await stage.people.join(ANA)
    assert await stage.planner(str(ANA)) == "Ana"
    assert await stage.planner("100") == "Sam"
    assert await stage.planner("t900", Platform.TWITCH) == "Sam"


async def test_one_day_a_week_must_hold_the_largest_item(stage: Stage) -> None:
    await stage.people.propose(ANA, "Ana", "UTC")
    with pytest.raises(TooFewMinutes, match="60 minutes at least"):
        await stage.people.give_minutes(ANA, range(7), 59)
    mine = await stage.people.give_minutes(ANA, range(7), 60)
    assert mine.minutes == (60,) * 7
    mine = await stage.people.give_minutes(ANA, range(6), 0)
    assert [mine.minutes_on(date(2026, 3, day)) for day in (2, 8)] == [0, 60]
    with pytest.raises(TooFewMinutes):
        await stage.people.give_minutes(ANA, [6], None)  # the plan gives Sunday 20
    mine = await stage.people.give_minutes(ANA, range(7), None)
    assert mine.minutes == (None,) * 7


@pytest.mark.parametrize("given", [-1, 961, 10**9])
async def test_a_day_has_no_more_minutes_than_hours(stage: Stage, given: int) -> None:
    await stage.people.propose(ANA, "Ana", "UTC")
    with pytest.raises(BadDayMinutes, match="0 \\(a rest\\) to 960"):
        await stage.people.give_minutes(ANA, [0], given)


def test_the_bundled_programme_says_what_its_largest_item_takes() -> None:
    load = load_of(load_programme())
    assert load.week == (90, 90, 90, 90, 90, 150, 20)
    # a live session of stage three
    assert load.largest == 60


async def test_a_private_word_needs_a_channel_that_stays_known(stage: Stage) -> None:
    await stage.people.propose(ANA, "Ana", "UTC")
    with pytest.raises(NoPrivateChannel, match="privacy"):
        await stage.people.nudge(ANA, Nudge.DM)
    assert (await stage.people.nudge(ANA, Nudge.DM, 77)).dm_channel == 77
    await stage.people.nudge(ANA, Nudge.OFF)
    assert (await stage.restarted().nudge(ANA, Nudge.DM)).dm_channel == 77


async def test_the_same_setting_again_announces_nothing(stage: Stage) -> None:
    await stage.people.propose(ANA, "Ana", "UTC")
    await stage.people.set(ANA, Changes(zone="Asia/Tokyo", weekly=False, on_board=True))
    told = len(stage.told)
    mine = await stage.people.set(ANA, Changes(zone="Asia/Tokyo", weekly=False))
    assert len(stage.told) == told
    assert (mine.zone, mine.weekly, mine.on_board) == ("Asia/Tokyo", False, True)


async def test_what_the_host_changed_stays_until_the_config_itself_changes(stage: Stage) -> None:
    await stage.people.settle_host(HOST)
    await stage.people.set(100, Changes(zone="Asia/Tokyo", post_at=time(6)))
    again = await stage.people.settle_host(HOST)
    assert (again.zone, again.post_at) == ("Asia/Tokyo", time(6))
    again = await stage.people.settle_host(replace(HOST, post_at=time(9)))
    assert (again.zone, again.post_at) == ("Asia/Tokyo", time(9))


def test_an_evening_after_midnight_belongs_to_the_day_before() -> None:
    owl = replace(HOST, evening_at=time(1))
    assert owl.evening_instant(TODAY) == datetime.fromisoformat("2026-03-03T00:00:00+00:00")
    assert HOST.evening_instant(TODAY) == datetime.fromisoformat("2026-03-02T19:00:00+00:00")
