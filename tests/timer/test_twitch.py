"""The clock as people meet it in Twitch chat; the zone of the channel's candidate is UTC."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.config import CommandsSection
from bot.people.model import Actor, Platform, Source
from bot.post.model import Place
from tests.channel import HOST_ON_DISCORD, Channel, open_channel
from tests.twitch.chat import CHANNEL_ID

HOST = Actor(Platform.DISCORD, str(HOST_ON_DISCORD), "Candice")


@pytest.fixture
async def channel(tmp_path: Path) -> AsyncGenerator[Channel]:
    async with open_channel(tmp_path, ["cogs.timer.component"]) as opened:
        opened.services.timers.announce_in(Place(Platform.TWITCH, CHANNEL_ID))
        yield opened


async def test_the_streamer_leads_a_clock_through_its_life(channel: Channel) -> None:
    say = channel.chat.say
    assert await say("candice", "!timer 3sum") == ["⏱ 3Sum: 25:00 left, ends 08:25 UTC."]
    channel.clock.advance(minutes=10)
    assert await say("candice", "!timer pause") == ["⏸ 3Sum: paused with 15:00 left."]
    channel.clock.advance(minutes=1)
    assert await say("candice", "!timer RESUME") == ["⏱ 3Sum: 15:00 left, ends 08:26 UTC."]
    assert await say("candice", "!timer add 5") == ["⏱ 3Sum: 20:00 left, ends 08:31 UTC."]
    assert await say("candice", "!timer stop") == [
        "⏹ 3Sum: stopped after 10:00 of 30 min. Log it: !solved 3sum 10 or !failed 3sum 10."
    ]


@pytest.mark.parametrize("words", ["25", "25 min", "  25\U000e0000", "25m"])
async def test_a_number_is_minutes(channel: Channel, words: str) -> None:
    assert await channel.chat.say("candice", f"!timer {words}") == ["⏱ 25:00 left, ends 08:25 UTC."]


async def test_anyone_may_look(channel: Channel) -> None:
    assert await channel.chat.say("vi", "!timer") == ["No clock is running. !timer 25 starts one."]
    await channel.chat.say("candice", "!timer hard")
    channel.clock.advance(minutes=32, seconds=20)
    assert await channel.chat.say("vi", "!timer") == ["⏱ Hard: 12:40 left, ends 08:45 UTC."]


async def test_a_viewer_is_told_who_may_change_the_clock_and_a_moderator_may(channel: Channel) -> None:
    refusal = "Only Candice, the broadcaster and moderators may change this clock. Anyone may look: !timer."
    for words in ("25", "stop"):
        await channel.chat.say("mo", "!timer 25", badges=("moderator",))
        assert await channel.chat.say("vi", f"!timer {words}") == [refusal]
    assert await channel.chat.say("mo", "!timer stop", badges=("moderator",)) == [
        "⏹ Stopped after 0:00 of 25 min."
    ]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("0", "1 to 300"),
        ("301", "1 to 300"),
        ("-5", "1 to 300"),
        ("9" * 400, "1 to 300"),
        ("add", "!timer add 5"),
        ("add five", "!timer add 5"),
        ("pasue", "Did you mean !timer pause?"),
        ("tow sum", "Did you mean Two Sum (1)?"),
        ("/ban vi", "I don't know"),
    ],
)
async def test_what_cannot_be_is_refused_in_one_line_with_the_mend(
    channel: Channel, words: str, part: str
) -> None:
    (line,) = await channel.chat.say("candice", f"!timer {words}")
    assert part in line
    assert len(line) < 200


async def test_a_message_told_twice_starts_one_clock_and_adds_once(channel: Channel) -> None:
    await channel.chat.say("candice", "!timer 25", message_id="m1")
    await channel.chat.say("candice", "!timer 25", message_id="m1")
    await channel.chat.say("candice", "!timer add 5", message_id="m2")
    await channel.chat.say("candice", "!timer add 5", message_id="m2")
    assert await channel.chat.say("vi", "!timer") == ["⏱ 30:00 left, ends 08:30 UTC."]


async def test_a_clock_from_discord_is_announced_once_and_so_is_its_end(channel: Channel) -> None:
    timer = await channel.services.timers.start(HOST, "3sum", Source(Platform.DISCORD, "1"), "77")
    await channel.services.bus.drain()
    channel.clock.advance(minutes=25)
    await channel.services.timers.ring(timer.id)
    await channel.services.timers.ring(timer.id)
    await channel.services.bus.drain()
    assert channel.chat.lines == [
        "⏱ 3Sum: 25 min, ends 08:25 UTC.",
        "⏰ 3Sum: time is up (25 min). Log it: !solved 3sum 25 or !failed 3sum 25.",
    ]


async def test_a_late_end_says_when_it_was_and_a_stale_one_is_not_said(channel: Channel) -> None:
    for late, said in ((5, ["⏰ Time was up at 08:25 UTC."]), (15, [])):
        await channel.chat.say("candice", "!timer 25")
        before = len(channel.chat.lines)
        channel.clock.advance(minutes=25 + late)
        await channel.services.timers.resume_all()
        await channel.services.bus.drain()
        assert channel.chat.lines[before:] == said


async def test_what_a_clock_says_as_it_goes_is_said_once_each(channel: Channel) -> None:
    timer = await channel.services.timers.start(HOST, "3sum", Source(Platform.DISCORD, "1"), "77")
    await channel.services.bus.drain()
    for step in (12.5, 7.5, 4):
        channel.clock.advance(minutes=step)
        await channel.services.timers.ring(timer.id)
        await channel.services.timers.ring(timer.id)
        await channel.services.bus.drain()
    assert channel.chat.lines[1:] == [
        "⏱ 3Sum: half-time, 12:30 left.",
        "⏱ 3Sum: 5 min left.",
        "⏱ 3Sum: 1 min left.",
    ]


async def test_the_parts_of_a_design_are_said_as_they_begin(channel: Channel) -> None:
    assert await channel.chat.say("candice", "!timer design") == [
        "⏱ Design: 45:00 left, ends 08:45 UTC. Now requirements."
    ]
    timer = await channel.services.timers.look(HOST)
    for step in (7, 13):
        channel.clock.advance(minutes=step)
        await channel.services.timers.ring(timer.id)
        await channel.services.bus.drain()
    assert channel.chat.lines[1:] == [
        "⏱ Design: now high-level design (2 of 4), 13 min.",
        "⏱ Design: now deep dive (3 of 4), 17 min.",
    ]


async def test_a_clock_goes_on_in_silence_while_the_channel_is_offline(channel: Channel) -> None:
    await channel.chat.say("candice", "!timer 10")
    channel.chat.bot.live = False
    timer = await channel.services.timers.look(HOST)
    channel.clock.advance(minutes=5)
    await channel.services.timers.ring(timer.id)
    await channel.services.bus.drain()
    assert len(channel.chat.lines) == 1
    channel.chat.bot.live = True
    await channel.services.posts.resume()
    await channel.services.bus.drain()
    assert len(channel.chat.lines) == 1


async def test_a_long_name_leaves_what_is_to_be_typed_whole(channel: Channel) -> None:
    await channel.chat.say("candice", "!timer longest substring without repeating characters")
    channel.clock.advance(minutes=3)
    (line,) = await channel.chat.say("candice", "!timer stop")
    assert line.endswith(" Log it: !solved 3 3 or !failed 3 3.")
    assert len(line) <= 200


async def test_under_another_name_every_sentence_says_that_name(tmp_path: Path) -> None:
    names = CommandsSection(names={"timer": "clock", "solved": "done-it"}, aliases={"timer": ("t",)})
    components = ["cogs.timer.component", "cogs.practice.component"]
    async with open_channel(tmp_path, components, names) as channel:
        say = channel.chat.say
        assert await say("candice", "!timer 25") == []
        assert await say("vi", "!clock") == ["No clock is running. !clock 25 starts one."]
        await say("candice", "!t 3sum")
        assert "Anyone may look: !clock." in (await say("vi", "!clock stop"))[0]
        assert "!clock stop ends it" in (await say("candice", "!clock 5"))[0]
        assert "as in !clock 25 or !clock add 5" in (await say("candice", "!clock add x"))[0]
        assert "Log it: !done-it 3sum 1 or !failed 3sum 1." in (await say("candice", "!clock stop"))[0]
