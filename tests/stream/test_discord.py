"""A stream as people meet it on Discord: one post from going live to the recording, and its chapters."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from pathlib import Path

import discord
import pytest
from msgspec import Struct

from bot.config import CommandsSection
from bot.people.model import Actor, Platform, Source
from bot.post.model import Place
from bot.stream.model import Airing, Video, expiry
from tests.room import Room, open_room, spoken

COGS = [f"cogs.{name}.cog" for name in ("assignment", "practice", "timer", "pattern", "stream")]
STREAMER = Actor(Platform.TWITCH, "900", "sam", moderates=True)
VIEWER = Actor(Platform.TWITCH, "901", "pixelpete")


class Stage(Struct):
    """The room, and what Twitch does."""

    room: Room
    asked: int = 0

    @property
    def now(self) -> datetime:
        return self.room.env.now()

    def source(self) -> Source:
        self.asked += 1
        return Source(Platform.TWITCH, f"m{self.asked}")

    async def settle(self) -> None:
        await self.room.services.bus.drain()
        await self.room.env.settle()

    async def advance(self, **by: float) -> None:
        """Let time pass, ringing each alarm at its own time."""
        scheduler = self.room.scheduler
        for key in [key for key in scheduler.alarms if key.startswith(("today:", "post:discord:1:"))]:
            scheduler.cancel(key)  # the day has a post of its own, in a channel that is not here
        end = self.now + timedelta(**by)
        while (due := scheduler.next_due()) is not None and due <= end:
            await self.room.env.advance_time(max(0.0, (due - self.now).total_seconds()))
            await scheduler.ring_due()
            await self.settle()
        await self.room.env.advance_time((end - self.now).total_seconds())
        await self.settle()

    async def online(self, twitch_id: str = "t1", title: str = "Graphs, thinking aloud") -> None:
        airing = Airing(twitch_id, self.now, title, "Software and Game Development")
        await self.room.services.streams.online(airing)
        await self.settle()

    async def offline(self) -> None:
        await self.room.services.streams.offline()
        await self.settle()

    def posts(self) -> list[discord.Message]:
        """Every message with a button for chapters."""
        return [each for each in self.room.channel.history() if "Chapters" in buttons(each)]

    @property
    def post(self) -> discord.Message:
        (post,) = self.posts()
        return post

    def fields(self) -> dict[str, str]:
        return {str(field.name): str(field.value) for field in self.post.embeds[0].fields}


def buttons(message: discord.Message) -> list[str]:
    return [
        str(child.label)
        for row in message.components
        if isinstance(row, discord.ActionRow)
        for child in row.children
        if isinstance(child, discord.Button)
    ]


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncGenerator[Stage]:
    async with open_room(tmp_path, COGS) as room:
        place = Place(Platform.DISCORD, str(room.channel.id))
        room.services.streams.announce_in(place)
        room.services.timers.announce_in(place)
        await room.database.write(
            lambda tx: (
                tx.execute(
                    "UPDATE people SET twitch_id = '900', twitch_login = 'sam_preps' WHERE is_host"
                ).rowcount
            )
        )
        yield Stage(room)
        assert room.mishaps() == []


async def test_under_other_names_the_post_says_those(tmp_path: Path) -> None:
    """Another bot owns `!pattern` and `!moment` in chat."""
    names = CommandsSection(names={"pattern": "muster", "moment": "merk"})
    async with open_room(tmp_path, COGS, names) as room:
        room.services.streams.announce_in(Place(Platform.DISCORD, str(room.channel.id)))
        stage = Stage(room)
        await stage.online()
        assert stage.post.embeds[0].footer.text == (
            "Play along in chat: !muster guesses, !merk marks what you just saw"
        )


async def test_going_live_posts_todays_plan_once_and_calls_nobody(stage: Stage) -> None:
    await stage.online()
    await stage.online()
    post = stage.post
    assert post.content == ""
    assert not post.mention_everyone
    assert post.embeds[0].title == "🔴 Graphs, thinking aloud"
    assert "Software and Game Development" in str(post.embeds[0].description)
    assert buttons(post) == ["Watch live", "Chapters"]
    plan = stage.fields()["On the plan today"]
    view = await stage.room.services.assignments.today(
        Actor(Platform.DISCORD, str(stage.room.host.id), "Sam")
    )
    assert len(plan.splitlines()) == len(view.lines)
    assert all(line.title in plan.replace("\\", "") for line in view.lines)


async def test_what_is_hidden_on_the_plan_stays_hidden_in_the_post(stage: Stage) -> None:
    host = Actor(Platform.DISCORD, str(stage.room.host.id), "Sam")
    for _ in range(7):
        view = await stage.room.services.assignments.today(host)
        hidden = [line for line in view.lines if line.item.hidden and line.problem is not None]
        if hidden:
            break
        await stage.advance(days=1)
    else:
        pytest.fail("no day of the week hides anything")
    await stage.online()
    plan = stage.fields()["On the plan today"]
    for line in hidden:
        assert line.problem is not None
        assert line.title in plan
        assert line.problem.category not in plan


async def test_the_post_follows_the_day_the_drop_the_return_and_the_end(stage: Stage) -> None:
    await stage.online()
    await stage.advance(minutes=20)
    await stage.offline()
    assert str(stage.post.embeds[0].title).startswith("⏸")
    await stage.advance(minutes=5)
    await stage.online("t2", title="Graphs, part two")
    assert stage.post.embeds[0].title == "🔴 Graphs, part two"
    await stage.room.services.patterns.open_named(STREAMER, "3sum", stage.source())
    await stage.room.services.patterns.guess(VIEWER, "two pointers")
    await stage.advance(minutes=20)
    await stage.room.services.practice.solved(STREAMER, "3sum 18", stage.source())
    await stage.room.services.practice.failed(STREAMER, "course schedule 25", stage.source())
    await stage.room.services.stage.mark(VIEWER, "the *heap* trick @everyone", stage.source())
    await stage.room.services.patterns.lock(STREAMER, stage.source(), reveal=True)
    await stage.advance(minutes=20)
    assert "Solved · 1" not in stage.fields(), "the live post does not give the pattern away"
    await stage.offline()
    await stage.advance(minutes=10)
    embed, fields = stage.post.embeds[0], stage.fields()
    assert embed.title == "⏹ Graphs, part two"
    assert str(embed.description).endswith("1 h · in 2 parts")
    assert fields["Solved · 1"].endswith("· medium · 18 min · Two Pointers")
    assert "Course Schedule" in fields["Not yet · 1"]
    assert fields["Chat's guesses · 1 round"] == "3Sum: Two Pointers · 1 of 1 saw it, pixelpete first"
    assert "@everyone" not in fields["Moments · 1"]
    assert buttons(stage.post) == ["Chapters"]


async def test_what_is_logged_right_after_the_end_still_gets_into_the_post(stage: Stage) -> None:
    await stage.online()
    await stage.advance(hours=1)
    await stage.offline()
    await stage.advance(minutes=11)
    assert "Solved · 1" not in stage.fields()
    await stage.room.services.practice.solved(STREAMER, "3sum 18", stage.source())
    await stage.settle()
    assert "Solved · 1" in stage.fields()
    await stage.room.services.practice.undo(STREAMER, stage.source())
    await stage.settle()
    assert "Solved · 1" not in stage.fields()


async def found(stage: Stage, *, kind: str = "") -> Video:
    await stage.online()
    began = stage.now
    await stage.advance(hours=1)
    await stage.offline()
    await stage.advance(minutes=10)
    url = "https://www.twitch.tv/videos/77"
    video = Video("77", url, began, timedelta(hours=1), expiry(began, kind))
    await stage.room.services.streams.found_video("t1", video)
    await stage.settle()
    return video


async def test_the_recording_gets_into_the_post_when_it_is_there(stage: Stage) -> None:
    video = await found(stage)
    assert stage.post.embeds[0].url == video.url
    assert buttons(stage.post) == ["Recording", "Chapters", "Hand in for review"]


async def test_the_host_is_told_in_private_once_before_the_recording_goes(stage: Stage) -> None:
    video = await found(stage)
    await stage.advance(days=4)
    private = stage.room.host.user.dm_channel
    await stage.advance(days=2, hours=20)
    (word,) = private.history()
    assert video.url in word.content
    assert "/stream chapters" in word.content


async def test_chapters_are_for_the_one_who_asks_and_can_be_pasted(stage: Stage) -> None:
    await stage.online()
    await stage.advance(minutes=3)
    await stage.room.services.stage.put(STREAMER, "3sum", stage.source())
    await stage.advance(minutes=20)
    await stage.room.services.practice.solved(STREAMER, "3sum 18", stage.source())
    await stage.advance(minutes=2)
    await stage.room.services.stage.mark(VIEWER, "`code` trick", stage.source())
    await stage.settle()
    for result in (
        await stage.room.friend.click(stage.post, label="Chapters"),
        await stage.room.friend.slash(stage.room.channel, "stream chapters"),
    ):
        assert result.response is not None
        assert result.response.ephemeral
        lines = result.response.content.split("```")[1].strip().splitlines()
        assert lines == [
            "00:00 Intro",
            "03:00 3Sum (medium)",
            "23:00 3Sum: solved",
            "24:45 Moment: ʼcodeʼ trick",
        ]


async def test_chapters_that_are_too_long_for_a_message_come_as_a_file(stage: Stage) -> None:
    await stage.online()
    for number in range(60):
        await stage.advance(minutes=2)
        actor = Actor(Platform.TWITCH, str(number), f"viewer{number}")
        await stage.room.services.stage.mark(actor, "a rather long note about what happened", stage.source())
    result = await stage.room.friend.slash(stage.room.channel, "stream chapters")
    assert result.response is not None
    assert "```" not in result.response.content


async def test_chapters_before_the_first_stream_say_so(stage: Stage) -> None:
    assert await stage.room.slash(stage.room.friend, "stream chapters") == (
        "I have seen no stream yet. Its chapters are here once you were live."
    )


async def test_behind_the_prefix_the_slash_command_is_named(stage: Stage) -> None:
    assert await stage.room.says(stage.room.friend, "!stream chapters") == [
        "Only you see that one: type `/stream chapters`."
    ]


async def test_the_problem_is_shown_with_link_and_difficulty_and_its_pattern_after_the_log(
    stage: Stage,
) -> None:
    room = stage.room
    assert await room.says(room.friend, "!problem") == ["No problem is on right now."]
    assert await room.says(room.friend, "!problem 3sum") == [
        "Only Sam and moderators choose the problem. `!problem` alone shows it."
    ]
    (put,) = await room.says(room.host, "!problem 3sum")
    assert put.startswith("📌 3Sum (15)\nmedium · on since <t:")
    assert "Two Pointers" not in put
    await room.says(room.host, "!solved 3sum 18")
    assert (await room.slash(room.friend, "problem")).endswith("solved in 18 min · it was Two Pointers")


async def test_the_problem_opens_a_round_while_it_is_live(stage: Stage) -> None:
    room = stage.room
    room.services.patterns.announce_in(Place(Platform.DISCORD, str(room.channel.id)))
    await room.says(room.host, "!problem two sum")
    assert await room.services.patterns.current() is None
    await stage.online()
    said = await room.says(room.host, "!problem 3sum")
    current = await room.services.patterns.current()
    assert current is not None
    assert current.round.problem == 15
    assert len(said) == 2


async def test_a_post_that_somebody_deleted_is_not_sent_again(stage: Stage) -> None:
    await stage.online()
    await stage.post.delete()
    await stage.offline()
    await stage.advance(minutes=10)
    assert stage.posts() == []


async def test_what_was_missed_is_drawn_when_discord_is_back(stage: Stage) -> None:
    await stage.online()
    post = stage.post
    await post.edit(embed=discord.Embed(title="an old state"))
    stage.room.bot.dispatch("ready")
    await asyncio.gather(*(task for task in asyncio.all_tasks() if task.get_name() == "discord.py: on_ready"))
    assert stage.post.embeds[0].title == "🔴 Graphs, thinking aloud"
    assert spoken(stage.post)
