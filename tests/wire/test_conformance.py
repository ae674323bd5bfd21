"""What the real process says to the stand-ins, and hears from them, against the published descriptions."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.openapi import reference, violations
from tests.wire.theatre import theatre

pytestmark = pytest.mark.wire


async def test_a_mornings_calls_and_answers_fit_the_descriptions(tmp_path: Path) -> None:
    described = reference()
    async with theatre(tmp_path) as house:
        stage, control = house.stage, house.stage.discord.control
        lounge = stage.channels["lounge"]
        await stage.bot.start()
        await stage.clock.move_to(house.at(7, 0, 5))
        today = await house.post("week 3")
        asked = await house.chat("!timer 25 3sum")
        await house.chat_line("3Sum", after=asked)
        mirror = await house.post("3Sum", "live")
        pressed = await control.click(house.sam, mirror, mirror.custom_id("Pause"))
        await pressed.answered(15)
        pressed = await control.click(house.sam, today, today.custom_id("Solved"))
        assert (await pressed.answered(15)).kind == "modal"
        for command in ("today", "help", "link", "undo"):
            shown = await control.slash(house.sam, lounge, command)
            await shown.answered(15)
        shown = await control.slash(house.sam, lounge, "solved", {"problem": "two-sum", "minutes": 18})
        await shown.answered(15)
        choices = await control.autocomplete(house.sam, lounge, "solved", "problem", "two")
        assert (await choices.answered(15)).choices
        written = await house.write("!timer resume", "lounge")
        await house.post("3Sum", "lounge", after=written)
        await stage.clock.move(timedelta(minutes=26))
        await house.post("Time ", "live")
        await house.settled()
        assert violations(stage.journal.since(0), described) == []
        unknown = [exchange.path for exchange in stage.journal.since(0) if exchange.note == "unknown route"]
        assert unknown == []
