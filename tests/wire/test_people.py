"""A friend begins a plan over sockets, the bot killed in the middle; then their evening, and the board."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.rehearsal.loopback_discord import Post
from bot.rehearsal.loopback_discord.checks.modal import fields
from bot.rehearsal.loopback_discord.interaction import Answer
from tests.openapi import reference, violations
from tests.wire.theatre import SOON, Theatre, theatre

pytestmark = [pytest.mark.wire, pytest.mark.story]


class Friend:
    """Ana, who only ever sees her own page."""

    def __init__(self, house: Theatre) -> None:
        self.control = house.stage.discord.control
        self.id = house.stage.role("ana").discord_id or 0
        self.channel = house.stage.channels["lounge"]

    async def slash(self, command: str, options: Mapping[str, Any] | None = None) -> Post:
        asked = await self.control.slash(self.id, self.channel, command, options)
        return _post(await asked.answered(SOON))

    async def presses(self, page: Post, custom_id: str) -> Post:
        pressed = await self.control.click(self.id, page, custom_id)
        return _post(await pressed.answered(SOON))

    async def chooses(self, page: Post, custom_id: str, value: str) -> Post:
        chosen = await self.control.choose(self.id, page, custom_id, [value])
        await chosen.answered(SOON)
        # what takes longer is taken first and shown later
        await self.control.until(lambda: self._sees(page).text != page.text, SOON)
        return self._sees(page)

    def _sees(self, page: Post) -> Post:
        return self.control.message(page, self.id)

    async def fills(self, page: Post, custom_id: str, *values: Any) -> Post:
        pressed = await self.control.click(self.id, page, custom_id)
        opened = await pressed.answered(SOON)
        assert opened.kind == "modal"
        form = pressed.opened_modal
        assert form is not None
        names = [field["custom_id"] for _, field in fields(form["components"])]
        sent = await self.control.submit_modal(self.id, pressed, dict(zip(names, values, strict=True)))
        return _post(await sent.answered(SOON))


def _post(answer: Answer) -> Post:
    assert answer.post is not None, answer
    return answer.post


async def test_a_friend_joins_settles_in_and_is_reminded_by_the_real_process(tmp_path: Path) -> None:
    async with theatre(tmp_path) as house:
        stage, ana = house.stage, Friend(house)
        await stage.bot.start()
        page = await ana.slash("join")
        assert "Step 1 of 3" in page.text
        page = await ana.fills(page, "people:where:zone", "lisbon")
        assert "Europe/Lisbon" in page.text
        await stage.bot.kill()
        await stage.bot.start()
        page = await ana.chooses(page, "people:when:pick:post", "08:00")
        page = await ana.presses(page, "people:when:when")
        page = await ana.fills(page, "people:much:week", ["0", "1"], "1h30")
        page = await ana.presses(page, "people:much:begin")
        assert "Your plan begins on" in page.text
        page = await ana.slash("settings")
        page = await ana.chooses(page, "people:settings:pick:nudge", "dm")
        page = await ana.presses(page, "people:settings:board")
        assert "you are on it" in page.text
        ((zone, nudge, board),) = house.rows("SELECT zone, nudge, on_board FROM people WHERE is_host = 0")
        assert (zone, nudge, board) == ("Europe/Lisbon", "dm", 1)
        await stage.clock.move_to(house.at(9, 30))
        await ana.control.until(lambda: len(house.posts("today:")) == 2, SOON)
        await stage.clock.move_to(house.at(22, 30))
        dm = ana.control.open_dm(ana.id)
        await ana.control.until(lambda: len(ana.control.history(dm, viewer=ana.id)) == 2, SOON)
        assert "still open today" in ana.control.history(dm, viewer=ana.id)[-1].text
        board = await house.post("The cohort, this week")
        assert "Ana" in board.text
        await stage.clock.move(timedelta(minutes=1))
        left = await ana.slash("leave")
        assert "Your log and settings stay" in left.text
        await house.post("Nobody is on the board")
        await house.settled()
        house.check_file()
        assert violations(stage.journal.since(0), reference()) == []
