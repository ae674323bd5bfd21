"""`/due` as people meet it."""

from __future__ import annotations

from pathlib import Path

from tests.room import open_room

COGS = ["cogs.practice.cog", "cogs.memory.cog"]


async def test_a_first_try_is_due_the_next_day(tmp_path: Path) -> None:
    async with open_room(tmp_path, COGS) as room:
        await room.says(room.host, "!solved two-sum 18 hash the complement")
        (today,) = await room.says(room.host, "!due")
        assert "Two Sum" in today
        await room.env.advance_time(24 * 3600)
        (tomorrow,) = await room.says(room.host, "!due")
        assert "Two Sum" in tomorrow
        assert tomorrow != today
        assert room.mishaps() == []


async def test_an_empty_log_has_nothing_due_and_says_so(tmp_path: Path) -> None:
    async with open_room(tmp_path, COGS) as room:
        answer = await room.slash(room.host, "due")
        assert answer.strip()
        assert room.mishaps() == []
