"""Reactions between users and a real discord.py bot on the loopback Discord."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import discord
import pytest

from bot.rehearsal.loopback_discord import Refusal
from bot.rehearsal.loopback_discord.permission import ADD_REACTIONS
from tests.clockwork import FakeClock
from tests.rehearsal.discord_stage import SOON, Stage, Stagehand, performing, stage

MANY = [chr(0x1F600 + number) for number in range(21)]


@pytest.fixture
async def here() -> AsyncGenerator[Stage]:
    async with stage(FakeClock()) as opened:
        yield opened


class Watching(Stagehand):
    """Keeps the raw events."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: asyncio.Queue[tuple[str, str, int]] = asyncio.Queue()

    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        self.seen.put_nowait(("add", str(event.emoji), event.user_id))

    async def on_raw_reaction_remove(self, event: discord.RawReactionActionEvent) -> None:
        self.seen.put_nowait(("remove", str(event.emoji), event.user_id))

    async def on_raw_reaction_clear(self, event: discord.RawReactionClearEvent) -> None:
        self.seen.put_nowait(("clear", "", event.message_id))

    async def on_raw_reaction_clear_emoji(self, event: discord.RawReactionClearEmojiEvent) -> None:
        self.seen.put_nowait(("clear_emoji", str(event.emoji), event.message_id))

    async def next(self) -> tuple[str, str, int]:
        """The next raw event."""
        return await asyncio.wait_for(self.seen.get(), SOON)


async def test_reactions_on_old_messages_come_as_raw_events(here: Stage) -> None:
    old = await here.control.send(here.ana, here.general, "from before the bot was there")
    bot = Watching()
    async with performing(here, bot):
        await here.control.react(here.ben, old, "🎯")
        assert await bot.next() == ("add", "🎯", here.ben.id)
        await here.control.unreact(here.ben, old, "🎯")
        assert await bot.next() == ("remove", "🎯", here.ben.id)
        await here.control.react(here.ben, old, "✅")
        await here.control.react(here.ana, old, "✅")
        await here.control.clear_reactions(here.ana, old, "✅")
        assert [(await bot.next())[0] for _ in range(3)] == ["add", "add", "clear_emoji"]
        await here.control.clear_reactions(here.ana, old)
        assert await bot.next() == ("clear", "", old.id)


async def test_a_second_reaction_of_the_same_kind_changes_nothing(here: Stage) -> None:
    said = await here.control.send(here.ana, here.general, "vote")
    bot = Watching()
    async with performing(here, bot):
        await here.control.react(here.ben, said, "👍")
        await here.control.react(here.ben, said, "👍")
        await here.control.react(here.ben, said, "👎")
        assert [(await bot.next())[1] for _ in range(2)] == ["👍", "👎"]
    assert here.control.message(said).reactions == {"👍": (here.ben.id,), "👎": (here.ben.id,)}


async def test_the_bot_reacts_counts_and_clears(here: Stage) -> None:
    async with performing(here) as channel:
        message = await channel.send("How did it go?")
        await message.add_reaction("1️⃣")
        await message.add_reaction("❤️")
        await here.control.react(here.ana, message.id, "❤️")
        await here.control.react(here.ben, message.id, "❤️")
        heart = (await channel.fetch_message(message.id)).reactions[1]
        assert (str(heart), heart.count, heart.me) == ("❤️", 3, True)
        assert {user.id async for user in heart.users()} > {here.ana.id, here.ben.id}
        await message.remove_reaction("❤️", discord.Object(here.ben.id))
        await message.remove_reaction("1️⃣", discord.Object(here.control.bot_user.id))
        assert set(here.control.message(message.id).reactions) == {"❤️"}
        await message.clear_reaction("❤️")
        assert here.control.message(message.id).reactions == {}
        await message.add_reaction("🎬")
        await message.clear_reactions()
    assert here.control.message(message.id).reactions == {}


async def test_the_twenty_first_distinct_reaction_is_refused(here: Stage) -> None:
    async with performing(here) as channel:
        message = await channel.send("many")
        for emoji in MANY[:20]:
            await here.control.react(here.ana, message.id, emoji)
        with pytest.raises(discord.HTTPException) as refused:
            await message.add_reaction(MANY[20])
        await message.add_reaction(MANY[0])
    assert refused.value.code == 30010


async def test_what_is_no_emoji_is_refused(here: Stage) -> None:
    async with performing(here) as channel:
        message = await channel.send("text")
        with pytest.raises(discord.HTTPException) as refused:
            await message.add_reaction("nope")
    assert refused.value.code == 10014


async def test_without_the_permission_one_may_only_join_a_reaction(here: Stage) -> None:
    here.control.set_overwrite(here.general, here.guild.id, deny=ADD_REACTIONS)
    said = await here.control.send(here.ana, here.general, "vote")
    with pytest.raises(Refusal, match="50013"):
        await here.control.react(here.ben, said, "👍")
    await here.control.react(here.ana, said, "👍")
    assert (await here.control.react(here.ben, said, "👍")).reactions["👍"] == (here.ana.id, here.ben.id)
