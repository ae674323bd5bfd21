"""Being known, and tying two accounts with a code, on a real SQLite file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import date, time
from pathlib import Path
from random import Random

import pytest
from msgspec import Struct
from msgspec.structs import replace

from bot.database import Database, open_database
from bot.events import Event
from bot.people.model import (
    CODE_LETTERS,
    WRONG_TRIES,
    Actor,
    CodeExpired,
    LinkedElsewhere,
    NamedInConfig,
    Person,
    PersonChanged,
    PersonId,
    Platform,
    TooManyTries,
    UnknownCode,
    UnknownPerson,
)
from bot.people.service import PeopleService
from bot.people.store import PeopleStore
from tests.clockwork import FakeClock
from tests.fresh import fresh_file

WANTED = Person(
    PersonId(0),
    "Sam",
    "Europe/Berlin",
    time(4),
    time(7),
    discord_id=100,
    twitch_login="sam",
    start=date(2026, 3, 2),
)


class Stage(Struct):
    database: Database
    clock: FakeClock
    people: PeopleService
    told: list[Event]

    async def add(self, name: str, **fields: object) -> Person:
        """Somebody beside the host."""
        person = replace(
            WANTED, **{"name": name, "discord_id": None, "twitch_login": None, "start": None} | fields
        )  # pyright: ignore[reportArgumentType] - any field of Person
        return await self.database.write(lambda tx: PeopleStore(tx).add(person, self.clock()))

    async def candidate_for(self, actor: Actor) -> str:
        return (await self.database.read(lambda tx: PeopleStore(tx).candidate_for(actor))).name


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncGenerator[Stage]:
    path = tmp_path / "greenroom.db"
    fresh_file(path)
    told: list[Event] = []
    clock = FakeClock()
    async with open_database(path, told.append) as database:
        yield Stage(database, clock, PeopleService(database, clock, Random(7)), told)


async def test_the_host_is_made_once_and_follows_the_config(stage: Stage) -> None:
    first = await stage.people.settle_host(WANTED)
    assert first.is_host
    assert first.is_candidate
    again = await stage.people.settle_host(replace(WANTED, name="Samuel", zone="UTC"))
    assert (again.id, again.name, again.zone) == (first.id, "Samuel", "UTC")
    assert await stage.people.host() == again
    assert await stage.people.candidates() == [again]
    assert stage.told == [PersonChanged(first), PersonChanged(again)]


async def test_what_the_config_leaves_out_stays_as_it_was(stage: Stage) -> None:
    await stage.people.settle_host(WANTED)
    await stage.people.meet_broadcaster("t100", "Sam")
    again = await stage.people.settle_host(replace(WANTED, discord_id=None, twitch_login=None, start=None))
    assert (again.discord_id, again.twitch_id, again.twitch_login) == (100, "t100", "sam")
    assert again.start == WANTED.start


async def test_somebody_known_becomes_the_host_when_the_config_says_so(stage: Stage) -> None:
    known = await stage.add("Sam from before", discord_id=100)
    host = await stage.people.settle_host(WANTED)
    assert (host.id, host.name, host.is_host) == (known.id, "Sam", True)


async def test_the_broadcaster_of_the_config_is_tied_to_the_host(stage: Stage) -> None:
    host = await stage.people.settle_host(WANTED)
    assert await stage.people.meet_broadcaster("t9", "someone_else") is None
    met = await stage.people.meet_broadcaster("t100", "SAM")
    assert met is not None
    assert (met.id, met.twitch_id) == (host.id, "t100")
    assert await stage.people.on_twitch("t100") == met
    assert await stage.people.meet_broadcaster("t100", "sam") == met


async def test_a_code_ties_a_twitch_account_once(stage: Stage) -> None:
    host = await stage.people.settle_host(WANTED)
    given = await stage.people.give_code(100)
    person = await stage.people.redeem(f" {given.code.lower()} ", "t100", "Sam")
    assert (person.id, person.twitch_id, person.twitch_login) == (host.id, "t100", "sam")
    assert stage.told[-1] == PersonChanged(person)
    with pytest.raises(UnknownCode):
        await stage.people.redeem(given.code, "t100", "Sam")


async def test_the_config_and_not_a_code_says_who_the_streamer_is(stage: Stage) -> None:
    await stage.people.settle_host(WANTED)
    given = await stage.people.give_code(100)
    with pytest.raises(NamedInConfig, match="is sam"):
        await stage.people.redeem(given.code, "t666", "somebody_else")


async def test_a_fresh_code_voids_the_one_before(stage: Stage) -> None:
    await stage.people.settle_host(WANTED)
    old, new = await stage.people.give_code(100), await stage.people.give_code(100)
    with pytest.raises(UnknownCode):
        await stage.people.redeem(old.code, "t100", "sam")
    assert (await stage.people.redeem(new.code, "t100", "sam")).twitch_id == "t100"


async def test_a_code_is_good_for_ten_minutes(stage: Stage) -> None:
    await stage.people.settle_host(WANTED)
    given = await stage.people.give_code(100)
    stage.clock.advance(minutes=10)
    with pytest.raises(CodeExpired):
        await stage.people.redeem(given.code, "t100", "sam")


async def test_an_account_of_somebody_else_is_not_taken_from_them(stage: Stage) -> None:
    await stage.people.settle_host(WANTED)
    await stage.add("Ana", discord_id=200, twitch_id="t200", twitch_login="ana")
    given = await stage.people.give_code(100)
    with pytest.raises(LinkedElsewhere, match="already linked to Ana"):
        await stage.people.redeem(given.code, "t200", "ana")
    assert (await stage.people.redeem(given.code, "t100", "sam")).twitch_id == "t100"


async def test_somebody_without_a_record_gets_no_code(stage: Stage) -> None:
    with pytest.raises(UnknownPerson):
        await stage.people.give_code(999)


def wrong_codes(right: str) -> list[str]:
    return [letter * 6 for letter in CODE_LETTERS if letter * 6 != right]


async def test_nobody_can_try_code_after_code(stage: Stage) -> None:
    await stage.people.settle_host(WANTED)
    given = await stage.people.give_code(100)
    for wrong in wrong_codes(given.code)[:WRONG_TRIES]:
        with pytest.raises(UnknownCode):
            await stage.people.redeem(wrong, "t666", "mallory")
    for code in (*wrong_codes(given.code)[:3], given.code):
        with pytest.raises(TooManyTries, match="Wait ten minutes"):
            await stage.people.redeem(code, "t666", "mallory")
    # nobody else is kept waiting for it
    assert (await stage.people.redeem(given.code, "t100", "sam")).twitch_id == "t100"


async def test_many_tries_at_the_same_moment_are_counted_too(stage: Stage) -> None:
    await stage.people.settle_host(WANTED)
    given = await stage.people.give_code(100)
    outcomes = await asyncio.gather(
        *(stage.people.redeem(wrong, "t666", "mallory") for wrong in wrong_codes(given.code)),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, UnknownCode) for outcome in outcomes) == WRONG_TRIES
    assert sum(isinstance(outcome, TooManyTries) for outcome in outcomes) == len(outcomes) - WRONG_TRIES


async def test_the_tries_are_forgiven_after_ten_minutes_and_after_a_good_code(stage: Stage) -> None:
    await stage.people.settle_host(WANTED)
    given = await stage.people.give_code(100)
    for wrong in wrong_codes(given.code)[: WRONG_TRIES - 1]:
        with pytest.raises(UnknownCode):
            await stage.people.redeem(wrong, "t100", "sam")
    await stage.people.redeem(given.code, "t100", "sam")
    for wrong in wrong_codes(given.code)[:WRONG_TRIES]:
        with pytest.raises(UnknownCode):
            await stage.people.redeem(wrong, "t100", "sam")
    with pytest.raises(TooManyTries):
        await stage.people.redeem("AAAAAA", "t100", "sam")
    stage.clock.advance(minutes=10)
    with pytest.raises(UnknownCode):
        await stage.people.redeem("AAAAAA", "t100", "sam")


async def test_whose_plan_an_account_means(stage: Stage) -> None:
    with pytest.raises(UnknownPerson):
        await stage.candidate_for(Actor(Platform.DISCORD, "100", "sam"))
    await stage.people.settle_host(WANTED)
    await stage.add("Kim", discord_id=300, twitch_id="t300", start=date(2026, 3, 2))
    await stage.add("Ana", discord_id=200)
    assert await stage.candidate_for(Actor(Platform.DISCORD, "100", "sam")) == "Sam"
    assert await stage.candidate_for(Actor(Platform.DISCORD, "300", "kim")) == "Kim"
    assert await stage.candidate_for(Actor(Platform.DISCORD, "200", "ana")) == "Sam"
    assert await stage.candidate_for(Actor(Platform.DISCORD, "999", "stranger")) == "Sam"
    # on Twitch the clock and the plan are the broadcaster's, whoever asks
    assert await stage.candidate_for(Actor(Platform.TWITCH, "t300", "kim")) == "Sam"
