"""The private exercise: what is asked next, what is never asked, and what is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from bot.assignment.model import Item, Plan, PlannedFor
from bot.assignment.store import AssignmentStore
from bot.curriculum.model import Difficulty, Kind
from bot.curriculum.programme import load_catalogue
from bot.pattern.model import Drill, DrillId, NoDrillLeft, NotYourDrill, choose, knowledge
from bot.people.model import Platform, Source
from tests.clockwork import START
from tests.pattern.conftest import FRIEND, HOST, House
from tests.room import Room, open_room, spoken

CATALOGUE = load_catalogue()
NOTHING: frozenset[int] = frozenset()
PROBLEMS = list(CATALOGUE)


def answered(pattern: str, *, right: bool, days_ago: float = 0, problem: int | None = None) -> Drill:
    number = problem or next(each.number for each in PROBLEMS if each.category == pattern)
    at = START - timedelta(days=days_ago)
    return Drill(DrillId(0), "1", number, pattern, at, pattern if right else "nothing", at)


def drawn(drills: list[Drill], times: int = 300) -> Counter[str]:
    """Which patterns come next, over many draws."""
    chosen = [choose(PROBLEMS, drills, NOTHING, START, Random(seed)) for seed in range(times)]
    return Counter(problem.category for problem in chosen if problem is not None)


def test_a_pattern_that_is_often_missed_comes_more_often_than_one_that_is_known() -> None:
    drills = [answered("Stack", right=False)] * 6 + [answered("Trees", right=True)] * 8
    drills += [answered("Greedy", right=True)]  # so that nothing was asked twice in a row
    counts = drawn(drills)
    assert counts["Stack"] > 6 * max(1, counts["Trees"])


def test_what_was_known_long_ago_becomes_unsure_again() -> None:
    known = knowledge(
        [answered("Stack", right=True, days_ago=0)] * 5 + [answered("Trees", right=True, days_ago=84)] * 5,
        ["Stack", "Trees", "Greedy"],
        START,
    )
    assert known["Stack"].mean > known["Trees"].mean > known["Greedy"].mean
    assert (known["Trees"].seen, known["Trees"].answers) == (5, 5)


def test_no_pattern_is_asked_three_times_in_a_row_and_no_problem_soon_again() -> None:
    drills: list[Drill] = []
    for step in range(80):
        problem = choose(PROBLEMS, drills, NOTHING, START, Random(step))
        assert problem is not None
        assert problem.number not in {drill.problem for drill in drills[-12:]}
        assert {problem.category} != {drill.answer for drill in drills[-2:]} or len(drills) < 2
        drills.append(answered(problem.category, right=False, problem=problem.number))


def test_what_is_barred_is_not_asked_and_where_all_is_nothing_is() -> None:
    barred = {problem.number for problem in PROBLEMS if problem.category != "Tries"}
    for seed in range(20):
        problem = choose(PROBLEMS, [], barred, START, Random(seed))
        assert problem is not None
        assert problem.category == "Tries"
    assert choose(PROBLEMS, [], {problem.number for problem in PROBLEMS}, START, Random(1)) is None


def test_another_pattern_that_solves_it_is_right_too() -> None:
    coin_change_ii = Drill(DrillId(1), "1", 518, "2-D Dynamic Programming", START)
    assert replace(coin_change_ii, picked="1-D Dynamic Programming").right
    assert not replace(coin_change_ii, picked="Trees").right


async def test_the_same_request_asks_the_same_and_the_first_answer_stands(house: House) -> None:
    source = Source(Platform.DISCORD, "77")
    first = await house.drills.ask(FRIEND, source)
    assert (await house.drills.ask(FRIEND, source)).drill.id == first.drill.id
    await house.drills.pick(FRIEND, first.drill.id, first.problem.category)
    again = await house.drills.pick(FRIEND, first.drill.id, "Nonsense")
    assert again.drill.right
    known = (await house.drills.record(FRIEND))[first.problem.category]
    assert (known.seen, known.answers) == (1, 1)
    with pytest.raises(NotYourDrill):
        await house.drills.pick(HOST, first.drill.id, "Stack")


async def test_a_problem_that_stands_hidden_today_is_not_asked_before_it_was_tried(house: House) -> None:
    host = await house.people.host()
    assert host is not None
    hidden = [problem for problem in PROBLEMS if problem.category != "Tries"]
    items = tuple(
        Item(place, "morning", Kind.REVIEW, problem.title, 10, problem=problem.number, hidden=True)
        for place, problem in enumerate(hidden, 1)
    )
    plan = Plan(
        day=host.today(START), week=1, headline="", words="", rest=False, waiting=0, quiet=0, items=items
    )
    planned_for = PlannedFor(plan.day, None)
    await house.database.write(lambda tx: AssignmentStore(tx).keep(host.id, plan, planned_for, START))
    for _ in range(6):
        view = await house.drills.ask(HOST, house.source())
        assert view.problem.category == "Tries"


async def test_hard_problems_never_met_are_kept_for_the_candidates_tests_and_are_a_friends_to_drill(
    house: House,
) -> None:
    asked = [(await house.drills.ask(HOST, house.source())).problem for _ in range(60)]
    assert Difficulty.HARD not in {problem.difficulty for problem in asked}
    asked = [(await house.drills.ask(FRIEND, house.source())).problem for _ in range(60)]
    assert Difficulty.HARD in {problem.difficulty for problem in asked}


async def test_the_problem_of_the_open_round_is_not_drilled(house: House) -> None:
    """Else `/drill` would tell a viewer the answer."""
    await house.open("implement-trie-prefix-tree")
    asked = {(await house.drills.ask(FRIEND, house.source())).problem.number for _ in range(140)}
    assert 208 not in asked
    assert len(asked) > 100


async def test_where_everything_is_kept_back_it_says_so(house: House) -> None:
    host = await house.people.host()
    assert host is not None
    items = tuple(
        Item(place, "morning", Kind.REVIEW, problem.title, 10, problem=problem.number, hidden=True)
        for place, problem in enumerate(PROBLEMS, 1)
    )
    plan = Plan(
        day=host.today(START), week=1, headline="", words="", rest=False, waiting=0, quiet=0, items=items
    )
    planned_for = PlannedFor(plan.day, None)
    await house.database.write(lambda tx: AssignmentStore(tx).keep(host.id, plan, planned_for, START))
    with pytest.raises(NoDrillLeft):
        await house.drills.ask(HOST, house.source())


@pytest.fixture
async def room(tmp_path: Path) -> AsyncGenerator[Room]:
    async with open_room(tmp_path, ["cogs.pattern.cog"]) as opened:
        yield opened
        assert opened.mishaps() == []


async def _pick(who: Any, message: Any, pattern: str) -> Any:
    custom_id = next(
        child["custom_id"] for row in message.components for child in row["components"] if child["type"] == 3
    )
    return (await who.select(message, custom_id=custom_id, values=[pattern])).response


async def test_a_drill_is_private_and_tells_what_gives_the_pattern_away(room: Room) -> None:
    asked = (await room.friend.slash(room.channel, "drill")).response
    assert asked is not None
    assert asked.ephemeral
    drill = await room.database.read(
        lambda tx: tx.one("SELECT answer FROM drills WHERE account = :id", {"id": str(room.friend.id)})
    )
    assert drill is not None
    assert drill["answer"] not in spoken(asked).replace(asked.embeds[0].title or "", "")
    wrong = "Stack" if drill["answer"] != "Stack" else "Trees"
    told = await _pick(room.friend, asked, wrong)
    assert "and you said" in spoken(told) or "works here" in spoken(told)
    record = (await room.friend.click(told, label="How you do")).response
    assert record is not None
    assert "of 1" in spoken(record)
    assert "Not asked yet" in spoken(record)
    onward = (await room.friend.click(told, label="Next")).response
    assert onward is not None
    assert "Which pattern solves it?" in spoken(onward)


async def test_behind_the_prefix_the_slash_command_is_named(room: Room) -> None:
    assert await room.says(room.friend, "!drill now") == ["The drill is between you and me: `/drill`."]
