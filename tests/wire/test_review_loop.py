"""The loop over sockets: two tests marked silent, one while the bot was down, and a drill that says why."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.wire.test_recording import EIGHT, ROUNDS, Reviews
from tests.wire.theatre import SOON, theatre

pytestmark = [pytest.mark.wire, pytest.mark.story]

BECAUSE = "because two of your tests were marked silent"


async def test_two_silent_tests_put_a_drill_into_the_week_after(tmp_path: Path) -> None:
    async with theatre(tmp_path / "data") as house:
        stage, reviews = house.stage, Reviews(house)
        control = reviews.control
        await stage.bot.start()
        await reviews.submit("First test")
        first = await reviews.seeded()
        await control.react(reviews.jo, first, "🔇")
        await reviews.equal(first)
        await reviews.submit("Second test")
        await control.until(
            lambda: [set(post.reactions) >= EIGHT for post in reviews.posts()] == [True, True], SOON
        )
        second = max(reviews.posts(), key=lambda post: post.id)
        await stage.bot.kill()
        await control.react(reviews.ana, second, "🔇")
        await control.send(reviews.ana, second.channel_id, "12:34 🔇")
        await stage.bot.start()
        await reviews.pinned(second, "12:34 🔇")
        for _ in range(ROUNDS):
            if house.rows("SELECT voter FROM recording_votes WHERE statement = 'silent'")[1:]:
                break
            said = await house.write("!help today", "lounge")
            await house.post("today", "lounge", after=said)

        asked = await control.slash(house.sam, stage.channels["lounge"], "summary", {"recording": 2})
        assert BECAUSE in (await asked.answered(SOON)).text.replace("\\", "")

        now = stage.clock()
        await stage.clock.move(timedelta(days=7 - now.weekday()))
        said = await house.write("!today", "lounge")
        today = await house.post("narrate aloud", "lounge", after=said)
        assert BECAUSE in today.text
