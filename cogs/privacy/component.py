"""`!my-data` and `!forget-me` in Twitch chat, for viewers."""

from __future__ import annotations

from twitchio.ext import commands

from bot.privacy.model import ForgetInDiscord, NothingHeld
from bot.twitch_bot import Context, TwitchBot
from cogs.privacy import chat

SURE = "yes"


class PrivacyComponent(commands.Component):
    """What is held of you."""

    def __init__(self, bot: TwitchBot) -> None:
        self._bot = bot
        self._privacy = bot.services.privacy

    @commands.command(name="my-data")
    async def my_data(self, ctx: Context) -> None:
        """How much I hold about you."""
        held = await self._privacy.held(self._bot.actor(ctx))
        await self._bot.answer(ctx, chat.held(held, f"{ctx.prefix}{self.forget_me.name}"))

    @commands.command(name="forget-me")
    async def forget_me(self, ctx: Context, *, sure: str = "") -> None:
        """Delete what I hold about you; asks once."""
        actor = self._bot.actor(ctx)
        if sure.strip().lower() == SURE:
            await self._bot.answer(ctx, chat.forgotten(await self._privacy.forget(actor)))
            return
        held = await self._privacy.held(actor)
        if held.subject.person is not None:
            raise ForgetInDiscord
        if not held.rows:
            raise NothingHeld
        await self._bot.answer(ctx, chat.question(held, f"{ctx.prefix}{ctx.invoked_with} {SURE}"))


async def setup(bot: TwitchBot) -> None:
    """Called by TwitchIO."""
    await bot.add_component(PrivacyComponent(bot))
