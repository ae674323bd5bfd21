"""The stream as Twitch tells of it, in EventSub's own payloads, and its words in chat."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.people.model import Actor, Platform
from bot.stream.model import Stream
from tests.channel import HOST_ON_DISCORD, Channel, open_channel
from tests.twitch.chat import CHANNEL_ID, CHANNEL_LOGIN, notification

HOST = Actor(Platform.DISCORD, str(HOST_ON_DISCORD), "Candice")
PERSON = {
    "broadcaster_user_id": CHANNEL_ID,
    "broadcaster_user_login": CHANNEL_LOGIN,
    "broadcaster_user_name": "Candice",
}


@pytest.fixture
async def channel(tmp_path: Path) -> AsyncGenerator[Channel]:
    extensions = ["cogs.stream.component", "cogs.practice.component", "cogs.timer.component"]
    async with open_channel(tmp_path, extensions) as opened:
        # nothing answers Helix here: what is asked there fails at once, as it does when Twitch is away
        await opened.chat.bot.http.close()
        yield opened


async def tell(channel: Channel, kind: str, version: str = "1", **event: Any) -> list[str]:
    """Twitch tells of something; what the bot says to it."""
    return await channel.chat.feed(notification(kind, PERSON | event, version=version))


async def go_live(channel: Channel, twitch_id: str = "9001", kind: str = "live") -> None:
    began = channel.clock().isoformat().replace("+00:00", "Z")
    assert await tell(channel, "stream.online", id=twitch_id, type=kind, started_at=began) == []


async def latest(channel: Channel) -> Stream:
    return (await channel.services.streams.latest()).stream


async def test_online_update_and_offline_are_kept_as_twitch_tells_them(channel: Channel) -> None:
    await go_live(channel)
    began = channel.clock()
    channel.clock.advance(minutes=5)
    await tell(
        channel,
        "channel.update",
        "2",
        title="Graphs, thinking aloud",
        language="en",
        category_id="1469308723",
        category_name="Software and Game Development",
        content_classification_labels=[],
    )
    channel.clock.advance(minutes=55)
    assert await tell(channel, "stream.offline") == []
    stream = await latest(channel)
    assert stream.title == "Graphs, thinking aloud"
    assert (stream.started_at, stream.off_since) == (began, began + timedelta(hours=1))


async def test_a_rerun_is_no_stream(channel: Channel) -> None:
    await go_live(channel, kind="rerun")
    assert await channel.services.streams.unsettled() == []


async def test_the_same_notification_twice_is_one_stream(channel: Channel) -> None:
    began = channel.clock().isoformat()
    event = PERSON | {"id": "9001", "type": "live", "started_at": began}
    for _ in range(2):
        await channel.chat.feed(notification("stream.online", event, event_id="once"))
    await channel.chat.feed(notification("stream.online", event, event_id="and once more"))
    assert len(await channel.services.streams.unsettled()) == 1


async def test_the_problem_is_put_by_the_streamer_and_shown_to_anybody_without_its_pattern(
    channel: Channel,
) -> None:
    shown = ["📌 3Sum (15) · medium · https://leetcode.com/problems/3sum/"]
    assert await channel.chat.say("vi", "!problem") == ["No problem is on right now."]
    assert await channel.chat.say("candice", "!problem 3sum") == shown
    assert await channel.chat.say("vi", "!problem") == shown
    assert await channel.chat.say("vi", "!problem two sum") == [
        "Only Candice and moderators choose the problem. !problem alone shows it."
    ]
    assert await channel.chat.say("mo", "!problem two sum", badges=["moderator"]) == [
        "📌 Two Sum (1) · easy · https://leetcode.com/problems/two-sum/"
    ]
    assert await channel.chat.say("candice", "!problem tow sum") == [
        'I don\'t know a problem called "tow sum". Did you mean Two Sum (1)?'
    ]


async def test_solved_alone_logs_the_problem_that_is_on_with_its_clock(channel: Channel) -> None:
    assert await channel.chat.say("candice", "!solved") == [
        "No problem is on right now. Name the one you mean: !solved 3sum 18."
    ]
    await channel.chat.say("candice", "!timer 3sum")
    channel.clock.advance(minutes=18)
    assert await channel.chat.say("vi", "!solved") == ["Only the streamer logs problems here."]
    assert await channel.chat.say("candice", "!solved") == ["3Sum solved in 18 min. Again tomorrow."]
    assert await channel.chat.say("candice", "!solved") == [
        "3Sum is logged already. To log it once more, name it: !solved 3sum 20."
    ]
    assert await channel.chat.say("candice", "!failed two-sum 25") == [
        "Two Sum not solved after 25 min. Again tomorrow."
    ]


async def test_a_moment_is_answered_with_its_place_and_a_second_one_at_once_with_silence(
    channel: Channel,
) -> None:
    assert await channel.chat.say("vi", "!moment early") == [
        "There is no stream to mark a moment in right now."
    ]
    await go_live(channel)
    channel.clock.advance(hours=1, minutes=2, seconds=33)
    assert await channel.chat.say("vi", "!moment that heap trick") == ["📍 Marked at 1:02:33."]
    assert await channel.chat.say("vi", "!moment again") == []
    (moment,) = (await channel.services.streams.latest()).moments
    assert (moment.name, moment.note) == ("vi", "that heap trick")


async def test_discord_without_an_address_says_what_is_missing(channel: Channel) -> None:
    assert await channel.chat.say("vi", "!discord") == [
        "I have no invitation to hand out. The host can set discord_invite under [stream]."
    ]
