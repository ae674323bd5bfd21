"""Threads and forum posts between users and a real discord.py bot on the loopback Discord."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import discord
import pytest

from bot.rehearsal.loopback_discord import Refusal
from bot.rehearsal.loopback_discord.permission import CREATE_PUBLIC_THREADS, MANAGE_THREADS
from tests.clockwork import FakeClock
from tests.rehearsal.discord_stage import SOON, Stage, Stagehand, performing, running, stage


@pytest.fixture
async def here() -> AsyncGenerator[Stage]:
    async with stage(FakeClock()) as opened:
        yield opened


async def test_a_thread_on_a_message_has_its_id(here: Stage) -> None:
    async with performing(here) as channel:
        message = await channel.send("Mock interview")
        thread = await message.create_thread(name="Mock on Monday", auto_archive_duration=60)
        said = await thread.send("Come in")
        assert thread.id == message.id
        with pytest.raises(discord.HTTPException) as second:
            await message.create_thread(name="again")
        assert second.value.code == 160004
        again = await channel.fetch_message(message.id)
    assert again.flags.has_thread
    assert [post.id for post in here.control.history(thread.id)] == [said.id]
    assert thread.id in [one.id for one in here.control.visible_channels(here.ben)]


async def test_a_thread_without_a_message_is_private_unless_asked_otherwise(here: Stage) -> None:
    async with performing(here) as channel:
        private = await channel.create_thread(name="backstage")
        await channel.create_thread(name="open", type=discord.ChannelType.public_thread)
        seen = {one.name for one in here.control.visible_channels(here.ben)}
        assert seen == {"general", "open"}
        await private.add_user(discord.Object(here.ben.id))
        assert {member.id for member in await private.fetch_members()} == {
            here.ben.id,
            here.control.bot_user.id,
        }
        assert "backstage" in {one.name for one in here.control.visible_channels(here.ben)}
        await private.remove_user(discord.Object(here.ben.id))
        with pytest.raises(Refusal, match="50001"):
            await here.control.send(here.ben, private.id, "still here?")


async def test_a_forum_post_has_its_tags_and_its_first_message(here: Stage) -> None:
    here.control.create_forum("problems", ["array", "graph"])
    bot = Stagehand()
    async with running(here.server, bot):
        forum = discord.utils.get(bot.get_all_channels(), name="problems")
        assert isinstance(forum, discord.ForumChannel)
        graph = discord.utils.get(forum.available_tags, name="graph")
        assert graph is not None
        made = await forum.create_thread(name="Clone Graph", content="How?", applied_tags=[graph])
        assert made.message.id == made.thread.id
        assert [tag.name for tag in made.thread.applied_tags] == ["graph"]
        await made.thread.edit(applied_tags=[], name="Clone Graph, done")
        with pytest.raises(discord.HTTPException) as refused:
            await forum.create_thread(name="x", content="y", applied_tags=[discord.Object(1)])  # pyright: ignore[reportArgumentType]  # bad on purpose
        assert refused.value.code == 50035
    assert [post.content for post in here.control.history(made.thread.id)] == ["How?"]
    assert here.control.channel("Clone Graph, done").part.applied_tags == []


async def test_the_bot_hears_of_a_users_forum_post(here: Stage) -> None:
    forum = here.control.create_forum("problems", ["array"])
    bot = Stagehand()
    heard: asyncio.Queue[str] = asyncio.Queue()

    @bot.event
    async def on_thread_create(thread: discord.Thread) -> None:  # pyright: ignore[reportUnusedFunction]  # the bot has it
        heard.put_nowait(f"{thread.name} {[tag.name for tag in thread.applied_tags]}")

    @bot.event
    async def on_message(message: discord.Message) -> None:  # pyright: ignore[reportUnusedFunction]  # the bot has it
        heard.put_nowait(message.content)

    async with running(here.server, bot):
        post = await here.control.open_thread(here.ben, forum, "Two Sum", content="Hash map?", tags=["array"])
        assert await asyncio.wait_for(heard.get(), SOON) == "Two Sum ['array']"
        assert await asyncio.wait_for(heard.get(), SOON) == "Hash map?"
        place = bot.get_channel(post.id)
        assert isinstance(place, discord.Thread)
        await place.send("Yes.")
    assert [one.content for one in here.control.history(post, here.ben)] == ["Hash map?", "Yes."]


async def test_an_archived_thread_refuses_changes_and_wakes_for_words(here: Stage) -> None:
    async with performing(here) as channel:
        thread = await (await channel.send("start")).create_thread(name="talk")
        said = await thread.send("words")
        await thread.edit(archived=True)
        for change in (said.edit(content="other"), said.add_reaction("👍"), thread.edit(name="other")):
            with pytest.raises(discord.HTTPException) as refused:
                await change
            assert refused.value.code == 50083
        archived = [one.id async for one in channel.archived_threads()]
        assert archived == [thread.id]
        await thread.send("awake")
    assert not here.control.channel("talk").part.archived


async def test_an_idle_thread_is_archived_by_itself(here: Stage) -> None:
    bot = Stagehand()
    async with performing(here, bot) as channel:
        thread = await (await channel.send("start")).create_thread(name="talk", auto_archive_duration=60)
        here.clock.advance(minutes=61)
        fetched = await bot.fetch_channel(thread.id)
        assert isinstance(fetched, discord.Thread)
        assert fetched.archived
        assert await bot.guilds[0].active_threads() == []


async def test_a_locked_thread_is_closed_to_members(here: Stage) -> None:
    thread = await here.control.open_thread(here.ben, here.general, "talk")
    await here.control.change_thread(here.ana, thread, locked=True, archived=True)
    with pytest.raises(Refusal, match="160005"):
        await here.control.send(here.ben, thread, "once more")
    async with performing(here):
        await here.control.send(here.ana, thread, "I may")
    assert not thread.part.archived


async def test_without_the_permission_no_thread_is_opened(here: Stage) -> None:
    here.control.set_overwrite(here.general, here.guild.id, deny=CREATE_PUBLIC_THREADS)
    async with performing(here) as channel:
        message = await channel.send("start")
        with pytest.raises(discord.Forbidden) as refused:
            await message.create_thread(name="talk")
    assert refused.value.code == 50013


async def test_a_deleted_thread_is_gone(here: Stage) -> None:
    bot = Stagehand()
    gone: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    @bot.event
    async def on_raw_thread_delete(event: discord.RawThreadDeleteEvent) -> None:  # pyright: ignore[reportUnusedFunction]  # the bot has it
        gone.set_result(event.thread_id)

    async with performing(here, bot) as channel:
        thread = await channel.create_thread(name="talk", type=discord.ChannelType.public_thread)
        await thread.delete()
        assert await asyncio.wait_for(gone, SOON) == thread.id
        with pytest.raises(discord.NotFound):
            await thread.send("hello?")


async def test_the_bot_learns_of_a_private_thread_when_it_is_brought_in(here: Stage) -> None:
    here.control.set_overwrite(here.general, here.control.bot_user, deny=MANAGE_THREADS)
    thread = await here.control.open_thread(here.ana, here.general, "secret", private=True)
    bot = Stagehand()
    joined: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    @bot.event
    async def on_thread_join(thread: discord.Thread) -> None:  # pyright: ignore[reportUnusedFunction]  # the bot has it
        joined.set_result(thread.name)

    async with performing(here, bot):
        assert bot.get_channel(thread.id) is None
        await here.control.add_to_thread(here.ana, thread, here.control.bot_user)
        assert await asyncio.wait_for(joined, SOON) == "secret"
