"""The clock in Twitch chat: `!timer`, and the lines that say that it was started elsewhere or ran out."""

from __future__ import annotations

from collections.abc import Callable

from twitchio.ext import commands

from bot.people.model import Platform
from bot.post.model import PostDue
from bot.timer.model import END, STANDING, Timer, TimerId
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
        await self._bot.answer(ctx, chat.line(timer, await self._zone(timer), self._bot.services.clock()))

    async def on_post_due(self, event: PostDue) -> None:
        """A line about a clock wants to be said."""
        key = event.post.key
        if key.place.platform is not Platform.TWITCH or key.kind not in (STANDING, END):
            return
        timer = await self._timers.get(TimerId(int(key.subject)))
        words = chat.started if key.kind == STANDING else chat.end
        await self._bot.announce(key, words(timer, await self._zone(timer), self._bot.services.clock()))

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

    async def _zone(self, timer: Timer) -> str:
        return (await self._bot.services.people.get(timer.person_id)).zone


async def setup(bot: TwitchBot) -> None:
    """Called by TwitchIO."""
    await bot.add_component(TimerComponent(bot))
