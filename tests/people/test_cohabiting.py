"""Several candidates in one Discord: each their own plan, zone, post and log."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import time
from pathlib import Path

import pytest

from bot.people.model import Changes
from tests.progress.hall import Hall, buttons, open_hall, texts

COGS = ("cogs.people.cog", "cogs.assignment.cog", "cogs.practice.cog")


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncGenerator[Hall]:
    async with open_hall(tmp_path, COGS) as opened:
        yield opened
        assert opened.mishaps() == []


async def test_who_has_no_plan_is_shown_the_way_to_one_and_never_somebody_elses(hall: Hall) -> None:
    for command in ("!today", "!tomorrow", "!done 1", "!solved two-sum 18", "!undo"):
        await hall.ana.send(hall.channel, command)
        assert "/join" in hall.said()[-1].content


async def test_each_has_a_day_a_zone_and_a_log_of_their_own(hall: Hall) -> None:
    await hall.joins(hall.ana, "America/New_York")
    await hall.ana.send(hall.channel, "!solved two-sum 18")
    await hall.ana.send(hall.channel, "!today")
    hers = hall.said()[-1]
    await hall.sam.send(hall.channel, "!today")
    his = hall.said()[-1]
    assert buttons(hers) != buttons(his)
    # at nine in the morning UTC it is four in New York: her Monday has just begun
    assert "Monday" in texts(hers)
    await hall.sam.send(hall.channel, "!undo")
    assert "nothing in your log" in hall.said()[-1].content
    refused = await hall.ana.click(his, label="Solved")
    assert refused.response is not None
    assert "plan of Sam" in refused.response.content


async def test_each_morning_comes_at_its_own_time_and_stops_for_who_left(hall: Hall) -> None:
    await hall.joins(hall.ana, "America/New_York")
    await hall.services.people.set(hall.ana.id, Changes(post_at=time(6)))
    await hall.quiet()
    before = len(hall.said())
    await hall.advance(hours=15)
    assert len(hall.said()) == before + 1  # hers, at eleven UTC
    await hall.advance(hours=8)
    assert len(hall.said()) == before + 2  # his, at seven UTC
    await hall.services.people.leave(hall.ana.id)
    await hall.quiet()
    await hall.advance(hours=16)
    assert len(hall.said()) == before + 2
    await hall.advance(hours=8)
    assert len(hall.said()) == before + 3
