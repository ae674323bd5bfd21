"""Many reactions at once: few writes, and the same in the end as one by one."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager
from random import Random
from typing import Any, ClassVar

from bot.database import Transaction
from bot.people.model import Actor, Platform
from bot.recording.model import Reaction, Where
from bot.recording.model import Statement as S
from bot.recording.reaction_store import ReactionStore
from tests.recording.conftest import ANA, JO, SAM, Hall

OTHER = Where(700, 801, 801)
FRIENDS = [Actor(Platform.DISCORD, str(300 + number), f"Friend {number}") for number in range(20)]
GIVEN, SWEPT, SWEPT_ONE, ALL_OF_ONE = 40, 1, 1, 1
"""How often each sort of event comes in a storm."""


def told(rng: Random) -> Reaction:
    who, message = rng.choice((*FRIENDS, SAM)), rng.choice((800, 801, 5))
    one, given = rng.choice(list(S)), rng.random() < 0.6
    sorts = (
        Reaction(message, given, one, who.account, who.name),
        Reaction(message, False),
        Reaction(message, False, one),
        Reaction(message, False, None, who.account),
    )
    [sort] = rng.choices(sorts, (GIVEN, SWEPT, SWEPT_ONE, ALL_OF_ONE))
    return sort


def standing(events: list[Reaction]) -> set[tuple[int, str, str]]:
    held: set[tuple[int, str, str]] = set()
    for one in events:
        if one.given and one.message != 5 and one.account != SAM.account:
            held.add((one.message, str(one.statement), str(one.account)))
        elif not one.given:
            held = {
                row
                for row in held
                if row[0] != one.message
                or one.statement not in (None, row[1])
                or one.account not in (None, row[2])
            }
    return held


async def kept(hall: Hall) -> set[tuple[int, str, str]]:
    def unit(tx: Transaction) -> set[tuple[int, str, str]]:
        rows = tx.all(
            """SELECT message_id, statement, voter FROM recording_votes
               JOIN recordings ON recordings.id = recording_id"""
        )
        return {(row[0], row[1], row[2]) for row in rows}

    return await hall.database.read(unit)


@contextmanager
def busy(hall: Hall) -> Generator[None]:
    """Nothing is written inside of this."""
    gate = threading.Event()
    holding = asyncio.create_task(hall.database.write(lambda _: gate.wait(5)))
    try:
        yield
    finally:
        gate.set()
        holding.add_done_callback(lambda _: None)


async def begun(*reactions: Reaction, hall: Hall) -> list[asyncio.Task[None]]:
    """All of them have come, none is written yet."""
    tasks: list[asyncio.Task[None]] = []
    for one in reactions:
        tasks.append(asyncio.create_task(hall.reviews.react(one)))
        for _ in range(3):
            await asyncio.sleep(0)
    return tasks


async def settled() -> None:
    await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}), return_exceptions=True)


async def test_a_storm_comes_to_what_discord_says_in_a_few_writes(hall: Hall) -> None:
    await hall.posted()
    await hall.posted(OTHER)
    rng = Random(7)
    events = [told(rng) for _ in range(3_000)]
    hall.told.clear()
    await asyncio.gather(*(hall.reviews.react(one) for one in events))
    await hall.bus.drain()
    assert await kept(hall) == standing(events) != set()
    assert 0 < hall.names().count("Reviewed") < 30
    assert set(hall.names()) == {"Reviewed"}


async def test_a_storm_ends_the_same_whether_it_came_at_once_or_one_by_one(hall: Hall) -> None:
    await hall.posted()
    await hall.posted(OTHER)
    rng = Random(11)
    for _ in range(3):
        events = [told(rng) for _ in range(60)]
        for one in [Reaction(800, False), Reaction(801, False), *events]:
            await hall.reviews.react(one)
        by_one = await kept(hall)
        await asyncio.gather(
            *(hall.reviews.react(one) for one in [Reaction(800, False), Reaction(801, False), *events])
        )
        assert await kept(hall) == by_one == standing(events)


async def test_what_stands_already_or_never_stood_is_no_news(hall: Hall) -> None:
    await hall.posted()
    await hall.reacts(ANA, S.FORWARD)
    await hall.bus.drain()
    hall.told.clear()
    await hall.reacts(ANA, S.FORWARD)
    await hall.reacts(JO, S.CLEAR, given=False)
    await hall.reacts(SAM, S.CODE)
    await hall.bus.drain()
    assert hall.names() == []


async def test_what_waited_before_a_look_does_not_undo_what_the_look_found(hall: Hall) -> None:
    recording = await hall.posted()
    with busy(hall):
        await begun(
            Reaction(5, True, S.CODE, "7"), Reaction(800, True, S.FORWARD, ANA.account, "Ana"), hall=hall
        )
        # she took it back while the connection was down; nobody told
        with hall.reviews.reading(recording) as reading:
            look = asyncio.create_task(hall.reviews.settle(reading, [], []))
            await asyncio.sleep(0)
    await look
    await settled()
    assert await hall.counts(recording.id) == {}


async def test_cancelling_whoever_came_first_loses_nobody_elses_reaction(hall: Hall) -> None:
    recording = await hall.posted()
    with busy(hall):
        first, second = await begun(
            Reaction(800, True, S.FORWARD, ANA.account, "Ana"),
            Reaction(800, True, S.CLEAR, JO.account, "Jo"),
            hall=hall,
        )
        first.cancel()
        await asyncio.sleep(0)
    await settled()
    assert first.cancelled()
    assert second.done()
    assert await hall.counts(recording.id) == {S.FORWARD: 1, S.CLEAR: 1}


class Explaining(Transaction):
    """Asks SQLite before each statement how it will find its rows."""

    plans: ClassVar[list[str]] = []

    def execute(self, sql: str, parameters: Mapping[str, Any] | None = None) -> sqlite3.Cursor:
        for row in super().execute(f"EXPLAIN QUERY PLAN {sql}", parameters):
            self.plans.append(row["detail"])
        return super().execute(sql, parameters)


async def test_a_storm_looks_through_no_table(hall: Hall) -> None:
    await hall.posted()
    rng = Random(7)
    with closing(sqlite3.connect(hall.database.path)) as connection:
        connection.row_factory = sqlite3.Row
        ReactionStore(Explaining(connection)).take_in([told(rng) for _ in range(300)], hall.clock())
    scanned = {plan.split()[1] for plan in Explaining.plans if plan.startswith("SCAN")}
    assert any(plan.startswith("SEARCH") for plan in Explaining.plans)
    # what was told, and the one row of the key
    assert scanned <= {"json_each", "told", "privacy_key"}
