"""The log in Twitch chat, kept by the streamer: `!solved`, `!failed`, `!undo`."""

from __future__ import annotations

from twitchio.ext import commands

from bot.twitch_bot import Context, TwitchBot
from cogs.practice import chat


class PracticeComponent(commands.Component):
    """What the streamer solved, and what they did not yet."""

    def __init__(self, bot: TwitchBot) -> None:
        self._bot = bot
        self._practice = bot.services.practice

    @commands.command(name="solved", extras={"for": "candidate"})
    async def solved(self, ctx: Context, *, problem: str = "") -> None:
        """Log a problem you solved: name, minutes, the intuition in one line; alone, the one that is on."""
        done = await self._practice.solved(
            self._bot.actor(ctx), await self._meant(ctx, problem), self._bot.source(ctx)
        )
        await self._bot.answer(ctx, chat.logged(done))

    @commands.command(name="failed", extras={"for": "candidate"})
    async def failed(self, ctx: Context, *, problem: str = "") -> None:
        """Log a problem you did not solve yet; alone, the one that is on."""
        done = await self._practice.failed(
            self._bot.actor(ctx), await self._meant(ctx, problem), self._bot.source(ctx)
        )
        await self._bot.answer(ctx, chat.logged(done))

    @commands.command(name="undo", extras={"for": "candidate"})
    async def undo(self, ctx: Context) -> None:
        """Take back what you logged last."""
        back = await self._practice.undo(self._bot.actor(ctx), self._bot.source(ctx))
        await self._bot.answer(ctx, chat.undone(back))

    async def _meant(self, ctx: Context, problem: str) -> str:
        """What was typed; where nothing was, the problem that is on."""
        if problem.strip():
            return problem
        return await self._bot.services.stage.to_log(self._bot.actor(ctx), self._bot.source(ctx))


async def setup(bot: TwitchBot) -> None:
    """Called by TwitchIO."""
    await bot.add_component(PracticeComponent(bot))
