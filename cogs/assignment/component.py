"""The day in Twitch chat: `!today` says what is on, to anybody; the streamer ticks it by `!done`."""

from __future__ import annotations

from twitchio.ext import commands

from bot.twitch_bot import TwitchBot
from cogs.assignment import chat


class AssignmentComponent(commands.Component):
    """What the streamer does today."""

    def __init__(self, bot: TwitchBot) -> None:
        self._bot = bot
        self._assignments = bot.services.assignments

    @commands.command(name="today")
    async def today(self, ctx: commands.Context[TwitchBot]) -> None:
        """What is on today, and how far it is."""
        view = await self._assignments.today(self._bot.actor(ctx))
        await self._bot.answer(ctx, chat.today(view))

    @commands.command(name="done")
    async def done(self, ctx: commands.Context[TwitchBot], number: int, *, rest: str = "") -> None:
        """Tick an item of today; a problem is logged as solved."""
        view = await self._assignments.done(self._bot.actor(ctx), number, rest, self._bot.source(ctx))
        await self._bot.answer(ctx, chat.ticked(view, number))


async def setup(bot: TwitchBot) -> None:
    """Called by TwitchIO."""
    await bot.add_component(AssignmentComponent(bot))
