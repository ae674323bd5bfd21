"""`/setup`: where the bot speaks, chosen or made from inside Discord."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.discord_bot import Context, DiscordBot, Interaction
from cogs.setup import text, views


class SetupCog(commands.Cog, name="Setup"):
    """For whoever runs me."""

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    async def setup(self, interaction: Interaction) -> None:
        """Choose or create my channels, and see which permissions are missing."""
        embed, view = views.page(interaction, views.check(interaction))
        await interaction.response.send_message(embed=embed, view=view, ephemeral=True)

    @commands.command(name="setup", hidden=True, ignore_extra=True)
    async def setup_in_chat(self, context: Context) -> None:
        """Say that this one is a slash command."""
        await context.send(text.use_slash(self.setup.qualified_name))


async def setup(bot: DiscordBot) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(views.ChannelPick, views.SetupButton)
    await bot.add_cog(SetupCog())
