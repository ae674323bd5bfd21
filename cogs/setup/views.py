"""Under `/setup`: a list of channels for each role, and the button that creates what is missing."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.channel_picks import Role
from bot.discord_bot import Interaction
from bot.discord_needs import fits, lacking
from bot.errors import NotAllowed, UserError
from cogs.controls import PersistentButton, PersistentChannelSelect
from cogs.setup import text


class ChannelPick(PersistentChannelSelect, template=r"setup:pick:(?P<role>assignments|live|reviews)"):
    """Chooses another channel for one role."""

    def __init__(self, role: Role) -> None:
        kinds = [discord.ChannelType.text] + ([discord.ChannelType.forum] if role is Role.REVIEWS else [])
        super().__init__(
            discord.ui.ChannelSelect(
                custom_id=f"setup:pick:{role}", placeholder=text.PICK[role], channel_types=kinds
            )
        )
        self._role = role

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        return cls(Role(match["role"]))

    async def chosen(self, interaction: Interaction, channel_id: int) -> None:
        """Speak there from now on."""
        check(interaction)
        await interaction.response.defer()
        await interaction.client.use_channels({self._role: channel_id})
        await show(interaction)


class SetupButton(PersistentButton, template=r"setup:(?P<what>create|look)"):
    """Creates what is missing, or only looks again."""

    def __init__(self, what: str) -> None:
        label = {"create": text.CREATE, "look": text.LOOK}[what]
        style = discord.ButtonStyle.primary if what == "create" else discord.ButtonStyle.secondary
        super().__init__(discord.ui.Button(label=label, style=style, custom_id=f"setup:{what}"))
        self._what = what

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        return cls(match["what"])

    async def pressed(self, interaction: Interaction) -> None:
        """For whoever may set the bot up."""
        guild = check(interaction)
        if self._what == "create" and not guild.me.guild_permissions.manage_channels:
            raise UserError(text.may_not_create(guild.me.display_name))
        await interaction.response.defer()
        if self._what == "create":
            await _create(interaction, guild)
        await show(interaction)


def check(interaction: Interaction) -> discord.Guild:
    """The server. Raises NotAllowed for members who manage nothing."""
    guild = interaction.guild
    host = interaction.client.host_id
    if guild is None or not (interaction.permissions.manage_guild or interaction.user.id == host):
        raise NotAllowed(text.not_yours())
    return guild


async def show(interaction: Interaction) -> None:
    """The message as it is now, in place of the one before."""
    embed, view = page(interaction, check(interaction))
    await interaction.edit_original_response(embed=embed, view=view)


def page(interaction: Interaction, guild: discord.Guild) -> tuple[discord.Embed, discord.ui.View]:
    """What is chosen, and what can be done about it."""
    client = interaction.client
    held = _held(interaction)
    rooms = {role.value: _room(guild, role, channel_id) for role, channel_id in held.items()}
    view = discord.ui.View(timeout=None)
    for role in Role:
        view.add_item(ChannelPick(role))
    if any(not room.there or room.channel is None for room in rooms.values()):
        view.add_item(SetupButton("create"))
    view.add_item(SetupButton("look"))
    shared = client.channels.live is not None
    return text.overview(rooms, guild.me.display_name, shared=shared), view


def _held(interaction: Interaction) -> dict[Role, int | None]:
    section = interaction.client.section
    return {
        Role.ASSIGNMENTS: section.assignments_channel,
        Role.LIVE: section.live_channel,
        Role.REVIEWS: section.reviews_channel,
    }


def _room(guild: discord.Guild, role: Role, channel_id: int | None) -> text.Room:
    if channel_id is None:
        return text.Room(None)
    channel = guild.get_channel(channel_id)
    if channel is None:
        return text.Room(channel_id, there=False)
    if not fits(channel, role):
        return text.Room(channel_id, fits=False)
    return text.Room(channel_id, missing=lacking(channel, role, guild.me))


async def _create(interaction: Interaction, guild: discord.Guild) -> None:
    """A channel for each role that has none; one that has its name already is taken."""
    chosen: dict[Role, int] = {}
    for role, channel_id in _held(interaction).items():
        if channel_id is not None and guild.get_channel(channel_id) is not None:
            continue
        named = [each for each in guild.channels if each.name == role.value and fits(each, role)]
        if named:
            chosen[role] = named[0].id
        elif role is Role.REVIEWS and "COMMUNITY" in guild.features:
            chosen[role] = (await guild.create_forum(role.value, topic=text.WHAT_FOR[role])).id
        else:
            chosen[role] = (await guild.create_text_channel(role.value, topic=text.WHAT_FOR[role])).id
    await interaction.client.use_channels(chosen)
