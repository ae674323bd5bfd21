"""Progress in Twitch chat: `!streak` and `!progress`, the streamer's."""

from __future__ import annotations

from twitchio.ext import commands

from bot.twitch_bot import Context, TwitchBot
from cogs.progress import chat


class ProgressComponent(commands.Component):
    """How the streamer is doing."""

    def __init__(self, bot: TwitchBot) -> None:
        self._bot = bot
        self._metrics = bot.services.metrics

    @commands.command(name="streak")
    async def streak(self, ctx: Context) -> None:
        """How many days of this week, and how many in a row."""
        await self._bot.answer(ctx, chat.streak(await self._metrics.host_streak()))

    @commands.command(name="progress")
    async def progress(self, ctx: Context) -> None:
        """How far the streamer is."""
        await self._bot.answer(ctx, chat.progress(await self._metrics.host_progress()))


async def setup(bot: TwitchBot) -> None:
    """Called by TwitchIO."""
    await bot.add_component(ProgressComponent(bot))
