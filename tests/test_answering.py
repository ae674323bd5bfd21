"""An answer on Discord arrives once, whatever became of the first try to send it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import discord_bot
from tests.room import open_room


async def test_an_answer_that_discord_did_not_take_is_sent_again_and_nothing_went_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discord_bot, "ANSWER_PAUSES", (0.0, 0.0))
    async with open_room(tmp_path, ["cogs.practice.cog"]) as room:
        room.env.inject_error("POST", f"/channels/{room.channel.id}/messages", status=503)
        said = await room.says(room.host, "!solved 3sum 18")
        assert [line.split(".")[0] for line in said] == ["**3Sum** solved in 18 min"]


async def test_a_line_that_breaks_four_times_in_a_row_is_no_reason_to_say_that_all_went_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first try may have arrived: whoever gives up after it answers a second time."""
    monkeypatch.setattr(discord_bot, "ANSWER_PAUSES", tuple(0.0 for _ in discord_bot.ANSWER_PAUSES))
    async with open_room(tmp_path, ["cogs.practice.cog"]) as room:
        for _ in range(4):
            room.env.inject_error("POST", f"/channels/{room.channel.id}/messages", status=503)
        said = await room.says(room.host, "!solved 3sum 18")
        assert [line.split(".")[0] for line in said] == ["**3Sum** solved in 18 min"]
