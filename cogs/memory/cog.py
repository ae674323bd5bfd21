"""What is due again, on Discord: `/due`."""

from __future__ import annotations

from discord.ext import commands

from bot.discord_bot import Context, DiscordBot
from cogs.asking import actor_of
from cogs.memory import text


class MemoryCog(commands.Cog, name="Memory"):
    """What comes back, and when."""

    def __init__(self, bot: DiscordBot) -> None:
        self._memory = bot.services.memory

    @commands.hybrid_command()
    async def due(self, context: Context) -> None:
        """Which problems are due again, why, and which come next."""
        await context.send(embed=text.due(await self._memory.due(actor_of(context))))


async def setup(bot: DiscordBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(MemoryCog(bot))
