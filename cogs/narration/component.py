"""The narration in Twitch chat: `!think`."""

from __future__ import annotations

from twitchio.ext import commands

from bot.twitch_bot import Context, TwitchBot
from cogs.narration import chat


class NarrationComponent(commands.Component):
    """Announced silences."""

    def __init__(self, bot: TwitchBot) -> None:
        self._bot = bot
        self._narrations = bot.services.narrations

    @commands.command(name="think")
    async def think(self, ctx: Context) -> None:
        """The streamer announces a silence, so that it is none over a minute without a word."""
        await self._narrations.think(self._bot.actor(ctx), self._bot.source(ctx))
        await self._bot.answer(ctx, chat.thinking())


async def setup(bot: TwitchBot) -> None:
    """Called by TwitchIO."""
    await bot.add_component(NarrationComponent(bot))
