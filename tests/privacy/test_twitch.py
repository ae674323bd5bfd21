"""`!my-data` and `!forget-me` in Twitch chat, for viewers who have nothing but guesses and moments here."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.people.model import Actor, Platform
from bot.post.model import Place
from tests.channel import HOST_ON_DISCORD, Channel, open_channel
from tests.twitch.chat import CHANNEL_ID

HOST = Actor(Platform.DISCORD, str(HOST_ON_DISCORD), "Candice")


@pytest.fixture
async def channel(tmp_path: Path) -> AsyncGenerator[Channel]:
    wanted = ["cogs.pattern.component", "cogs.privacy.component"]
    async with open_channel(tmp_path, wanted) as opened:
        opened.services.patterns.announce_in(Place(Platform.TWITCH, CHANNEL_ID))
        yield opened


async def said(channel: Channel, who: str, words: str, **about: object) -> list[str]:
    """Somebody writes; everything that comes of it."""
    before = len(channel.chat.lines)
    await channel.chat.say(who, words, **about)
    await channel.services.bus.drain()
    await channel.chat.bot.settled()
    return channel.chat.lines[before:]


async def test_a_viewer_asks_is_asked_once_and_is_forgotten(channel: Channel) -> None:
    assert await said(channel, "vi", "!my-data") == ["I hold nothing about you."]
    await said(channel, "candice", "!round 3sum")
    await said(channel, "vi", "!pattern two pointers")
    assert await said(channel, "vi", "!my-data") == ["I hold 1 guess of yours. !forget-me deletes that."]
    question = "That deletes 1 guess for good. Say !forget-me yes if you mean it."
    assert await said(channel, "vi", "!forget-me") == [question]
    assert await said(channel, "vi", "!my-data") != ["I hold nothing about you."], "asking deletes nothing"
    assert await said(channel, "vi", "!forget-me yes") == ["Done, you are forgotten."]
    answer = ["I hold nothing about you, so there is nothing to forget."]
    assert await said(channel, "vi", "!forget-me") == answer


async def test_who_has_a_plan_is_sent_to_discord(channel: Channel) -> None:
    (line,) = await said(channel, "candice", "!forget-me yes")
    assert line.startswith("There is a whole plan of yours here. /forget-me in Discord")
