"""The clock on Discord: `/timer` and `!timer`, the message that mirrors it, and the one that ends it."""

from __future__ import annotations

import logging
from collections.abc import Callable

import discord
from discord import app_commands
from discord.ext import commands

from bot.curriculum.model import Problem
from bot.discord_bot import Context, DiscordBot, Interaction
from bot.people.model import Platform
from bot.post.model import Post, PostDue, PostKey, PostStale
from bot.timer.model import (
    END,
    MARK,
    STANDING,
    TIMER_EVENTS,
    Timer,
    TimerEvent,
    TimerId,
    mark_subject,
    read_mark_subject,
)
from bot.timer.wish import read_minutes
from cogs.asking import actor_of, source_of
from cogs.delivery import UNREACHABLE, Delivery, Draft, Redraw
from cogs.timer import text, views

logger = logging.getLogger(__name__)

SUGGESTIONS = 25
"""What Discord shows under a field at most."""


class MarkLines:
    """The short lines that a clock says as it goes; at most one of a clock stands at a time."""

    def __init__(self, bot: DiscordBot, delivery: Delivery) -> None:
        self._bot = bot
        self._timers = bot.services.timers
        self._posts = bot.services.posts
        self._delivery = delivery

    async def say(self, key: PostKey) -> None:
        """Send the line, and take the earlier one away."""
        timer_id, name = read_mark_subject(key.subject)
        timer = await self._timers.get(timer_id)
        mark = timer.mark(name)
        if mark is None or timer.ended:
            await self._posts.give_up(key)
            return

        async def draft() -> Draft:
            # never looked for: the line is of no use any more before Discord forgets its nonce
            return Draft(mark="", content=text.mark(timer, mark))

        if await self._delivery.deliver(key, draft) is not None:
            # the clock may have ended while the line was on its way
            ended = (await self._timers.get(timer_id)).ended
            await self.tidy(timer_id, but=None if ended else name)

    async def tidy(self, timer_id: TimerId, but: str | None = None) -> None:
        """Take away the last line that still stands, other than the one called `but`."""
        timer = await self._timers.get(timer_id)
        earlier = [mark for mark in timer.marks if mark.elapsed <= timer.elapsed(self._bot.services.clock())]
        for mark in reversed(earlier):
            if mark.key == but:
                continue
            posts = await self._posts.about(MARK, mark_subject(timer_id, mark))
            stood = [
                post for post in posts if post.message_id and post.key.place.platform is Platform.DISCORD
            ]
            for post in stood:
                await self._delete(int(post.key.place.channel), int(post.message_id or 0))
            if stood:
                return  # those before it were taken away when it came

    async def _delete(self, channel_id: int, message_id: int) -> None:
        channel = self._bot.get_partial_messageable(channel_id)
        try:
            await channel.get_partial_message(message_id).delete()
        except discord.NotFound:
            pass  # somebody was quicker
        except UNREACHABLE as error:
            logger.info("a line of a clock stays where it is: %s", error)


