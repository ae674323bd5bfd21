"""`/setup` on a Discord server: channels picked or created, what is missing said, and posts that follow."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import discord
import pytest
import simcord

from bot.app import COGS
from bot.channel_picks import ChannelPicks, Role
from bot.config import DiscordSection
from tests.progress.hall import GUILD, Hall, buttons, open_hall, texts


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncGenerator[Hall]:
    async with open_hall(tmp_path, COGS) as opened:
        guild = opened.channel.guild
        assert guild is not None
        # the services know the channel; the client does not, as after a start without one in the config
        opened.bot.section = DiscordSection(guild_id=GUILD)
        opened.bot.host_id = opened.sam.id
        manager = guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))
        opened.env.backend.add_member_role(guild.id, opened.sam.id, manager.id)
        yield opened
        assert opened.mishaps() == []


def forbid_creating(hall: Hall) -> None:
    """Take Manage Channels from every role of the bot's."""
    guild = hall.bot.get_guild(GUILD)
    assert guild is not None
    for role in guild.me.roles:
        held = discord.Permissions(role.permissions.value)
        held.update(manage_channels=False, administrator=False)
        hall.env.backend.edit_role(GUILD, role.id, {"permissions": held.value})


async def asked(hall: Hall) -> discord.Message | simcord.ResponseMessage:
    result = await hall.sam.slash(hall.channel, "setup")
    assert result.ephemeral
    assert result.response is not None
    return result.response


async def test_a_member_who_manages_nothing_does_not_even_see_it(hall: Hall) -> None:
    with pytest.raises(simcord.SetupError):
        await hall.ana.slash(hall.channel, "setup")


async def test_a_button_pressed_by_who_may_manage_no_more_does_nothing(hall: Hall) -> None:
    shown = await asked(hall)
    hall.bot.host_id = None
    for role in hall.env.backend.get_member(GUILD, hall.sam.id).role_ids:
        hall.env.backend.edit_role(GUILD, role, {"permissions": 0})
    pressed = await hall.sam.click(shown, custom_id="setup:look")
    assert pressed.response is not None
    assert "or whoever may manage this server" in texts(pressed.response)


async def test_it_names_what_is_not_chosen_and_offers_to_create_it(hall: Hall) -> None:
    shown = await asked(hall)
    assert "⚠️ **Assignments** (the day, every morning): not chosen yet" in texts(shown)
    assert buttons(shown) == [
        "setup:pick:assignments",
        "setup:pick:live",
        "setup:pick:reviews",
        "setup:create",
        "setup:look",
    ]


async def test_without_the_permission_to_create_it_says_where_to_allow_it(hall: Hall) -> None:
    forbid_creating(hall)
    await hall.quiet()
    refused = await hall.sam.click(await asked(hall), custom_id="setup:create")
    assert refused.response is not None
    assert "allow Manage Channels" in texts(refused.response)


async def test_it_creates_what_is_missing_once_and_takes_what_has_the_name_already(hall: Hall) -> None:
    shown = await asked(hall)
    await hall.sam.click(shown, custom_id="setup:create")
    await hall.quiet()
    guild = hall.bot.get_guild(GUILD)
    assert guild is not None
    names = [channel.name for channel in guild.text_channels]
    assert sorted(names) == ["assignments", "live", "reviews"]
    assert hall.bot.channels.assignments == hall.channel.id, "the one that was there already"
    again = texts(await asked(hall))
    assert "All is ready" in again
    assert again.count("✅") == 3


async def test_a_channel_that_is_picked_gets_the_next_post_and_keeps_it_after_a_restart(hall: Hall) -> None:
    guild = hall.channel.guild
    assert guild is not None
    quiet = guild.create_text_channel("quiet")
    shown = await asked(hall)
    await hall.sam.select(shown, [quiet], custom_id="setup:pick:assignments")
    await hall.quiet()
    before = len(hall.said())
    await hall.advance(days=1)
    posted = [message for message in quiet.history() if message.author.bot]
    assert any("Tuesday, week 1" in texts(message) for message in posted)
    assert len(hall.said()) == before
    section = DiscordSection(guild_id=GUILD)
    assert (await ChannelPicks(hall.database, section).current()).assignments_channel == quiet.id


async def test_what_is_missing_in_a_channel_is_named_with_the_place_to_allow_it(hall: Hall) -> None:
    guild = hall.channel.guild
    assert guild is not None
    deny = discord.PermissionOverwrite(embed_links=False, read_message_history=False)
    closed = guild.create_text_channel("closed", overwrites={guild.default_role: deny})
    shown = await asked(hall)
    await hall.sam.select(shown, [closed], custom_id="setup:pick:live")
    await hall.quiet()
    said = texts(await asked(hall))
    assert f"<#{closed.id}>, where I lack Embed Links, Read Message History" in said
    assert "Edit Channel > Permissions > add" in said


async def test_what_changed_in_the_config_since_then_wins_and_another_server_has_its_own(hall: Hall) -> None:
    written = DiscordSection(guild_id=GUILD, assignments_channel=5)
    picks = ChannelPicks(hall.database, written)
    await picks.pick({Role.ASSIGNMENTS: 6})
    await picks.pick({Role.LIVE: 7})
    now = await picks.current()
    assert (now.assignments_channel, now.live_channel) == (6, 7)
    changed = ChannelPicks(hall.database, DiscordSection(guild_id=GUILD, assignments_channel=8))
    assert (await changed.current()).assignments_channel == 8
    elsewhere = DiscordSection(guild_id=GUILD + 1, assignments_channel=5)
    assert await ChannelPicks(hall.database, elsewhere).current() == elsewhere
