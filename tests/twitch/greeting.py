"""A component for the tests of the client: one command of every kind that can go well or wrong."""

import asyncio

import twitchio
from twitchio.ext import commands

from bot.errors import UserError
from bot.post.model import PostDue
from bot.twitch_bot import Context, TwitchBot


class GreetingComponent(commands.Component):
    """Says hello, counts, refuses, breaks, and announces claimed posts."""

    def __init__(self, bot: TwitchBot) -> None:
        self._bot = bot
        self._heard: list[str] = []
        self._unsubscribe = lambda: None
        self.gate = asyncio.Event()

    async def component_load(self) -> None:
        """Listen for claims."""
        self._unsubscribe = self._bot.services.bus.subscribe(PostDue, self.on_post_due)

    async def component_teardown(self) -> None:
        """Listen no longer."""
        self._unsubscribe()

    @commands.command(aliases=["hi"])
    async def hello(self, ctx: Context, *, rest: str = "") -> None:
        """Greet back, with what was said after the command."""
        actor = self._bot.actor(ctx)
        await self._bot.answer(ctx, f"hello {actor.name}, {rest!r}, {actor.moderates}")

    @commands.command()
    async def add(self, ctx: Context, first: int, second: int = 1) -> None:
        """Two numbers."""
        await self._bot.answer(ctx, str(first + second))

    @commands.command()
    async def refuse(self, ctx: Context) -> None:
        """A refusal."""
        raise UserError("Not before noon.")

    @commands.command()
    async def smash(self, ctx: Context) -> None:
        """Something nobody expects."""
        raise ZeroDivisionError("a secret reason")

    @commands.command()
    async def slow(self, ctx: Context) -> None:
        """Something that takes until the test says so."""
        await self.gate.wait()
        await self._bot.answer(ctx, "at last")

    @commands.cooldown(rate=1, per=3600)
    @commands.command()
    async def rarely(self, ctx: Context) -> None:
        """Once an hour."""
        await self._bot.answer(ctx, "now")

    @commands.group(name="watch", invoke_fallback=True)
    async def watch(self, ctx: Context, minutes: int = 0) -> None:
        """A command with commands below it."""
        await self._bot.answer(ctx, f"watch {minutes}")

    @watch.command(name="pause")
    async def pause(self, ctx: Context) -> None:
        """One below."""
        await self._bot.answer(ctx, "paused")

    @commands.command()
    async def heard(self, ctx: Context) -> None:
        """What the listener heard."""
        await self._bot.answer(ctx, "heard: " + "|".join(self._heard))

    @commands.command()
    async def whoami(self, ctx: Context) -> None:
        """Who asks, and by which message."""
        actor, source = self._bot.actor(ctx), self._bot.source(ctx)
        await self._bot.answer(ctx, f"{actor.platform} {actor.account}, {source.platform} {source.id}")

    @commands.Component.listener()
    async def event_message(self, message: twitchio.ChatMessage) -> None:
        """Every line that counts."""
        if message.text != "!heard":  # commands and listeners run in no order
            self._heard.append(message.text)

    @commands.Component.listener()
    async def event_stream_online(self, stream: twitchio.StreamOnline) -> None:
        """A stream."""
        self._heard.append(f"stream {stream.id}")

    async def on_post_due(self, event: PostDue) -> None:
        """Announce it."""
        await self._bot.announce(event.post.key, f"announced {event.post.key.subject}")


async def setup(bot: TwitchBot) -> None:
    """Called by TwitchIO."""
    await bot.add_component(GreetingComponent(bot))
