"""The day on Discord: `/today`, `/tomorrow`, `/done`, `/skip`, and the post that comes by itself."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date

import discord
from discord import app_commands
from discord.ext import commands

from bot.assignment.model import KIND, NOTE_LIMIT, ItemMarked, TodayView, about, subject
from bot.discord_bot import Context, DiscordBot, Interaction
from bot.people.model import PersonId, Platform
from bot.post.model import PostDue, PostKey
from bot.practice.model import AttemptLogged, AttemptUndone
from cogs.asking import actor_of, source_of
from cogs.assignment import text, views
from cogs.delivery import Delivery, Draft

logger = logging.getLogger(__name__)

SUGGESTIONS = 25
"""What Discord shows under a field at most."""


class AssignmentCog(commands.Cog, name="Today"):
    """What is on today, and what you did of it."""

    def __init__(self, bot: DiscordBot) -> None:
        self._bot = bot
        self._assignments = bot.services.assignments
        self._posts = bot.services.posts
        self._delivery = Delivery(bot, self._posts, bot.services.clock)
        self._subscriptions: list[Callable[[], None]] = []

    async def cog_load(self) -> None:
        """Called by discord.py."""
        bus = self._bot.services.bus
        self._subscriptions = [
            bus.subscribe(PostDue, self.on_post_due),
            bus.subscribe(AttemptLogged, self.on_attempt),
            bus.subscribe(AttemptUndone, self.on_attempt),
            bus.subscribe(ItemMarked, self.on_item_marked),
        ]

    async def cog_unload(self) -> None:
        """Called by discord.py."""
        for unsubscribe in self._subscriptions:
            unsubscribe()

    @commands.hybrid_command()
    async def today(self, context: Context) -> None:
        """What is on today: problems, re-solves, reading, and how far you are."""
        view = await self._assignments.today(actor_of(context))
        await context.send(embed=text.today(view), view=views.buttons(view))

    @commands.hybrid_command()
    async def tomorrow(self, context: Context) -> None:
        """What tomorrow holds if today gets done."""
        view = await self._assignments.tomorrow(actor_of(context))
        await context.send(embed=text.today(view))

    # Behind the prefix the keyword-only parameter takes the rest of the line.

    @commands.hybrid_command(extras={"for": "candidate"})
    @app_commands.describe(
        number="Its number on today's list", note="Minutes, and the intuition in one line: 18 hash it"
    )
    async def done(self, context: Context, number: int, *, note: str = "") -> None:
        """Tick an item of today; a problem is logged as solved."""
        view = await self._assignments.done(actor_of(context), number, note, source_of(context))
        await context.send(text.ticked(view, number))

    @commands.hybrid_command(extras={"for": "candidate"})
    @app_commands.describe(number="Its number on today's list", why="A word on why, for yourself")
    async def skip(
        self, context: Context, number: int, *, why: commands.Range[str, 0, NOTE_LIMIT] = ""
    ) -> None:
        """Put an item of today aside; a problem comes back in a week at the earliest."""
        view = await self._assignments.skip(actor_of(context), number, why, source_of(context))
        await context.send(text.ticked(view, number))

    @done.autocomplete("number")
    @skip.autocomplete("number")
    async def suggest(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[int]]:
        """What is open today."""
        view = await self._assignments.today(actor_of(interaction))
        return [
            app_commands.Choice(name=label, value=line.item.number)
            for line in view.open
            if typed.lower() in (label := text.choice(line)).lower()
        ][:SUGGESTIONS]

    async def on_post_due(self, event: PostDue) -> None:
        """Send the daily post, as the day stands when it goes out."""
        key = event.post.key
        if key.kind != KIND or key.place.platform is not Platform.DISCORD:
            return
        sent: list[TodayView] = []

        async def draft() -> Draft:
            view = await self._day(key)
            sent.append(view)
            return Draft(mark=views.mark(view), embed=text.today(view), view=views.buttons(view))

        if await self._delivery.deliver(key, draft) is not None and sent != [await self._day(key)]:
            # something got done while the message was on its way, and found no message to edit
            await self._redraw(*about(key.subject))

    async def on_attempt(self, event: AttemptLogged | AttemptUndone) -> None:
        """Draw the day that the attempt counts for once more."""
        await self._redraw(event.attempt.person_id, event.attempt.on)

    async def on_item_marked(self, event: ItemMarked) -> None:
        """Draw the item's day once more."""
        await self._redraw(event.assignment.person_id, event.assignment.day)

    async def _day(self, key: PostKey) -> TodayView:
        view = await self._assignments.of(*about(key.subject))
        if view is None:
            raise LookupError(f"{key.subject} was announced and is not planned")
        return view

    async def _redraw(self, person_id: PersonId, day: date) -> None:
        for post in await self._posts.about(KIND, subject(person_id, day)):
            if post.message_id is None or post.key.place.platform is not Platform.DISCORD:
                continue
            view = await self._assignments.of(person_id, day)
            if view is None:
                return
            channel = self._bot.get_partial_messageable(int(post.key.place.channel))
            message = channel.get_partial_message(int(post.message_id))
            try:
                await message.edit(embed=text.today(view), view=views.buttons(view))
            except discord.NotFound:
                logger.info("the post of %s was deleted, it stays as it is", post.key.subject)


async def setup(bot: DiscordBot) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(views.TodayButton)
    await bot.add_cog(AssignmentCog(bot))
