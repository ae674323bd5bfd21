"""How somebody is doing on Discord: `/report`, the week's report by itself, and the evening's word."""

from __future__ import annotations

from collections.abc import Callable

from discord import app_commands
from discord.ext import commands

from bot.assignment.model import about
from bot.discord_bot import Context, DiscordBot
from bot.people.model import Nudge, Platform
from bot.post.model import PostDue, PostKey
from bot.progress.model import NUDGE, REPORT
from cogs.asking import actor_of
from cogs.delivery import Delivery, Draft
from cogs.progress import text, views

OLDEST = 52
"""Weeks that a report can look back."""


class ProgressCog(commands.Cog, name="Progress"):
    """How you are doing."""

    def __init__(self, bot: DiscordBot) -> None:
        self._bot = bot
        self._progress = bot.services.progress
        self._posts = bot.services.posts
        self._delivery = Delivery(bot, self._posts, bot.services.clock)
        self._subscriptions: list[Callable[[], None]] = []

    async def cog_load(self) -> None:
        """Called by discord.py."""
        self._subscriptions = [self._bot.services.bus.subscribe(PostDue, self.on_post_due)]

    async def cog_unload(self) -> None:
        """Called by discord.py."""
        for unsubscribe in self._subscriptions:
            unsubscribe()

    @commands.hybrid_command(extras={"for": "candidate"})
    @app_commands.describe(weeks_ago="1 is last week; the present one without it")
    async def report(self, context: Context, weeks_ago: commands.Range[int, 0, OLDEST] = 0) -> None:
        """Your week so far: what went well, what slipped, what the next one changes."""
        week = await self._progress.report(actor_of(context), weeks_ago)
        await context.send(embed=text.report(week), view=views.by_day(week.person.id, week.last))

    async def on_post_due(self, event: PostDue) -> None:
        """Send the evening's word, or the week's report, as things stand when it goes out."""
        key = event.post.key
        if key.place.platform is not Platform.DISCORD:
            return
        if key.kind == NUDGE:
            await self._say(key)
        elif key.kind == REPORT:
            await self._delivery.deliver(key, lambda: self._report(key))

    async def _say(self, key: PostKey) -> None:
        evening = await self._progress.evening(*about(key.subject))
        if not evening.speaks:
            # everything was done while the word was on its way
            await self._posts.give_up(key)
            return
        view = views.quiet(evening.person.id, evening.day)

        async def draft() -> Draft:
            return Draft(
                mark=views.mark(view),
                content=text.evening(evening),
                view=view,
                # a line between others' messages makes no sound; who chose a private one wants to hear it
                silent=evening.person.nudge is not Nudge.DM,
            )

        await self._delivery.deliver(key, draft)

    async def _report(self, key: PostKey) -> Draft:
        week = await self._progress.week(*about(key.subject))
        view = views.by_day(week.person.id, week.last)
        return Draft(mark=views.mark(view), embed=text.report(week), view=view)


async def setup(bot: DiscordBot) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(views.QuietButton, views.DaysButton)
    await bot.add_cog(ProgressCog(bot))
