"""`/my-data` and `/forget-me` on Discord, for the eyes of whoever asks."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands
from discord.utils import MISSING

from bot.discord_bot import Context, DiscordBot, Interaction
from bot.privacy.model import NothingHeld
from cogs.asking import actor_of
from cogs.privacy import text, views


class PrivacyCog(commands.Cog, name="Your data"):
    """What is held of you, and how to have it deleted."""

    def __init__(self, bot: DiscordBot) -> None:
        self._privacy = bot.services.privacy

    @app_commands.command(name="my-data")
    async def my_data(self, interaction: Interaction) -> None:
        """Everything I hold about you, as a file that only you see."""
        await interaction.response.defer(ephemeral=True)
        held = await self._privacy.held(actor_of(interaction))
        file: discord.File = views.file(held) if held.rows else MISSING
        await interaction.followup.send(
            embed=text.held(held, self.forget_me.qualified_name), file=file, ephemeral=True
        )

    @app_commands.command(name="forget-me")
    async def forget_me(self, interaction: Interaction) -> None:
        """Delete everything I hold about you; it is shown first, and asked once."""
        held = await self._privacy.held(actor_of(interaction))
        if not held.rows:
            raise NothingHeld
        await interaction.response.send_message(
            embed=text.question(held), view=views.question(), ephemeral=True
        )

    @commands.command(name="my-data", hidden=True, ignore_extra=True)
    async def my_data_in_chat(self, context: Context) -> None:
        """Say that this one is a slash command."""
        await context.send(text.use_slash(self.my_data.qualified_name))

    @commands.command(name="forget-me", hidden=True, ignore_extra=True)
    async def forget_me_in_chat(self, context: Context) -> None:
        """Say that this one is a slash command."""
        await context.send(text.use_slash(self.forget_me.qualified_name))


async def setup(bot: DiscordBot) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(views.ForgetButton)
    await bot.add_cog(PrivacyCog(bot))
