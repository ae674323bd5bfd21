"""The cohort's board: nobody who did not ask for it, drawn once a day, and left at once."""

from __future__ import annotations

from datetime import date

import pytest

from bot.cohort.model import BOARD, BoardDue
from bot.people.model import Actor, PersonId, Platform, UnknownPerson
from tests.progress.conftest import ANA, HOST, Stage, utc

KIM = Actor(Platform.DISCORD, "300", "Kim")


class Draws:
    """Counts what asks for a new drawing, and draws."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.count = 0
        stage.bus.subscribe(BoardDue, self.draw)

    async def draw(self, _: BoardDue) -> None:
        self.count += 1
        await self.stage.services.cohort.drawn(await self.stage.services.cohort.board())


async def names(stage: Stage) -> list[str]:
    return [row.name for row in (await stage.services.cohort.board()).rows]


async def sent(stage: Stage) -> None:
    """The standing message went out."""
    (post,) = await stage.waiting(BOARD)
    await stage.services.posts.complete(post.key, "9001")
    await stage.services.cohort.drawn(await stage.services.cohort.board())


async def test_nobody_is_on_it_who_did_not_ask_for_it(stage: Stage) -> None:
    await stage.joins(ANA, "UTC")
    assert await names(stage) == []
    await stage.until(utc(2026, 3, 3, 22))
    assert stage.of_kind(BOARD) == []
    await stage.services.cohort.toggle(ANA)
    await stage.bus.drain()
    assert await names(stage) == ["Ana"]


async def test_it_stands_by_name_whatever_anybody_did(stage: Stage) -> None:
    await stage.joins(KIM, "UTC")
    await stage.joins(ANA, "UTC")
    for actor in (HOST, KIM, ANA):
        await stage.services.cohort.toggle(actor)
    await stage.solved(HOST, "two-sum 18", "3sum 20")
    await stage.solved(KIM, "two-sum 18")
    board = await stage.services.cohort.board()
    assert [(row.name, row.trained, row.solved) for row in board.rows] == [
        ("Ana", 0, 0),
        ("Kim", 1, 1),
        ("Sam", 1, 2),
    ]


async def test_the_standing_message_comes_in_the_evening_and_is_drawn_once_a_day(stage: Stage) -> None:
    draws = Draws(stage)
    await stage.services.cohort.toggle(HOST)
    await stage.bus.drain()
    assert stage.of_kind(BOARD) == []
    await stage.until(utc(2026, 3, 2, 19))
    assert len(stage.of_kind(BOARD)) == 1
    await sent(stage)
    await stage.until(utc(2026, 3, 3, 18, 59))
    assert draws.count == 0
    await stage.until(utc(2026, 3, 3, 19))
    assert draws.count == 1
    await stage.down_until(utc(2026, 3, 3, 21))
    await stage.sets(HOST, zone="America/New_York")
    await stage.down_until(utc(2026, 3, 4, 2))
    assert draws.count == 1
    assert len(stage.of_kind(BOARD)) == 1


@pytest.mark.parametrize("way", ["toggle", "settings", "leave"])
async def test_leaving_takes_the_name_off_at_once(stage: Stage, way: str) -> None:
    await stage.joins(ANA, "UTC")
    for actor in (HOST, ANA):
        await stage.services.cohort.toggle(actor)
    await stage.until(utc(2026, 3, 2, 19))
    await sent(stage)
    draws = Draws(stage)
    match way:
        case "toggle":
            await stage.services.cohort.toggle(ANA)
        case "settings":
            await stage.sets(ANA, on_board=False)
        case _:
            await stage.services.people.leave(200)
    await stage.bus.drain()
    assert draws.count == 1
    assert await names(stage) == ["Sam"]
    # another setting of somebody who is not on it is no reason to draw
    await stage.sets(ANA, weekly=False) if way != "leave" else None
    assert draws.count == 1


async def test_a_name_that_could_not_be_taken_off_is_taken_off_after_the_restart(stage: Stage) -> None:
    for actor in (HOST,):
        await stage.services.cohort.toggle(actor)
    await stage.until(utc(2026, 3, 2, 19))
    await sent(stage)
    await stage.services.cohort.toggle(HOST)  # and Discord is away: nothing is drawn
    await stage.bus.drain()
    draws = Draws(stage)
    await stage.down_until(utc(2026, 3, 2, 20))
    assert draws.count >= 1
    draws.count = 0
    await stage.down_until(utc(2026, 3, 2, 20, 30))
    assert draws.count == 0


async def test_who_leaves_while_the_message_is_on_its_way_is_taken_off_it(stage: Stage) -> None:
    await stage.joins(ANA, "UTC")
    for actor in (HOST, ANA):
        await stage.services.cohort.toggle(actor)
    await stage.until(utc(2026, 3, 2, 19))
    rendered = await stage.services.cohort.board()
    (post,) = await stage.waiting(BOARD)
    await stage.services.people.leave(200)
    await stage.bus.drain()
    draws = Draws(stage)
    await stage.services.posts.complete(post.key, "9001")
    await stage.services.cohort.drawn(rendered)
    await stage.services.cohort.settle()
    await stage.bus.drain()
    assert draws.count == 1


async def test_a_pause_and_a_plan_to_come_are_said_and_not_counted(stage: Stage) -> None:
    await stage.joins(ANA, "UTC", date(2026, 3, 9))
    for actor in (HOST, ANA):
        await stage.services.cohort.toggle(actor)
    await stage.services.curriculum.pause(HOST, "2026-03-16")
    rows = {row.person_id: row for row in (await stage.services.cohort.board()).rows}
    assert rows[PersonId(1)].paused
    assert rows[PersonId(1)].expected == 0
    assert not rows[PersonId(2)].begun


async def test_only_candidates_step_on_it(stage: Stage) -> None:
    with pytest.raises(UnknownPerson, match="/join"):
        await stage.services.cohort.toggle(ANA)
