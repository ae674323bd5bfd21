"""The clock in Twitch chat: `!timer`, and what it says by itself: started elsewhere, marks, the end."""

from __future__ import annotations

from collections.abc import Callable

from twitchio.ext import commands

from bot.curriculum.model import Problem
from bot.people.model import Platform
from bot.post.model import PostDue, PostKey
from bot.timer.model import END, MARK, STANDING, Timer, TimerId, read_mark_subject
from bot.timer.wish import read_minutes
from bot.twitch_bot import TwitchBot
from cogs.timer import chat


class TimerComponent(commands.Component):
    """One clock, the same on Twitch, on Discord and on the overlay."""

    def __init__(self, bot: TwitchBot) -> None:
        self._bot = bot
        self._timers = bot.services.timers
        self._unsubscribe: Callable[[], None] | None = None

    async def component_load(self) -> None:
        """Called by TwitchIO."""
        self._unsubscribe = self._bot.services.bus.subscribe(PostDue, self.on_post_due)

    async def component_teardown(self) -> None:
        """Called by TwitchIO."""
        if self._unsubscribe is not None:
            self._unsubscribe()

    # One command that reads the rest itself: a group of TwitchIO's would take `pause` in `!timer pause` and
    # `25` in `!timer 25` by different ways, with different errors.

    @commands.command(name="timer")
    async def timer(self, ctx: commands.Context[TwitchBot], *, rest: str = "") -> None:
        """The clock: how long is left; 25, hard or 3sum start one; pause, resume, add 5, stop."""
        timer = await self._asked(ctx, rest.strip())
        zone, now = await self._zone(timer), self._bot.services.clock()
        await self._bot.answer(ctx, chat.line(timer, zone, now, self._problem(timer)))

    async def on_post_due(self, event: PostDue) -> None:
        """A line about a clock wants to be said."""
        key = event.post.key
        if key.place.platform is not Platform.TWITCH:
            return
        now = self._bot.services.clock()
        if key.kind == MARK:
            await self._mark(key)
        elif key.kind == STANDING:
            timer = await self._timers.get(TimerId(int(key.subject)))
            await self._bot.announce(key, chat.started(timer, await self._zone(timer), now))
        elif key.kind == END:
            timer = await self._timers.get(TimerId(int(key.subject)))
            line = chat.end(timer, await self._zone(timer), now, self._problem(timer))
            await self._bot.announce(key, line)

    async def _mark(self, key: PostKey) -> None:
        timer_id, name = read_mark_subject(key.subject)
        timer = await self._timers.get(timer_id)
        mark = timer.mark(name)
        # nobody is there to hear it while the channel is offline, and a clock that ended says so itself
        if mark is None or timer.ended or self._bot.live is False:
            await self._bot.services.posts.give_up(key)
        else:
            await self._bot.announce(key, chat.mark(timer, mark))

    async def _asked(self, ctx: commands.Context[TwitchBot], rest: str) -> Timer:
        actor, source = self._bot.actor(ctx), self._bot.source(ctx)
        verb, _, words = rest.partition(" ")
        match verb.lower():
            case "":
                return await self._timers.look(actor)
            case "pause":
                return await self._timers.pause(actor, source)
            case "resume":
                return await self._timers.resume(actor, source)
            case "add":
                return await self._timers.add(actor, read_minutes(words), source)
            case "stop":
                return await self._timers.stop(actor, source)
            case _:
                return await self._timers.start(actor, rest, source)

    def _problem(self, timer: Timer) -> Problem | None:
        return None if timer.problem is None else self._bot.services.catalogue.get(timer.problem)

    async def _zone(self, timer: Timer) -> str:
        return (await self._bot.services.people.get(timer.person_id)).zone


async def setup(bot: TwitchBot) -> None:
    """Called by TwitchIO."""
    await bot.add_component(TimerComponent(bot))
