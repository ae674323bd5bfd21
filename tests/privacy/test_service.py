"""Forgetting on a real file: the person goes, the tallies of others stay, and nothing brings them back."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.backup import backup
from bot.database import T, Transaction, Unit, open_database
from bot.migrate import migrate
from bot.pattern.model import Guess, Round, RoundId, Tally
from bot.pattern.store import RoundStore
from bot.people.model import Actor, Person, PersonId, Platform
from bot.people.store import NOBODY, ForgottenStore, PeopleStore
from bot.privacy.model import ForgetInDiscord, NothingHeld, StillRunning
from bot.privacy.service import PrivacyService
from bot.restore import inspect, restore
from tests.clockwork import START, FakeClock

HOST = Person(PersonId(0), "Sam", "UTC", time(4), time(7), is_host=True, discord_id=1, start=date(2026, 3, 2))
FRIEND = Person(
    PersonId(0), "Ana", "UTC", time(4), time(7), discord_id=2, twitch_id="t2", start=date(2026, 3, 2)
)
VIEWER = Actor(Platform.TWITCH, "v1", "vi")
ANA = Actor(Platform.DISCORD, "2", "Ana")
SAM = Actor(Platform.DISCORD, "1", "Sam")


class House:
    """A file with a host, a friend with a plan, and a round of the host's."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.clock = FakeClock()
        self.round = RoundId(0)

    @asynccontextmanager
    async def privacy(self) -> AsyncGenerator[PrivacyService]:
        async with open_database(self.path, lambda _: None) as database:
            yield PrivacyService(database, self.clock)

    async def ask(self, unit: Unit[T]) -> T:
        async with open_database(self.path, lambda _: None) as database:
            return await database.write(unit)

    async def guess(self, account: str, platform: Platform = Platform.TWITCH, pattern: str = "Stack") -> None:
        guess = Guess(platform, account, account, pattern, self.clock())

        def unit(tx: Transaction) -> None:
            RoundStore(tx).put_guesses(self.round, [guess])

        await self.ask(unit)

    async def guesses(self) -> dict[str, str]:
        held = await self.ask(lambda tx: tx.all("SELECT account, name FROM guesses"))
        return {row["account"]: row["name"] for row in held}

    async def tally(self) -> Tally:
        return await self.ask(lambda tx: RoundStore(tx).split(self.round))

    async def reveal(self) -> None:
        def unit(tx: Transaction) -> None:
            store = RoundStore(tx)
            now = self.clock()
            held = store.get(self.round)
            store.save(replace(held, closes_at=now, reveals=True, called_at=now, revealed_at=now))

        await self.ask(unit)


@pytest.fixture
async def house(tmp_path: Path) -> House:
    made = House(tmp_path / "data" / "greenroom.db")
    migrate(made.path)

    def unit(tx: Transaction) -> None:
        host = PeopleStore(tx).add(HOST, START)
        PeopleStore(tx).add(FRIEND, START)
        wanted = Round(RoundId(0), host.id, 15, ("Two Pointers",), ("Two Pointers", "Stack"), START)
        made.round = RoundStore(tx).add(wanted).id

    await made.ask(unit)
    made.clock.advance(minutes=1)
    return made


async def test_a_vote_that_was_counted_stays_without_its_voter(house: House) -> None:
    await house.guess("v1")
    await house.guess("t2", pattern="Two Pointers")
    await house.reveal()
    before = await house.tally()
    async with house.privacy() as privacy:
        await privacy.forget(VIEWER)
        await privacy.forget(ANA)
        assert (await privacy.held(VIEWER)).rows == 0
    assert await house.tally() == before
    held = await house.guesses()
    assert set(held.values()) == {NOBODY}
    assert all(account.startswith("gone-") for account in held)
    assert len(held) == 2, "two people stay two, whoever they were"


async def test_a_guess_in_an_open_round_is_no_tally_yet_and_goes(house: House) -> None:
    await house.guess("v1")
    await house.guess("v2")
    async with house.privacy() as privacy:
        await privacy.forget(VIEWER)
    assert await house.guesses() == {"v2": "v2"}
    assert (await house.tally()).total == 1


async def test_the_same_account_read_again_is_the_same_stand_in_and_any_other_is_itself(house: House) -> None:
    await house.guess("v1")
    async with house.privacy() as privacy:
        await privacy.forget(VIEWER)
    seen: list[str] = []

    def unit(tx: Transaction) -> None:
        forgotten = ForgottenStore(tx)
        seen.extend(forgotten.stand_in(Platform.TWITCH, account) for account in ("v1", "v1", "v2"))
        seen.append(forgotten.stand_in(Platform.DISCORD, "v1"))

    await house.ask(unit)
    assert seen[0] == seen[1] != "v1"
    assert seen[2:] == ["v2", "v1"]


