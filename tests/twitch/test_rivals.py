"""Another bot that answers our commands is noticed and kept, and the doctor tells; nothing else hears it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.config import CommandsSection
from bot.doctor_rivals import examine_rivals
from bot.finding import Finding
from tests.channel import Channel, open_channel
from tests.twitch.chat import message, user_id


@pytest.fixture
async def channel(tmp_path: Path) -> AsyncGenerator[Channel]:
    async with open_channel(tmp_path, ["cogs.timer.component"]) as opened:
        yield opened


async def told(
    channel: Channel, folder: Path, *, later: timedelta = timedelta(), **names: Any
) -> list[Finding]:
    """What the doctor says about other bots."""
    now = channel.clock() + later
    return await asyncio.to_thread(
        examine_rivals, CommandsSection(**names), "!", folder / "greenroom.db", now
    )


async def asked_and_answered(channel: Channel, after: float, who: str = "Nightbot") -> None:
    """Somebody asks for the clock, and another bot speaks `after` so many seconds."""
    await channel.chat.say("vi", "!timer")
    channel.clock.advance(seconds=after)
    assert await channel.chat.say(who, "@vi there is no timer called that") == []


async def test_a_bot_that_answers_twice_within_three_seconds_is_told_with_the_mend(
    channel: Channel, tmp_path: Path
) -> None:
    await asked_and_answered(channel, 2)
    (once,) = await told(channel, tmp_path)
    assert once.ok is None
    assert once.what == "nightbot spoke right after a !timer once (last on 2 March); it may have answered it."
    await asked_and_answered(channel, 3)
    (twice,) = await told(channel, tmp_path)
    assert twice.ok is False
    assert twice.what == "nightbot answers !timer in chat, too (last on 2 March)."
    assert twice.mend == (
        'Rename ours: names = { timer = "..." } under [commands] in the config;'
        " or switch theirs off: nightbot.tv, Commands."
    )


async def test_a_reply_to_the_very_message_is_enough(channel: Channel, tmp_path: Path) -> None:
    await channel.chat.say("vi", "!timer", message_id="asked")
    line = message("somebody_else", "no timer", badges=("bot-badge",))
    line["payload"]["event"]["reply"] = {
        "parent_message_id": "asked",
        "parent_message_body": "!timer",
        **{f"parent_user_{what}": value for what, value in _names("vi").items()},
        "thread_message_id": "asked",
        **{f"thread_user_{what}": value for what, value in _names("vi").items()},
    }
    await channel.chat.feed(line)
    (finding,) = await told(channel, tmp_path)
    assert finding.ok is False
    assert "the settings of somebody_else" in finding.mend


def _names(login: str) -> dict[str, str]:
    return {"id": user_id(login), "login": login, "name": login}


@pytest.mark.parametrize("who", ["vi", "mo", "greenroom", "candice"])
async def test_people_and_our_own_lines_are_no_other_bots(channel: Channel, tmp_path: Path, who: str) -> None:
    await channel.chat.say("vi", "!timer")
    await channel.chat.say(who, "no timer is running I think")
    assert await told(channel, tmp_path) == []


async def test_what_comes_later_than_three_seconds_or_after_no_command_is_about_something_else(
    channel: Channel, tmp_path: Path
) -> None:
    await asked_and_answered(channel, 3.5)
    await channel.chat.say("vi", "!so timer")
    await channel.chat.say("Nightbot", "follow the channel")
    await channel.chat.say("vi", "timer")
    await channel.chat.say("Nightbot", "follow the channel")
    assert await told(channel, tmp_path) == []


async def test_a_bot_that_only_happens_to_speak_then_is_not_suspected(
    channel: Channel, tmp_path: Path
) -> None:
    for _ in range(9):
        await channel.chat.say("vi", "!timer")
        channel.clock.advance(seconds=30)
    await asked_and_answered(channel, 1)
    channel.clock.advance(seconds=30)
    # two commands at once: nobody can say which one it was about
    await channel.chat.say("vi", "!timer")
    await channel.chat.say("mo", "!timer")
    await channel.chat.say("Nightbot", "follow the channel")
    assert await told(channel, tmp_path) == []


async def test_a_new_name_for_ours_mends_it_and_so_does_silence(channel: Channel, tmp_path: Path) -> None:
    for _ in range(2):
        await asked_and_answered(channel, 1)
    assert await told(channel, tmp_path)
    assert await told(channel, tmp_path, names={"timer": "clock"}) == []
    assert await told(channel, tmp_path, names={"timer": "clock"}, aliases={"timer": ("timer",)})
    assert await told(channel, tmp_path, later=timedelta(days=15)) == []


async def test_where_nothing_is_kept_yet_nothing_is_said(tmp_path: Path, channel: Channel) -> None:
    assert await told(channel, tmp_path / "elsewhere") == []
    assert await told(channel, tmp_path) == []
