"""A cohort that rises at the same minute: everybody's post is claimed, and who asks meanwhile is not last."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from msgspec.structs import replace

from bot.people.model import PersonId
from bot.people.store import PeopleStore
from tests.assignment.conftest import HOST, Stage

RISERS = 60


async def test_whoever_asks_while_many_rise_is_answered_before_the_last_of_them(stage: Stage) -> None:
    await stage.look()
    stage.clock.now = datetime(2026, 3, 3, 12, tzinfo=UTC)
    new = [
        replace(stage.host, id=PersonId(0), name=f"Riser {number}", is_host=False, discord_id=900 + number)
        for number in range(RISERS)
    ]
    new = [replace(one, twitch_id=None, twitch_login=None) for one in new]
    risers = await stage.database.write(lambda tx: [PeopleStore(tx).add(one, stage.clock()) for one in new])
    before = len(await stage.kept_days())
    rising = [asyncio.create_task(stage.assignments.settle(one.id)) for one in risers]
    await asyncio.sleep(0)
    await stage.assignments.today(HOST)
    assert len(await stage.kept_days()) - before < RISERS / 2
    await asyncio.gather(*rising)
    await stage.bus.drain()
    subjects = {post.key.subject for post in await stage.posts()}
    assert {f"{one.id}:2026-03-03" for one in risers} <= subjects