async def test_who_comes_back_begins_anew_and_stays_at_the_next_start(house: House) -> None:
    await house.guess("v1")
    await house.reveal()
    async with house.privacy() as privacy:
        await privacy.forget(VIEWER)
    house.clock.advance(hours=1)
    await house.guess("v1", pattern="Two Pointers")
    async with house.privacy() as privacy:
        assert await privacy.resume() == 0
        assert (await privacy.held(VIEWER)).rows == 1


async def test_a_backup_that_is_put_back_brings_nobody_back(house: House) -> None:
    await house.guess("v1")
    await house.guess("v2")
    await house.reveal()
    made = backup(house.path, house.path.parent / "backups", 3, datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    house.clock.advance(hours=2)
    async with house.privacy() as privacy:
        await privacy.forget(VIEWER)
        await privacy.forget(ANA)

    restore(house.path, inspect(made.path), house.clock())

    assert set(await house.guesses()) == {"v1", "v2"}, "as the backup has it"
    async with house.privacy() as privacy:
        assert await privacy.resume() == 2
        assert (await privacy.held(VIEWER)).rows == 0
        assert (await privacy.held(ANA)).rows == 0
        assert await privacy.resume() == 0
    assert list((await house.guesses()).values()).count(NOBODY) == 1
    assert (await house.tally()).total == 2
    assert sorted(path.name for path in house.path.parent.glob(".*")) == []


async def test_what_goes_on_is_ended_first(house: House) -> None:
    async with house.privacy() as privacy:
        with pytest.raises(StillRunning, match=r"A round is open.*!round cancel"):
            await privacy.forget(SAM)

    def unit(tx: Transaction) -> None:
        tx.execute(
            """INSERT INTO timers (person_id, length_us, started_at, running_since)
               VALUES (2, 1500000000, '2026-03-02T08:00:00.000000+00:00',
                       '2026-03-02T08:00:00.000000+00:00')"""
        )

    await house.ask(unit)
    async with house.privacy() as privacy:
        with pytest.raises(StillRunning, match=r"A clock of yours is running.*!timer stop"):
            await privacy.forget(ANA)


async def test_the_host_stays_the_host_with_an_empty_log(house: House) -> None:
    await house.guess("v1")
    await house.reveal()
    await house.ask(
        lambda tx: tx.execute(
            """INSERT INTO attempts (person_id, problem, solved, cold, at, day)
               VALUES (1, 1, 1, 1, '2026-03-02T08:00:00.000000+00:00', '2026-03-02')"""
        )
    )
    async with house.privacy() as privacy:
        done = await privacy.forget(SAM)
        assert done.was.counts["log"] == 1
        assert "log" not in (await privacy.held(SAM)).counts
        assert await privacy.resume() == 0, "the record that stays does not look like one that came back"
    assert len(await house.guesses()) == 1, "the viewers' table is not the host's to delete"


async def test_of_whom_nothing_is_held_nothing_is_forgotten(house: House) -> None:
    async with house.privacy() as privacy:
        with pytest.raises(NothingHeld):
            await privacy.forget(VIEWER)


async def test_a_whole_plan_is_not_deleted_from_chat(house: House) -> None:
    async with house.privacy() as privacy:
        with pytest.raises(ForgetInDiscord):
            await privacy.forget(Actor(Platform.TWITCH, "t2", "ana"))


async def test_nobody_is_asked_to_be_known_by_a_number_that_was_given_out_before(house: House) -> None:
    async with house.privacy() as privacy:
        await privacy.forget(ANA)
    fresh = replace(FRIEND, discord_id=9, twitch_id=None)
    assert (await house.ask(lambda tx: PeopleStore(tx).add(fresh, START))).id == 3


async def test_what_is_forgotten_cannot_be_read_off_the_disk(house: House) -> None:
    def unit(tx: Transaction) -> None:
        for number in range(400):
            tx.execute(
                """INSERT INTO attempts (person_id, problem, solved, cold, note, at, day)
                   VALUES (2, 1, 1, 1, :note, '2026-03-02T08:00:00.000000+00:00', '2026-03-02')""",
                {"note": f"heartfelt{number} " * 9},
            )

    await house.ask(unit)
    assert b"heartfelt" in house.path.read_bytes()
    async with house.privacy() as privacy:
        await privacy.forget(ANA)
    assert b"heartfelt" not in house.path.read_bytes()