class TimerCog(commands.Cog, name="Clock"):
    """One clock, the same on Discord, on Twitch and on the overlay."""

    def __init__(self, bot: DiscordBot) -> None:
        self._bot = bot
        self._timers = bot.services.timers
        self._posts = bot.services.posts
        self._delivery = Delivery(bot, self._posts, bot.services.clock)
        self._marks = MarkLines(bot, self._delivery)
        self._redraw = Redraw(self._edit)
        self._subscriptions: list[Callable[[], None]] = []

    async def cog_load(self) -> None:
        """Called by discord.py."""
        bus = self._bot.services.bus
        self._subscriptions = [
            bus.subscribe(PostDue, self.on_post_due),
            bus.subscribe(PostStale, self.on_post_stale),
        ]
        self._subscriptions += [bus.subscribe(kind, self.on_timer) for kind in TIMER_EVENTS]

    async def cog_unload(self) -> None:
        """Called by discord.py."""
        for unsubscribe in self._subscriptions:
            unsubscribe()

    @commands.hybrid_group(fallback="start", case_insensitive=True)
    @app_commands.describe(what="Minutes, a preset, a problem, or several of them: 25 3sum")
    async def timer(self, context: Context, *, what: str = "") -> None:
        """Start a clock: minutes, a preset, a problem. Alone it shows how long is left."""
        if not what.strip():
            await self._look(context)
            return
        timer = await self._timers.start(actor_of(context), what, source_of(context), str(context.channel.id))
        if context.interaction is not None:
            # behind the prefix the standing message is the answer
            await self._answer(context, timer)

    @timer.command()
    async def show(self, context: Context) -> None:
        """How long is left, and when it ends."""
        await self._look(context)

    @timer.command()
    async def pause(self, context: Context) -> None:
        """Let the clock stand still."""
        await self._answer(context, await self._timers.pause(actor_of(context), source_of(context)))

    @timer.command()
    async def resume(self, context: Context) -> None:
        """Let the clock go on."""
        await self._answer(context, await self._timers.resume(actor_of(context), source_of(context)))

    @timer.command()
    @app_commands.describe(minutes="How many minutes more")
    async def add(self, context: Context, minutes: int) -> None:
        """Give the clock more minutes."""
        more = read_minutes(str(minutes))
        await self._answer(context, await self._timers.add(actor_of(context), more, source_of(context)))

    @timer.command()
    async def stop(self, context: Context) -> None:
        """End the clock early."""
        await self._answer(context, await self._timers.stop(actor_of(context), source_of(context)))

    @timer.autocomplete("what")
    async def suggest(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Presets and problems that what was typed so far may mean."""
        services = self._bot.services
        presets = [
            app_commands.Choice(name=text.preset_choice(preset), value=preset.name)
            for preset in services.programme.presets.values()
            if preset.name.startswith(typed.strip().lower())
        ]
        problems = [
            app_commands.Choice(name=text.problem_choice(problem), value=problem.slug)
            for problem in services.catalogue.suggest(typed, SUGGESTIONS)
        ]
        return [*presets, *problems][:SUGGESTIONS]

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Called by discord.py, again after each reconnect: what changed meanwhile is drawn now."""
        for timer in await self._timers.recent():
            await self._redraw(timer.id)

    async def on_timer(self, event: TimerEvent) -> None:
        """Something became of a clock: its standing message shows it."""
        await self._redraw(event.timer.id)
        if event.timer.ended:
            await self._marks.tidy(event.timer.id)

    async def on_post_due(self, event: PostDue) -> None:
        """A message about a clock wants to be sent."""
        key = event.post.key
        if key.place.platform is not Platform.DISCORD:
            return
        if key.kind == MARK:
            await self._marks.say(key)
        elif key.kind == STANDING:
            await self._stand(event.post, await self._timers.get(TimerId(int(key.subject))))
        elif key.kind == END:
            timer = await self._timers.get(TimerId(int(key.subject)))
            await self._delivery.deliver(key, lambda: self._end(timer))
            # a last edit of the standing message may have failed while Discord was away
            await self._redraw(timer.id)

    async def on_post_stale(self, event: PostStale) -> None:
        """The message of a clock may show an old state."""
        if event.post.key.kind == STANDING:
            await self._redraw(TimerId(int(event.post.key.subject)))

    async def _stand(self, post: Post, timer: Timer) -> None:
        if timer.ended and post.begun_at is None:
            # nobody saw it run, and its end is told by itself
            await self._posts.give_up(post.key)
            return
        if await self._delivery.deliver(post.key, lambda: self._standing(timer)) is not None:
            # it changed while it was being sent, or stood already as it was before a restart
            await self._redraw(timer.id)

    async def _standing(self, timer: Timer) -> Draft:
        return Draft(
            mark=views.custom_id(views.Verb.STOP, timer.id),
            embed=text.standing(timer, self._problem(timer), self._bot.services.clock()),
            view=views.standing(timer),
        )

    async def _end(self, timer: Timer) -> Draft:
        return Draft(
            mark=views.custom_id(views.Verb.AGAIN, timer.id),
            embed=text.end(timer, self._problem(timer), self._bot.services.clock()),
            view=views.end(timer),
        )

    async def _edit(self, timer_id: TimerId) -> None:
        timer = await self._timers.get(timer_id)
        embed = text.standing(timer, self._problem(timer), self._bot.services.clock())
        for post in await self._posts.about(STANDING, str(timer.id)):
            await self._delivery.edit(post, embed, views.standing(timer))

    async def _look(self, context: Context) -> None:
        await self._answer(context, await self._timers.look(actor_of(context)))

    async def _answer(self, context: Context, timer: Timer) -> None:
        await context.send(text.line(timer, self._bot.services.clock()), ephemeral=True)

    def _problem(self, timer: Timer) -> Problem | None:
        return None if timer.problem is None else self._bot.services.catalogue.get(timer.problem)


async def setup(bot: DiscordBot) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(views.TimerButton)
    await bot.add_cog(TimerCog(bot))
