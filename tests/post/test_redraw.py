"""Changes that come while a message is edited share the next edit, and one that failed blocks none."""

from __future__ import annotations

import asyncio

import pytest

from cogs.delivery import Redraw


async def test_changes_that_come_while_it_is_drawn_are_one_more_turn_and_others_do_not_wait() -> None:
    drawn, gate = list[str](), asyncio.Event()

    async def draw(which: str) -> None:
        drawn.append(which)
        if which == "slow":
            await gate.wait()

    redraw = Redraw(draw)
    first = asyncio.create_task(redraw("slow"))
    await asyncio.sleep(0)
    for _ in range(5):
        await redraw("slow")
    await redraw("other")
    assert drawn == ["slow", "other"]
    gate.set()
    await first
    assert drawn == ["slow", "other", "slow"]


async def test_after_a_failure_the_next_change_is_drawn() -> None:
    drawn = list[int]()

    async def draw(which: int) -> None:
        drawn.append(which)
        if len(drawn) == 1:
            raise LookupError

    redraw = Redraw(draw)
    with pytest.raises(LookupError):
        await redraw(7)
    await redraw(7)
    assert drawn == [7, 7]
