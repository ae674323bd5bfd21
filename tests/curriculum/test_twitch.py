"""`!plan` in Twitch chat: one line, for anybody."""

from __future__ import annotations

from pathlib import Path

from tests.channel import open_channel


async def test_anybody_in_chat_may_ask_where_the_streamer_stands(tmp_path: Path) -> None:
    async with open_channel(tmp_path, ["cogs.curriculum.component"]) as channel:
        (line,) = await channel.chat.say("lurker", "!plan")
        assert "week" in line
        assert "phase 1, Foundation" in line
