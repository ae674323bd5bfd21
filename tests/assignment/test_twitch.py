"""The day in Twitch chat, through TwitchIO's own parser."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.curriculum.model import Kind
from bot.people.model import Actor, Platform
from cogs.words import TWITCH_LINE
from tests.channel import HOST_ON_DISCORD, Channel, open_channel

CANDICE = Actor(Platform.DISCORD, str(HOST_ON_DISCORD), "Candice")


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


async def test_the_streamer_ticks_and_a_viewer_does_not(channel: Channel) -> None:
    assert await channel.chat.say("candice", "!done 1 18 hash it") == ["☑ Contains Duplicate · 1 of 3 done"]
    assert await channel.chat.say("candice", "!done 3") == [
        "☑ read: supervised learning basics (bias and variance, overfitting,… · 2 of 3 done"
    ]
    assert await channel.chat.say("lurker", "!done 2") == [
        "This is the plan of Candice; only they can tick it."
    ]
    assert await channel.chat.say("candice", "!done 9") == ["There is no number 9. That day has 1 to 3."]
    (usage,) = await channel.chat.say("candice", "!done two")
    assert "!done" in usage


async def test_a_round_asks_in_chat_how_it_went(channel: Channel) -> None:
    channel.clock.advance(days=126)
    rounds: list[int] = []
    while not rounds:
        view = await channel.services.assignments.today(CANDICE)
        rounds = [line.item.number for line in view.lines if line.item.kind is Kind.ROUND]
        if not rounds:
            channel.clock.advance(days=1)
    number = rounds[0]
    (asked,) = await channel.chat.say("candice", f"!done {number}")
    assert asked.endswith(f"!done {number} passed, or !done {number} failed.")
    (answer,) = await channel.chat.say("candice", f"!done {number} passed 10")
    assert answer.startswith("☑ ")
