"""Somebody who joins in week seven with forty problems solved: their day is week seven's, and no debt."""

from __future__ import annotations

from bot.assignment.model import State
from bot.curriculum.model import Difficulty, Kind
from bot.curriculum.programme import load_catalogue
from bot.people.model import Actor, Platform
from bot.people.store import PeopleStore
from tests.assignment.conftest import MONDAY, Stage, utc

ANA = Actor(Platform.DISCORD, "200", "Ana")
FORTY = [one for one in load_catalogue() if one.difficulty is not Difficulty.HARD][:40]
FILE = "\n".join(["problem", *(one.title for one in FORTY)]).encode()


async def joins(stage: Stage) -> None:
    """On the Monday of week seven, with a plan that began when the host's did, and a file."""
    stage.clock.now = utc(2026, 4, 13, 8)
    await stage.assignments.resume()
    ana = await stage.database.read(lambda tx: PeopleStore(tx).by_discord(200))
    assert ana is not None
    await stage.change_of(ana, start=MONDAY)
    await stage.log_files.take_for(ana.id, "solved.csv", FILE)
    await stage.bus.drain()


async def test_the_first_day_is_week_sevens_own(stage: Stage) -> None:
    await joins(stage)
    view = await stage.assignments.today(ANA)
    plan = view.assignment.plan
    assert (plan.week, plan.headline) == (7, "Graphs")
    new = [line.problem for line in view.lines if line.item.kind is Kind.NEW]
    assert new
    assert not set(new) & set(FORTY)
    assert plan.minutes <= plan.budget


async def test_weeks_that_nobody_was_there_for_are_no_silence_and_no_debt(stage: Stage) -> None:
    await joins(stage)
    plan = (await stage.assignments.today(ANA)).assignment.plan
    assert plan.quiet == 0
    assert plan.note == ""
    assert plan.moved == ()
    assert {line.state for line in (await stage.assignments.today(ANA)).lines} == {State.OPEN}


async def test_what_was_brought_along_comes_back_by_and_by_and_a_day_of_silence_counts_from_the_first(
    stage: Stage,
) -> None:
    await joins(stage)
    for _ in range(3):
        await stage.assignments.today(ANA)
        stage.clock.advance(days=1)
    plan = (await stage.assignments.today(ANA)).assignment.plan
    assert plan.quiet == 3
