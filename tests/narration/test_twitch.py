"""`!think` in Twitch chat."""

from __future__ import annotations

from pathlib import Path

from cogs.words import TWITCH_LINE
from tests.channel import open_channel


async def test_the_streamer_announces_a_silence_and_nobody_else_can(tmp_path: Path) -> None:
    async with open_channel(tmp_path, ["cogs.narration.component"]) as channel:
        (line,) = await channel.chat.say("candice", "!think")
        assert line == "💭 Thinking. The silence from here on is announced."
        assert len(line) < TWITCH_LINE
        assert await channel.chat.say("vi", "!think") == [
            "Only Candice can announce a silence here: it is theirs."
        ]
        assert await channel.chat.say("mo", "!think", badges=["moderator"]) != [line]
        row = await channel.database.read(lambda tx: tx.one("SELECT count(*) AS held FROM thoughts"))
        assert row is not None
        assert row["held"] == 1


async def test_words_after_it_are_for_the_viewers(tmp_path: Path) -> None:
    async with open_channel(tmp_path, ["cogs.narration.component"]) as channel:
        assert len(await channel.chat.say("candice", "!think about the base case")) == 1
