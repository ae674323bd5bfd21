"""Buttons that work on messages of any age, and forms; what goes wrong in them reaches the boundary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

if TYPE_CHECKING:
    from bot.discord_bot import DiscordBot, Interaction


class PersistentButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=""):
    """A button that holds no state but what stands in its custom id.

    A subclass names its `template` and says in `pressed` what happens. discord.py only logs what a dynamic
    item raises, so the way to the boundary is here.
    """

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Called by discord.py."""
        try:
            await self.pressed(interaction)
        except Exception as error:  # noqa: BLE001 - this is the boundary's own door
            await interaction.client.answer_error(interaction, error)

    async def pressed(self, interaction: Interaction) -> None:
        """What the button does."""
        raise NotImplementedError


class ButtonElsewhere(discord.ui.Button[discord.ui.View]):
    """A button that another feature answers, which knows its own by their ids.

    discord.py must not wait for it: when a view with a waiting button expires, as answers that only one
    person sees do after 15 minutes, it forgets every kind of persistent button in that view, for everybody.
    """

    def is_dispatchable(self) -> bool:
        """Called by discord.py."""
        return False


class PersistentSelect(discord.ui.DynamicItem[discord.ui.Select[discord.ui.View]], template=""):
    """A list to choose from, like `PersistentButton` in everything else."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Called by discord.py."""
        try:
            await self.chosen(interaction, self.item.values)
        except Exception as error:  # noqa: BLE001 - this is the boundary's own door
            await interaction.client.answer_error(interaction, error)

    async def chosen(self, interaction: Interaction, values: list[str]) -> None:
        """What choosing does."""
        raise NotImplementedError


class PersistentChannelSelect(discord.ui.DynamicItem[discord.ui.ChannelSelect[discord.ui.View]], template=""):
    """A list of the server's channels, of which one is chosen; like `PersistentButton` in everything else."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Called by discord.py."""
        try:
            await self.chosen(interaction, self.item.values[0].id)
        except Exception as error:  # noqa: BLE001 - this is the boundary's own door
            await interaction.client.answer_error(interaction, error)

    async def chosen(self, interaction: Interaction, channel_id: int) -> None:
        """What choosing does."""
        raise NotImplementedError


class Form(discord.ui.Modal):
    """A modal of at most five fields whose errors reach the boundary."""

    async def on_error(self, interaction: discord.Interaction[Any], error: Exception, /) -> None:
        """Called by discord.py."""
        client: DiscordBot = interaction.client
        await client.answer_error(interaction, error)
