"""The plan's commands over the wire: what they send fits the published descriptions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.openapi import reference, violations
from tests.wire.theatre import theatre

pytestmark = pytest.mark.wire

ASKED: tuple[tuple[str, dict[str, str]], ...] = (
    ("plan show", {}),
    ("plan week", {}),
    ("plan about", {"section": "problems"}),
    ("plan pause", {"until": "in two weeks"}),
    ("plan resume", {}),
)


async def test_the_plans_messages_lists_and_buttons_fit_the_descriptions(tmp_path: Path) -> None:
    described = reference()
    async with theatre(tmp_path) as house:
        stage, control = house.stage, house.stage.discord.control
        lounge = stage.channels["lounge"]
        await stage.bot.start()
        await stage.clock.move_to(house.at(7, 0, 5))
        for command, options in ASKED:
            shown = await control.slash(house.sam, lounge, command, options)
            assert (await shown.answered(15)).kind == "message", command
        found = await control.autocomplete(house.sam, lounge, "plan about", "section", "sys")
        assert (await found.answered(15)).choices
        written = await house.write("!plan about stages", "lounge")
        page = await house.post("Stage 1", "lounge", after=written)
        pressed = await control.click(house.sam, page, page.custom_id("▶"))
        await pressed.answered(15)
        await house.settled()
        assert violations(stage.journal.since(0), described) == []
