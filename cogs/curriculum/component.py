"""The plan in Twitch chat: `!plan` says where the streamer stands, to anybody."""

from __future__ import annotations

from twitchio.ext import commands

from bot.twitch_bot import TwitchBot
from cogs.curriculum import chat


class CurriculumComponent(commands.Component):
    """The streamer's plan."""

    def __init__(self, bot: TwitchBot) -> None:
        self._bot = bot
        self._plans = bot.services.curriculum

    @commands.command(name="plan")
    async def plan(self, ctx: commands.Context[TwitchBot]) -> None:
        """Where in the plan this is: month, week, patterns."""
        await self._bot.answer(ctx, chat.plan(await self._plans.look(self._bot.actor(ctx))))


async def setup(bot: TwitchBot) -> None:
    """Called by TwitchIO."""
    await bot.add_component(CurriculumComponent(bot))
