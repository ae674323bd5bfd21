"""Messages between users and a real discord.py bot on the loopback Discord."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import AsyncGenerator

import aiohttp
import discord
import pytest
from discord.ext import commands

from bot.rehearsal.loopback_discord import Refusal
from bot.rehearsal.loopback_discord.permission import SEND_MESSAGES
from tests.clockwork import FakeClock
from tests.rehearsal.discord_stage import SOON, Stage, Stagehand, performing, running, stage

PIXEL = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x02\x00\x00\x00\x03\x08\x02\x00\x00\x00" + b"\0" * 8


@pytest.fixture
async def here() -> AsyncGenerator[Stage]:
    async with stage(FakeClock()) as opened:
        yield opened


async def test_a_prefix_command_is_heard_and_answered(here: Stage) -> None:
    bot = Stagehand()

    @bot.command()
    async def hello(ctx: commands.Context[Stagehand], *, name: str) -> None:  # pyright: ignore[reportUnusedFunction]  # the bot has it
        await ctx.reply(f"Hello {name}, says {ctx.author.display_name}")

    async with running(here.server, bot):
        asked = await here.control.send(here.ana, here.general, "!hello everybody")
        answer = await here.control.wait_for(lambda post: post.reply_to == asked.id)
    assert answer.content == "Hello everybody, says Ana"
    assert answer.author_id == here.control.bot_user.id


async def test_a_wrong_token_is_refused_at_login(here: Stage) -> None:
    with pytest.raises(discord.LoginFailure):
        async with running(here.server, Stagehand(), token="MTIz.abc.def"):
            pass


async def test_a_repeated_nonce_gets_the_first_message_and_posts_nothing(here: Stage) -> None:
    async with performing(here) as channel:
        first = await channel.send("today's assignment", nonce="today:2026-03-02")
        here.clock.advance(seconds=119)
        again = await channel.send("today's assignment", nonce="today:2026-03-02")
    assert again.id == first.id
    assert [post.content for post in here.control.history(here.general)] == ["today's assignment"]


async def test_a_nonce_is_forgotten_after_two_minutes(here: Stage) -> None:
    async with performing(here) as channel:
        first = await channel.send("one", nonce="n")
        here.clock.advance(seconds=121)
        second = await channel.send("two", nonce="n")
    assert second.id != first.id
    assert [post.content for post in here.control.history(here.general)] == ["one", "two"]


async def test_a_nonce_counts_for_its_author_in_every_channel(here: Stage) -> None:
    other = here.control.create_text_channel("other")
    bot = Stagehand()
    async with performing(here, bot) as channel:
        first = await channel.send("one", nonce="n")
        place = bot.get_channel(other.id)
        assert isinstance(place, discord.TextChannel)
        assert (await place.send("two", nonce="n")).id == first.id
    assert here.control.history(other) == []


async def test_a_nonce_of_26_characters_is_refused(here: Stage) -> None:
    async with performing(here) as channel:
        with pytest.raises(discord.HTTPException) as refused:
            await channel.send("text", nonce="n" * 26)
    assert (refused.value.status, refused.value.code) == (400, 50035)
    assert "nonce" in refused.value.text


async def test_mentions_reach_only_those_who_are_allowed(here: Stage) -> None:
    text = f"<@{here.ana.id}> and <@{here.ben.id}>"
    async with performing(here) as channel:
        quiet = await channel.send(text)
        one = await channel.send(
            text, allowed_mentions=discord.AllowedMentions(users=[discord.Object(here.ben.id)])
        )
        all_of_them = await channel.send(text, allowed_mentions=discord.AllowedMentions.all())
    assert quiet.mentions == []
    assert [user.id for user in one.mentions] == [here.ben.id]
    assert {user.id for user in all_of_them.mentions} == {here.ana.id, here.ben.id}


async def test_a_message_is_edited_and_deleted(here: Stage) -> None:
    async with performing(here) as channel:
        message = await channel.send("draft", embed=discord.Embed(title="Two Sum"))
        here.clock.advance(minutes=1)
        edited = await message.edit(content="done")
        assert edited.edited_at == here.clock()
        assert edited.embeds[0].title == "Two Sum"
        await message.edit(embed=None)
        assert here.control.message(message.id).embeds == []
        await message.delete()
        with pytest.raises(discord.NotFound) as gone:
            await channel.fetch_message(message.id)
    assert gone.value.code == 10008


async def test_an_empty_message_is_refused(here: Stage) -> None:
    async with performing(here) as channel:
        with pytest.raises(discord.HTTPException) as refused:
            await channel.send("   ")
        assert refused.value.code == 50006
        message = await channel.send("something")
        with pytest.raises(discord.HTTPException) as emptied:
            await message.edit(content=None)
    assert emptied.value.code == 50006


@pytest.mark.parametrize(
    ("embed", "field"),
    [
        (discord.Embed(title="t" * 257), "title"),
        (discord.Embed(description="d" * 4097), "description"),
        (discord.Embed(title="t").add_field(name="n" * 257, value="v"), "name"),
        (discord.Embed(title="t").add_field(name="n", value="v" * 1025), "value"),
        (discord.Embed(title="t").set_footer(text="f" * 2049), "footer"),
        (discord.Embed(colour=1), "description"),
    ],
)
async def test_an_embed_over_a_limit_is_refused_by_field(
    here: Stage, embed: discord.Embed, field: str
) -> None:
    async with performing(here) as channel:
        with pytest.raises(discord.HTTPException) as refused:
            await channel.send(embed=embed)
    assert refused.value.code == 50035
    assert field in refused.value.text


async def test_embeds_of_more_than_6000_characters_together_are_refused(here: Stage) -> None:
    long = discord.Embed(description="d" * 3001)
    async with performing(here) as channel:
        await channel.send(embeds=[long, discord.Embed(description="d" * 2999)])
        with pytest.raises(discord.HTTPException) as refused:
            await channel.send(embeds=[long, discord.Embed(description="d" * 3000)])
    assert "6000" in refused.value.text


async def test_content_over_2000_characters_is_refused(here: Stage) -> None:
    async with performing(here) as channel:
        await channel.send("c" * 2000)
        with pytest.raises(discord.HTTPException) as refused:
            await channel.send("c" * 2001)
    assert "2000" in refused.value.text


async def test_history_is_listed_in_pages(here: Stage) -> None:
    sent = [await here.control.send(here.ana, here.general, str(number)) for number in range(130)]
    async with performing(here) as channel:
        newest = [message.content async for message in channel.history(limit=None)]
        after = [message.content async for message in channel.history(after=discord.Object(sent[120].id))]
        around = [
            message.content async for message in channel.history(around=discord.Object(sent[60].id), limit=5)
        ]
    assert newest == [str(number) for number in reversed(range(130))]
    assert after == [str(number) for number in range(121, 130)]
    assert sorted(around) == ["58", "59", "60", "61", "62"]


async def test_messages_are_deleted_in_bulk(here: Stage) -> None:
    bot = Stagehand()
    gone: asyncio.Future[set[int]] = asyncio.get_running_loop().create_future()

    @bot.event
    async def on_raw_bulk_message_delete(event: discord.RawBulkMessageDeleteEvent) -> None:  # pyright: ignore[reportUnusedFunction]  # the bot has it
        gone.set_result(event.message_ids)

    sent = [await here.control.send(here.ana, here.general, str(number)) for number in range(3)]
    async with performing(here, bot) as channel:
        await channel.delete_messages([discord.Object(post.id) for post in sent[:2]])
        assert await asyncio.wait_for(gone, SOON) == {post.id for post in sent[:2]}
    assert [post.content for post in here.control.history(here.general)] == ["2"]


async def test_files_travel_both_ways_and_their_links_expire(here: Stage) -> None:
    bot = Stagehand()
    async with performing(here, bot) as channel:
        embed = discord.Embed(title="Progress").set_image(url="attachment://chart.png")
        drawn = await channel.send(embed=embed, file=discord.File(io.BytesIO(PIXEL), "chart.png"))
        plain = await channel.send(
            file=discord.File(io.BytesIO(b"name,done\n"), "log.csv", description="log")
        )
        image = drawn.embeds[0].image
        assert (image.width, image.height) == (2, 3)
        assert drawn.attachments == []  # an embed shows it
        assert await plain.attachments[0].read() == b"name,done\n"
        assert plain.attachments[0].description == "log"
        shown = await here.control.send(here.ana, here.general, "my take", files=[("take.txt", b"take one")])
        heard = await channel.fetch_message(shown.id)
        assert await heard.attachments[0].read() == b"take one"
        here.clock.advance(hours=25)
        with pytest.raises(discord.NotFound):
            await heard.attachments[0].read()
        assert await (await channel.fetch_message(shown.id)).attachments[0].read() == b"take one"


async def test_a_link_with_a_made_up_signature_is_refused(here: Stage) -> None:
    said = await here.control.send(here.ana, here.general, files=[("take.txt", b"take one")])
    link = said.attachments[0]["url"]
    forged = re.sub(r"hm=\w", "hm=x", link)
    async with aiohttp.ClientSession() as session:
        async with session.get(link) as good:
            assert await good.read() == b"take one"
        async with session.get(forged) as bad:
            assert bad.status == 404


async def test_an_edit_keeps_and_replaces_files(here: Stage) -> None:
    async with performing(here) as channel:
        message = await channel.send("chart", file=discord.File(io.BytesIO(b"old"), "old.txt"))
        message = await message.edit(content="still there")
        assert [one.filename for one in message.attachments] == ["old.txt"]
        message = await message.edit(attachments=[discord.File(io.BytesIO(b"new"), "new.txt")])
        assert [one.filename for one in message.attachments] == ["new.txt"]
        assert await message.attachments[0].read() == b"new"


async def test_direct_messages_go_both_ways_unless_closed(here: Stage) -> None:
    bot = Stagehand()

    @bot.command()
    async def psst(ctx: commands.Context[Stagehand]) -> None:  # pyright: ignore[reportUnusedFunction]  # the bot has it
        await ctx.send("in confidence" if ctx.guild is None else "aloud")

    async with running(here.server, bot):
        await here.control.send(here.ben, here.control.open_dm(here.ben), "!psst")
        await here.control.wait_for(lambda post: post.content == "in confidence")
        ana = await bot.fetch_user(here.ana.id)
        assert (await ana.send("hello")).channel.id == here.control.open_dm(here.ana).id
        here.control.set_dms_open(here.ana, open_to_dms=False)
        with pytest.raises(discord.Forbidden) as refused:
            await ana.send("are you there?")
    assert refused.value.code == 50007


async def test_a_hidden_channel_is_out_of_reach_and_a_mute_one_readable(here: Stage) -> None:
    hidden, mute = here.control.create_text_channel("hidden"), here.control.create_text_channel("mute")
    here.control.hide(hidden)
    here.control.set_overwrite(mute, here.guild.id, deny=SEND_MESSAGES)
    bot = Stagehand()
    async with running(here.server, bot):
        for channel, code in ((hidden, 50001), (mute, 50013)):
            place = bot.get_partial_messageable(channel.id)
            with pytest.raises(discord.Forbidden) as refused:
                await place.send("hello")
            assert refused.value.code == code
        with pytest.raises(discord.NotFound) as unknown:
            await bot.fetch_channel(1)
    assert unknown.value.code == 10003
    with pytest.raises(Refusal, match="50001"):
        await here.control.send(here.ben, hidden, "hello")
    assert hidden not in here.control.visible_channels(here.ben)
    assert hidden in here.control.visible_channels(here.ana), "the owner sees everything"


async def test_nobody_edits_what_somebody_else_wrote(here: Stage) -> None:
    async with performing(here) as channel:
        said = await here.control.send(here.ana, here.general, "mine")
        heard = await channel.fetch_message(said.id)
        with pytest.raises(discord.Forbidden) as refused:
            await heard.edit(content="yours")
        assert refused.value.code == 50005
        mine = await channel.send("the bot's")
        with pytest.raises(Refusal, match="50013"):
            await here.control.delete(here.ben, mine.id)
        await here.control.delete(here.ana, mine.id)


async def test_pins_are_listed_newest_first_and_say_so(here: Stage) -> None:
    async with performing(here) as channel:
        first, second = await channel.send("first"), await channel.send("second")
        await first.pin()
        here.clock.advance(minutes=1)
        await second.pin()
        pinned = [message.content async for message in channel.pins()]
        await first.unpin()
        assert not (await channel.fetch_message(first.id)).pinned
    assert pinned == ["second", "first"]
    notices = [post for post in here.control.history(here.general) if post.json["type"] == 6]
    assert [post.reply_to for post in notices] == [first.id, second.id]


async def test_typing_is_seen_from_both_sides(here: Stage) -> None:
    bot = Stagehand()
    seen: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    @bot.event
    async def on_raw_typing(event: discord.RawTypingEvent) -> None:  # pyright: ignore[reportUnusedFunction]  # the bot has it
        if event.user_id == here.ana.id:
            seen.set_result(event.channel_id)

    told: list[str] = []
    here.control.listeners.append(lambda event, payload: told.append(f"{event} {payload.get('user_id')}"))
    async with performing(here, bot) as channel:
        await channel.typing()
        assert f"TYPING_START {here.control.bot_user.id}" in told
        await here.control.type(here.ana, here.general)
        assert await asyncio.wait_for(seen, SOON) == here.general.id


async def test_ids_tell_the_time_of_the_servers_clock(here: Stage) -> None:
    before = await here.control.send(here.ana, here.general, "now")
    here.clock.advance(hours=5)
    after = await here.control.send(here.ana, here.general, "later")
    assert discord.utils.snowflake_time(after.id) == here.clock()
    here.clock.advance(hours=-5)
    last = await here.control.send(here.ana, here.general, "the clock was set back")
    assert before.id < after.id < last.id
