"""`/link` on Discord: a code that only the one who asked can see."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.discord_bot import Context, DiscordBot, Interaction
from cogs.people import text


class PeopleCog(commands.Cog, name="You"):
    """You, on both platforms."""

    def __init__(self, bot: DiscordBot) -> None:
        self._people = bot.services.people

    @app_commands.command(extras={"for": "candidate"})
    async def link(self, interaction: Interaction) -> None:
        """Get a code that ties your Twitch account to this one."""
        given = await self._people.give_code(interaction.user.id)
        # the config renames the command on both platforms alike
        in_chat = f"!{self.link_in_chat.qualified_name}"
        await interaction.response.send_message(text.code(given, in_chat), ephemeral=True)

    @commands.command(name="link", hidden=True, ignore_extra=True)
    async def link_in_chat(self, context: Context) -> None:
        """Say that this one is a slash command."""
        await context.send(text.use_slash(self.link.qualified_name))


async def setup(bot: DiscordBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(PeopleCog(bot))
