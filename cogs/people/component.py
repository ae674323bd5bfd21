"""`!link CODE` in Twitch chat."""

from __future__ import annotations

from twitchio.ext import commands

from bot.twitch_bot import Context, TwitchBot
from cogs.people import chat


class PeopleComponent(commands.Component):
    """You, on both platforms."""

    def __init__(self, bot: TwitchBot) -> None:
        self._bot = bot
        self._people = bot.services.people

    @commands.command(name="link")
    async def link(self, ctx: Context, *, code: str = "") -> None:
        """Tie this account to your Discord one with the code from there."""
        if not code:
            await self._bot.answer(ctx, chat.say_the_code(f"{ctx.prefix}{ctx.invoked_with}"))
            return
        person = await self._people.redeem(code, ctx.chatter.id, ctx.chatter.name or "")
        await self._bot.answer(ctx, chat.linked(person))


async def setup(bot: TwitchBot) -> None:
    """Called by TwitchIO."""
    await bot.add_component(PeopleComponent(bot))
