"""The day in Twitch chat, through TwitchIO's own parser."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from cogs.words import TWITCH_LINE
from tests.channel import Channel, open_channel


@pytest.fixture
async def channel(tmp_path: Path) -> AsyncGenerator[Channel]:
    async with open_channel(tmp_path, ["cogs.practice.component", "cogs.assignment.component"]) as opened:
        yield opened


async def test_anybody_may_ask_what_is_on_today(channel: Channel) -> None:
    assert await channel.chat.say("lurker", "!today") == [
        "Mon, week 1, Arrays & Hashing: ☐ Contains Duplicate · ☐ Valid Anagram · "
        "☐ read: supervised learning basics… · 0 of 3 done"
    ]


async def test_the_line_follows_the_log(channel: Channel) -> None:
    await channel.chat.say("candice", "!solved contains duplicate 12")
    await channel.chat.say("candice", "!failed valid anagram 25")
    (line,) = await channel.chat.say("lurker", "!today and tomorrow")
    assert "☑ Contains Duplicate · ✗ Valid Anagram" in line
    assert line.endswith("2 of 3 done")


async def test_every_day_of_two_months_fits_one_line(channel: Channel) -> None:
    for _ in range(62):
        (line,) = await channel.chat.say("candice", "!today")
        assert len(line) <= TWITCH_LINE
        channel.clock.advance(days=1)


async def test_before_the_start_chat_hears_when_it_begins(channel: Channel) -> None:
    channel.clock.advance(days=-1)
    assert await channel.chat.say("lurker", "!today") == [
        "Your plan starts on Monday, 2 March 2026. Until then there is nothing to do."
    ]
